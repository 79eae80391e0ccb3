// Guests of a few bytes, put together by hand: for what the Ruby guest never does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hako/guest.hpp"

namespace hako::test {

/// A module that speaks the guest ABI and does nothing but give the answers set here. Every function's body is bytes of
/// WebAssembly instructions without the final `end`.
struct TinyGuest {
    std::string version = i32_const(2);
    std::string eval;
    std::string run;
    std::string alloc = i32_const(40'000);
    /// What __kobako_take_outcome points at.
    std::string outcome;
    bool exports_version = true;

    static std::string leb(std::int64_t n) {
        std::string out;
        for (;;) {
            const auto low = static_cast<char>(n & 0x7f);
            n >>= 7;
            if ((n == 0 && (low & 0x40) == 0) || (n == -1 && (low & 0x40) != 0)) return out + low;
            out += static_cast<char>(low | '\x80');
        }
    }
    static std::string i32_const(std::int32_t n) { return '\x41' + leb(n); }
    static std::string unreachable() { return std::string(1, '\0'); }

    Guest guest() const { return Guest::from_bytes(bytes()); }

    std::string bytes() const {
        static constexpr std::int32_t outcome_address = 1024;
        const auto packed = std::int64_t{outcome_address} << 32 | static_cast<std::int64_t>(outcome.size());
        const std::vector<Function> functions = {
            {"__kobako_abi_version", "\x60\x00\x01\x7f", 4, version},
            {"__kobako_eval", "\x60\x00\x00", 3, eval},
            {"__kobako_run", "\x60\x02\x7f\x7f\x00", 5, run},
            {"__kobako_alloc", "\x60\x01\x7f\x01\x7f", 5, alloc},
            {"__kobako_take_outcome", "\x60\x00\x01\x7e", 4, '\x42' + leb(packed)},
        };
        std::string types, indexes, exports = string("memory") + std::string("\x02\x00", 2), codes;
        std::size_t exported = 1;
        for (std::size_t i = 0; i < functions.size(); ++i) {
            const auto& function = functions[i];
            types += std::string(function.type, function.type_size);
            indexes += static_cast<char>(i);
            if (i > 0 || exports_version) {
                exports += string(function.name) + '\0' + static_cast<char>(i);
                ++exported;
            }
            codes += string(std::string(1, '\0') + function.body + '\x0b');
        }
        const auto count = static_cast<std::int64_t>(functions.size());
        return std::string("\0asm\x01\0\0\0", 8) + section(1, leb(count) + types) + section(3, leb(count) + indexes) +
               section(5, std::string("\x01\x00\x01", 3)) + section(7, leb(static_cast<std::int64_t>(exported)) + exports) +
               section(10, leb(count) + codes) +
               section(11, std::string("\x01\x00", 2) + i32_const(outcome_address) + '\x0b' + string(outcome));
    }

   private:
    struct Function {
        std::string_view name;
        const char* type;
        std::size_t type_size;
        std::string body;
    };
    // Sizes are unsigned in the format.
    static std::string unsigned_leb(std::size_t n) {
        std::string out;
        for (; n >= 0x80; n >>= 7) out += static_cast<char>((n & 0x7f) | 0x80);
        return out + static_cast<char>(n);
    }
    static std::string string(std::string_view bytes) { return unsigned_leb(bytes.size()) + std::string(bytes); }
    static std::string section(char id, const std::string& body) { return id + string(body); }
};

}  // namespace hako::test
