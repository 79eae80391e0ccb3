// Instances: stores, calls, limits.
#include "engine/instance.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace hako::engine {

namespace {

// Exceptions are the only use of the collector's heap: a guest that fills more than this is out of memory.
constexpr std::size_t max_collector_heap = std::size_t{32} << 20;
// Several times what interpreters have. The host pays for tables, outside of any limit of the script.
constexpr std::int64_t max_table_elements = 1'000'000;
constexpr std::int64_t max_tables = 8;
constexpr std::size_t wasm_page = 65536;
constexpr std::string_view deadline_passed = "wall-clock deadline exceeded";

// The instance whose call is on top of this thread's stack: the engine doesn't tell its memory creator for whom it asks.
thread_local Instance* current = nullptr;

/// HAKO_VERIFY_RESET=1: every instance is compared with what it was put back to.
bool verify_reset() {
    static const bool wanted = [] {
        const char* value = std::getenv("HAKO_VERIFY_RESET");
        return value != nullptr && std::string_view(value) == "1";
    }();
    return wanted;
}

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

wasmtime_error_t* Instance::create_memory(void*, const wasm_memorytype_t*, std::size_t minimum, std::size_t, std::size_t reserved,
                                          std::size_t guard, wasmtime_linear_memory_t* result) {
    if (minimum > Module::max_initial_memory) {
        // Said here, because the engine would put words of its own around it.
        const auto text = Module::too_much_memory(minimum);
        current->stop_with({Stop::Kind::trap, text});
        return wasmtime_error_new(text.c_str());
    }
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

void Instance::instantiate() {
    wasmtime_store_limiter(store_.get(), -1, max_table_elements, -1, max_tables, -1);
    if (module_.engine().interruption() == Interruption::checks) {
        wasmtime_store_epoch_deadline_callback(store_.get(), &Instance::on_epoch, this, nullptr);
    }
    if (!stack_suffices()) throw ModuleError("the calling thread has too little stack left");

    wasmtime_instance_t instance;
    {
        const Current scope(this);
        wasm_trap_t* trap = nullptr;
        wasmtime_error_t* error = wasmtime_instance_pre_instantiate(module_.linked(), context_, &instance, &trap);
        if (error != nullptr || trap != nullptr) record_stop(error, trap);
    }
    if (stop_) throw ModuleError(stop_->message);

    const auto find = [&](std::string_view name, wasmtime_extern_t& found) {
        return wasmtime_instance_export_get(context_, &instance, name.data(), name.size(), &found);
    };
    wasmtime_extern_t found;
    for (std::size_t i = 0; i < export_count; ++i) {
        const auto function = static_cast<Export>(i);
        if (module_.has(function) && find(name_of(function), found)) functions_[i] = found.of.func;
    }
    for (std::uint32_t i = 0; i < module_.preparation().mutable_globals; ++i) {
        if (find("__hako_global_" + std::to_string(i), found)) globals_.push_back(found.of.global);
    }
    if (module_.has_memory() && find("memory", found)) {
        use_memory(found.of.memory);
    }
    if (find("__hako_memory_in_use", found) && found.kind == WASMTIME_EXTERN_GLOBAL) {
        wasmtime_val_t address;
        wasmtime_global_get(context_, &found.of.global, &address);
        if (address.kind == WASMTIME_I32) in_use_address_ = static_cast<std::uint32_t>(address.of.i32);
    }
    if (memory_ != nullptr) {
        void* code_begin = nullptr;
        void* code_end = nullptr;
        wasmtime_module_image_range(module_.get(), &code_begin, &code_end);
        guarded_.emplace(*memory_, code_begin, code_end);
    }
}

Instance::Instance(const Module& module, wasi::World& world, const Limits& limits)
    : module_(module),
      world_(&world),
      store_(wasmtime_store_new(module.engine().get(), this, nullptr)),
      context_(wasmtime_store_context(store_.get())),
      timer_(watchdog(), [](void* self) { static_cast<Instance*>(self)->interrupt(); }, this) {
    new_size_ = module.declarations().initial_memory;  // there is no memory yet to be measured
    // A start section that wasn't taken out runs here.
    const bool checked = module.engine().interruption() == Interruption::checks;
    if (checked) arm(limits);
    instantiate();
    if (checked) disarm();
    new_size_ = memory().size();
    place_segments();
    if (!stop_) {
        for (const auto function : {Export::start, Export::initialize}) {
            if (!module.has(function) || (function == Export::start && !module.preparation().has_start)) continue;
            arm(limits);
            call(function);
            disarm();
        }
    }
    if (stop_) throw ModuleError(stop_->message);
    new_size_ = memory().size();
}

Instance::Instance(const Module& module, const std::shared_ptr<const BaseState>& base)
    : module_(module),
      store_(wasmtime_store_new(module.engine().get(), this, nullptr)),
      context_(wasmtime_store_context(store_.get())),
      timer_(watchdog(), [](void* self) { static_cast<Instance*>(self)->interrupt(); }, this) {
    instantiate();
    if (!guarded_) throw ModuleError("the module has no memory");
    if (!grow_to(base->memory->bytes().size())) throw std::bad_alloc();
    new_size_ = base->new_size;
    guarded_->lay_over(base->memory, memory::default_tracking());
    base_ = base;
    write_globals(base->globals);
}

/// What instantiation would have done, had the segments been left in the module.
void Instance::place_segments() {
    for (const auto& segment : module_.preparation().segments) {
        if (const auto target = range(segment.address, static_cast<std::uint32_t>(segment.bytes.size()))) {
            std::memcpy(target->data(), segment.bytes.data(), segment.bytes.size());
        }
    }
}

Globals Instance::read_globals() const {
    Globals values(globals_.size());
    for (std::size_t i = 0; i < values.size(); ++i) wasmtime_global_get(context_, &globals_[i], &values[i]);
    return values;
}

void Instance::write_globals(const Globals& values) {
    for (std::size_t i = 0; i < globals_.size(); ++i) {
        // Of the global's own type, which was read from one like it: nothing to fail.
        if (auto* error = wasmtime_global_set(context_, &globals_[i], &values[i])) wasmtime_error_delete(error);
    }
}

bool Instance::grow_to(std::size_t size) {
    if (memory().size() >= size) return true;
    const Current scope(this);
    std::uint64_t before = 0;
    auto* error = wasmtime_memory_grow(context_, &exported_memory_, (size - memory().size()) / wasm_page, &before);
    if (error == nullptr) return true;
    wasmtime_error_delete(error);
    return false;
}

BaseState Instance::base_state() const { return {std::make_shared<memory::Image>(memory()), read_globals(), new_size_}; }

bool Instance::enter(const std::shared_ptr<const State>& state) {
    if (state == state_) return true;
    if (state && !grow_to(state->memory_size)) return false;
    try {
        guarded_->dress(state ? state->memory : nullptr);
    } catch (const std::bad_alloc&) {
        return false;
    }
    state_ = state;
    write_globals(state_globals());
    return true;
}

bool Instance::put_back() {
    handler_ = nullptr;
    world_ = nullptr;
    if (stop_ || !base_) return false;
    // A guest that asks the engine for its memory's size would notice that it has grown.
    if (memory().size() > state_size() && !in_use_address_) return false;
    guarded_->put_back();
    write_globals(state_globals());
    check_put_back();
    return true;
}

const std::shared_ptr<const State>& Instance::keep() {
    handler_ = nullptr;
    world_ = nullptr;
    auto kept = std::make_shared<State>();
    kept->memory = guarded_->keep();
    kept->globals = read_globals();
    kept->memory_size = memory().size();
    if (in_use_address_) {
        // Part of the memory may be what another invocation grew it to.
        const auto pages = kept->memory ? kept->memory->pages() : std::span<const memory::Delta::Page>();
        const std::uint64_t written = pages.empty() ? 0 : std::uint64_t{pages.back().index + 1} * memory::page_bytes;
        const auto used = std::max({memory_in_use(), written, std::uint64_t{base_->memory->bytes().size()}});
        kept->memory_size = std::min<std::uint64_t>((used + wasm_page - 1) / wasm_page * wasm_page, memory().size());
    }
    state_ = std::move(kept);
    check_put_back();
    return state_;
}

void Instance::check_put_back() const {
    if (!verify_reset() || is_put_back()) return;
    std::fputs("hako: an instance was not put back completely\n", stderr);
    std::abort();
}

bool Instance::is_put_back() const {
    const auto globals = read_globals();
    const auto same = [](const wasmtime_val_t& a, const wasmtime_val_t& b) {
        return a.kind == b.kind && std::memcmp(&a.of, &b.of,
                                               a.kind == WASMTIME_V128                            ? 16
                                               : a.kind == WASMTIME_I64 || a.kind == WASMTIME_F64 ? 8
                                                                                                  : 4) == 0;
    };
    return guarded_->is_put_back() && std::ranges::equal(globals, state_globals(), same);
}

Instance::~Instance() = default;

std::optional<std::span<std::uint8_t>> Instance::range(std::uint32_t pointer, std::uint32_t length) const {
    const auto all = memory();
    if (pointer > all.size() || length > all.size() - pointer) return std::nullopt;
    return all.subspan(pointer, length);
}

/// How much of the memory the guest has taken, were the instance new: it may find memory that an earlier invocation made
/// the instance grow by. The guest's own word, which is no more than what there is.
std::uint64_t Instance::memory_in_use() const {
    if (!in_use_address_) return 0;
    const auto word = range(*in_use_address_, 4);
    if (!word) return 0;
    std::uint32_t bytes = 0;
    for (int i = 3; i >= 0; --i) bytes = bytes << 8 | (*word)[static_cast<std::size_t>(i)];
    return std::min<std::uint64_t>(bytes, memory().size());
}

void Instance::use_memory(const wasmtime_memory_t& exported) {
    exported_memory_ = exported;
    const auto at = std::ranges::find(created_, wasmtime_memory_data(context_, &exported), &memory::LinearMemory::base);
    if (at != created_.end()) memory_ = *at;
}

void Instance::look_for_memory(wasmtime_caller_t* caller) {
    wasmtime_extern_t found;
    if (memory_ == nullptr && module_.has_memory() && wasmtime_caller_export_get(caller, "memory", 6, &found)) {
        use_memory(found.of.memory);
    }
}

void Instance::arm(const Limits& limits) {
    peak_size_ = new_size_;
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
    const auto faults = fault_scope();  // the memory may have been taken away
    const auto peak = std::max(peak_size_, memory_in_use());
    return {left - entered_, peak - std::min<std::uint64_t>(peak, new_size_)};
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
    const memory::FaultScope faults(guarded_ ? &*guarded_ : nullptr);
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
        case Export::compile_check:
        case Export::prime: return static_cast<std::uint32_t>(values[0].i32);
        case Export::eval:
        case Export::run:
        case Export::session_eval:
        case Export::start:
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
    return handler_->dispatch(pointer, length);
}

void Instance::interrupt() {
    if (module_.engine().interruption() == Interruption::memory) {
        guarded_->close();
    } else {
        module_.engine().wake_checks();
    }
}

bool Instance::grow(memory::LinearMemory& memory, std::size_t new_size) {
    if (&memory != memory_ && memory_ != nullptr) return new_size <= max_collector_heap && memory.grow(new_size);
    if (growth_limit_ && new_size > new_size_ && new_size - new_size_ > *growth_limit_) {
        stop_with(Stop::beyond_memory_limit(new_size - new_size_, *growth_limit_));
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
