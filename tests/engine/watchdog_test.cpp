// The watchdog: when its timers fire, and that it sleeps otherwise.
#include "engine/watchdog.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <hako/hako.hpp>
#include <optional>
#include <random>
#include <thread>

namespace hako::engine {
namespace {

using namespace std::chrono_literals;
using Clock = Watchdog::Clock;

/// A timer that notes when it fired.
class Noting {
   public:
    explicit Noting(Watchdog& dog) : timer_(dog, [](void* self) { static_cast<Noting*>(self)->note(); }, this) {}

    void arm_in(std::chrono::nanoseconds wait) {
        due_ = Clock::now() + wait;
        timer_.arm(due_.load());
    }
    bool disarm() { return timer_.disarm(); }
    Watchdog::Timer& timer() { return timer_; }
    int fired() const { return fired_; }
    bool too_early() const { return too_early_; }
    /// Whether it fires that often within a time that is long enough on any machine.
    bool fires(int times = 1) const {
        for (const auto end = Clock::now() + 30s; Clock::now() < end; std::this_thread::sleep_for(1ms)) {
            if (fired_ >= times) return true;
        }
        return false;
    }

   private:
    void note() {
        if (Clock::now() < due_.load()) too_early_ = true;
        ++fired_;
    }

    std::atomic<Clock::time_point> due_;
    std::atomic<int> fired_ = 0;
    std::atomic<bool> too_early_ = false;
    Watchdog::Timer timer_;  // destroyed before what it writes
};

// A watchdog lives as long as the process: its thread never ends.
Watchdog& dog() { return Watchdog::shared(); }

TEST(Watchdog, FiresWhenTheDeadlineHasPassedAndNotBefore) {
    for (const auto wait : {-1ns, 0ns, 100'000ns, 1'000'000ns, 2'000'000ns, 50'000'000ns}) {
        Noting timer(dog());
        timer.arm_in(wait);
        EXPECT_TRUE(timer.fires()) << wait.count();
        EXPECT_FALSE(timer.too_early()) << wait.count();
        EXPECT_TRUE(timer.disarm());
    }
}

TEST(Watchdog, FiresAgainUntilDisarmed) {
    Noting timer(dog());
    timer.arm_in(1ms);
    EXPECT_TRUE(timer.fires(5));
    EXPECT_TRUE(timer.timer().has_expired());
    EXPECT_TRUE(timer.disarm());
    EXPECT_FALSE(timer.timer().has_expired());
    std::this_thread::sleep_for(20ms);  // once more may have been under way
    const int after = timer.fired();
    std::this_thread::sleep_for(50ms);
    EXPECT_EQ(timer.fired(), after);
}

TEST(Watchdog, ADisarmedTimerStaysSilent) {
    Noting timer(dog());
    timer.arm_in(1h);
    EXPECT_FALSE(timer.disarm());
    EXPECT_FALSE(timer.disarm());
    std::this_thread::sleep_for(20ms);
    EXPECT_EQ(timer.fired(), 0);
}

TEST(Watchdog, ExpireFiresAtOnce) {
    Noting timer(dog());
    timer.arm_in(1h);
    timer.timer().expire();
    // due_ is an hour away, so this is not about too_early().
    EXPECT_TRUE(timer.fires());
    EXPECT_TRUE(timer.disarm());
}

TEST(Watchdog, AnEarlierDeadlineWakesItFromWaitingForALaterOne) {
    Noting late(dog()), early(dog());
    late.arm_in(1h);
    std::this_thread::sleep_for(10ms);
    early.arm_in(5ms);
    EXPECT_TRUE(early.fires());
    EXPECT_EQ(late.fired(), 0);
    EXPECT_FALSE(late.disarm());
}

TEST(Watchdog, ManyDeadlinesInAnyOrderFireOnceDue) {
    std::deque<Noting> timers;
    std::mt19937 random(42);
    for (int i = 0; i < 300; ++i) {
        timers.emplace_back(dog());
        timers.back().arm_in(std::chrono::microseconds(random() % 30'000));
    }
    for (auto& timer : timers) {
        EXPECT_TRUE(timer.fires());
        EXPECT_FALSE(timer.too_early());
        EXPECT_TRUE(timer.disarm());
    }
}

TEST(Watchdog, TimersAreArmedAndDroppedOnManyThreads) {
    std::deque<std::jthread> threads;
    std::atomic<int> silent = 0;
    std::atomic<int> early = 0;
    for (unsigned seed = 0; seed < 4; ++seed) {
        threads.emplace_back([&, seed] {
            std::mt19937 random(seed);
            for (int i = 0; i < 150; ++i) {
                Noting timer(dog());
                timer.arm_in(std::chrono::microseconds(random() % 2'000));
                if (i % 3 == 0) {
                    if (!timer.fires()) ++silent;
                } else if (i % 3 == 1) {
                    std::this_thread::sleep_for(std::chrono::microseconds(random() % 2'000));
                    timer.disarm();
                    timer.arm_in(1h);  // a deadline that passed at the last moment must not count for this one
                    if (timer.disarm()) ++early;
                }
                if (timer.too_early() && i % 3 == 0) ++early;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(silent, 0);
    EXPECT_EQ(early, 0);
}

TEST(Watchdog, SleepsWhileNothingIsDue) {
    Noting far(dog());
    far.arm_in(1h);
    std::this_thread::sleep_for(20ms);
    // Of the whole process, whose other thread sleeps here.
    const auto used = [] {
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        return usage.ru_nvcsw;
    };
    const auto before = used();
    std::this_thread::sleep_for(500ms);
    // Looking every millisecond would be 500; the sanitizers' own threads wake a few times.
    EXPECT_LT(used() - before, 100);
    EXPECT_FALSE(far.disarm());
}

TEST(Watchdog, InnerAndOuterDeadlinesAreSeparate) {
    Sandbox inner({.timeout = 20ms}), outer({.timeout = 60s});
    std::optional<ErrorKind> seen;
    outer.define("N").bind("Inner", [&] {
        const auto result = inner.try_eval("while true; end");
        seen = result.failure().kind;
    });
    EXPECT_EQ(outer.eval("N::Inner.(); 7").value, Value(7));
    EXPECT_EQ(seen, ErrorKind::timeout);
    EXPECT_THROW(outer.eval("N::Inner.(); while true; end", With().timeout(200ms)), TimeoutError);
}

TEST(Watchdog, ShortDeadlinesStopTheScriptOrLetItFinish) {
    const Sandbox box;
    for (int i = 0; i < 60; ++i) {
        const auto time = std::chrono::microseconds(50 + i * 30);
        const auto done = box.try_eval("n = 0; while n < 2000; n += 1; end; n", With().timeout(time));
        if (done) {
            EXPECT_EQ(done.value(), Value(2000));
        } else {
            EXPECT_EQ(done.failure().kind, ErrorKind::timeout) << done.failure().message;
        }
    }
}

#ifndef HAKO_THREAD_SANITIZER  // which lets no forked child start a thread
TEST(Watchdog, DeadlinesHoldInAForkedChild) {
    const Sandbox box;
    EXPECT_THROW(box.eval("while true; end", With().timeout(5ms)), TimeoutError);  // the watchdog runs
    const pid_t child = fork();
    if (child == 0) {
        alarm(60);  // ends it if the deadline doesn't
        const auto result = box.try_eval("while true; end", With().timeout(5ms));
        _exit(!result && result.failure().kind == ErrorKind::timeout ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status)) << "the child's deadline never came";
    EXPECT_EQ(WEXITSTATUS(status), 0);
    EXPECT_THROW(box.eval("while true; end", With().timeout(5ms)), TimeoutError);
}
#endif

}  // namespace
}  // namespace hako::engine
