// Instances: stores, calls, limits.
#include "engine/instance.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace hako::engine {

namespace {

// Exceptions are the only use of the collector's heap: a guest that fills more than this is out of memory.
constexpr std::size_t max_collector_heap = 32 * 1024 * 1024;
constexpr std::int64_t max_table_elements = 1'000'000;
constexpr std::string_view deadline_passed = "wall-clock deadline exceeded";

// The instance whose call is on top of this thread's stack: the engine doesn't tell its memory creator for whom it asks.
thread_local Instance* current = nullptr;

class Current {
   public:
    explicit Current(Instance* instance) : outer_(std::exchange(current, instance)) {}
    ~Current() { current = outer_; }
    Current(const Current&) = delete;
    Current& operator=(const Current&) = delete;
    bool outermost_of(const Instance* instance) const { return outer_ != instance; }

   private:
    Instance* outer_;
};

}  // namespace

/// A memory together with the instance that it grows for, as the engine keeps it.
struct Instance::OwnedMemory {
    OwnedMemory(Instance& instance, std::size_t initial, std::size_t reserved, std::size_t guard)
        : owner(instance), memory(initial, reserved, guard) {}
    Instance& owner;
    memory::LinearMemory memory;
};

wasmtime_error_t* Instance::create_memory(void*, const wasm_memorytype_t*, std::size_t minimum, std::size_t,
                                          std::size_t reserved, std::size_t guard, wasmtime_linear_memory_t* result) {
    try {
        auto owned = std::make_unique<OwnedMemory>(*current, minimum, reserved, guard);
        current->created_.push_back(&owned->memory);
        result->get_memory = [](void* env, std::size_t* size, std::size_t* capacity) {
            const auto& memory = static_cast<OwnedMemory*>(env)->memory;
            *size = memory.size();
            *capacity = memory.reserved();
            return memory.base();
        };
        result->grow_memory = [](void* env, std::size_t new_size) -> wasmtime_error_t* {
            auto& self = *static_cast<OwnedMemory*>(env);
            return self.owner.grow(self.memory, new_size) ? nullptr : wasmtime_error_new("the memory can't grow");
        };
        result->finalizer = [](void* env) { delete static_cast<OwnedMemory*>(env); };
        result->env = owned.release();
        return nullptr;
    } catch (const std::bad_alloc&) {
        return wasmtime_error_new("no address space left for the guest's memory");
    }
}

Instance::Instance(const Module& module, wasi::World& world, const Limits& limits)
    : module_(module),
      world_(world),
      store_(wasmtime_store_new(module.engine().get(), this, nullptr)),
      context_(wasmtime_store_context(store_.get())),
      timer_(watchdog(), [](void* self) { static_cast<Instance*>(self)->interrupt(); }, this) {
    wasmtime_store_limiter(store_.get(), -1, max_table_elements, -1, -1, -1);
    if (module.engine().interruption() == Interruption::checks) {
        wasmtime_store_epoch_deadline_callback(store_.get(), &Instance::on_epoch, this, nullptr);
    }
    if (!stack_suffices()) throw ModuleError("the calling thread has too little stack left");

    arm(limits);
    wasmtime_instance_t instance;
    {
        const Current scope(this);
        wasm_trap_t* trap = nullptr;
        wasmtime_error_t* error = wasmtime_instance_pre_instantiate(module.linked(), context_, &instance, &trap);
        if (error != nullptr || trap != nullptr) record_stop(error, trap);
    }
    if (stop_) throw ModuleError(stop_->message);

    for (std::size_t i = 0; i < export_count; ++i) {
        const auto function = static_cast<Export>(i);
        wasmtime_extern_t found;
        const auto name = name_of(function);
        if (module.has(function) && wasmtime_instance_export_get(context_, &instance, name.data(), name.size(), &found)) {
            functions_[i] = found.of.func;
        }
    }
    wasmtime_extern_t found;
    if (module.has_memory() && wasmtime_instance_export_get(context_, &instance, "memory", 6, &found)) {
        const auto* base = wasmtime_memory_data(context_, &found.of.memory);
        const auto at = std::ranges::find(created_, base, &memory::LinearMemory::base);
        if (at != created_.end()) memory_ = *at;
    }
    disarm();
    if (stop_) throw ModuleError(stop_->message);
    if (memory_ != nullptr && module.engine().interruption() == Interruption::memory) {
        void* code_begin = nullptr;
        void* code_end = nullptr;
        wasmtime_module_image_range(module.get(), &code_begin, &code_end);
        closable_.emplace(*memory_, code_begin, code_end);
    }
    if (module.has(Export::initialize)) {
        arm(limits);
        call(Export::initialize);
        disarm();
    }
    if (stop_) throw ModuleError(stop_->message);
}

Instance::~Instance() = default;

std::optional<std::span<std::uint8_t>> Instance::range(std::uint32_t pointer, std::uint32_t length) const {
    const auto all = memory();
    if (pointer > all.size() || length > all.size() - pointer) return std::nullopt;
    return all.subspan(pointer, length);
}

