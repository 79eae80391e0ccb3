// Settings of the engine, and the functions that it offers to guests.
#include "engine/engine.hpp"

#include <pthread.h>

#include <array>
#include <span>
#include <stdexcept>
#include <vector>

#include "engine/instance.hpp"
#include "hako/version.hpp"
#include "memory/fault_handler.hpp"
#include "wasi/preview1.hpp"

extern "C" void hako_engine_sha256(const std::uint8_t* data, std::size_t length, std::uint8_t* out);
extern "C" std::uint32_t hako_engine_crc32(const std::uint8_t* data, std::size_t length);

namespace hako::engine {

namespace {

constexpr std::string_view wasi_module = "wasi_snapshot_preview1";
constexpr std::size_t max_wasi_parameters = 9;

wasm_functype_t* function_type(std::string_view parameters, std::string_view results) {
    const auto vector_of = [](std::string_view letters) {
        std::vector<wasm_valtype_t*> types;
        for (const char letter : letters) types.push_back(wasm_valtype_new(letter == 'I' ? WASM_I64 : WASM_I32));
        wasm_valtype_vec_t vector;
        wasm_valtype_vec_new(&vector, types.size(), types.data());
        return vector;
    };
    auto parameter_vector = vector_of(parameters);
    auto result_vector = vector_of(results);
    return wasm_functype_new(&parameter_vector, &result_vector);
}

Instance& instance_of(wasmtime_caller_t* caller) {
    return *static_cast<Instance*>(wasmtime_context_get_data(wasmtime_caller_context(caller)));
}

wasm_trap_t* call_dispatch(void*, wasmtime_caller_t* caller, wasmtime_val_raw_t* values, std::size_t) {
    Instance& instance = instance_of(caller);
    const auto pointer = static_cast<std::uint32_t>(values[0].i32);
    const auto length = static_cast<std::uint32_t>(values[1].i32);
    if (const auto answer = instance.dispatch(pointer, length)) {
        values[0].i64 = static_cast<std::int64_t>(*answer);
        return nullptr;
    }
    // The instance remembers why; this text is only seen if it doesn't.
    return wasmtime_trap_new("dispatch failed", 15);
}

wasm_trap_t* call_wasi(void* env, wasmtime_caller_t* caller, wasmtime_val_raw_t* values, std::size_t) {
    const auto& function = *static_cast<const wasi::Function*>(env);
    std::array<std::uint64_t, max_wasi_parameters> arguments{};
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
        arguments[i] =
            function.parameters[i] == 'I' ? static_cast<std::uint64_t>(values[i].i64) : static_cast<std::uint32_t>(values[i].i32);
    }
    Instance& instance = instance_of(caller);
    instance.look_for_memory(caller);
    const auto answer =
        function.call(instance.world(), instance.memory(), std::span(arguments.data(), function.parameters.size()));
    if (answer.kind == wasi::Answer::Kind::exit) {
        instance.stop_with(
            {Stop::Kind::trap, "Exited with i32 exit status " + std::to_string(static_cast<std::int32_t>(answer.value))});
        return wasmtime_trap_new("exit", 4);
    }
    if (function.has_result) values[0].i32 = static_cast<std::int32_t>(answer.value);
    return nullptr;
}

void define(wasmtime_linker_t* linker, std::string_view module, std::string_view name, wasm_functype_t* type,
            wasmtime_func_unchecked_callback_t callback, void* env) {
    const ErrorHandle error(wasmtime_linker_define_func_unchecked(linker, module.data(), module.size(), name.data(), name.size(),
                                                                  type, callback, env, nullptr));
    wasm_functype_delete(type);
    if (error) throw std::logic_error("defining " + std::string(name) + ": " + message_of(*error));
}

}  // namespace

