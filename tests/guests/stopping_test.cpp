// What ends an invocation from outside: traps, exits, exhausted stacks, limits of time and memory.
#include "guests/wat_guest.hpp"
#include "support/thrown.hpp"

namespace hako::test {
namespace {

using std::chrono::milliseconds;

Result eval(const std::string& body, const std::string& more = "", const Options& options = {}) {
    WatGuest guest;
    guest.eval = body;
    guest.more = more;
    return Sandbox(guest.guest(), options).try_eval("");
}
// For scripts that never end, beside other tests: long enough that they surely got there.
const Options hurry{.timeout = milliseconds(100)};

// --- traps ----------------------------------------------------------------------------------------------------------

TEST(Stopping, E01_EveryTrapOfTheEngineIsATrapErrorWithItsText) {
    struct Case {
        const char* body;
        const char* text;
    };
    for (const auto& [body, text] :
         {Case{"unreachable", "wasm trap: wasm `unreachable` instruction executed"},
          Case{"(drop (i32.div_s (i32.const 1) (i32.load (i32.const 100))))", "wasm trap: integer divide by zero"},
          Case{"(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))", "wasm trap: integer overflow"},
          Case{"(drop (i32.trunc_f64_s (f64.const nan)))", "wasm trap: invalid conversion to integer"},
          Case{"(drop (i32.load (i32.const 262141)))", "wasm trap: out of bounds memory access"},
          Case{"(drop (i32.load offset=4294967295 (i32.const -1)))", "wasm trap: out of bounds memory access"},
          Case{"(i32.store (i32.const -1) (i32.const 0))", "wasm trap: out of bounds memory access"},
          Case{"(memory.fill (i32.const 262140) (i32.const 0) (i32.const 5))", "wasm trap: out of bounds memory access"},
          Case{"(memory.copy (i32.const 0) (i32.const 1) (i32.const -1))", "wasm trap: out of bounds memory access"},
          Case{"(call_indirect $t (i32.const 0))", "wasm trap: uninitialized element"},
          Case{"(call_indirect $t (i32.const 1))", "wasm trap: indirect call type mismatch"},
          Case{"(call_indirect $t (i32.const 2))", "wasm trap: undefined element: out of bounds table access"},
          Case{"(call $__kobako_eval)", "wasm trap: call stack exhausted"},
          Case{"(drop (call $big))", "wasm trap: call stack exhausted"}, Case{"(throw $tag)", "thrown Wasm exception"}}) {
        const auto result = eval(body, R"((table $t 2 2 funcref) (elem (table $t) (i32.const 1) func $big) (tag $tag)
            (func $big (result i64) (local v128 v128 v128 v128 v128 v128 v128 v128) (i64.add (i64.const 1) (call $big))))");
        ASSERT_FALSE(result) << body;
        EXPECT_EQ(result.failure().kind, ErrorKind::trap) << body;
        EXPECT_EQ(result.failure().message, "Sandbox#eval failed: " + std::string(text)) << body;
        EXPECT_FALSE(result.failure().klass);
        EXPECT_FALSE(result.failure().origin);
    }
}

TEST(Stopping, E01_ExitsAreTrapsWhateverTheStatus) {
    for (const std::int32_t status : {0, 1, 255, -1, std::numeric_limits<std::int32_t>::min()}) {
        const auto result =
            eval("(call $answer_number (i32.const 1)) (call $proc_exit (i32.const " + std::to_string(status) + "))");
        ASSERT_FALSE(result);
        EXPECT_EQ(result.failure().kind, ErrorKind::trap);
        EXPECT_EQ(result.failure().message, "Sandbox#eval failed: Exited with i32 exit status " + std::to_string(status));
    }
}

TEST(Stopping, E01_NoHandlerOfTheGuestCatchesATrapOrAnExit) {
    for (const auto* body : {"unreachable", "(call $proc_exit (i32.const 0))", "(drop (i32.load (i32.const -1)))",
                             "(drop (call $dispatch (i32.const -1) (i32.const 1)))", "(call $__kobako_eval)"}) {
        const auto result =
            eval("(block $caught (try_table (catch_all $caught) " + std::string(body) + ")) (call $answer_number (i32.const 1))");
        ASSERT_FALSE(result) << body;
        EXPECT_EQ(result.failure().kind, ErrorKind::trap);
    }
    // Its own exceptions it may catch.
    EXPECT_EQ(
        eval("(block $caught (try_table (catch_all $caught) (throw $tag))) (call $answer_number (i32.const 1))", "(tag $tag)")
            .value(),
        Value(1));
}

TEST(Stopping, E01_ExceptionsThatFillTheCollectorsHeapEndCleanly) {
    const auto result = eval(R"((loop $again
            (table.set $t (i32.load (i32.const 100)) (block $caught (result exnref)
                (try_table (catch_all_ref $caught) (throw $tag (i64.const 1))) unreachable))
            (i32.store (i32.const 100) (i32.add (i32.load (i32.const 100)) (i32.const 1)))
            (br_if $again (i32.lt_u (i32.load (i32.const 100)) (i32.const 1000000)))))",
                             "(tag $tag (param i64)) (table $t 1000000 exnref)");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.failure().kind, ErrorKind::trap) << result.failure().message;
}

