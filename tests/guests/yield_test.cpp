// Blocks whose guest answers with rubbish, never, or with another call.
#include "guests/wat_guest.hpp"
#include "support/bytes.hpp"
#include "support/shop.hpp"
#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

const std::string request = bytes("95 a4 47 3a 3a 4d a4 63 61 6c 6c 90 80 c3");

/// A guest that calls G::M with a block and answers with the response. `block` is the hook's body.
WatGuest caller(const std::string& block) {
    WatGuest guest;
    guest.more = data(4096, request);
    guest.eval = "(call $answer_packed " + dispatch(4096, request) + ")";
    guest.yield_to_block = block;
    return guest;
}
/// With a service that does `f`.
template <class F>
Sandbox with_service(const WatGuest& guest, F f) {
    Sandbox box(guest.guest());
    box.define("G").bind("M", f);
    return box;
}
Value yield_nothing(Block& block) { return block(); }
/// Lets nothing of the block's out.
Value swallow(Block& block) {
    for (int i = 0; i < 3; ++i) {
        try {
            block();
        } catch (...) {
        }
    }
    return "swallowed";
}
std::string response_of(const Execution& execution) { return hex(execution.value.as<Binary>().bytes()); }

/// What becomes of a block's response of these bytes: they are the source.
Result with_response(std::string_view raw, Value (*service)(Block&) = yield_nothing) {
    auto guest = caller("(global.get $response)");
    guest.memory = R"((memory $memory (export "memory") 40))";
    guest.more += "(global $response (mut i64) (i64.const 0))";
    guest.eval = "(global.set $response (call $read_source (i32.const 262144)))" + guest.eval;
    return with_service(guest, service).try_eval(raw);
}

// --- responses ------------------------------------------------------------------------------------------------------

TEST(Yield, B24_B25_WhatABlockAnswers) {
    struct Case {
        const char* hex;
        const char* response;
    };
    for (const auto& [answer, response] :
         {Case{"01 2a", "92 00 2a"}, Case{"01 d6 00 64 6f 6e 65", "92 00 d6 00 64 6f 6e 65"},
          Case{"02 d6 00 73 74 6f 70", "92 00 d6 00 73 74 6f 70"}, Case{"02 c0", "92 00 c0"},
          // a break value goes back as it came: not shortened, its handle not looked up
          Case{"02 cd 00 05", "92 00 cd 00 05"}, Case{"02 91 d6 01 00 00 00 09", "92 00 91 d6 01 00 00 00 09"},
          Case{"04 83 a5 63 6c 61 73 73 a1 45 a7 6d 65 73 73 61 67 65 a4 62 6f 6f 6d a9 62 61 63 6b 74 72 61 63 65 90",
               "92 01 c7 35 02 83 a4 74 79 70 65 a7 72 75 6e 74 69 6d 65 a7 6d 65 73 73 61 67 65 b5 "
               "52 75 6e 74 69 6d 65 45 72 72 6f 72 3a 20 45 3a 20 62 6f 6f 6d a7 64 65 74 61 69 6c 73 c0"}}) {
        const auto result = with_response(bytes(answer));
        ASSERT_TRUE(result) << answer << ": " << result.failure().message;
        EXPECT_EQ(response_of(result.execution()), hex(bytes(response))) << answer;
    }
}

TEST(Yield, B37_AnUnknownHandleIsAnErrorAtTheYieldSite) {
    const auto result = with_response(bytes("01 d6 01 00 00 00 09"));
    ASSERT_TRUE(result);
    EXPECT_TRUE(result.value().as<Binary>().bytes().find("Kobako::SandboxError: unknown Handle id: 9") != std::string::npos);
}

