// hako::Pool: a bounded number of sandboxes, each in use by one caller at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <type_traits>

#include "hako/sandbox.hpp"

namespace hako {

/// How a Pool is made.
struct PoolOptions {
    /// How many sandboxes there may be at once: more than 0.
    std::int64_t slots = 1;
    /// How long a caller waits for one: more than 0 and finite; none: for ever.
    Timeout checkout_timeout = std::chrono::seconds(5);
    Guest guest = ruby();
    /// Of every sandbox; checked when the first is built.
    Options options = {};
    /// Called once for each new sandbox, to register services and snippets. May be empty.
    std::function<void(Sandbox&)> setup = {};
};

/// Hands out sandboxes that are alike, one caller each. Builds them when they are first needed, and keeps them. A sealed
/// Sandbox takes any number of callers by itself: a pool is for those who want to bound how many invocations run at once,
/// with a queue and a time limit. Thread-safe. [B-46 … B-48]
class Pool {
   public:
    /// Builds nothing yet. Throws ArgumentError for bad slots or checkout_timeout. [E-47]
    explicit Pool(PoolOptions options);
    /// A sandbox in use stays valid until its `with` returns.
    ~Pool();
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    /// Calls `use(sandbox)` with a sandbox of its own and returns the result. Takes the most recently returned one if one is
    /// idle, builds one if there are fewer than `slots`, else waits. Throws PoolTimeoutError when none came in time [E-46],
    /// and what building or `use` threw. A sandbox whose `use` left by a TrapError is discarded. A nested `with` needs
    /// another slot. [B-47]
    template <class F>
    std::invoke_result_t<F, Sandbox&> with(F&& use) {
        Lease lease(*this);
        try {
            return std::invoke(std::forward<F>(use), lease.sandbox());
        } catch (const TrapError&) {
            lease.discard();
            throw;
        }
    }

   private:
    struct State;
    class Lease {
       public:
        explicit Lease(Pool& pool);
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        Sandbox& sandbox() { return *sandbox_; }
        void discard() { sandbox_.reset(); }

       private:
        std::shared_ptr<State> state_;
        std::unique_ptr<Sandbox> sandbox_;
    };
    std::shared_ptr<State> state_;
};

}  // namespace hako
