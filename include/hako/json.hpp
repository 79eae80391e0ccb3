// hako::Value to JSON and back, for programs that use nlohmann-json. Not included by hako/hako.hpp.
//
//   nil, true, false, text, integer       as themselves (integers: the whole range -2^63 … 2^64-1)
//   float                                 number with a fraction or exponent: 1.0, -0.0
//   NaN, infinities                       {"$float": "nan"}, {"$float": "inf"}, {"$float": "-inf"}
//   symbol                                {"$symbol": "name"}
//   bytes that are not text               {"$bytes": "base64"}
//   array                                 array
//   map whose keys are all text           object, in order, unless it has one key only and that begins with "$"
//   any other map                         {"$map": [[key, value], …]}, in order
//   host object, handle                   {"$object": "ClassName"}, {"$handle": id}; these don't come back
//
// Everything but the last line comes back as it was, order included.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "hako/value.hpp"

namespace hako {

/// Throws ConversionError for a symbol whose name is not UTF-8.
nlohmann::ordered_json to_json(const Value& value);

/// The reverse. Throws ConversionError for a malformed `$` form, for {"$object": …} and {"$handle": …}, and for a value that
/// would nest deeper than 128 levels.
Value from_json(const nlohmann::ordered_json& json);

/// Text of JSON to a Value, in one step. Throws ConversionError that says where the text is wrong; integers out of range are
/// refused as well.
Value parse_json(std::string_view text);
/// A Value to JSON text on one line.
std::string print_json(const Value& value);

}  // namespace hako