TEST(Yield, D17_ABadResponseEndsTheInvocationWhateverTheServiceCatches) {
    struct Case {
        std::string answer;
        const char* reason;
    };
    constexpr auto truncated = "end of buffer reached";
    const std::string klass = "a5 63 6c 61 73 73 a1 45 ";
    const std::string text = "a7 6d 65 73 73 61 67 65 a1 6d ";
    const std::string backtrace = "a9 62 61 63 6b 74 72 61 63 65 90 ";
    for (const auto& [answer, reason] : {
             Case{"", "empty yield response"},
             Case{"00", "unknown yield response tag 0"},
             Case{"00 c0", "unknown yield response tag 0"},
             Case{"03", "unknown yield response tag 3"},
             Case{"03 c0", "unknown yield response tag 3"},
             Case{"05 c0", "unknown yield response tag 5"},
             Case{"ff c0", "unknown yield response tag 255"},
             Case{"01", truncated},
             Case{"01 c1", "invalid byte"},
             Case{"01 2a 2a", "1 extra bytes after the deserialized object"},
             Case{"01 dd ff ff ff ff", truncated},
             Case{"01 c7 00 02", "unexpected extension type"},
             Case{"01 91 c7 00 02", "unexpected extension type"},
             Case{"01 a1 ff", "str payload is not valid UTF-8"},
             Case{"01 d6 01 00 00 00 00", "Handle id 0 out of range [1, 2147483647]"},
             Case{"02", truncated},
             Case{"02 c1", "invalid byte"},
             Case{"02 c0 c0", "1 extra bytes after the deserialized object"},
             Case{"02 c7 00 02", "unexpected extension type"},
             Case{"02 d4 00 ff", "Symbol payload is not valid UTF-8"},
             Case{"02 d6 01 ff ff ff ff", "Handle id 4294967295 out of range [1, 2147483647]"},
             Case{"04", truncated},
             Case{"04 c0", "expected Hash, got NilClass"},
             Case{"04 80", "missing key \"backtrace\""},
             Case{"04 82 " + klass + text, "missing key \"backtrace\""},
             Case{"04 82 " + klass + backtrace, "missing key \"message\""},
             Case{"04 82 " + text + backtrace, "missing key \"class\""},
             Case{"04 83 " + klass + text + backtrace + "c0", "1 extra bytes after the deserialized object"},
             Case{"04 83 a5 63 6c 61 73 73 c4 01 45 " + text + backtrace, "value of key \"class\": expected String, got String"},
             Case{"04 83 " + klass + text + "a9 62 61 63 6b 74 72 61 63 65 91 01",
                  "value of key \"backtrace\": expected String, got Integer"},
         }) {
        for (const auto service : {yield_nothing, swallow}) {
            const auto result = with_response(bytes(answer), service);
            ASSERT_FALSE(result) << answer;
            EXPECT_EQ(result.failure().kind, ErrorKind::trap) << answer;
            EXPECT_EQ(result.failure().message, "Sandbox#eval failed: the block's response is malformed: " + std::string(reason))
                << answer;
        }
    }
}

