// A guest of the ABI's version 2 in text form, whose parts a test replaces one by one.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "hako/hako.hpp"

namespace hako::test {

/// Unless told otherwise it evaluates everything to nil. Addresses below `heap` and from `result_area` on are the
/// test's own; alloc gives out what is between, one piece after the other.
///
/// The parts are function bodies; what they may use beside WebAssembly: `$dispatch`, `$fd_read`, `$fd_write`,
/// `$proc_exit` (imported), `$memory`, and
///     (call $answer (i32 pointer) (i32 length))     makes these bytes the result, as a byte string
///     (call $answer_packed (i64))                   the same for a packed pointer and length
///     (call $answer_number (i32))                   makes this number the result, unsigned
///     (call $read_stdin) -> i32                     reads standard input to its end, to address `input`; its length
///     (call $read_source (i32 address)) -> i64      reads it there at once; the source in it, packed (preamble: < 256
///     bytes) (global.set $outcome (i64))                   what __kobako_take_outcome returns
struct WatGuest {
    static constexpr std::uint32_t input = 32'768;
    static constexpr std::uint32_t heap = 65'536;
    static constexpr std::uint32_t heap_end = 131'000;
    static constexpr std::uint32_t result_area = 131'072;
    static constexpr std::uint32_t memory_size = 262'144;

    std::string memory = R"((memory $memory (export "memory") 4))";
    std::string version = "(i32.const 2)";
    std::string eval;
    std::string run;        // parameters: $pointer $length
    std::string alloc = R"(
        (local $at i32)
        (local.set $at (global.get $next))
        (if (i32.gt_u (i32.add (local.get $at) (local.get $size)) (i32.const 131000)) (then (return (i32.const 0))))
        (global.set $next (i32.add (local.get $at) (local.get $size)))
        (local.get $at))";  // parameter: $size
    std::string take_outcome = "(global.get $outcome)";
    std::string yield_to_block = "(i64.const 0)";  // parameters: $pointer $length
    std::string more;                              // fields: data, tables, functions, …
    std::set<std::string_view> left_out;           // exports that are not there

    /// A guest that answers every eval with these bytes as its outcome.
    static WatGuest with_outcome(std::string_view outcome);

    std::string text() const;
    std::string wasm() const;
    Guest guest() const { return Guest::from_bytes(wasm()); }
};

/// "(data …)" of `bytes` at `address`.
std::string data(std::uint32_t address, std::string_view bytes);
/// "(i64.const …)" of a packed pointer and length.
std::string packed(std::uint32_t pointer, std::uint32_t length);
/// A call of the import with a request that the caller put at `address`.
std::string dispatch(std::uint32_t address, std::string_view request);

}  // namespace hako::test
