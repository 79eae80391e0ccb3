// The functions of wasi_snapshot_preview1, as a hermetic host answers them. [guest-abi.md § 9]
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "wasi/world.hpp"

namespace hako::wasi {

/// What a function answers: an errno of preview 1, or the end of the invocation.
struct Answer {
    enum class Kind { error_number, exit } kind = Kind::error_number;
    std::uint32_t value = 0;  // the errno, or proc_exit's status
};

/// One importable function. Arguments come as 64-bit words in declaration order, an i32 in the low half. Every pointer and
/// length in them comes from the guest: what lies outside `memory` is answered with errno 21 (fault), never touched.
struct Function {
    std::string_view name;
    /// One letter for each parameter: 'i' for i32, 'I' for i64. The result is an i32, but for proc_exit, which has none.
    std::string_view parameters;
    bool has_result;
    Answer (*call)(World& world, std::span<std::uint8_t> memory, std::span<const std::uint64_t> arguments);
};

/// All functions of preview 1.
std::span<const Function> functions();

}  // namespace hako::wasi