TEST(Yield, AValueIsALeafInUpTo128Containers) {
    // One less on the way back, where the response encloses it.
    EXPECT_TRUE(
        with_response("\x01" + std::string(127, '\x91') + "\x2a", [](Block& block) -> Value { return block().is_array(); }));
    EXPECT_EQ(response_of(with_response("\x02" + std::string(127, '\x91') + "\x2a").execution()),
              "9200" + hex(std::string(127, '\x91')) + "2a");
    EXPECT_TRUE(with_response("\x02" + std::string(128, '\x91') + "\x2a")
                    .value()
                    .as<Binary>()
                    .bytes()
                    .find("RuntimeError: stack level too deep") != std::string::npos);
    for (const auto* tag : {"\x01", "\x02"}) {
        for (const std::size_t levels : {129, 100'000}) {
            const auto result = with_response(tag + std::string(levels, '\x91') + "\x2a");
            ASSERT_FALSE(result);
            EXPECT_EQ(result.failure().message, "Sandbox#eval failed: the block's response is malformed: stack level too deep");
        }
    }
}

TEST(Yield, D17_AResponseOutsideTheMemoryIsATrap) {
    constexpr auto size = WatGuest::memory_size;
    struct Case {
        std::uint32_t pointer;
        std::uint32_t length;
        const char* text;
    };
    constexpr auto outside = "the block's response is out of bounds: range exceeds Sandbox memory size";
    constexpr auto too_large = "payload exceeds the 16 MiB limit";
    for (const auto& [pointer, length, text] :
         {Case{size, 1, outside}, Case{size - 1, 2, outside}, Case{0xffff'ffff, 1, outside}, Case{0xffff'ffff, 2, outside},
          Case{0xfff0'0000, 0x10'0000, outside}, Case{0, 16 * 1024 * 1024, outside}, Case{0, 16 * 1024 * 1024 + 1, too_large},
          Case{0xffff'ffff, 0xffff'ffff, too_large}}) {
        for (const auto service : {yield_nothing, swallow}) {
            const auto box = with_service(caller(packed(pointer, length)), service);
            EXPECT_EQ(message<TrapError>([&] { box.eval(""); }), "Sandbox#eval failed: " + std::string(text))
                << pointer << " " << length;
        }
    }
}

// --- what ends an invocation inside of a block ----------------------------------------------------------------------

TEST(Yield, D09_WhatStopsABlockStopsTheInvocationWithItsClass) {
    struct Case {
        const char* block;
        ErrorKind kind;
        const char* text;
    };
    for (const auto& [block, kind, text] :
         {Case{"unreachable", ErrorKind::trap, "wasm trap: wasm `unreachable` instruction executed"},
          Case{"(call $proc_exit (i32.const 5)) (i64.const 0)", ErrorKind::trap, "Exited with i32 exit status 5"},
          Case{"(drop (call $dispatch (i32.const -1) (i32.const 1))) (i64.const 0)", ErrorKind::trap,
               "range exceeds Sandbox memory size"},
          Case{"(loop $again (br $again)) (i64.const 0)", ErrorKind::timeout, "wall-clock deadline exceeded"},
          Case{"(drop (memory.grow (i32.const 17))) (i64.const 0)", ErrorKind::memory_limit,
               "memory usage exceeded memory_limit: requested=1114112 bytes, limit=1048576 bytes"}}) {
        for (const auto service : {yield_nothing, swallow}) {
            const auto box = with_service(caller(block), service);
            const auto with = kind == ErrorKind::timeout ? With().timeout(std::chrono::milliseconds(100)) : With();
            const auto result = box.try_eval("", with);
            ASSERT_FALSE(result) << block;
            EXPECT_EQ(result.failure().kind, kind) << block;
            EXPECT_EQ(result.failure().message, "Sandbox#eval failed: " + std::string(text));
        }
    }
}

TEST(Yield, AServiceIsUnwoundWhenItsBlockIsStopped) {
    struct Guard {
        int& count;
        ~Guard() { ++count; }
    };
    int unwound = 0;
    int after = 0;
    const auto box = with_service(caller("unreachable"), [&](Block& block) {
        const Guard guard{unwound};
        block();
        ++after;
    });
    EXPECT_THROW(box.eval(""), TrapError);
    EXPECT_EQ(unwound, 1);
    EXPECT_EQ(after, 0);
}

TEST(Yield, D16_AnAllocThatFailsForTheArgumentsIsATrap) {
    struct Case {
        const char* alloc;
        const char* text;
    };
    for (const auto& [alloc, text] : {Case{"(i32.const 0)", "could not allocate a buffer for block arguments (out of memory)"},
                                      Case{"(i32.const 262144)", "range exceeds Sandbox memory size"},
                                      Case{"(i32.const -1)", "range exceeds Sandbox memory size"},
                                      Case{"unreachable", "wasm trap: wasm `unreachable` instruction executed"},
                                      Case{"(drop (call $dispatch (i32.const 4096) (i32.const 14))) (i32.const 70000)",
                                           "the guest called a service outside of an invocation"}}) {
        for (const auto service : {yield_nothing, swallow}) {
            auto guest = caller(packed(1024, 2));
            guest.alloc = alloc;
            const auto box = with_service(guest, service);
            EXPECT_EQ(message<TrapError>([&] { box.eval(""); }), "Sandbox#eval failed: " + std::string(text)) << alloc;
        }
    }
}

TEST(Yield, E01_AGuestThatSaysBlockButHasNoHookForItIsATrap) {
    for (const auto* mistyped : {"", R"((func (export "__kobako_yield_to_block") (result i64) (i64.const 0)))",
                                 R"((func (export "__kobako_yield_to_block") (param i32 i32) (result i32) (i32.const 0)))"}) {
        auto guest = caller("unreachable");
        guest.left_out = {"__kobako_yield_to_block"};
        guest.more += mistyped;
        const auto box = with_service(guest, swallow);
        EXPECT_EQ(message<TrapError>([&] { box.eval(""); }),
                  "Sandbox#eval failed: Sandbox runtime is missing required hooks; __kobako_yield_to_block is not "
                  "exported with the "
                  "type of ABI version 2");
    }
}

// --- arguments ------------------------------------------------------------------------------------------------------

// Answers with the bytes of its arguments.
const std::string echo = R"(
    (i32.store (i32.const 8192) (i32.or (i32.const 0xc401) (i32.shl (local.get $length) (i32.const 16))))
    (memory.copy (i32.const 8195) (local.get $pointer) (local.get $length))
    (i64.or (i64.const 0x200000000000) (i64.extend_i32_u (i32.add (local.get $length) (i32.const 3)))))";

