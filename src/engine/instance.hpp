// One instance of a guest: its store, its memory, calls into it and what stopped them.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/error.hpp"
#include "engine/module.hpp"
#include "memory/closable.hpp"
#include "wasi/world.hpp"

namespace hako::engine {

/// Answers the guest's service calls.
class DispatchHandler {
   public:
    virtual ~DispatchHandler() = default;
    /// The request lies at `pointer` in guest memory, unchecked. Returns the packed response, or nothing when the
    /// invocation must end: then Instance::stop_with has been told why. Must not throw.
    virtual std::optional<std::uint64_t> dispatch(std::uint32_t pointer, std::uint32_t length) = 0;
};

/// Limits of one call into the guest.
struct Limits {
    std::optional<std::chrono::duration<double>> timeout;
    std::optional<std::uint64_t> growth;  // bytes past the memory's present size
};

/// What a call under limits used.
struct Used {
    std::chrono::duration<double> wall_time{0};
    std::uint64_t memory_growth = 0;  // bytes
};

/// Belongs to one thread at a time. Calls nest: the guest calls dispatch, whose handler calls back.
class Instance {
   public:
    /// Instantiates; `world` is what the guest sees and outlives the instance. Runs the start section and `_initialize`,
    /// under `limits`. Throws ModuleError when that fails.
    Instance(const Module& module, wasi::World& world, const Limits& limits);
    ~Instance();
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;

    const Module& module() const { return module_; }
    wasi::World& world() { return world_; }
    /// The guest's memory as it is now; a call into the guest may grow it, never move it.
    std::span<std::uint8_t> memory() const { return memory_ ? memory_->bytes() : std::span<std::uint8_t>(); }
    /// `length` bytes at `pointer`, if they lie inside the memory.
    std::optional<std::span<std::uint8_t>> range(std::uint32_t pointer, std::uint32_t length) const;

    /// Starts the clock and takes the memory's size as the base of the growth limit.
    void arm(const Limits& limits);
    /// Stops both.
    Used disarm();
    /// When the time is up, while armed with a timeout.
    const std::optional<Watchdog::Clock::time_point>& deadline() const { return deadline_; }
    /// Whether the deadline has passed or the invocation was stopped otherwise.
    bool must_stop();

    /// To be held by a thread that reads or writes memory() while the instance is armed, outside of a call.
    memory::Closable::Scope fault_scope() { return memory::Closable::Scope(closable_ ? &*closable_ : nullptr); }
    /// Calls an exported function that the module has. The result, 0 for a function without one, or nothing when the
    /// guest was stopped: then stop() says why, for good.
    std::optional<std::uint64_t> call(Export function, std::span<const std::uint32_t> arguments = {});
    const Stop& stop() const { return *stop_; }
    bool stopped() const { return stop_.has_value(); }
    /// Ends the invocation as soon as control is back in the guest. The first reason stays.
    void stop_with(Stop stop);

    /// Service calls of the guest go to `handler`; with none they stop the guest.
    void set_dispatch_handler(DispatchHandler* handler) { handler_ = handler; }
    /// For the engine's callbacks.
    std::optional<std::uint64_t> dispatch(std::uint32_t pointer, std::uint32_t length);
    static wasmtime_error_t* create_memory(void* env, const wasm_memorytype_t* type, std::size_t minimum, std::size_t maximum,
                                           std::size_t reserved, std::size_t guard, wasmtime_linear_memory_t* result);

   private:
    struct OwnedMemory;
    void interrupt();
    bool grow(memory::LinearMemory& memory, std::size_t new_size);
    static wasmtime_error_t* on_epoch(wasmtime_context_t* context, void* instance, std::uint64_t* delta,
                                      wasmtime_update_deadline_kind_t* kind);
    void record_stop(wasmtime_error_t* error, wasm_trap_t* trap);

    const Module& module_;
    wasi::World& world_;
    DispatchHandler* handler_ = nullptr;
    memory::LinearMemory* memory_ = nullptr;  // owned by the store
    std::vector<memory::LinearMemory*> created_;
    StoreHandle store_;
    wasmtime_context_t* context_;
    std::optional<memory::Closable> closable_;  // of a guest that is interrupted through its memory
    Watchdog::Timer timer_;                     // destroyed before what it acts on
    std::array<wasmtime_func_t, export_count> functions_{};

    std::optional<Stop> stop_;
    Watchdog::Clock::time_point entered_;
    std::optional<Watchdog::Clock::time_point> deadline_;
    std::uint64_t entry_size_ = 0;
    std::optional<std::uint64_t> growth_limit_;
    std::uint64_t peak_size_ = 0;
};

}  // namespace hako::engine
