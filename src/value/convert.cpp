// Implements the messages of hako::ConversionError.
#include "hako/convert.hpp"

namespace hako {

namespace {

// Enough to recognise the value, little enough for a line.
constexpr std::size_t longest_shown = 80;

}  // namespace

ConversionError::ConversionError(std::string_view expected, const Value& got)
    : std::invalid_argument("expected " + std::string(expected) + ", got " + got.inspect(longest_shown)) {}

namespace detail {

void throw_out_of_range(const std::string& lowest, const std::string& highest, const Value& got) {
    throw ConversionError("Integer in " + lowest + ".." + highest, got);
}

void rethrow_at(const Value& where, const ConversionError& inner) {
    throw ConversionError("at " + where.inspect(longest_shown) + ": " + inner.what());
}

}  // namespace detail

}  // namespace hako
