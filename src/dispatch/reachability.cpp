// Implements dispatch/reachability.hpp.
#include "dispatch/reachability.hpp"

#include <algorithm>
#include <span>

#include "value/inspect.hpp"

namespace hako::dispatch {

namespace {

// All in the order of their bytes, for the search.
constexpr std::string_view hard_list[] = {
    "__send__",
    "binding",
    "class_eval",
    "const_get",
    "const_set",
    "curry",
    "define_method",
    "define_singleton_method",
    "eval",
    "instance_eval",
    "instance_exec",
    "instance_method",
    "instance_variable_get",
    "instance_variable_set",
    "method",
    "module_eval",
    "public_method",
    "public_send",
    "receiver",
    "send",
    "singleton_class",
    "to_proc",
    "unbind",
};
constexpr std::string_view ambient_list[] = {
    "!",
    "!=",
    "!~",
    "<=>",
    "==",
    "===",
    "__id__",
    "class",
    "clone",
    "display",
    "dup",
    "enum_for",
    "eql?",
    "equal?",
    "extend",
    "freeze",
    "frozen?",
    "hash",
    "inspect",
    "instance_of?",
    "instance_variable_defined?",
    "instance_variables",
    "is_a?",
    "itself",
    "kind_of?",
    "methods",
    "nil?",
    "object_id",
    "private_methods",
    "protected_methods",
    "public_methods",
    "remove_instance_variable",
    "respond_to?",
    "singleton_method",
    "singleton_methods",
    "tap",
    "then",
    "to_enum",
    "to_s",
    "yield_self",
};
constexpr std::string_view proc_list[] = {
    "<<", "==", "===", ">>", "clone", "dup", "eql?", "hash", "inspect", "parameters", "ruby2_keywords", "source_location", "to_s",
};
static_assert(std::ranges::is_sorted(hard_list) && std::ranges::is_sorted(ambient_list) && std::ranges::is_sorted(proc_list));
static_assert(std::size(hard_list) == 23 && std::size(ambient_list) == 40 && std::size(proc_list) == 13);

}  // namespace

bool hard_refused(std::string_view method) { return std::ranges::binary_search(hard_list, method); }

bool ambient_refused(std::string_view method) { return std::ranges::binary_search(ambient_list, method); }

bool proc_refused(std::string_view method) { return std::ranges::binary_search(proc_list, method); }

std::string ruby_symbol(std::string_view name) { return detail::inspect_symbol(name); }

}  // namespace hako::dispatch
