// Deadlines: one thread that acts when the time of an invocation is up, and sleeps when nothing is due.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <limits>
#include <mutex>
#include <vector>

namespace hako::engine {

/// Fires timers at their time. Arming and disarming takes no lock unless the thread has to wake earlier than it meant
/// to.
class Watchdog {
   public:
    using Clock = std::chrono::steady_clock;

    /// One deadline after another. Added to the watchdog for as long as it lives.
    class Timer {
       public:
        /// `on_due(owner)` is called on the watchdog's thread when the deadline has passed, and again every millisecond
        /// until the timer is disarmed, possibly once more at that moment. It must not add or remove timers.
        Timer(Watchdog& watchdog, void (*on_due)(void*), void* owner);
        ~Timer();
        Timer(const Timer&) = delete;
        Timer& operator=(const Timer&) = delete;

        void arm(Clock::time_point due);
        /// Lets it be due at once.
        void expire() { arm(Clock::time_point(std::chrono::nanoseconds(1))); }
        /// Whether it had expired.
        bool disarm() { return due_.exchange(idle, std::memory_order_seq_cst) == expired; }
        bool has_expired() const { return due_.load(std::memory_order_relaxed) == expired; }

       private:
        friend class Watchdog;
        // The state and the deadline are one word, so that a deadline that is disarmed at the last moment and armed
        // anew can't be taken for expired.
        static constexpr std::int64_t idle = 0;
        static constexpr std::int64_t expired = -1;

        Watchdog& watchdog_;
        void (*on_due_)(void*);
        void* owner_;
        const void* armed_by_ = nullptr;       // the thread
        std::atomic<std::int64_t> due_{idle};  // nanoseconds of Clock, always positive while armed
    };

    Watchdog() = default;

    /// The process's own, which works in forked children too.
    static Watchdog& shared();

   private:
    void before_fork() { mutex_.lock(); }
    void after_fork_in_parent() { mutex_.unlock(); }
    void after_fork_in_child();
    void add(Timer& timer);
    void remove(Timer& timer);
    void wake();
    void watch();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Timer*> timers_;
    bool running_ = false;
    // When the thread looks at the timers again; the latest time there is, while there is no thread.
    std::atomic<std::int64_t> next_look_ = std::numeric_limits<std::int64_t>::max();
};

}  // namespace hako::engine
