// Guests that lack what an invocation needs, or that can't be instantiated any more when one comes.
#include <thread>

#include "guests/wat_guest.hpp"
#include "support/thrown.hpp"

namespace hako::test {
namespace {

std::string eval_trap(const WatGuest& guest) {
    return message<TrapError>([&] { Sandbox(guest.guest()).eval(""); });
}
std::string run_trap(const WatGuest& guest) {
    return message<TrapError>([&] { Sandbox(guest.guest()).run("Main"); });
}
/// A guest whose module has an export of that name, which is not what it should be.
WatGuest with_instead(std::string_view name, const std::string& field) {
    WatGuest guest;
    guest.left_out = {name};
    guest.more = field;
    return guest;
}

TEST(Hooks, E01_AMissingOrMistypedHookIsNamedByTheInvocationThatNeedsIt) {
    struct Case {
        std::string_view name;
        const char* mistyped;
        bool for_eval;
        bool for_run;
    };
    for (const auto& [name, mistyped, for_eval, for_run] :
         {Case{"__kobako_eval", "(param i32)", true, false}, Case{"__kobako_eval", "(result i32) (i32.const 0)", true, false},
          Case{"__kobako_run", "", false, true}, Case{"__kobako_run", "(param i32)", false, true},
          Case{"__kobako_run", "(param i32 i64)", false, true},
          Case{"__kobako_alloc", "(result i32) (i32.const 70000)", true, true},
          Case{"__kobako_alloc", "(param i64) (result i32) (i32.const 70000)", true, true},
          Case{"__kobako_alloc", "(param i32) (result i64) (i64.const 70000)", true, true},
          Case{"__kobako_take_outcome", "(result i32) (i32.const 0)", true, true},
          Case{"__kobako_take_outcome", "(result i32 i32) (i32.const 1024) (i32.const 2)", true, true},
          Case{"__kobako_take_outcome", "(result f64) (f64.const 0)", true, true}}) {
        const auto text =
            "Sandbox runtime is missing required hooks; " + std::string(name) + " is not exported with the type of ABI version 2";
        const auto exported = "(export \"" + std::string(name) + "\")";
        for (const auto& field :
             {std::string(), "(func " + exported + " " + mistyped + ")", "(global " + exported + " i32 (i32.const 0))"}) {
            const auto guest = with_instead(name, field);
            if (for_eval) {
                EXPECT_EQ(eval_trap(guest), "Sandbox#eval failed: " + text) << field;
            } else {
                EXPECT_TRUE(Sandbox(guest.guest()).eval("").value.is_nil()) << field;
            }
            if (for_run) {
                EXPECT_EQ(run_trap(guest), "Sandbox#run failed: " + text) << field;
            } else {
                EXPECT_TRUE(Sandbox(guest.guest()).run("Main").value.is_nil()) << field;
            }
        }
    }
}

TEST(Hooks, AGuestWithoutBlocksNeedsNoHookForThem) {
    WatGuest guest;
    guest.left_out = {"__kobako_yield_to_block"};
    const Sandbox box(guest.guest());
    EXPECT_TRUE(box.eval("").value.is_nil());
    EXPECT_TRUE(box.run("Main").value.is_nil());
}

TEST(Hooks, E01_AGuestWithoutMemoryIsNoRuntime) {
    for (const auto* memory : {"(memory $memory 4)", R"((memory $memory (export "Memory") 4))",
                               R"((memory $memory 4) (export "memory" (func $dispatch)))",
                               R"((memory $memory 4) (global (export "memory") i32 (i32.const 4)))"}) {
        WatGuest guest;
        guest.memory = memory;
        EXPECT_EQ(eval_trap(guest), "Sandbox#eval failed: the loaded Wasm module is not a Kobako-compatible runtime") << memory;
        EXPECT_EQ(run_trap(guest), "Sandbox#run failed: the loaded Wasm module is not a Kobako-compatible runtime") << memory;
    }
}

TEST(Hooks, AnInvocationThatCannotBeginIsRecordedAndSeals) {
    WatGuest guest;
    guest.left_out = {"__kobako_alloc"};
    const Sandbox box(guest.guest());
    const auto error = thrown<TrapError>([&] { box.eval(""); });
    EXPECT_TRUE(box.sealed());
    EXPECT_FALSE(error.klass());
    EXPECT_FALSE(error.origin());
    EXPECT_TRUE(error.execution().value.is_nil());
    EXPECT_EQ(error.execution().usage.wall_time.count(), 0);
    EXPECT_EQ(error.execution().usage.memory_peak, Bytes(0));
}

// --- instances that fail only when there is something on standard input, which the probe of the construction does not
// have ---

/// What runs at instantiation does `body` in an invocation.
WatGuest with_start(const std::string& body) {
    WatGuest guest;
    guest.more = "(func $start (if (call $read_stdin) (then " + body + "))) (start $start)";
    return guest;
}
WatGuest with_initialize(const std::string& body) {
    WatGuest guest;
    guest.more = "(func $start (export \"_initialize\") (if (call $read_stdin) (then " + body + ")))";
    return guest;
}

TEST(Hooks, E01_AnInstantiationThatFailsInTheInvocationIsATrap) {
    struct Case {
        const char* body;
        const char* text;
    };
    for (const auto& [body, text] :
         {Case{"unreachable", "wasm trap: wasm `unreachable` instruction executed"},
          Case{"(call $proc_exit (i32.const 3))", "Exited with i32 exit status 3"},
          Case{"(drop (call $dispatch (i32.const 0) (i32.const 0)))", "the guest called a service outside of an invocation"},
          Case{"(loop $again (drop (memory.grow (i32.const 16))) (br $again))", "memory usage exceeded memory_limit: "}}) {
        for (const auto& guest : {with_start(body), with_initialize(body)}) {
            const auto expected = "failed to instantiate the Sandbox runtime: " + std::string(text);
            const auto in_eval = eval_trap(guest);
            EXPECT_TRUE(in_eval.starts_with("Sandbox#eval failed: " + expected)) << in_eval;
            const auto in_run = run_trap(guest);
            EXPECT_TRUE(in_run.starts_with("Sandbox#run failed: " + expected)) << in_run;
        }
    }
}

TEST(Hooks, E01_AnInstantiationThatNeverEndsIsStoppedAndIsNoTimeoutOfTheScript) {
    std::string texts[2];
    {
        std::vector<std::jthread> threads;
        int i = 0;
        for (const auto& guest : {with_start("(loop $again (br $again))"), with_initialize("(loop $again (br $again))")}) {
            threads.emplace_back([guest, &text = texts[i++]] {
                const Sandbox box(guest.guest(), {.timeout = std::chrono::milliseconds(10)});
                text = message<TrapError>([&] { box.eval(""); });
            });
        }
    }
    for (const auto& text : texts) {
        EXPECT_EQ(text, "Sandbox#eval failed: failed to instantiate the Sandbox runtime: wall-clock deadline exceeded");
    }
}

TEST(Hooks, WhatAStartSectionReadsIsGoneForTheScript) {
    auto guest = with_start("nop");
    guest.eval = "(call $answer_number (call $read_stdin))";
    EXPECT_EQ(Sandbox(guest.guest()).eval("abc").value, Value(0));
}

}  // namespace
}  // namespace hako::test
