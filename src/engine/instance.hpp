// One instance of a guest: its store, its memory, calls into it and what stopped them, and the states it is put back to.
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
#include "engine/wasmtime_handles.hpp"
#include "memory/guarded_memory.hpp"
#include "wasi/world.hpp"

namespace hako::engine {

/// Answers the guest's service calls.
class DispatchHandler {
   public:
    virtual ~DispatchHandler() = default;
    /// The request lies at `pointer` in guest memory, unchecked. Returns the packed response, or nothing when the
    /// invocation must end, which a service may have used up the time of: then Instance::stop_with has been told why, or
    /// must_stop() was. Must not throw.
    virtual std::optional<std::uint64_t> dispatch(std::uint32_t pointer, std::uint32_t length) = 0;
};

/// Limits of one call into the guest.
struct Limits {
    std::optional<std::chrono::duration<double>> timeout;
    std::optional<std::uint64_t> growth;  // bytes past the memory's size when the instance was new
};

/// What a call under limits used.
struct Used {
    std::chrono::duration<double> wall_time{0};
    std::uint64_t memory_growth = 0;  // bytes
};

/// The values of a module's mutable globals.
using Globals = std::vector<wasmtime_val_t>;

/// The state that all instances of a guest have in common.
struct BaseState {
    std::shared_ptr<const memory::Image> memory;
    Globals globals;
    std::size_t new_size = 0;  // bytes of memory that an instance had when it was new
};

/// Another state, as a difference from the base.
struct State {
    std::shared_ptr<const memory::Delta> memory;  // null: none
    Globals globals;
    std::size_t memory_size = 0;  // bytes

    /// That of the base itself.
    static State of(const BaseState& base) { return {nullptr, base.globals, base.memory->bytes().size()}; }
};

/// Belongs to one thread at a time. Calls nest: the guest calls dispatch, whose handler calls back.
class Instance {
   public:
    /// A new instance: runs the start section and `_initialize`, under `limits`. `world` is what the guest sees there; it
    /// and what set_world() names later outlive their use. Throws ModuleError when that fails.
    Instance(const Module& module, wasi::World& world, const Limits& limits);
    /// An instance in the base state, which is of the same module: nothing of the guest runs. Throws ModuleError,
    /// std::bad_alloc.
    Instance(const Module& module, const std::shared_ptr<const BaseState>& base);
    ~Instance();
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;

    /// The state as it is, as a base for others. For modules that can be put back.
    BaseState base_state() const;

    /// For an instance made from a base: brings it into `state` (null: the base), which it is put back to from now on. It has
    /// to be in the state that it was brought into before. False when memory can't be had: then it can't be used.
    bool enter(const std::shared_ptr<const State>& state);
    /// The state that it is in, or is put back to.
    const std::shared_ptr<const State>& state() const { return state_; }
    /// Undoes everything since. False when it can't be undone: then this instance must not be used again.
    bool put_back();
    /// The other way to end an invocation that wasn't stopped: makes the present state the one that it is put back to.
    const std::shared_ptr<const State>& keep();
    /// To be called after put_back() or keep() when what ran was unlike what will run: priming, say.
    void cool() { guarded_->cool(); }
    /// Whether put_back() had much more to do than usual.
    bool was_unusual() const { return guarded_->has_shed(); }
    /// The memory's size when the instance was new.
    std::size_t new_size() const { return new_size_; }

    const Module& module() const { return module_; }
    wasi::World& world() { return *world_; }
    void set_world(wasi::World& world) { world_ = &world; }
    /// The guest's memory as it is now; a call into the guest may grow it, never move it.
    std::span<std::uint8_t> memory() const { return memory_ ? memory_->bytes() : std::span<std::uint8_t>(); }
    /// `length` bytes at `pointer`, if they lie inside the memory.
    std::optional<std::span<std::uint8_t>> range(std::uint32_t pointer, std::uint32_t length) const;

    /// Starts the clock and sets the limits.
    void arm(const Limits& limits);
    /// Stops both.
    Used disarm();
    /// When the time is up, while armed with a timeout.
    const std::optional<Watchdog::Clock::time_point>& deadline() const { return deadline_; }
    /// Whether the deadline has passed or the invocation was stopped otherwise.
    bool must_stop();

    /// To be held by a thread that reads or writes memory() while the instance is armed, outside of a call.
    memory::FaultScope fault_scope() { return memory::FaultScope(guarded_ ? &*guarded_ : nullptr); }
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
    /// Makes memory() valid for a call from a start section, which runs while the instance is being made.
    void look_for_memory(wasmtime_caller_t* caller);
    static wasmtime_error_t* create_memory(void* env, const wasm_memorytype_t* type, std::size_t minimum, std::size_t maximum,
                                           std::size_t reserved, std::size_t guard, wasmtime_linear_memory_t* result);

   private:
    struct OwnedMemory;
    void instantiate();
    void place_segments();
    Globals read_globals() const;
    void write_globals(const Globals& values);
    const Globals& state_globals() const { return state_ ? state_->globals : base_->globals; }
    std::size_t state_size() const { return state_ ? state_->memory_size : base_->memory->bytes().size(); }
    bool grow_to(std::size_t size);
    void check_put_back() const;
    bool is_put_back() const;
    std::uint64_t memory_in_use() const;
    void use_memory(const wasmtime_memory_t& exported);
    void interrupt();
    bool grow(memory::LinearMemory& memory, std::size_t new_size);
    static wasmtime_error_t* on_epoch(wasmtime_context_t* context, void* instance, std::uint64_t* delta,
                                      wasmtime_update_deadline_kind_t* kind);
    void record_stop(wasmtime_error_t* error, wasm_trap_t* trap);

    const Module& module_;
    wasi::World* world_ = nullptr;
    DispatchHandler* handler_ = nullptr;
    memory::LinearMemory* memory_ = nullptr;  // owned by the store
    std::vector<memory::LinearMemory*> created_;
    StoreHandle store_;
    wasmtime_context_t* context_;
    std::optional<memory::GuardedMemory> guarded_;
    Watchdog::Timer timer_;  // destroyed before what it acts on
    std::array<wasmtime_func_t, export_count> functions_{};
    std::vector<wasmtime_global_t> globals_;
    wasmtime_memory_t exported_memory_{};
    std::optional<std::uint32_t> in_use_address_;

    std::size_t new_size_ = 0;
    std::shared_ptr<const BaseState> base_;
    std::shared_ptr<const State> state_;

    std::optional<Stop> stop_;
    Watchdog::Clock::time_point entered_;
    std::optional<Watchdog::Clock::time_point> deadline_;
    std::optional<std::uint64_t> growth_limit_;
    std::uint64_t peak_size_ = 0;
};

}  // namespace hako::engine
