// A guest's module: compiled, checked, ready to be instantiated.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.hpp"
#include "engine/error.hpp"
#include "engine/preparation.hpp"
#include "engine/wasmtime_handles.hpp"

namespace hako::engine {

/// The functions that a host may call in a guest. [guest-abi.md § 1, § 10]
enum class Export {
    abi_version,
    eval,
    run,
    alloc,
    take_outcome,
    yield_to_block,
    initialize,
    compile_check,
    prime,
    session_eval,
    boot,
    start
};
inline constexpr std::size_t export_count = 12;
std::string_view name_of(Export function);

/// What the declarations of a module say.
struct Declarations {
    std::vector<std::string> imports;  // "module.name: (i32) -> i64"
    std::vector<std::string> exports;
    std::uint64_t initial_memory = 0;  // bytes
    std::optional<std::uint64_t> maximum_memory;
};

/// A guest's module as it was given.
struct Binary {
    std::string_view wasm;
    std::string sha256;                 // 64 hexadecimal digits; empty when nobody has computed it yet
    std::shared_ptr<const void> owner;  // of the bytes; null for those that live as long as the process
};

/// Immutable; shared by all sandboxes and threads that use the guest.
class Module {
   public:
    /// A module that starts with more memory than this can't be a guest.
    static constexpr std::uint64_t max_initial_memory = std::uint64_t{1} << 30;
    /// What is said about one that does.
    static std::string too_much_memory(std::uint64_t bytes);

    /// Compiles a module, or takes it from the compiled-module cache. Throws ModuleError with the engine's text.
    static std::unique_ptr<Module> compile(Binary binary, Interruption interruption);

    /// Checks that everything that the module imports exists; to be called once before instances are made. Throws ModuleError.
    void link();

    Engine& engine() const { return engine_; }
    const wasmtime_module_t* get() const { return module_.get(); }
    const wasmtime_instance_pre_t* linked() const { return linked_.get(); }
    /// Whether the module exports that function with the type that the ABI gives it.
    bool has(Export function) const { return exports_[static_cast<std::size_t>(function)]; }
    bool has_memory() const { return has_memory_; }
    const Declarations& declarations() const { return declarations_; }
    const Preparation& preparation() const { return preparation_; }
    /// SHA-256 of the guest binary as 64 hexadecimal digits.
    const std::string& hash() const { return binary_.sha256; }
    /// What a data segment that was taken out has in it.
    std::string_view contents_of(const Segment& segment) const { return binary_.wasm.substr(segment.offset, segment.size); }

   private:
    Module(Engine& engine, ModuleHandle module, Preparation preparation, Binary binary);
    Engine& engine_;
    ModuleHandle module_;
    InstancePreHandle linked_;
    std::array<bool, export_count> exports_{};
    bool has_memory_ = false;
    Declarations declarations_;
    Preparation preparation_;
    Binary binary_;
};

}  // namespace hako::engine
