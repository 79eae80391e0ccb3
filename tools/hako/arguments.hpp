// What an entry point is called with, read from JSON.
#pragma once

#include <hako/hako.hpp>
#include <string_view>

namespace hako::command {

/// Arguments of a run, gathered from one or more places. What doesn't fit throws UsageError.
struct RunArguments {
    Array positional;
    KeywordArguments keywords;

    /// Appends the elements of an array. `what` names it in messages.
    void add_positional(const Value& given, std::string_view what);
    /// Appends the entries of a map with names as keys.
    void add_keywords(const Value& given, std::string_view what);
    /// Appends an array of positional ones, or {"args": […], "kwargs": {…}}.
    void add(const Value& given, std::string_view what);
};

/// The value that JSON text stands for, by the rules of hako/json.hpp. Throws UsageError that begins with `what`.
Value read_json(std::string_view text, std::string_view what);

}  // namespace hako::command