Engine::Engine(Interruption interruption) : interruption_(interruption) {
    wasm_config_t* config = wasm_config_new();
    // Ruby's setjmp is exception handling, which needs reference types and the collector behind them.
    wasmtime_config_wasm_function_references_set(config, true);
    wasmtime_config_wasm_gc_set(config, true);
    wasmtime_config_wasm_exceptions_set(config, true);
    wasmtime_config_wasm_memory64_set(config, false);
    wasmtime_config_wasm_multi_memory_set(config, false);
    wasmtime_config_cranelift_opt_level_set(config, WASMTIME_OPT_LEVEL_SPEED);
    wasmtime_config_max_wasm_stack_set(config, guest_stack_bytes);
    wasmtime_config_epoch_interruption_set(config, interruption == Interruption::checks);
    wasmtime_config_memory_init_cow_set(config, false);
#ifdef HAKO_THREAD_SANITIZER
    // The engine is Rust that isn't instrumented: the sanitizer would see its compiler's threads share memory, through
    // malloc and memcpy, and not how they wait for each other.
    wasmtime_config_parallel_compilation_set(config, false);
#endif
    wasmtime_memory_creator_t creator{nullptr, &Instance::create_memory, nullptr};
    wasmtime_config_host_memory_creator_set(config, &creator);
    engine_ = wasm_engine_new_with_config(config);

    // The number is that of the preparation, to be raised with every change of what it makes of a module.
    fingerprint_ = "wasmtime" WASMTIME_VERSION "-prepared2-";
    fingerprint_ += interruption == Interruption::checks ? "checks" : "memory";

    linker_ = wasmtime_linker_new(engine_);
    define(linker_, "env", "__kobako_dispatch", function_type("ii", "I"), call_dispatch, nullptr);
    for (const auto& function : wasi::functions()) {
        define(linker_, wasi_module, function.name, function_type(function.parameters, function.has_result ? "i" : ""), call_wasi,
               const_cast<wasi::Function*>(&function));
    }
}

Engine& Engine::shared(Interruption interruption) {
    static const auto make = [](Interruption kind) {
        auto* engine = new Engine(kind);
        // The engine has installed its own fault handler by now; hako's goes in front of it, once.
        static const bool installed = (memory::install_fault_handler(), true);
        static_cast<void>(installed);
        return engine;
    };
    if (interruption == Interruption::checks) {
        static Engine& engine = *make(Interruption::checks);
        return engine;
    }
    static Engine& engine = *make(Interruption::memory);
    return engine;
}

Watchdog& watchdog() { return Watchdog::shared(); }

bool stack_suffices() {
    // The bounds of a thread's stack don't change, and asking for them costs a system call.
    thread_local const char* const lowest = [] {
        pthread_attr_t attributes;
        void* address = nullptr;
        std::size_t size = 0;
        if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
            pthread_attr_getstack(&attributes, &address, &size);
            pthread_attr_destroy(&attributes);
        }
        return static_cast<const char*>(address);
    }();
    const char* here = static_cast<const char*>(__builtin_frame_address(0));
    return lowest == nullptr || here - lowest >= static_cast<std::ptrdiff_t>(required_stack_bytes);
}

namespace {
const std::uint8_t* unsigned_bytes(std::string_view bytes) { return reinterpret_cast<const std::uint8_t*>(bytes.data()); }

std::string hex(std::span<const std::uint8_t> bytes) {
    std::string text;
    for (const auto byte : bytes) {
        text += "0123456789abcdef"[byte >> 4];
        text += "0123456789abcdef"[byte & 15];
    }
    return text;
}
}  // namespace

std::string sha256_hex(std::string_view bytes) {
    std::array<std::uint8_t, 32> digest{};
    hako_engine_sha256(unsigned_bytes(bytes), bytes.size(), digest.data());
    return hex(digest);
}

std::string crc32_hex(std::string_view bytes) {
    const std::uint32_t checksum = hako_engine_crc32(unsigned_bytes(bytes), bytes.size());
    std::array<std::uint8_t, 4> digits{};
    for (std::size_t i = 0; i < digits.size(); ++i) digits[i] = static_cast<std::uint8_t>(checksum >> (24 - 8 * i));
    return hex(digits);
}

}  // namespace hako::engine

namespace hako {

const char* engine_version() { return "Wasmtime " WASMTIME_VERSION; }

}  // namespace hako
