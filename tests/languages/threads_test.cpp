// One sealed sandbox, many callers: threads, nested invocations, re-entry.
#include <atomic>
#include <future>
#include <thread>

#include "language.hpp"
#include "support/shop.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

using namespace std::chrono_literals;

class Concurrency : public InEveryLanguage {
   protected:
    /// Runs `body(i)` on `count` threads at once.
    template <class F>
    static void on_threads(int count, F body) {
        std::vector<std::future<void>> all;
        for (int i = 0; i < count; ++i) all.push_back(std::async(std::launch::async, [i, &body] { body(i); }));
        for (auto& each : all) each.get();
    }
};
HAKO_IN_EVERY_LANGUAGE(Concurrency);

TEST_P(Concurrency, B22_ManyThreadsInvokeOneSealedSandbox) {
    auto box = sandbox();
    std::atomic<int> calls = 0;
    box.define("N").bind("Twice", [&](int n) {
        ++calls;
        return 2 * n;
    });
    box.preload("A",
                in({
                    .ruby = "$state = []\nWork = ->(n) { $state << n; puts n; N::Twice.(n) + $state.size }",
                    .python = "state = []\ndef Work(n): state.append(n); print(n); return N.Twice(n) + len(state)",
                    .javascript =
                        "const state = []\nfunction Work(n) { state.push(n); console.log(n); return N.Twice(n) + state.length }",
                }));
    on_threads(8, [&](int t) {
        for (int i = 0; i < 40; ++i) {
            const int n = t * 1000 + i;
            const auto done = i % 2 ? box.run("Work", {n})
                                    : box.eval(in({.ruby = "Work.(", .python = "import A\nA.Work(", .javascript = "Work("}) +
                                               std::to_string(n) + ")");
            EXPECT_EQ(done.value, Value(2 * n + 1));
            EXPECT_EQ(done.stdout_text(), std::to_string(n) + "\n");
        }
    });
    EXPECT_EQ(calls, 320);
}

TEST_P(Concurrency, B22_TheFirstInvocationsMayRaceForTheSeal) {
    for (int round = 0; round < 3; ++round) {
        auto box = sandbox();
        box.define("N").bind("A", [] { return 7; });
        box.preload("S", in({.ruby = "X = 35", .python = "X = 35 # ", .javascript = "var X = 35 // "}) + std::to_string(round));
        on_threads(4, [&](int) {
            EXPECT_EQ(eval(box, {.ruby = "35 + N::A.()", .python = "import S\nS.X + N.A()", .javascript = "X + N.A()"}),
                      Value(42));
        });
        EXPECT_TRUE(box.sealed());
    }
}

TEST_P(Concurrency, B22_HandlesOutputAndErrorsBelongToTheInvocation) {
    auto box = sandbox();
    box.define("N").bind("New", [](std::string name) { return std::make_shared<Item>(std::move(name)); });
    on_threads(6, [&](int t) {
        const auto name = "item" + std::to_string(t);
        for (int i = 0; i < 20; ++i) {
            const auto result =
                box.try_eval(in({.ruby = "h = N::New.('", .python = "h = N.New('", .javascript = "const h = N.New('"}) + name +
                             in({.ruby = "'); print h.name; raise h.name if ",
                                 .python = "'); print(h.name(), end='')\nif ",
                                 .javascript = "'); hako.write(h.name())\nif ("}) +
                             std::to_string(i % 2) +
                             in({.ruby = " == 1; h.name",
                                 .python = ": raise RuntimeError(h.name())\nh.name()",
                                 .javascript = ") throw new Error(h.name())\nh.name()"}));
            EXPECT_EQ(result.execution().stdout_text(), name);
            if (i % 2 == 0) {
                EXPECT_EQ(result.value(), Value(name));
            } else {
                EXPECT_EQ(result.failure().message, name);
            }
        }
    });
}

