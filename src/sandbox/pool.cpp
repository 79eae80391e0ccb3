// Handing sandboxes to one caller each.
#include "hako/pool.hpp"

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <vector>

#include "sandbox/checks.hpp"

namespace hako {

/// Shared with the leases, so that a sandbox in use outlives the pool.
struct Pool::State {
    PoolOptions options;
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::unique_ptr<Sandbox>> idle;  // most recently returned last
    std::int64_t existing = 0;                   // idle, in use and being built
};

Pool::Pool(PoolOptions options) : state_(std::make_shared<State>()) {
    if (options.slots < 1) {
        throw ArgumentError("slots must be a positive Integer, got " + std::to_string(options.slots));
    }
    sandbox::check_timeout("checkout_timeout", options.checkout_timeout, "> 0 and finite");
    state_->options = std::move(options);
}

Pool::~Pool() = default;

Pool::Lease::Lease(Pool& pool) : state_(pool.state_) {
    const auto& options = state_->options;
    std::unique_lock lock(state_->mutex);
    const auto available = [&] { return !state_->idle.empty() || state_->existing < options.slots; };
    // A wait longer than the clock can tell is one without end.
    constexpr std::chrono::duration<double> ever = std::chrono::hours(24 * 365 * 100);
    if (!options.checkout_timeout || *options.checkout_timeout > ever) {
        state_->changed.wait(lock, available);
    } else if (!state_->changed.wait_for(lock, *options.checkout_timeout, available)) {
        char seconds[32];
        std::snprintf(seconds, sizeof seconds, "%g", options.checkout_timeout->count());
        Failure failure;
        failure.kind = ErrorKind::pool_timeout;
        failure.message =
            std::string("no Sandbox returned within ") + seconds + "s: all " + std::to_string(options.slots) + " slots are held";
        failure.raise();
    }
    if (!state_->idle.empty()) {
        sandbox_ = std::move(state_->idle.back());
        state_->idle.pop_back();
        return;
    }
    // Room for all of them now: returning one must not fail.
    state_->idle.reserve(static_cast<std::size_t>(state_->existing + 1));
    ++state_->existing;
    lock.unlock();
    try {
        auto fresh = std::make_unique<Sandbox>(options.guest, options.options);
        if (options.setup) options.setup(*fresh);
        sandbox_ = std::move(fresh);
    } catch (...) {
        lock.lock();
        --state_->existing;
        state_->changed.notify_one();
        throw;
    }
}

Pool::Lease::~Lease() {
    {
        const std::lock_guard lock(state_->mutex);
        if (sandbox_) {
            state_->idle.push_back(std::move(sandbox_));
        } else {
            --state_->existing;
        }
    }
    state_->changed.notify_one();
}

}  // namespace hako
