// Bytes from hexadecimal and back.
#pragma once

#include <cctype>
#include <string>
#include <string_view>

namespace hako::test {

/// "92 01 c0" as three bytes; blanks don't count.
inline std::string bytes(std::string_view hex) {
    std::string out;
    int high = -1;
    for (const char c : hex) {
        if (!std::isxdigit(static_cast<unsigned char>(c))) continue;
        const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
        if (high < 0) {
            high = digit;
        } else {
            out += static_cast<char>(high * 16 + digit);
            high = -1;
        }
    }
    return out;
}

inline std::string hex(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) {
        for (const int digit : {static_cast<unsigned char>(c) >> 4, c & 15}) out += "0123456789abcdef"[digit];
    }
    return out;
}

}  // namespace hako::test