TEST_P(Concurrency, B22_DeadlinesOfOneInvocationDoNotTouchAnother) {
    const auto box = sandbox({.timeout = 60s});
    on_threads(4, [&](int t) {
        for (int i = 0; i < 4; ++i) {
            if (t % 2 == 0) {
                EXPECT_THROW(eval(box, {.ruby = "while true; end", .python = "while True: pass", .javascript = "for (;;);"},
                                  With().timeout(20ms)),
                             TimeoutError);
            } else {
                EXPECT_EQ(eval(box,
                               {
                                   .ruby = "n = 0; while n < 300_000; n += 1; end; n",
                                   .python = "n = 0\nwhile n < 300_000: n += 1\nn",
                                   .javascript = "let n = 0\nwhile (n < 300000) n++\nn",
                               }),
                          Value(300'000));
            }
        }
    });
}

TEST_P(Concurrency, B22_ASandboxMovesBetweenThreads) {
    auto box = sandbox();
    box.define("N").bind("A", [] { return 1; });
    const Scripts source{.ruby = "N::A.() + 1", .python = "N.A() + 1", .javascript = "N.A() + 1"};
    EXPECT_EQ(eval(box, source), Value(2));
    std::thread([&source, moved = std::move(box)] { EXPECT_EQ(eval(moved, source), Value(2)); }).join();
}

TEST_P(Concurrency, B22_AServiceMayInvokeASandboxOfAnyLanguage) {
    for (const auto& other : languages) {
        Sandbox inner(other.guest());
        inner.define("N").bind("Each", [](Block& block) {
            int sum = 0;
            for (int i = 0; i < 3; ++i) sum += block.call<int>(i);
            return sum;
        });
        const Scripts code{.ruby = "puts 1; N::Each.call { |i| i * 10 }",
                           .python = "print(1); N.Each(lambda i: i * 10)",
                           .javascript = "console.log(1); N.Each((i) => i * 10)"};
        auto outer = sandbox();
        outer.define("N").bind("Inner", [&] { return inner.eval(code.*other.text).value; });
        const auto done = outer.eval(in({
            .ruby = "print 'out'; r = N::Inner.(); print 'again'; r + 1",
            .python = "print('out', end=''); r = N.Inner(); print('again', end=''); r + 1",
            .javascript = "hako.write('out'); const r = N.Inner(); hako.write('again'); r + 1",
        }));
        EXPECT_EQ(done.value, Value(31)) << other.name;
        EXPECT_EQ(done.stdout_text(), "outagain") << other.name;
    }
}

TEST_P(Concurrency, B22_AServiceMayReenterItsOwnSandbox) {
    auto box = sandbox();
    box.define("N")
        .bind("Again",
              [&](int n) {
                  const auto down = std::to_string(n - 1);
                  return n == 0 ? Value(100)
                                : box.eval(in({.ruby = "$x = 'inner'; N::Again.(",
                                               .python = "import sys\nsys.x = 'inner'; N.Again(",
                                               .javascript = "globalThis.x = 'inner'; N.Again("}) +
                                           down + ") + 1")
                                      .value;
              })
        .bind("New", [](std::string name) { return std::make_shared<Item>(name); })
        .bind("Inside", [&] {
            return eval(box, {.ruby = "print 'inner'; N::New.('a'); N::New.('b').name",
                              .python = "print('inner'); N.New('a'); N.New('b').name()",
                              .javascript = "console.log('inner'); N.New('a'); N.New('b').name()"});
        });
    EXPECT_EQ(eval(box, {.ruby = "$x = 'mine'; [N::Again.(5), $x]",
                         .python = "import sys\nsys.x = 'mine'; [N.Again(5), sys.x]",
                         .javascript = "globalThis.x = 'mine'; [N.Again(5), x]"}),
              Value(105, "mine"));
    // Handles and output of the outer invocation stay its own.
    const auto done = box.eval(in({
        .ruby = "print 'outer'; h = N::New.('mine'); r = N::Inside.(); [r, h.name]",
        .python = "print('outer', end=''); h = N.New('mine'); r = N.Inside(); [r, h.name()]",
        .javascript = "hako.write('outer'); const h = N.New('mine'); const r = N.Inside(); [r, h.name()]",
    }));
    EXPECT_EQ(done.value, Value("b", "mine"));
    EXPECT_EQ(done.stdout_text(), "outer");
}

TEST_P(Concurrency, B22_AnInnerInvocationsFailureIsAFaultOutside) {
    auto inner = sandbox({.timeout = 1s}), outer = sandbox();
    outer.define("N")
        .bind("Raise",
              [&] {
                  return eval(inner, {.ruby = "raise 'deep'",
                                      .python = "raise ValueError('deep')",
                                      .javascript = "class ValueError extends Error {}; throw new ValueError('deep')"});
              })
        .bind("Spin",
              [&] { return eval(inner, {.ruby = "while true; end", .python = "while True: pass", .javascript = "for (;;);"}); });
    EXPECT_EQ(fault(outer, {.ruby = "N::Raise.()", .python = "N.Raise()", .javascript = "N.Raise()"}),
              "Kobako::SandboxError: deep");
    EXPECT_EQ(fault(outer, {.ruby = "N::Spin.()", .python = "N.Spin()", .javascript = "N.Spin()"}),
              "Kobako::TimeoutError: Sandbox#eval failed: wall-clock deadline exceeded");
}

TEST_P(Concurrency, B22_EndlessReentryEndsCleanly) {
    auto box = sandbox({.timeout = 10s});
    int depth = 0;
    const Scripts source{.ruby = "N::Again.()", .python = "N.Again()", .javascript = "N.Again()"};
    box.define("N").bind("Again", [&] {
        // Each level holds an instance of the guest's memory.
        if (++depth > 40) throw std::runtime_error("deep enough");
        return eval(box, source);
    });
    EXPECT_THROW(eval(box, source), Error);
    EXPECT_EQ(box.eval("1").value, Value(1));
}

}  // namespace
}  // namespace hako::test
