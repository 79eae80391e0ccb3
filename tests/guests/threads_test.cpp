// Many threads with one sealed sandbox whose guest does all kinds of harm.
#include <atomic>
#include <thread>

#include "guests/wat_guest.hpp"
#include "support/bytes.hpp"
#include "support/thrown.hpp"

namespace hako::test {
namespace {

/// The source's first character says what to do.
WatGuest hostile_guest() {
    static const auto request = bytes("95 a4 47 3a 3a 4d a4 63 61 6c 6c 90 80 c3");
    static const auto malformed = bytes("95 01");
    WatGuest guest;
    guest.more = data(4096, request) + data(4200, malformed) +
                 "(global $counter (mut i32) (i32.const 0)) (global $what (mut i32) (i32.const 0))";
    guest.eval = R"(
        (global.set $counter (i32.add (global.get $counter) (i32.const 1)))
        (global.set $what (i32.load8_u (i32.wrap_i64 (i64.shr_u (call $read_source (i32.const 32768)) (i64.const 32)))))
        (i32.store8 (i32.const 8192) (i32.const 1))
        (i32.store8 (i32.const 8193) (i32.const 0xc0))
        (block $count (block $call (block $stack (block $bounds (block $outcome (block $exit (block $grow (block $loop (block $trap
            (br_table $trap $loop $grow $exit $outcome $bounds $stack $call $call $count (i32.sub (global.get $what) (i32.const 48))))
            unreachable)
            (loop $again (br $again)))
            (drop (memory.grow (i32.const 100))) return)
            (call $proc_exit (i32.const 0)) return)
            (global.set $outcome (i64.const 0xffffffff00000005)) return)
            (drop (call $dispatch (i32.const -2) (i32.const 4))) return)
            (call $__kobako_eval) return)
            (drop )" +
                 dispatch(4200, malformed) + R"()
            (call $answer_packed )" +
                 dispatch(4096, request) + R"() return)
        (call $answer_number (global.get $counter)))";
    // A block that goes wrong for 8.
    guest.yield_to_block =
        R"((if (i32.eq (global.get $what) (i32.const 56)) (then (return )" + packed(8192, 0) + "))) " + packed(8192, 2);
    return guest;
}

struct Case {
    const char* source;
    std::optional<ErrorKind> failure;
};
constexpr Case cases[] = {
    {"0", ErrorKind::trap}, {"1", ErrorKind::timeout}, {"2", ErrorKind::memory_limit}, {"3", ErrorKind::trap},
    {"4", ErrorKind::trap}, {"5", ErrorKind::trap},    {"6", ErrorKind::trap},         {"7", std::nullopt},
    {"8", ErrorKind::trap}, {"9", std::nullopt},
};

TEST(ThreadsOfHostileGuests, B22_EveryKindOfHarmEndsItsOwnInvocationOnly) {
    std::atomic<int> calls = 0;
    Sandbox box(hostile_guest().guest());
    box.define("G").bind("M", [&](Block& block) {
        block();
        return ++calls;
    });
    constexpr int rounds = 20;
    constexpr int threads_count = 8;
    const auto with = With().timeout(std::chrono::milliseconds(100));
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < threads_count; ++t) {
            threads.emplace_back([&, t] {
                for (int i = 0; i < rounds; ++i) {
                    // Each thread has an order of its own.
                    const auto& [source, failure] = cases[static_cast<std::size_t>(i * (t % 2 ? 1 : 3) + t) % std::size(cases)];
                    const auto result = failure == ErrorKind::timeout ? box.try_eval(source, with) : box.try_eval(source);
                    const auto ended = result ? std::nullopt : std::optional(result.failure().kind);
                    EXPECT_EQ(ended, failure) << source;
                    const bool counts = *source == '9' && result;
                    EXPECT_TRUE(!counts || result.value() == Value(1));
                }
            });
        }
    }
    EXPECT_EQ(calls, threads_count * rounds / 10);
    EXPECT_EQ(box.eval("9").value, Value(1));
}

TEST(ThreadsOfHostileGuests, AnInvocationInsideAServiceOfAHostileOneHasItsOwnEnd) {
    // The block of the outer invocation is bad; the service runs the same sandbox in every harmful way before.
    std::vector<std::optional<ErrorKind>> inner;
    Sandbox box(hostile_guest().guest());
    box.define("G").bind("M", [&](Block& block) -> Value {
        if (inner.empty()) {
            for (const auto& [source, failure] : cases) {
                inner.emplace_back();  // so that an inner call comes no further
                const auto result = box.try_eval(source, With().timeout(std::chrono::milliseconds(50)));
                if (!result) inner.back() = result.failure().kind;
            }
        }
        return block();
    });
    EXPECT_EQ(message<TrapError>([&] { box.eval("8"); }),
              "Sandbox#eval failed: the block's response is malformed: empty yield response");
    ASSERT_EQ(inner.size(), std::size(cases));
    for (std::size_t i = 0; i < inner.size(); ++i) EXPECT_EQ(inner[i], cases[i].failure) << cases[i].source;
}

TEST(ThreadsOfHostileGuests, GuestsThatCannotBeUsedAreRefusedToEveryThread) {
    WatGuest guest;
    guest.more = "(func $start unreachable) (start $start)";
    const auto bad = guest.guest();
    std::atomic<int> refused = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 8; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 5; ++i) {
                    try {
                        Sandbox box(bad);
                    } catch (const SetupError&) {
                        ++refused;
                    }
                }
            });
        }
    }
    EXPECT_EQ(refused, 40);
}

}  // namespace
}  // namespace hako::test
