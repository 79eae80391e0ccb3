// The process's engine: its settings, what guests may import, the watchdog.
#pragma once

#include <cstddef>
#include <string>

#include "engine/wasmtime_handles.hpp"
#include "engine/watchdog.hpp"

namespace hako::engine {

/// Stack that a guest may use, of the thread that calls it.
inline constexpr std::size_t guest_stack_bytes = std::size_t{1} << 20;
/// What must be left of the calling thread's stack before a guest is entered: the guest's share and room for the host
/// functions that it calls at its deepest point.
inline constexpr std::size_t required_stack_bytes = guest_stack_bytes + (std::size_t{1} << 19);

/// Whether the calling thread has `required_stack_bytes` left.
bool stack_suffices();

/// How scripts are stopped.
enum class Interruption {
    /// Every loop and function of the guest checks whether it has to stop: for any module.
    checks,
    /// The guest's memory is taken away, so that its next access traps; nothing is checked. Only for guests whose loops all
    /// touch memory.
    memory,
};

/// One of each kind for the process, shared by guests and threads. Never destroyed: threads may still use it while the
/// process ends.
class Engine {
   public:
    static Engine& shared(Interruption interruption);

    Interruption interruption() const { return interruption_; }
    /// Makes guests that are interrupted by checks look at their deadlines.
    void wake_checks() { wasmtime_engine_increment_epoch(engine_); }

    wasm_engine_t* get() const { return engine_; }
    const wasmtime_linker_t* linker() const { return linker_; }
    /// Identifies engine version and settings in the compiled-module cache: letters, digits, dots, dashes.
    const std::string& fingerprint() const { return fingerprint_; }

   private:
    explicit Engine(Interruption interruption);
    ~Engine() = default;
    Interruption interruption_;
    wasm_engine_t* engine_;
    wasmtime_linker_t* linker_;
    std::string fingerprint_;
};

/// The process's watchdog.
Watchdog& watchdog();

/// SHA-256 as 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);
/// CRC-32, which tells damage but not intent, as 8 hexadecimal digits.
std::string crc32_hex(std::string_view bytes);

}  // namespace hako::engine