TEST(Stopping, E01_ATrapWhileTheResultIsTakenIsATrap) {
    struct Case {
        const char* body;
        const char* text;
    };
    for (const auto& [body, text] :
         {Case{"unreachable", "wasm trap: wasm `unreachable` instruction executed"},
          Case{"(call $__kobako_take_outcome)", "wasm trap: call stack exhausted"},
          Case{"(call $proc_exit (i32.const 0)) (i64.const 0)", "Exited with i32 exit status 0"},
          Case{"(loop $again (drop (memory.grow (i32.const 16))) (br $again)) (i64.const 0)",
               "memory usage exceeded memory_limit: requested=68157440 bytes, limit=67108864 bytes"}}) {
        WatGuest guest;
        guest.take_outcome = body;
        EXPECT_EQ(message<TrapError>([&] { Sandbox(guest.guest()).eval(""); }),
                  "Sandbox#eval failed: failed to read the Sandbox result: " + std::string(text));
    }
}

TEST(Stopping, B04_D02_WhatWasWrittenAndUsedBeforeATrapIsThere) {
    const auto result = eval(R"(
        (i32.store (i32.const 8) (i32.const 4096)) (i32.store (i32.const 12) (i32.const 5))
        (drop (call $fd_write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 16)))
        (i32.store (i32.const 12) (i32.const 2))
        (drop (call $fd_write (i32.const 2) (i32.const 8) (i32.const 1) (i32.const 16)))
        (drop (memory.grow (i32.const 3)))
        unreachable)",
                             data(4096, "hello"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.execution().stdout_text(), "hello");
    EXPECT_EQ(result.execution().stderr_text(), "he");
    EXPECT_EQ(result.execution().usage.memory_peak, Bytes(3 * 65536));
    EXPECT_GT(result.execution().usage.wall_time.count(), 0);
}

// --- time -----------------------------------------------------------------------------------------------------------

TEST(Stopping, E19_EveryLoopOfAScriptIsStopped) {
    struct Case {
        const char* name;
        const char* body;
    };
    for (const auto& [name, body] :
         {Case{"loop", "(loop $again (br $again))"}, Case{"branch table", "(loop $again (br_table $again $again (i32.const 0)))"},
          Case{"tail call", "(return_call $forever)"},
          Case{"tail call through a table", "(return_call_indirect $t (i32.const 0))"},
          Case{"handler", "(loop $again (block $caught (try_table (catch_all $caught) (throw $tag))) (br $again))"},
          Case{"loop in a handler", "(block $caught (try_table (catch_all $caught) (loop $again (br $again))))"},
          Case{"calls", "(loop $again (call $nothing) (br $again))"},
          Case{"system calls",
               "(loop $again (drop (call $fd_write (i32.const 7) (i32.const 0) (i32.const 0) (i32.const 0))) (br "
               "$again))"},
          Case{"service calls", "(loop $again (drop (call $dispatch (i32.const 0) (i32.const 0))) (br $again))"},
          Case{"filling memory", "(loop $again (memory.fill (i32.const 0) (i32.const 0) (i32.const 262144)) (br $again))"},
          Case{"growing by nothing", "(loop $again (drop (memory.grow (i32.const 0))) (br $again))"}}) {
        WatGuest guest;
        guest.eval = body;
        guest.alloc = "(i32.const 70000)";
        guest.more =
            "(func $forever (return_call $forever)) (func $nothing) (tag $tag) (table $t 1 funcref) (elem (i32.const "
            "0) $forever)";
        const auto result = Sandbox(guest.guest(), hurry).try_eval("");
        ASSERT_FALSE(result) << name;
        EXPECT_EQ(result.failure().kind, ErrorKind::timeout) << name << ": " << result.failure().message;
        EXPECT_EQ(result.failure().message, "Sandbox#eval failed: wall-clock deadline exceeded") << name;
        EXPECT_LT(result.execution().usage.wall_time.count(), 5) << name;
    }
}

TEST(Stopping, E01_ATakeOutcomeThatNeverEndsIsStoppedAndIsNoTimeoutOfTheScript) {
    WatGuest guest;
    guest.take_outcome = "(loop $again (br $again)) (i64.const 0)";
    EXPECT_EQ(message<TrapError>([&] { Sandbox(guest.guest(), {.timeout = std::chrono::seconds(5)}).eval(""); }),
              "Sandbox#eval failed: failed to read the Sandbox result: wall-clock deadline exceeded");
}

// --- memory ---------------------------------------------------------------------------------------------------------

