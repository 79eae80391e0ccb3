// Implements value/utf8.hpp.
#include "value/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace hako::detail {

namespace {

unsigned char byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

bool continues(std::string_view text, std::size_t at) { return (byte_at(text, at) & 0xC0) == 0x80; }

}  // namespace

std::size_t utf8_sequence(std::string_view text) {
    if (text.empty()) return 0;
    const unsigned char first = byte_at(text, 0);
    if (first < 0x80) return 1;
    if (first < 0xC2) return 0;  // a continuation byte, or an overlong form of ASCII
    if (first < 0xE0) return text.size() >= 2 && continues(text, 1) ? 2 : 0;
    if (first < 0xF0) {
        if (text.size() < 3 || !continues(text, 1) || !continues(text, 2)) return 0;
        if (first == 0xE0 && byte_at(text, 1) < 0xA0) return 0;   // overlong
        if (first == 0xED && byte_at(text, 1) >= 0xA0) return 0;  // surrogate
        return 3;
    }
    if (first > 0xF4) return 0;
    if (text.size() < 4 || !continues(text, 1) || !continues(text, 2) || !continues(text, 3)) return 0;
    if (first == 0xF0 && byte_at(text, 1) < 0x90) return 0;   // overlong
    if (first == 0xF4 && byte_at(text, 1) >= 0x90) return 0;  // past U+10FFFF
    return 4;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        // Most text is ASCII: take eight bytes at a time while their top bits are clear.
        while (text.size() >= 8) {
            std::uint64_t word;
            std::memcpy(&word, text.data(), sizeof word);
            if ((word & 0x8080808080808080) != 0) break;
            text.remove_prefix(8);
        }
        if (text.empty()) break;
        const std::size_t length = utf8_sequence(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

char32_t utf8_decode(std::string_view sequence) {
    constexpr unsigned char first_mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    char32_t point = byte_at(sequence, 0) & first_mask[sequence.size()];
    for (std::size_t i = 1; i < sequence.size(); ++i) point = (point << 6) | (byte_at(sequence, i) & 0x3F);
    return point;
}

std::string utf8_scrub(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = utf8_sequence(text);
        if (length == 0) {
            clean += "\xEF\xBF\xBD";
            text.remove_prefix(1);
        } else {
            clean += text.substr(0, length);
            text.remove_prefix(length);
        }
    }
    return clean;
}

}  // namespace hako::detail
