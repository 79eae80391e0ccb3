// Pools: slots, waiting, and what becomes of sandboxes that failed.
#include "hako/pool.hpp"

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "support/thrown.hpp"

namespace hako {
namespace {

using namespace std::chrono_literals;
using test::message;
using test::thrown;

/// A gate that stays closed until it is opened.
class Gate {
   public:
    void open() { promise_.set_value(); }
    void wait() { future_.wait(); }

   private:
    std::promise<void> promise_;
    std::shared_future<void> future_ = promise_.get_future().share();
};

/// Options of a pool that counts the sandboxes that it builds.
PoolOptions counting(std::atomic<int>& built, std::int64_t slots = 1) {
    return {.slots = slots, .setup = [&built](Sandbox& box) {
                const int n = ++built;
                box.define("Pool").bind("Number", [n] { return n; });
            }};
}

int number(Sandbox& box) { return box.eval("Pool::Number.()").value.as<int>(); }

TEST(Pools, B46_NothingIsBuiltBeforeTheFirstCheckout) {
    std::atomic<int> built = 0;
    Pool pool(counting(built, 3));
    EXPECT_EQ(built, 0);
    EXPECT_EQ(pool.with(number), 1);
    EXPECT_EQ(built, 1);
}

TEST(Pools, B46_SetupRunsOncePerSandboxAndWhatItRegistersStays) {
    std::atomic<int> built = 0;
    Pool pool(counting(built));
    for (int i = 0; i < 5; ++i) EXPECT_EQ(pool.with(number), 1);
    EXPECT_EQ(built, 1);
}

TEST(Pools, B46_B33_ASandboxStaysOpenUntilItFirstRuns) {
    Pool pool({.setup = [](Sandbox& box) { box.define("N").bind("A", [] { return 1; }); }});
    pool.with([](Sandbox& box) {
        EXPECT_FALSE(box.sealed());
        box.define("N").bind("B", [] { return 2; });
        EXPECT_EQ(box.eval("N::A.() + N::B.()").value, Value(3));
        EXPECT_TRUE(box.sealed());
    });
}

TEST(Pools, B46_TheMostRecentlyReturnedIsTakenFirst) {
    std::atomic<int> built = 0;
    Pool pool(counting(built, 2));
    pool.with([&](Sandbox& outer) {
        EXPECT_EQ(number(outer), 1);
        pool.with([&](Sandbox& inner) { EXPECT_EQ(number(inner), 2); });
    });
    EXPECT_EQ(pool.with(number), 1);
    EXPECT_EQ(pool.with(number), 1);
    EXPECT_EQ(built, 2);
}

TEST(Pools, B46_ErrorsOfConstructionComeOutOfTheCheckoutAndFreeTheSlot) {
    Pool missing({.guest = Guest::from_file("no/such/guest.wasm")});
    for (int i = 0; i < 3; ++i) EXPECT_THROW(missing.with([](Sandbox&) {}), ModuleNotBuiltError);
    Pool bad({.options = {.timeout = 0s}});
    EXPECT_EQ(message<ArgumentError>([&] { bad.with([](Sandbox&) {}); }), "timeout must be > 0 (got 0)");
}

TEST(Pools, B46_ErrorsOfSetupComeOutUnchangedAndFreeTheSlot) {
    int attempts = 0;
    Pool pool({.setup = [&](Sandbox&) {
        if (++attempts < 3) throw std::runtime_error("not yet");
    }});
    EXPECT_EQ(message<std::runtime_error>([&] { pool.with([](Sandbox&) {}); }), "not yet");
    EXPECT_EQ(message<std::runtime_error>([&] { pool.with([](Sandbox&) {}); }), "not yet");
    EXPECT_EQ(pool.with([](Sandbox& box) { return box.eval("5").value.as<int>(); }), 5);
    EXPECT_EQ(attempts, 3);
}

TEST(Pools, B47_WithReturnsTheResultAndTheSandbox) {
    std::atomic<int> built = 0;
    Pool pool(counting(built));
    EXPECT_EQ(pool.with([](Sandbox& box) { return box.eval("6 * 7").value.as<int>(); }), 42);
    pool.with([](Sandbox&) {});
    int value = 0;
    int& reference = pool.with([&](Sandbox&) -> int& { return value; });
    EXPECT_EQ(&reference, &value);
    EXPECT_EQ(built, 1);
}

TEST(Pools, B47_AnExceptionReturnsTheSandbox) {
    std::atomic<int> built = 0;
    Pool pool(counting(built));
    EXPECT_THROW(pool.with([](Sandbox&) { throw std::logic_error("mine"); }), std::logic_error);
    EXPECT_THROW(pool.with([](Sandbox&) { throw 42; }), int);
    EXPECT_THROW(pool.with([](Sandbox& box) { box.eval("raise 'x'"); }), SandboxError);
    EXPECT_EQ(pool.with(number), 1);
}

TEST(Pools, B47_ATrapDiscardsTheSandboxAndTheSlotIsRefilled) {
    std::atomic<int> built = 0;
    auto options = counting(built);
    options.options.timeout = 500ms;
    Pool pool(std::move(options));
    EXPECT_EQ(pool.with(number), 1);
    EXPECT_THROW(pool.with([](Sandbox& box) { box.eval("while true; end"); }), TimeoutError);
    EXPECT_EQ(pool.with(number), 2);
    EXPECT_THROW(pool.with([](Sandbox& box) { box.eval("a = []; loop { a << 'x' * 10_000 }"); }), MemoryLimitError);
    EXPECT_EQ(pool.with(number), 3);
}

TEST(Pools, B47_ATrapThatWasCaughtInsideReturnsTheSandbox) {
    std::atomic<int> built = 0;
    auto options = counting(built);
    options.options.timeout = 500ms;
    Pool pool(std::move(options));
    pool.with([](Sandbox& box) { EXPECT_THROW(box.eval("while true; end"), TimeoutError); });
    EXPECT_EQ(pool.with(number), 1);
}

TEST(Pools, E46_AllSlotsHeldForTooLong) {
    Pool pool({.slots = 1, .checkout_timeout = 50ms});
    pool.with([&](Sandbox&) {
        const auto error = thrown<PoolTimeoutError>([&] { pool.with([](Sandbox&) {}); });
        EXPECT_STREQ(error.what(), "no Sandbox returned within 0.05s: all 1 slots are held");
        EXPECT_EQ(error.kind(), ErrorKind::pool_timeout);
    });
    EXPECT_EQ(pool.with([](Sandbox& box) { return box.eval("1").value.as<int>(); }), 1);
}

TEST(Pools, B46_B47_AWaitingCallerGetsTheSandboxThatComesBack) {
    std::atomic<int> built = 0;
    auto options = counting(built);
    options.checkout_timeout = std::nullopt;
    Pool pool(std::move(options));
    Gate held, release;
    std::thread holder([&] {
        pool.with([&](Sandbox&) {
            held.open();
            release.wait();
        });
    });
    held.wait();
    auto waiting = std::async(std::launch::async, [&] { return pool.with(number); });
    EXPECT_EQ(waiting.wait_for(20ms), std::future_status::timeout);
    release.open();
    EXPECT_EQ(waiting.get(), 1);
    holder.join();
}

TEST(Pools, B46_AWaitingCallerBuildsWhenASlotIsFreedByFailure) {
    std::atomic<int> built = 0;
    auto options = counting(built);
    options.checkout_timeout = 30s;
    Pool pool(std::move(options));
    Gate held, release;
    std::thread holder([&] {
        try {
            pool.with([&](Sandbox&) {
                held.open();
                release.wait();
                Failure().raise();  // a TrapError
            });
        } catch (const TrapError&) {
        }
    });
    held.wait();
    auto waiting = std::async(std::launch::async, [&] { return pool.with(number); });
    release.open();
    EXPECT_EQ(waiting.get(), 2);
    holder.join();
}

TEST(Pools, E47_SlotsMustBePositive) {
    EXPECT_EQ(message<ArgumentError>([] { Pool pool({.slots = 0}); }), "slots must be a positive Integer, got 0");
    EXPECT_EQ(message<ArgumentError>([] { Pool pool({.slots = -3}); }), "slots must be a positive Integer, got -3");
}

TEST(Pools, E47_ACheckoutTimeoutMustBePositiveAndFinite) {
    const auto refused = [](double seconds) {
        return message<ArgumentError>([&] { Pool pool({.checkout_timeout = std::chrono::duration<double>(seconds)}); });
    };
    EXPECT_EQ(refused(0), "checkout_timeout must be > 0 and finite (got 0)");
    EXPECT_EQ(refused(-2), "checkout_timeout must be > 0 and finite (got -2)");
    EXPECT_EQ(refused(HUGE_VAL), "checkout_timeout must be > 0 and finite (got inf)");
    EXPECT_TRUE(refused(std::nan("")).starts_with("checkout_timeout must be > 0 and finite"));
}

TEST(Pools, B48_APoolMayGoWhileASandboxIsInUse) {
    auto pool = std::make_unique<Pool>(PoolOptions{.slots = 2});
    Gate held, release;
    auto result = std::async(std::launch::async, [&] {
        return pool->with([&](Sandbox& box) {
            held.open();
            release.wait();
            return box.eval("6 * 7").value.as<int>();
        });
    });
    held.wait();
    pool.reset();
    release.open();
    EXPECT_EQ(result.get(), 42);
}

TEST(Pools, B48_DestroyingAPoolReleasesItsIdleSandboxes) {
    const auto token = std::make_shared<int>(1);
    {
        Pool pool({.setup = [&token](Sandbox& box) { box.define("N").bind("T", [token] { return *token; }); }});
        pool.with([](Sandbox& box) { return box.eval("N::T.()").value; });
        EXPECT_GT(token.use_count(), 1);
    }
    EXPECT_EQ(token.use_count(), 1);
}

TEST(Pools, B46_ManyThreadsShareFewSlots) {
    std::atomic<int> built = 0, running = 0, most = 0;
    auto options = counting(built, 3);
    options.checkout_timeout = std::nullopt;
    Pool pool(std::move(options));
    std::vector<std::thread> threads;
    std::atomic<int> sum = 0;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 20; ++i) {
                pool.with([&](Sandbox& box) {
                    const int now = ++running;
                    for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
                    }
                    sum += box.eval(std::to_string(t) + " + 1").value.as<int>();
                    --running;
                });
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(sum, 20 * (1 + 2 + 3 + 4 + 5 + 6 + 7 + 8));
    EXPECT_LE(most, 3);
    EXPECT_LE(built, 3);
}

}  // namespace
}  // namespace hako
