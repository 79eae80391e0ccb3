// Pointers and lengths that lie, in each place where the host takes them from the guest or asks the guest for them.
#include "guests/wat_guest.hpp"
#include "support/bytes.hpp"
#include "support/thrown.hpp"

namespace hako::test {
namespace {

constexpr std::uint32_t limit = 16 * 1024 * 1024;
constexpr std::uint32_t size = WatGuest::memory_size;
constexpr std::string_view outside = "range exceeds Sandbox memory size";

struct Range {
    std::uint32_t pointer;
    std::uint32_t length;
};
// What no memory of `size` bytes holds.
constexpr Range outside_ranges[] = {{size, 1},           {size - 1, 2},           {size - 10, 11},       {0, size + 1},
                                    {1, size},           {size + 1, 1},           {0xffff'ffff, 1},      {0xffff'ffff, 2},
                                    {0xffff'fff0, 0x20}, {0xffff'0000, 0x1'0001}, {0x8000'0000, 0x1000}, {0xff00'0000, limit}};

std::string eval_trap(const WatGuest& guest) {
    return message<TrapError>([&] { Sandbox(guest.guest()).eval(""); });
}
std::string i32(std::uint32_t n) { return "(i32.const " + std::to_string(n) + ")"; }

/// A guest with room for the largest payloads from 1 MiB on, two of them.
WatGuest large_guest() {
    WatGuest guest;
    guest.memory = R"((memory $memory (export "memory") 600))";
    guest.alloc = "(i32.const 1048576)";
    return guest;
}
constexpr std::uint32_t large = 1024 * 1024;

// --- outcomes -------------------------------------------------------------------------------------------------------

TEST(Buffers, E01_AnOutcomeOutsideTheMemoryIsATrap) {
    for (const auto [pointer, length] : outside_ranges) {
        WatGuest guest;
        guest.take_outcome = packed(pointer, length);
        EXPECT_EQ(eval_trap(guest), "Sandbox#eval failed: the Sandbox result is out of bounds: " + std::string(outside))
            << pointer << " " << length;
    }
}

TEST(Buffers, E02_AnOutcomeOfZeroLengthIsNoResultWhereverItIs) {
    for (const auto pointer : {0U, 1024U, size, size + 1, 0xffff'ffffU}) {
        WatGuest guest;
        guest.take_outcome = packed(pointer, 0);
        EXPECT_EQ(eval_trap(guest), "Sandbox#eval failed: Sandbox exited without producing a result") << pointer;
        EXPECT_EQ(message<TrapError>([&] { Sandbox(guest.guest()).run("Main"); }),
                  "Sandbox#run failed: Sandbox exited without producing a result");
    }
}

TEST(Buffers, AnOutcomeMayEndWithTheMemoryOrBeginWithIt) {
    WatGuest last;
    last.more = data(size - 2, bytes("01 2a"));
    last.take_outcome = packed(size - 2, 2);
    EXPECT_EQ(Sandbox(last.guest()).eval("").value, Value(42));
    WatGuest first;
    first.more = data(0, bytes("01 2b"));
    first.take_outcome = packed(0, 2);
    EXPECT_EQ(Sandbox(first.guest()).eval("").value, Value(43));
}

TEST(Buffers, AnOutcomeMayHave16MiBAndNoByteMore) {
    for (const std::uint32_t length : {limit, limit + 1}) {
        auto guest = large_guest();
        const std::uint32_t body = length - 6;
        guest.more = data(large, bytes("01 c6") + std::string{static_cast<char>(body >> 24), static_cast<char>(body >> 16),
                                                              static_cast<char>(body >> 8), static_cast<char>(body)});
        guest.take_outcome = packed(large, length);
        if (length == limit) {
            EXPECT_EQ(Sandbox(guest.guest()).eval("").value.as<Binary>().bytes(), std::string(body, '\0'));
        } else {
            EXPECT_EQ(eval_trap(guest), "Sandbox#eval failed: result payload exceeds the 16 MiB limit");
        }
    }
    WatGuest liar;  // the limit comes first, there is no such range either
    for (const std::uint32_t length : {limit + 1, 0x8000'0000U, 0xffff'ffffU}) {
        liar.take_outcome = packed(1024, length);
        EXPECT_EQ(eval_trap(liar), "Sandbox#eval failed: result payload exceeds the 16 MiB limit");
    }
}

TEST(Buffers, AnOutcomeMayLieInMemoryThatGrewWhileItWasTaken) {
    WatGuest guest;
    guest.take_outcome = R"(
        (drop (memory.grow (i32.const 1)))
        (i32.store16 (i32.const 262144) (i32.const 0x2a01)) )" +
                         packed(size, 2);
    EXPECT_EQ(Sandbox(guest.guest()).eval("").value, Value(42));
}

// --- requests -------------------------------------------------------------------------------------------------------

TEST(Buffers, D16_ARequestOutsideTheMemoryIsATrap) {
    for (const auto [pointer, length] : outside_ranges) {
        WatGuest guest;
        // Nothing of the guest's runs after the failed call, so it can't hide it.
        guest.eval = "(drop (call $dispatch " + i32(pointer) + i32(length) + ")) (call $answer_number (i32.const 1))";
        EXPECT_EQ(eval_trap(guest), "Sandbox#eval failed: " + std::string(outside)) << pointer << " " << length;
    }
}

TEST(Buffers, D16_ARequestMayHave16MiBAndNoByteMore) {
    for (const std::uint32_t length : {limit, limit + 1, 0xffff'ffffU}) {
        auto guest = large_guest();
        guest.eval = "(call $answer_packed (call $dispatch " + i32(large) + i32(length) + "))";
        if (length == limit) {
            // An integer and 16777215 bytes that are too many.
            const auto response = Sandbox(guest.guest()).eval("").value.as<Binary>().bytes();
            EXPECT_TRUE(response.find("malformed request") != std::string::npos) << hex(response.substr(0, 200));
        } else {
            EXPECT_EQ(eval_trap(guest), "Sandbox#eval failed: payload exceeds the 16 MiB limit");
        }
    }
}

TEST(Buffers, AnEmptyRequestIsMalformedWhereverItIs) {
    for (const auto pointer : {0U, size}) {
        WatGuest guest;
        guest.eval = "(call $answer_packed (call $dispatch " + i32(pointer) + "(i32.const 0)))";
        const auto response = Sandbox(guest.guest()).eval("").value.as<Binary>().bytes();
        EXPECT_TRUE(response.find("Sandbox received a malformed request: ") != std::string::npos) << hex(response);
    }
}

// --- responses ------------------------------------------------------------------------------------------------------

/// A guest that asks G::M and answers with the response's bytes.
WatGuest caller(WatGuest guest = {}) {
    const auto request = bytes("95 a4 47 3a 3a 4d a4 63 61 6c 6c 90 80 c2");
    guest.more += data(4096, request);
    guest.eval = "(call $answer_packed " + dispatch(4096, request) + ")";
    return guest;
}
Sandbox with_service(const WatGuest& guest, Value value = 42) {
    Sandbox box(guest.guest());
    box.define("G").bind("M", [value] { return value; });
    return box;
}
std::string response_trap(const std::string& alloc) {
    auto guest = caller();
    guest.alloc = alloc;
    const auto box = with_service(guest);
    return message<TrapError>([&] { box.eval(""); });
}

TEST(Buffers, D16_AnAllocThatFailsForAResponseIsATrap) {
    EXPECT_EQ(response_trap("(i32.const 0)"), "Sandbox#eval failed: could not allocate a buffer for a response (out of memory)");
    EXPECT_EQ(response_trap("unreachable"), "Sandbox#eval failed: wasm trap: wasm `unreachable` instruction executed");
    EXPECT_EQ(response_trap("(call $proc_exit (i32.const 1)) (i32.const 70000)"),
              "Sandbox#eval failed: Exited with i32 exit status 1");
    for (const auto pointer : {size - 2, size, size + 1, 0x8000'0000U, 0xffff'fffdU, 0xffff'ffffU}) {
        EXPECT_EQ(response_trap(i32(pointer)), "Sandbox#eval failed: " + std::string(outside)) << pointer;
    }
    EXPECT_EQ(response_trap("(drop (call $dispatch (i32.const 4096) (i32.const 14))) (i32.const 70000)"),
              "Sandbox#eval failed: the guest called a service outside of an invocation");
}

TEST(Buffers, E20_AnAllocForAResponseIsUnderTheScriptsMemoryLimit) {
    auto guest = caller();
    guest.alloc = "(loop $again (drop (memory.grow (i32.const 1))) (br $again)) (i32.const 70000)";
    const auto box = with_service(guest);
    EXPECT_EQ(message<MemoryLimitError>([&] { box.eval(""); }),
              "Sandbox#eval failed: memory usage exceeded memory_limit: requested=1114112 bytes, limit=1048576 bytes");
}

TEST(Buffers, E19_AnAllocForAResponseIsUnderTheScriptsTimeout) {
    auto guest = caller();
    guest.alloc = "(loop $again (br $again)) (i32.const 70000)";
    const auto box = with_service(guest);
    EXPECT_EQ(message<TimeoutError>([&] { box.eval("", With().timeout(std::chrono::milliseconds(30))); }),
              "Sandbox#eval failed: wall-clock deadline exceeded");
}

TEST(Buffers, AResponseIsWrittenWhereTheGuestSaysEvenOverTheRequest) {
    for (const auto pointer : {4096U, 4090U, 4100U, 1U, 1024U, size - 3}) {
        auto guest = caller();
        guest.alloc = i32(pointer);
        const auto box = with_service(guest);
        EXPECT_EQ(hex(box.eval("").value.as<Binary>().bytes()), "92002a") << pointer;
    }
}

TEST(Buffers, AResponseMayLieInMemoryThatAllocGrew) {
    auto guest = caller();
    guest.alloc = "(i32.mul (memory.grow (i32.const 1)) (i32.const 65536))";
    EXPECT_EQ(hex(with_service(guest).eval("").value.as<Binary>().bytes()), "92002a");
}

TEST(Buffers, D24_AResponseMayHave16MiBAndNoByteMore) {
    auto guest = large_guest();
    const auto request = bytes("95 a4 47 3a 3a 4d a4 63 61 6c 6c 90 80 c2");
    guest.more = data(4096, request);
    guest.eval = "(call $answer_number (i32.wrap_i64 " + dispatch(4096, request) + "))";
    const std::uint32_t headers = 7;
    EXPECT_EQ(with_service(guest, Binary(std::string(limit - headers, 'x'))).eval("").value, Value(limit));
    const auto box = with_service(guest, Binary(std::string(limit - headers + 1, 'x')));
    EXPECT_EQ(message<TrapError>([&] { box.eval(""); }), "Sandbox#eval failed: payload exceeds the 16 MiB limit");
}

// --- the invocation envelope and the frames -------------------------------------------------------------------------

Failure run_failure(const std::string& alloc) {
    WatGuest guest;
    guest.alloc = alloc;
    return Sandbox(guest.guest()).try_run("Main", {1, 2, 3}).failure();
}

TEST(Buffers, E31_AnAllocThatGivesNothingForTheEnvelopeIsASandboxError) {
    const auto failure = run_failure("(i32.const 0)");
    EXPECT_EQ(failure.kind, ErrorKind::sandbox);
    EXPECT_EQ(failure.message, "could not allocate input buffer (out of memory)");
    EXPECT_FALSE(failure.klass);
}

TEST(Buffers, E01_AnAllocThatFailsForTheEnvelopeIsATrap) {
    struct Case {
        std::string alloc;
        std::string text;
    };
    const std::string failed = "failed to allocate input buffer: ";
    for (const auto& [alloc, text] : {
             Case{"unreachable", failed + "wasm trap: wasm `unreachable` instruction executed"},
             Case{"(call $__kobako_alloc (local.get $size))", failed + "wasm trap: call stack exhausted"},
             Case{"(call $proc_exit (i32.const 0)) (i32.const 70000)", failed + "Exited with i32 exit status 0"},
             Case{"(drop (call $dispatch (i32.const 0) (i32.const 0))) (i32.const 70000)",
                  failed + "the guest called a service outside of an invocation"},
             Case{"(loop $again (drop (memory.grow (i32.const 16))) (br $again)) (i32.const 70000)",
                  failed + "memory usage exceeded memory_limit: requested=68157440 bytes, limit=67108864 bytes"},
             Case{i32(size), std::string(outside)},
             Case{i32(size - 4), std::string(outside)},
             Case{i32(0xffff'ffff), std::string(outside)},
             Case{i32(0x8000'0000), std::string(outside)},
         }) {
        const auto failure = run_failure(alloc);
        EXPECT_EQ(failure.kind, ErrorKind::trap) << alloc;
        EXPECT_EQ(failure.message, "Sandbox#run failed: " + text) << alloc;
    }
}

TEST(Buffers, E01_AnAllocForTheEnvelopeThatNeverEndsIsStopped) {
    WatGuest guest;
    guest.alloc = "(loop $again (br $again)) (i32.const 70000)";
    const auto failure = Sandbox(guest.guest(), {.timeout = std::chrono::milliseconds(10)}).try_run("Main").failure();
    EXPECT_EQ(failure.kind, ErrorKind::trap);
    EXPECT_EQ(failure.message, "Sandbox#run failed: failed to allocate input buffer: wall-clock deadline exceeded");
}

TEST(Buffers, AnEnvelopeIsWrittenWhereTheGuestSays) {
    // Over the outcome, too: then the envelope's first bytes are the outcome.
    WatGuest guest;
    guest.alloc = "(i32.const 1024)";
    EXPECT_EQ(message<TrapError>([&] { Sandbox(guest.guest()).run("Main"); }),
              "Sandbox#run failed: Sandbox produced an unrecognised result; the runtime is corrupted, discard this Sandbox "
              "before another invocation");
    WatGuest at_end;
    at_end.alloc = "(i32.sub (i32.const 262144) (local.get $size))";
    at_end.run = "(call $answer_number (i32.add (local.get $pointer) (local.get $length)))";
    EXPECT_EQ(Sandbox(at_end.guest()).run("Main").value, Value(size));
}

TEST(Buffers, TheGrowthThatTheEnvelopeNeedsIsNotTheScripts) {
    WatGuest guest;
    guest.alloc = "(i32.mul (memory.grow (i32.const 100)) (i32.const 65536))";
    guest.run = "(call $answer_number (memory.size))";
    const auto done = Sandbox(guest.guest()).run("Main");
    EXPECT_EQ(done.value, Value(104));
    EXPECT_EQ(done.usage.memory_peak, Bytes(0));
}

TEST(Buffers, AnEnvelopeMayHave16MiBAndNoByteMore) {
    auto guest = large_guest();
    guest.run = "(call $answer_number (local.get $length))";
    const Sandbox box(guest.guest());
    const auto around = static_cast<std::uint32_t>(
        bytes("83 aa 65 6e 74 72 79 70 6f 69 6e 74 d4 00 4d a4 61 72 67 73 91 c6 00 00 00 00 a6 6b 77 61 72 67 73 80").size());
    EXPECT_EQ(box.run("M", {Binary(std::string(limit - around, 'x'))}).value, Value(limit));
    EXPECT_EQ(message<TrapError>([&] { box.run("M", {Binary(std::string(limit - around + 1, 'x'))}); }),
              "Sandbox#run failed: payload exceeds the 16 MiB limit");
}

TEST(Buffers, AFrameMayHave16MiBAndNoByteMore) {
    WatGuest guest;  // counts what it can read
    guest.more = R"((func $count (result i32)
        (local $sum i32)
        (i32.store (i32.const 8) (i32.const 65536))
        (i32.store (i32.const 12) (i32.const 65536))
        (loop $again
            (if (call $fd_read (i32.const 0) (i32.const 8) (i32.const 1) (i32.const 16)) (then unreachable))
            (local.set $sum (i32.add (local.get $sum) (i32.load (i32.const 16))))
            (br_if $again (i32.load (i32.const 16))))
        (local.get $sum)))";
    guest.eval = "(call $answer_number (call $count))";
    const Sandbox box(guest.guest());
    EXPECT_EQ(box.eval(std::string(limit, ' ')).value, Value(limit + 14));
    EXPECT_EQ(message<TrapError>([&] { box.eval(std::string(limit + 1, ' ')); }),
              "Sandbox#eval failed: payload exceeds the 16 MiB limit");

    const auto around =
        static_cast<std::uint32_t>(bytes("91 82 a4 6b 69 6e 64 a8 62 79 74 65 63 6f 64 65 a4 62 6f 64 79 c6 00 00 00 00").size());
    Sandbox exact(guest.guest());
    exact.preload_bytecode(std::string(limit - around, 'x'));
    EXPECT_EQ(exact.eval("").value, Value(limit + 13));
    Sandbox over(guest.guest());
    over.preload_bytecode(std::string(limit - around + 1, 'x'));
    EXPECT_EQ(message<TrapError>([&] { over.eval(""); }), "Sandbox#eval failed: payload exceeds the 16 MiB limit");
    EXPECT_EQ(message<TrapError>([&] { over.run("M"); }), "Sandbox#run failed: payload exceeds the 16 MiB limit");
}

}  // namespace
}  // namespace hako::test