void Instance::arm(const Limits& limits) {
    entry_size_ = peak_size_ = memory().size();
    growth_limit_ = limits.growth;
    entered_ = Watchdog::Clock::now();
    deadline_.reset();
    // A timeout past the clock's range can't come due.
    constexpr std::chrono::duration<double> ever = std::chrono::hours(24 * 365 * 100);
    if (limits.timeout && *limits.timeout < ever) {
        deadline_ = entered_ + std::chrono::duration_cast<Watchdog::Clock::duration>(*limits.timeout);
        timer_.arm(*deadline_);
    }
}

Used Instance::disarm() {
    const auto left = Watchdog::Clock::now();
    if (timer_.disarm()) stop_with({Stop::Kind::timeout, std::string(deadline_passed)});
    deadline_.reset();
    growth_limit_.reset();
    return {left - entered_, peak_size_ - entry_size_};
}

bool Instance::must_stop() {
    if (!stop_ && deadline_ && (timer_.has_expired() || Watchdog::Clock::now() >= *deadline_)) {
        stop_with({Stop::Kind::timeout, std::string(deadline_passed)});
    }
    return stop_.has_value();
}

void Instance::stop_with(Stop stop) {
    if (!stop_) stop_ = std::move(stop);
}

std::optional<std::uint64_t> Instance::call(Export function, std::span<const std::uint32_t> arguments) {
    if (stop_) return std::nullopt;
    const Current scope(this);
    const memory::Closable::Scope faults(closable_ ? &*closable_ : nullptr);
    if (scope.outermost_of(this) && !stack_suffices()) {
        stop_with({Stop::Kind::trap, "the calling thread has too little stack left"});
        return std::nullopt;
    }
    std::array<wasmtime_val_raw_t, 2> values{};
    for (std::size_t i = 0; i < arguments.size(); ++i) values[i].i32 = static_cast<std::int32_t>(arguments[i]);
    wasm_trap_t* trap = nullptr;
    wasmtime_error_t* error = wasmtime_func_call_unchecked(context_, &functions_[static_cast<std::size_t>(function)],
                                                           values.data(), values.size(), &trap);
    if (error != nullptr || trap != nullptr) record_stop(error, trap);
    if (stop_) return std::nullopt;
    switch (function) {
        case Export::take_outcome:
        case Export::yield_to_block: return static_cast<std::uint64_t>(values[0].i64);
        case Export::abi_version:
        case Export::alloc:
        case Export::compile_check: return static_cast<std::uint32_t>(values[0].i32);
        case Export::eval:
        case Export::run:
        case Export::initialize: break;
    }
    return 0;
}

void Instance::record_stop(wasmtime_error_t* error, wasm_trap_t* trap) {
    const ErrorHandle error_owner(error);
    const TrapHandle trap_owner(trap);
    // A guest whose memory was taken away traps like one that went out of bounds.
    if (!must_stop()) stop_with({Stop::Kind::trap, error ? message_of(*error) : message_of(*trap)});
}

std::optional<std::uint64_t> Instance::dispatch(std::uint32_t pointer, std::uint32_t length) {
    if (handler_ == nullptr) {
        stop_with({Stop::Kind::trap, "the guest called a service outside of an invocation"});
        return std::nullopt;
    }
    const auto answer = handler_->dispatch(pointer, length);
    // The time that the service took may have used up the script's.
    if (must_stop()) return std::nullopt;
    return answer;
}

void Instance::interrupt() {
    if (closable_) {
        closable_->close();
    } else {
        module_.engine().wake_checks();
    }
}

bool Instance::grow(memory::LinearMemory& memory, std::size_t new_size) {
    if (&memory != memory_ && memory_ != nullptr) return new_size <= max_collector_heap && memory.grow(new_size);
    if (growth_limit_ && new_size > entry_size_ && new_size - entry_size_ > *growth_limit_) {
        stop_with({Stop::Kind::memory_limit, "memory usage exceeded memory_limit: requested=" +
                                                 std::to_string(new_size - entry_size_) +
                                                 " bytes, limit=" + std::to_string(*growth_limit_) + " bytes"});
        // The engine answers the guest's request with -1; this ends the script before it can do much about it.
        interrupt();
        timer_.expire();
        return false;
    }
    if (!memory.grow(new_size)) return false;
    peak_size_ = std::max<std::uint64_t>(peak_size_, new_size);
    return true;
}

wasmtime_error_t* Instance::on_epoch(wasmtime_context_t*, void* self, std::uint64_t* delta,
                                     wasmtime_update_deadline_kind_t* kind) {
    auto& instance = *static_cast<Instance*>(self);
    if (instance.must_stop()) return wasmtime_error_new(instance.stop_->message.c_str());
    *delta = 1;  // somebody else's deadline
    *kind = WASMTIME_UPDATE_DEADLINE_CONTINUE;
    return nullptr;
}

}  // namespace hako::engine
