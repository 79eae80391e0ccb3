// How things end in the engine room: a module that can't be used, a call that was stopped.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace hako::engine {

/// A module can't be compiled, linked or instantiated. `what()` is the engine's text, on one line.
class ModuleError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Why a call into the guest did not return.
struct Stop {
    enum class Kind { trap, timeout, memory_limit } kind = Kind::trap;
    std::string message;

    /// Of a guest that has or wants so much more memory than it began with. [E-20]
    static Stop beyond_memory_limit(std::uint64_t growth, std::uint64_t limit) {
        return {Kind::memory_limit, "memory usage exceeded memory_limit: requested=" + std::to_string(growth) +
                                        " bytes, limit=" + std::to_string(limit) + " bytes"};
    }
};

}  // namespace hako::engine
