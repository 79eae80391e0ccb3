// Slots that are exchanged.
#include "engine/instance_pool.hpp"

namespace hako::engine {

namespace {

// Where this thread gave its last instance back: it is the likeliest to be there still, and in its cache.
thread_local std::size_t last_slot = 0;

bool too_large(const Instance& instance, std::optional<std::uint64_t> growth) {
    return growth && instance.memory().size() > instance.new_size() && instance.memory().size() - instance.new_size() > *growth;
}

}  // namespace

InstancePool::~InstancePool() {
    for (auto& slot : slots_) delete slot.instance.load();
}

std::unique_ptr<Instance> InstancePool::take(const std::shared_ptr<const State>& state, std::optional<std::uint64_t> growth) {
    for (const bool in_that_state : {true, false}) {
        for (std::size_t i = 0; i < capacity; ++i) {
            const auto index = (last_slot + i) % capacity;
            auto& slot = slots_[index];
            if (slot.instance.load(std::memory_order_relaxed) == nullptr) continue;
            if (in_that_state && slot.state.load(std::memory_order_relaxed) != state.get()) continue;
            std::unique_ptr<Instance> taken(slot.instance.exchange(nullptr, std::memory_order_acquire));
            if (!taken) continue;
            // One that has grown serves those who allow it; here it would only be in the way of a new one.
            if (too_large(*taken, growth)) continue;
            if (!taken->enter(state)) continue;
            last_slot = index;
            return taken;
        }
    }
    return nullptr;
}

void InstancePool::give_back(std::unique_ptr<Instance> instance) {
    for (std::size_t i = 0; i < capacity; ++i) {
        const auto index = (last_slot + i) % capacity;
        auto& slot = slots_[index];
        Instance* empty = nullptr;
        if (slot.instance.load(std::memory_order_relaxed) != nullptr) continue;
        const auto* state = instance->state().get();
        if (slot.instance.compare_exchange_strong(empty, instance.get(), std::memory_order_release, std::memory_order_relaxed)) {
            static_cast<void>(instance.release());  // the slot's
            slot.state.store(state, std::memory_order_relaxed);
            last_slot = index;
            return;
        }
    }
}

}  // namespace hako::engine
