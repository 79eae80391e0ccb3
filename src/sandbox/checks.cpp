// What is refused before anything begins.
#include "sandbox/checks.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

namespace hako::sandbox {

namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_word(char c) { return is_upper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

std::string plain(double x) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", x);
    return text;
}

void check_size(std::string_view name, const std::optional<Bytes>& size, std::int64_t smallest, std::string_view requirement) {
    if (size && size->count() < smallest) {
        throw ArgumentError(std::string(name) + " must be a " + std::string(requirement) + " Integer or nil, got " +
                            std::to_string(size->count()));
    }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_name(std::string_view name, guests::Naming naming) {
    if (name.empty() || !std::ranges::all_of(name, is_word)) return false;
    return naming == guests::Naming::constants ? is_upper(name.front()) : !is_digit(name.front());
}

[[noreturn]] void refuse_name(std::string_view what, std::string_view name, std::string_view pattern) {
    throw ArgumentError(std::string(what) + " must match " + std::string(pattern) + " (got " + Value(name).inspect(200) + ")");
}

}  // namespace

void check_name(std::string_view what, std::string_view name, guests::Naming naming) {
    if (is_name(name, naming)) return;
    refuse_name(what, name, naming == guests::Naming::constants ? R"(/\A[A-Z]\w*\z/)" : R"(/\A[A-Za-z_]\w*\z/)");
}

void check_entrypoint(std::string_view name, guests::Naming naming) {
    if (naming == guests::Naming::constants) return check_name("entrypoint", name, naming);
    for (std::size_t from = 0, dot = 0; dot != std::string_view::npos; from = dot + 1) {
        dot = name.find('.', from);
        if (!is_name(name.substr(from, dot - from), naming)) {
            refuse_name("entrypoint", name, R"(/\A[A-Za-z_]\w*(\.[A-Za-z_]\w*)*\z/)");
        }
    }
}

void check_timeout(std::string_view name, const Timeout& timeout, std::string_view requirement) {
    if (timeout && !(timeout->count() > 0 && std::isfinite(timeout->count()))) {
        throw ArgumentError(std::string(name) + " must be " + std::string(requirement) + " (got " + plain(timeout->count()) +
                            ")");
    }
}

void check_options(const Options& options) {
    const bool finite = !options.timeout || std::isfinite(options.timeout->count());
    check_timeout("timeout", options.timeout, finite ? "> 0" : "> 0 and finite");
    check_size("memory_limit", options.memory_limit, 1, "positive");
    check_size("stdout_limit", options.stdout_limit, 0, "non-negative");
    check_size("stderr_limit", options.stderr_limit, 0, "non-negative");
    constexpr std::int64_t most_handles = 2'147'483'647;
    if (options.handle_limit < 1 || options.handle_limit > most_handles) {
        throw ArgumentError("handle_limit must be between 1 and " + std::to_string(most_handles) + " (got " +
                            std::to_string(options.handle_limit) + ")");
    }
}

void check_arguments(const Array& arguments, const KeywordArguments& keywords) {
    constexpr std::string_view reason =
        "must not contain a Kobako::Handle — Handles are created internally by the Sandbox and cannot be passed in";
    for (const auto& argument : arguments) {
        if (argument.is_handle()) throw ArgumentError("arguments " + std::string(reason));
    }
    for (const auto& [name, value] : keywords) {
        if (value.is_handle()) throw ArgumentError("keyword argument values " + std::string(reason));
    }
}

}  // namespace hako::sandbox
