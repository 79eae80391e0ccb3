// Implements arguments.hpp.
#include "arguments.hpp"

#include <hako/json.hpp>
#include <string>

#include "options.hpp"

namespace hako::command {

namespace {

UsageError misfit(std::string_view what, std::string_view wanted, const Value& given) {
    return UsageError(std::string(what) + " must be " + std::string(wanted) + ", got " + given.inspect(80));
}

}  // namespace

void RunArguments::add_positional(const Value& given, std::string_view what) {
    const auto* array = given.get_if<Array>();
    if (array == nullptr) throw misfit(what, "a JSON array", given);
    positional.insert(positional.end(), array->begin(), array->end());
}

void RunArguments::add_keywords(const Value& given, std::string_view what) {
    const auto* map = given.get_if<Map>();
    if (map == nullptr) throw misfit(what, "a JSON object", given);
    for (const auto& [key, value] : *map) {
        const auto* text = key.get_if<std::string>();
        const auto* symbol = key.get_if<Symbol>();
        if (text == nullptr && symbol == nullptr) throw misfit("a keyword", "a name", key);
        keywords.emplace_back(text ? *text : symbol->name(), value);
    }
}

void RunArguments::add(const Value& given, std::string_view what) {
    const auto* map = given.get_if<Map>();
    if (map == nullptr && !given.is_array()) throw misfit(what, "a JSON array or {\"args\": …, \"kwargs\": …}", given);
    if (map == nullptr) return add_positional(given, what);
    for (const auto& [key, value] : *map) {
        if (key == Value("args")) {
            add_positional(value, "args");
        } else if (key == Value("kwargs")) {
            add_keywords(value, "kwargs");
        } else {
            throw misfit(std::string("a key of ").append(what), "args or kwargs", key);
        }
    }
}

Value read_json(std::string_view text, std::string_view what) {
    try {
        return parse_json(text);
    } catch (const ConversionError& e) {
        // The parser goes on to quote what it read: all of an unfinished text, and bytes that are no characters.
        const std::string_view reason = e.what();
        throw UsageError(std::string(what) + ": " + std::string(reason.substr(0, reason.find("; last read"))));
    }
}

}  // namespace hako::command
