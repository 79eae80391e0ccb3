// One sealed sandbox, many callers: threads, nested invocations, re-entry.
#include <atomic>
#include <future>
#include <thread>

#include "support/shop.hpp"
#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using namespace std::chrono_literals;
using test::Item;
using test::thrown;

/// Runs `body(i)` on `count` threads at once.
template <class F>
void on_threads(int count, F body) {
    std::vector<std::future<void>> all;
    for (int i = 0; i < count; ++i) all.push_back(std::async(std::launch::async, [i, &body] { body(i); }));
    for (auto& each : all) each.get();
}

TEST(Threads, B22_ManyThreadsInvokeOneSealedSandbox) {
    Sandbox box;
    std::atomic<int> calls = 0;
    box.define("N").bind("Twice", [&](int n) {
        ++calls;
        return 2 * n;
    });
    box.preload("A", "$state = []\ndef work(n); $state << n; puts n; N::Twice.(n) + $state.size; end");
    on_threads(8, [&](int t) {
        for (int i = 0; i < 50; ++i) {
            const int n = t * 1000 + i;
            const auto done = box.eval("work(" + std::to_string(n) + ")");
            EXPECT_EQ(done.value, Value(2 * n + 1));
            EXPECT_EQ(done.stdout_text(), std::to_string(n) + "\n");
        }
    });
    EXPECT_EQ(calls, 400);
}

TEST(Threads, B22_TheFirstInvocationsMayRaceForTheSeal) {
    for (int round = 0; round < 10; ++round) {
        Sandbox box;
        box.define("N").bind("A", [] { return 7; });
        box.preload("S", "X = 35");
        on_threads(4, [&](int) { EXPECT_EQ(box.eval("X + N::A.()").value, Value(42)); });
        EXPECT_TRUE(box.sealed());
    }
}

TEST(Threads, B22_B09_ManySandboxesRunAtOnce) {
    on_threads(6, [](int t) {
        for (int i = 0; i < 10; ++i) {
            Sandbox box;
            box.define("Me").bind("Id", [t] { return t; });
            EXPECT_EQ(box.eval("Me::Id.()").value, Value(t));
        }
    });
}

TEST(Threads, B22_HandlesOutputAndErrorsBelongToTheInvocation) {
    Sandbox box;
    box.define("N").bind("New", [](std::string name) { return std::make_shared<Item>(std::move(name)); });
    on_threads(6, [&](int t) {
        const auto name = "item" + std::to_string(t);
        for (int i = 0; i < 30; ++i) {
            const auto result = box.try_eval("h = N::New.('" + name + "'); print h.name; raise h.name if " +
                                             std::to_string(i % 2) + " == 1; h.name");
            EXPECT_EQ(result.execution().stdout_text(), name);
            if (i % 2 == 0) {
                EXPECT_EQ(result.value(), Value(name));
            } else {
                EXPECT_EQ(result.failure().message, name);
            }
        }
    });
}