TEST(Stopping, E20_GrowthPastTheLimitEndsTheScriptThoughTheEngineAnswersIt) {
    struct Case {
        const char* pages;
        const char* requested;
    };
    for (const auto& [pages, requested] : {Case{"17", "1114112"}, Case{"1000", "65536000"}, Case{"65532", "4294705152"}}) {
        // Nothing that follows counts: neither a result nor an endless loop nor a trap.
        for (const auto* then : {"(call $answer_number (i32.const 1))", "(loop $again (br $again))", "unreachable",
                                 "(call $proc_exit (i32.const 0))"}) {
            const auto result = eval("(drop (memory.grow (i32.const " + std::string(pages) + "))) " + then);
            ASSERT_FALSE(result) << pages << then;
            EXPECT_EQ(result.failure().kind, ErrorKind::memory_limit) << then;
            EXPECT_EQ(result.failure().message, "Sandbox#eval failed: memory usage exceeded memory_limit: requested=" +
                                                    std::string(requested) + " bytes, limit=1048576 bytes");
            EXPECT_EQ(result.execution().usage.memory_peak, Bytes(0));
        }
    }
}

TEST(Stopping, B01_GrowthUpToTheLimitIsAllowedAndMeasured) {
    const auto result = eval("(call $answer_number (memory.grow (i32.const 16)))");
    EXPECT_EQ(result.value(), Value(4));
    EXPECT_EQ(result.execution().usage.memory_peak, Bytes(1024 * 1024));
    const auto in_steps =
        eval(R"((loop $again (drop (memory.grow (i32.const 1))) (br_if $again (i32.lt_u (memory.size) (i32.const 20)))))");
    EXPECT_TRUE(in_steps);
    EXPECT_EQ(in_steps.execution().usage.memory_peak, Bytes(1024 * 1024));
    EXPECT_EQ(eval("(drop (memory.grow (i32.const 1)))", "", {.memory_limit = Bytes(65535)}).failure().kind,
              ErrorKind::memory_limit);
    EXPECT_TRUE(eval("(drop (memory.grow (i32.const 1)))", "", {.memory_limit = Bytes(65536)}));
}

TEST(Stopping, GrowthThatNoMemoryCanHaveIsRefusedByTheEngineAlone) {
    // Past the address space, or past what the module itself declares: -1, as everywhere.
    EXPECT_EQ(eval("(call $answer_number (memory.grow (i32.const 65536)))").value(), Value(0xffff'ffffU));
    EXPECT_EQ(eval("(call $answer_number (memory.grow (i32.const -1)))").value(), Value(0xffff'ffffU));
    WatGuest guest;
    guest.memory = R"((memory $memory (export "memory") 4 5))";
    guest.eval = "(call $answer_number (memory.grow (i32.const 1000)))";
    EXPECT_EQ(Sandbox(guest.guest()).eval("").value, Value(0xffff'ffffU));
}

TEST(Stopping, WithoutALimitMemoryGrowsToTheAddressSpace) {
    const auto result = eval("(call $answer_number (memory.grow (i32.const 65532)))", "", {.memory_limit = std::nullopt});
    EXPECT_EQ(result.value(), Value(4));
    EXPECT_EQ(result.execution().usage.memory_peak, Bytes(std::int64_t{65532} * 65536));
}

TEST(Stopping, MemoryThatGrewIsZeroInTheNextInvocationAgain) {
    WatGuest guest;  // grows, checks for zeros, and leaves dirt
    guest.eval = R"(
        (drop (memory.grow (i32.const 1)))
        (call $answer_number (i32.load (i32.const 262144)))
        (i32.store (i32.const 262144) (i32.const 7)))";
    const Sandbox box(guest.guest());
    for (int i = 0; i < 3; ++i) EXPECT_EQ(box.eval("").value, Value(0));
}

TEST(Stopping, D08_AfterEveryStopTheNextInvocationStartsFresh) {
    // The source's first character says what to do; the counter would tell of an earlier invocation.
    WatGuest guest;
    guest.more = "(global $counter (mut i32) (i32.const 0))";
    guest.eval = R"(
        (local $what i32)
        (local.set $what (i32.load8_u (i32.wrap_i64 (i64.shr_u (call $read_source (i32.const 32768)) (i64.const 32)))))
        (global.set $counter (i32.add (global.get $counter) (i32.const 1)))
        (i32.store (i32.const 100) (i32.add (i32.load (i32.const 100)) (i32.const 1)))
        (call $answer_number (i32.add (global.get $counter) (i32.load (i32.const 100))))
        (block $end (block $exit (block $grow (block $loop (block $trap
            (br_table $trap $loop $grow $exit $end (i32.sub (local.get $what) (i32.const 48))))
            unreachable)
            (loop $again (br $again)))
            (drop (memory.grow (i32.const 100))) (br $end))
            (call $proc_exit (i32.const 0))))";
    const Sandbox box(guest.guest());
    for (const auto* what : {"0", "1", "2", "3"}) {
        const auto with = *what == '1' ? With().timeout(hurry.timeout) : With();
        EXPECT_FALSE(box.try_eval(what, with)) << what;
        EXPECT_EQ(box.eval("4").value, Value(2)) << what;
    }
}

}  // namespace
}  // namespace hako::test
