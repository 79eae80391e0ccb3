// The text of the guests.
#include "guests/wat_guest.hpp"

#include "support/wat.hpp"

namespace hako::test {

namespace {

constexpr std::string_view imports = R"(
    (import "env" "__kobako_dispatch" (func $dispatch (param i32 i32) (result i64)))
    (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
)";

// What a test's own parts may use. The result's header, of six bytes, stands right below the result area.
constexpr std::string_view helpers = R"(
    (global $outcome (mut i64) (i64.const 0x0000040000000002))
    (global $next (mut i32) (i32.const 65536))
    (data (i32.const 1024) "\01\c0")

    (func $put_header (param $marker i32) (param $n i32)
        (i32.store8 (i32.const 131066) (i32.const 1))
        (i32.store8 (i32.const 131067) (local.get $marker))
        (i32.store8 (i32.const 131068) (i32.shr_u (local.get $n) (i32.const 24)))
        (i32.store8 (i32.const 131069) (i32.shr_u (local.get $n) (i32.const 16)))
        (i32.store8 (i32.const 131070) (i32.shr_u (local.get $n) (i32.const 8)))
        (i32.store8 (i32.const 131071) (local.get $n)))
    (func $answer (param $pointer i32) (param $length i32)
        (memory.copy (i32.const 131072) (local.get $pointer) (local.get $length))
        (call $put_header (i32.const 0xc6) (local.get $length))
        (global.set $outcome (i64.or (i64.shl (i64.const 131066) (i64.const 32))
                                     (i64.extend_i32_u (i32.add (local.get $length) (i32.const 6))))))
    (func $answer_packed (param $packed i64)
        (call $answer (i32.wrap_i64 (i64.shr_u (local.get $packed) (i64.const 32))) (i32.wrap_i64 (local.get $packed))))
    (func $answer_number (param $n i32)
        (call $put_header (i32.const 0xce) (local.get $n))
        (global.set $outcome (i64.or (i64.shl (i64.const 131066) (i64.const 32)) (i64.const 6))))
    (func $read_stdin (result i32)
        (local $length i32)
        (loop $again
            (i32.store (i32.const 8) (i32.add (i32.const 32768) (local.get $length)))
            (i32.store (i32.const 12) (i32.sub (i32.const 32768) (local.get $length)))
            (if (call $fd_read (i32.const 0) (i32.const 8) (i32.const 1) (i32.const 16)) (then unreachable))
            (local.set $length (i32.add (local.get $length) (i32.load (i32.const 16))))
            (br_if $again (i32.load (i32.const 16))))
        (local.get $length))
    (func $read_source (param $address i32) (result i64)
        (local $preamble i32)
        (i32.store (i32.const 8) (local.get $address))
        (i32.store (i32.const 12) (i32.sub (i32.mul (memory.size) (i32.const 65536)) (local.get $address)))
        (if (call $fd_read (i32.const 0) (i32.const 8) (i32.const 1) (i32.const 16)) (then unreachable))
        (local.set $preamble (i32.load8_u offset=3 (local.get $address)))
        (i64.or (i64.shl (i64.extend_i32_u (i32.add (local.get $address) (i32.add (local.get $preamble) (i32.const 8))))
                         (i64.const 32))
                (i64.extend_i32_u (i32.sub (i32.load (i32.const 16)) (i32.add (local.get $preamble) (i32.const 13))))))
)";

}  // namespace

WatGuest WatGuest::with_outcome(std::string_view outcome) {
    WatGuest guest;
    guest.take_outcome = packed(result_area, static_cast<std::uint32_t>(outcome.size()));
    guest.more = data(result_area, outcome);
    return guest;
}

std::string WatGuest::text() const {
    std::string text = "(module";
    text += imports;
    text += memory;
    text += helpers;
    const auto function = [&](std::string_view name, std::string_view type, const std::string& body) {
        text += "\n(func $" + std::string(name);
        if (!left_out.contains(name)) text += " (export \"" + std::string(name) + "\")";
        text += " " + std::string(type) + "\n" + body + ")";
    };
    function("__kobako_abi_version", "(result i32)", version);
    function("__kobako_eval", "", eval);
    function("__kobako_run", "(param $pointer i32) (param $length i32)", run);
    function("__kobako_alloc", "(param $size i32) (result i32)", alloc);
    function("__kobako_take_outcome", "(result i64)", take_outcome);
    function("__kobako_yield_to_block", "(param $pointer i32) (param $length i32) (result i64)", yield_to_block);
    return text + "\n" + more + ")";
}

std::string WatGuest::wasm() const { return wasm_of(text()); }

std::string data(std::uint32_t address, std::string_view bytes) {
    return "(data (i32.const " + std::to_string(address) + ") " + wat_string(bytes) + ")\n";
}

std::string packed(std::uint32_t pointer, std::uint32_t length) {
    return "(i64.const 0x" +
           [](std::uint64_t n) {
               char text[17];
               std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(n));
               return std::string(text);
           }(std::uint64_t{pointer} << 32 | length) +
           ")";
}

std::string dispatch(std::uint32_t address, std::string_view request) {
    return "(call $dispatch (i32.const " + std::to_string(address) + ") (i32.const " + std::to_string(request.size()) + "))";
}

}  // namespace hako::test
