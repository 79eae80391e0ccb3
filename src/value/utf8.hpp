// UTF-8: telling text from bytes, and walking code points.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hako::detail {

/// Length of the valid UTF-8 sequence at the start of `text` (shortest form, no surrogates, up to U+10FFFF); 0 when
/// there is none.
std::size_t utf8_sequence(std::string_view text);

/// Whether all of `text` is valid UTF-8.
bool is_utf8(std::string_view text);

/// The code point of a valid sequence.
char32_t utf8_decode(std::string_view sequence);

/// `text` with U+FFFD in place of each byte that belongs to no valid sequence.
std::string utf8_scrub(std::string_view text);

}  // namespace hako::detail
