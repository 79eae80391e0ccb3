// What a host object offers to scripts, and how arguments are bound to its methods. [behaviour.md § 5]
#include <cxxabi.h>

#include <cstdlib>

#include "dispatch/reachability.hpp"
#include "hako/service.hpp"

namespace hako {

namespace {

// Names from a script may be long and many; a message of this size says enough.
constexpr std::size_t longest_list = 1000;

/// "missing keyword: :a" or "missing keywords: :a, :b".
class KeywordComplaint {
   public:
    explicit KeywordComplaint(std::string what) : what_(std::move(what)) {}
    void add(const std::string& name) {
        ++count_;
        if (names_.size() > longest_list) return;
        if (!names_.empty()) names_ += ", ";
        names_ += name.size() > longest_list ? "…" : dispatch::ruby_symbol(name);
        if (names_.size() > longest_list) names_ += ", …";
    }
    void throw_if_any() const {
        if (count_ > 0) throw ArgumentError(what_ + (count_ > 1 ? " keywords: " : " keyword: ") + names_);
    }

   private:
    std::string what_;
    std::string names_;
    std::size_t count_ = 0;
};

void check_keywords(const Signature& signature, const KeywordArguments& given) {
    KeywordComplaint missing("missing");
    for (const auto& keyword : signature.keywords) {
        const auto is_it = [&](const auto& entry) { return entry.first == keyword.name; };
        if (keyword.required && std::ranges::none_of(given, is_it)) missing.add(keyword.name);
    }
    missing.throw_if_any();

    if (signature.any_keywords) return;
    KeywordComplaint unknown("unknown");
    for (const auto& [name, value] : given) {
        const auto is_it = [&name = name](const Signature::Keyword& keyword) { return keyword.name == name; };
        if (std::ranges::none_of(signature.keywords, is_it)) unknown.add(name);
    }
    unknown.throw_if_any();
}

void check_count(const Signature& signature, std::size_t given) {
    const std::size_t most = signature.required + signature.optional;
    if (given >= signature.required && (given <= most || signature.any_arguments)) return;
    std::string expected = std::to_string(signature.required);
    if (signature.any_arguments) {
        expected += '+';
    } else if (signature.optional > 0) {
        expected += ".." + std::to_string(most);
    }
    throw ArgumentError("wrong number of arguments (given " + std::to_string(given) + ", expected " + expected + ")");
}

}  // namespace

void ServiceType::add(std::string method, Method implementation) {
    if (dispatch::hard_refused(method)) {
        throw ArgumentError("method " + dispatch::ruby_symbol(method) + " cannot be registered on a Service");
    }
    methods_.insert_or_assign(std::move(method), std::move(implementation));
}

void ServiceType::set_dynamic(Predicate predicate, Handler handler) {
    predicate_ = std::move(predicate);
    handler_ = std::move(handler);
}

const Method* ServiceType::find(std::string_view method) const {
    const auto found = methods_.find(method);
    return found == methods_.end() ? nullptr : &found->second;
}

Value ServiceType::invoke(const Method& method, void* self, Call& call) {
    const Signature& signature = method.signature;
    Array& arguments = call.parts_.arguments;
    KeywordArguments& keywords = call.parts_.keywords;

    const bool declares_keywords = signature.any_keywords || !signature.keywords.empty();
    if (!declares_keywords && !keywords.empty()) {
        Map folded;
        for (auto& [name, value] : keywords) folded.set(Symbol(std::move(name)), std::move(value));
        arguments.emplace_back(std::move(folded));
        keywords.clear();
    }
    check_count(signature, arguments.size());
    if (declares_keywords) check_keywords(signature, keywords);
    if (signature.needs_block && call.block() == nullptr) throw ArgumentError("no block given");
    return method.invoke(self, call);
}

std::string Call::description() const {
    std::string text(target());
    if (method() != "call") {
        text += '#';
        text += method();
    }
    return text;
}

namespace detail {

std::string readable_type_name(const std::type_info& type) {
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> demangled(abi::__cxa_demangle(type.name(), nullptr, nullptr, &status),
                                                           std::free);
    std::string_view name = demangled ? demangled.get() : type.name();
    // The last part of the path; "::" inside template arguments and parameter lists doesn't count.
    int nesting = 0;
    for (std::size_t i = 0; i + 1 < name.size(); ++i) {
        const char c = name[i];
        if (c == '<' || c == '(' || c == '{') ++nesting;
        if (c == '>' || c == ')' || c == '}') --nesting;
        if (nesting == 0 && c == ':' && name[i + 1] == ':') {
            name.remove_prefix(i + 2);
            i = std::size_t{0} - 1;
        }
    }
    return std::string(name);
}

void throw_argument_mismatch(const Call& call, const std::string& parameter, const std::string& what) {
    throw ArgumentError(call.description() + ": " + parameter + ": " + what);
}

}  // namespace detail

}  // namespace hako
