// Implements output.hpp.
#include "output.hpp"

#include <cerrno>
#include <cstring>
#include <iostream>

#include "options.hpp"

namespace hako::command {

void flush_output() {
    errno = 0;
    std::cout.flush();
    if (std::cout) return;
    throw UsageError(std::string("cannot write standard output") + (errno != 0 ? ": " : "") +
                     (errno != 0 ? std::strerror(errno) : ""));
}

std::string printable(std::string_view text) {
    while (text.ends_with('\n')) text.remove_suffix(1);
    std::string result;
    const auto escape = [&](unsigned char byte) {
        constexpr std::string_view digits = "0123456789ABCDEF";
        result += "\\x";
        result += digits[byte >> 4];
        result += digits[byte & 15];
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
        if (byte == '\n') {
            result += "\n    ";
        } else if ((byte < 0x20 && byte != '\t') || byte == 0x7F) {
            escape(byte);
        } else if (byte == 0xC2 && next >= 0x80 && next < 0xA0) {  // U+0080 … U+009F, the other control characters
            escape(static_cast<unsigned char>(next));
            ++i;
        } else {
            result += text[i];
        }
    }
    return result;
}

}  // namespace hako::command
