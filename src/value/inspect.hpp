// Printing values as Ruby's `inspect`, Python's `repr` and JavaScript's console do.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "hako/value.hpp"

namespace hako::detail {

/// At most `limit` bytes of the value's text, with "…" behind them when there is more.
std::string inspect(const Value& value, std::size_t limit);
std::string repr(const Value& value, std::size_t limit);
std::string show(const Value& value, std::size_t limit);

/// A name as Ruby prints a symbol: `:zork`, `:[]`, `:foo=`, else quoted: `:"a b"`.
std::string inspect_symbol(std::string_view name);

}  // namespace hako::detail