TEST(Yield, TheArgumentsAreOneArray) {
    struct Case {
        Array arguments;
        const char* arrives;
    };
    for (const auto& [arguments, arrives] :
         {Case{{}, "90"}, Case{{1, "a"}, "92 01 a1 61"}, Case{{Map{{sym("k"), 2}}}, "91 81 d4 00 6b 02"},
          Case{{Binary("\xff")}, "91 c4 01 ff"}}) {
        const auto box =
            with_service(caller(echo), [&](Block& block) { return hex(block.yield(arguments).as<Binary>().bytes()); });
        const auto expected = hex(bytes(arrives));
        EXPECT_TRUE(box.eval("").value.as<Binary>().bytes().ends_with(expected)) << arrives;
    }
}

TEST(Yield, B24_ArgumentsThatCannotCrossAreRefusedAtTheYieldSite) {
    struct Case {
        Array arguments;
        const char* text;
    };
    for (const auto& [arguments, text] :
         {Case{{Object(std::make_shared<Item>("x"))},
               "TypeError: block arguments can't cross: a host object (Item) can't cross here"},
          Case{{nested(128)}, "TypeError: block arguments can't cross: stack level too deep"},
          Case{{Binary(std::string(16 * 1024 * 1024, 'x'))}, "ArgumentError: block arguments exceed the 16 MiB limit"}}) {
        const auto box = with_service(caller("unreachable"), [&](Block& block) { return block.yield(arguments); });
        const auto response = box.eval("").value.as<Binary>().bytes();
        EXPECT_TRUE(response.find(text) != std::string::npos) << response;
    }
    const auto box = with_service(caller(packed(1024, 2)), [](Block& block) { return block(nested(127)); });
    EXPECT_EQ(response_of(box.eval("")), "9200c0");
}

// --- without end ----------------------------------------------------------------------------------------------------

TEST(Yield, E19_AServiceThatYieldsForEverIsStoppedWithItsScript) {
    const auto box = with_service(caller(packed(1024, 2)), [](Block& block) {
        for (;;) block();
    });
    auto guest_has_room = caller(packed(1024, 2));
    guest_has_room.alloc = "(i32.const 70000)";
    const auto endless = with_service(guest_has_room, [](Block& block) {
        for (;;) block();
    });
    EXPECT_EQ(message<TimeoutError>([&] { endless.eval("", With().timeout(std::chrono::milliseconds(50))); }),
              "Sandbox#eval failed: wall-clock deadline exceeded");
    // One that runs out of memory before is stopped by that.
    EXPECT_EQ(message<TrapError>([&] { box.eval(""); }),
              "Sandbox#eval failed: could not allocate a buffer for block arguments (out of memory)");
}

TEST(Yield, D29_CallsAndBlocksWithoutEndExhaustTheStackAndNothingElse) {
    const auto recursion = "(drop " + dispatch(4096, request) + ") " + packed(1024, 2);
    auto guest = caller(recursion);
    guest.alloc = "(i32.const 70000)";
    int depth = 0;
    int deepest = 0;
    const auto count = [&](Block& block) {
        struct Level {
            int& n;
            ~Level() { --n; }
        } const level{++depth};
        deepest = std::max(deepest, depth);
        return block();
    };
    const auto swallowing = [&](Block& block) {
        ++deepest;
        return swallow(block);
    };
    const auto exhausted = "Sandbox#eval failed: wasm trap: call stack exhausted";
    const auto box = with_service(guest, count);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(message<TrapError>([&] { box.eval(""); }), exhausted);
    EXPECT_EQ(depth, 0);
    EXPECT_GT(deepest, 50);
    EXPECT_EQ(message<TrapError>([&] { with_service(guest, swallowing).eval(""); }), exhausted);
}

TEST(Yield, CallsInsideOfBlocksEndInTheirOrder) {
    // The block calls the service twice without a block.
    const auto inner = bytes("95 a4 47 3a 3a 4d a4 63 61 6c 6c 90 80 c2");
    auto guest =
        caller("(drop " + dispatch(4200, inner) + ") (call $answer_packed " + dispatch(4200, inner) + ") " + packed(1024, 2));
    guest.more += data(4200, inner);
    guest.eval = "(drop " + dispatch(4096, request) + ")";
    std::vector<std::string> seen;
    const auto box = with_service(guest, [&](Block* block) -> Value {
        if (block == nullptr) {
            seen.push_back("inner");
            return static_cast<int>(seen.size());
        }
        seen.push_back("begin");
        (*block)();
        (*block)();
        seen.push_back("end");
        return nullptr;
    });
    EXPECT_EQ(response_of(box.eval("")), "920005");
    EXPECT_EQ(seen, (std::vector<std::string>{"begin", "inner", "inner", "inner", "inner", "end"}));
}

}  // namespace
}  // namespace hako::test
