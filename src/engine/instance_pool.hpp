// Instances of one guest that are idle, each put back and ready.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "engine/instance.hpp"

namespace hako::engine {

/// Any number of threads take and give back instances at once, without a lock.
class InstancePool {
   public:
    InstancePool() = default;
    ~InstancePool();
    InstancePool(const InstancePool&) = delete;
    InstancePool& operator=(const InstancePool&) = delete;

    /// An idle instance in `state` (null: the base), if there is one whose memory has grown by no more than `growth`. One
    /// that is in that state already is preferred.
    std::unique_ptr<Instance> take(const std::shared_ptr<const State>& state, std::optional<std::uint64_t> growth);
    /// Keeps an instance that has been put back, or drops it when enough are kept.
    void give_back(std::unique_ptr<Instance> instance);

   private:
    // More invocations at a time than a machine has use for; beyond that, instances are made and dropped.
    static constexpr std::size_t capacity = 64;
    struct alignas(64) Slot {
        std::atomic<Instance*> instance{nullptr};
        std::atomic<const State*> state{nullptr};  // a hint: whoever takes the instance looks at its own
    };
    std::array<Slot, capacity> slots_;
};

}  // namespace hako::engine