TEST(Threads, B22_DeadlinesOfOneInvocationDoNotTouchAnother) {
    const Sandbox box({.timeout = 60s});
    on_threads(4, [&](int t) {
        for (int i = 0; i < 5; ++i) {
            if (t % 2 == 0) {
                EXPECT_THROW(box.eval("while true; end", With().timeout(30ms)), TimeoutError);
            } else {
                EXPECT_EQ(box.eval("n = 0; while n < 300_000; n += 1; end; n").value, Value(300'000));
            }
        }
    });
}

TEST(Threads, B22_ASandboxMovesBetweenThreads) {
    Sandbox box;
    box.define("N").bind("A", [] { return 1; });
    EXPECT_EQ(box.eval("N::A.()").value, Value(1));
    std::thread([moved = std::move(box)] { EXPECT_EQ(moved.eval("N::A.() + 1").value, Value(2)); }).join();
}

TEST(Threads, B22_AServiceMayInvokeAnotherSandbox) {
    Sandbox inner;
    inner.define("N").bind("Each", [](Block& block) {
        int sum = 0;
        for (int i = 0; i < 3; ++i) sum += block.call<int>(i);
        return sum;
    });
    Sandbox outer;
    outer.define("N").bind("Inner", [&](std::string code) { return inner.eval(code).value; });
    EXPECT_EQ(outer.eval("puts 'out'; r = N::Inner.('puts 1; N::Each.call { |i| i * 10 }'); puts 'again'; r + 1").value,
              Value(31));
    EXPECT_EQ(outer.eval("puts 'out'; N::Inner.('puts 1'); puts 'again'").stdout_text(), "out\nagain\n");
}

TEST(Threads, B22_AServiceMayReenterItsOwnSandbox) {
    Sandbox box;
    box.define("N")
        .bind("Again",
              [&](int n) {
                  return box
                      .eval("$x = " + std::to_string(n) + "; " + std::to_string(n) + " > 0 ? N::Again.(" + std::to_string(n - 1) +
                            ") + 1 : 100")
                      .value;
              })
        .bind("New", [](std::string name) { return std::make_shared<Item>(name); })
        .bind("Inside", [&] { return box.eval("print 'inner'; N::New.('a'); N::New.('b').name").value; });
    EXPECT_EQ(box.eval("$x = :mine; [N::Again.(5), $x]").value, Value(105, sym("mine")));
    // Handles and output of the outer invocation stay its own.
    const auto done = box.eval("print 'outer'; h = N::New.('mine'); r = N::Inside.(); [r, h.name]");
    EXPECT_EQ(done.value, Value("b", "mine"));
    EXPECT_EQ(done.stdout_text(), "outer");
}

TEST(Threads, B22_ReentryInsideABlock) {
    Sandbox box;
    box.define("N").bind("Yield", [](Block& block) { return block(); }).bind("Eval", [&](std::string code) {
        return box.eval(code).value;
    });
    EXPECT_EQ(box.eval("N::Yield.call { N::Eval.('N::Yield.call { N::Eval.(\"6 * 7\") }') + 1 }").value, Value(43));
}

TEST(Threads, B22_AnInnerInvocationsFailureIsAFaultOutside) {
    Sandbox inner({.timeout = 50ms}), outer;
    outer.define("N").bind("Inner", [&](std::string code) { return inner.eval(code).value; });
    EXPECT_EQ(test::fault(outer, "N::Inner.('raise \"deep\"')"), "Kobako::SandboxError: deep");
    EXPECT_EQ(test::fault(outer, "N::Inner.('while true; end')"),
              "Kobako::TimeoutError: Sandbox#eval failed: wall-clock deadline exceeded");
    EXPECT_EQ(outer.eval("begin; N::Inner.('while true; end'); rescue; 5; end").value, Value(5));
}

TEST(Threads, B22_TheOuterDeadlineHoldsAfterAnInnerInvocation) {
    Sandbox inner({.timeout = std::nullopt}), outer({.timeout = 60ms});
    outer.define("N").bind("Inner", [&] { return inner.eval("n = 0; while n < 100_000; n += 1; end; n").value; });
    EXPECT_THROW(outer.eval("while true; N::Inner.(); end"), TimeoutError);
}

TEST(Threads, B22_EndlessReentryEndsCleanly) {
    Sandbox box({.timeout = 30s});
    box.define("N").bind("Again", [&] { return box.eval("N::Again.()").value; });
    EXPECT_THROW(box.eval("N::Again.()"), Error);
    EXPECT_EQ(box.eval("1").value, Value(1));
}

TEST(Threads, InvocationsWorkOnThreadsWithSmallStacks) {
    // Too small for a guest: an error, not a crash.
    const Sandbox box;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 256 * 1024);
    pthread_t thread;
    struct Job {
        const Sandbox& box;
        std::string text;
    } job{box, {}};
    const auto body = [](void* argument) -> void* {
        auto& self = *static_cast<Job*>(argument);
        const auto result = self.box.try_eval("1 + 1");
        self.text = result ? result.value().inspect() : result.failure().message;
        return nullptr;
    };
    ASSERT_EQ(pthread_create(&thread, &attributes, body, &job), 0);
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&attributes);
    EXPECT_TRUE(job.text == "2" || job.text.find("stack") != std::string::npos) << job.text;
}

}  // namespace
}  // namespace hako
