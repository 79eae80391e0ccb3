// The watchdog's thread.
#include "engine/watchdog.hpp"

#include <pthread.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <thread>

namespace hako::engine {

namespace {
constexpr auto never = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t repeat_after = 1'000'000;  // nanoseconds

thread_local char this_thread;  // its address tells threads apart

std::int64_t nanoseconds(Watchdog::Clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}
}  // namespace

Watchdog::Timer::Timer(Watchdog& watchdog, void (*on_due)(void*), void* owner)
    : watchdog_(watchdog), on_due_(on_due), owner_(owner) {
    watchdog_.add(*this);
}

Watchdog::Timer::~Timer() { watchdog_.remove(*this); }

void Watchdog::Timer::arm(Clock::time_point due) {
    const auto when = std::max<std::int64_t>(nanoseconds(due), 1);
    armed_by_ = &this_thread;
    due_.store(when, std::memory_order_seq_cst);
    // Either the thread sees this deadline when it looks, or it has said before that it looks later than that.
    if (when < watchdog_.next_look_.load(std::memory_order_seq_cst)) watchdog_.wake();
}

Watchdog& Watchdog::shared() {
    static Watchdog& dog = *[] {
        auto* fresh = new Watchdog;  // never destroyed: its thread runs as long as the process
        pthread_atfork([] { shared().before_fork(); }, [] { shared().after_fork_in_parent(); },
                       [] { shared().after_fork_in_child(); });
        return fresh;
    }();
    return dog;
}

void Watchdog::after_fork_in_child() {
    // The thread stayed behind; the next deadline starts another. The old one still counts as waiting on the condition,
    // so that has to be a new one as well, without the destructor, which would wait for it.
    std::construct_at(&changed_);
    running_ = false;
    next_look_.store(never);
    // The other threads stayed behind too, and whatever they were about has no end here.
    for (Timer* timer : timers_) {
        if (timer->armed_by_ != &this_thread) timer->disarm();
    }
    mutex_.unlock();
}

void Watchdog::add(Timer& timer) {
    const std::lock_guard lock(mutex_);
    timers_.push_back(&timer);
}

void Watchdog::remove(Timer& timer) {
    const std::lock_guard lock(mutex_);
    std::erase(timers_, &timer);
}

void Watchdog::wake() {
    const std::lock_guard lock(mutex_);
    if (!running_) {
        // Detached: the watchdog lives as long as the process.
        std::thread([this] { watch(); }).detach();
        running_ = true;
    }
    changed_.notify_one();
}

void Watchdog::watch() {
    std::unique_lock lock(mutex_);
    for (;;) {
        next_look_.store(never, std::memory_order_seq_cst);  // whoever arms from here on wakes this thread
        const auto now = nanoseconds(Clock::now());
        auto earliest = never;
        for (Timer* timer : timers_) {
            auto due = timer->due_.load(std::memory_order_seq_cst);
            if (due == Timer::idle) continue;
            if (due > now) {
                earliest = std::min(earliest, due);
            } else if (due == Timer::expired ||
                       timer->due_.compare_exchange_strong(due, Timer::expired, std::memory_order_seq_cst)) {
                timer->on_due_(timer->owner_);
                earliest = std::min(earliest, now + repeat_after);
            }
        }
        next_look_.store(earliest, std::memory_order_seq_cst);
        if (earliest == never) {
            changed_.wait(lock);
        } else {
            changed_.wait_until(lock, Clock::time_point(std::chrono::nanoseconds(earliest)));
        }
    }
}

}  // namespace hako::engine
