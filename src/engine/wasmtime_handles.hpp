// Owners for the engine's C objects, and its error texts as strings.
#pragma once

#include <wasm.h>
#include <wasmtime.h>

#include <memory>
#include <string>
#include <string_view>

namespace hako::engine {

template <auto function>
struct Deleter {
    template <class T>
    void operator()(T* object) const {
        function(object);
    }
};
using ErrorHandle = std::unique_ptr<wasmtime_error_t, Deleter<wasmtime_error_delete>>;
using TrapHandle = std::unique_ptr<wasm_trap_t, Deleter<wasm_trap_delete>>;
using StoreHandle = std::unique_ptr<wasmtime_store_t, Deleter<wasmtime_store_delete>>;
using ModuleHandle = std::unique_ptr<wasmtime_module_t, Deleter<wasmtime_module_delete>>;
using InstancePreHandle = std::unique_ptr<wasmtime_instance_pre_t, Deleter<wasmtime_instance_pre_delete>>;

/// The engine's message on one line, without its backtrace: what happened and, once, its root cause.
std::string one_line(std::string_view engine_message);
std::string message_of(const wasmtime_error_t& error);
std::string message_of(const wasm_trap_t& trap);

}  // namespace hako::engine
