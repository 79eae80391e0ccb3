// hako::Execution: everything that an invocation produced.
#pragma once

#include <chrono>
#include <string>

#include "hako/units.hpp"
#include "hako/value.hpp"

namespace hako {

/// What an invocation used. [B-35]
struct Usage {
    /// Time inside the script, service calls included; set-up of the instance and decoding of the result excluded.
    std::chrono::duration<double> wall_time{0};
    /// Largest growth of linear memory past its size at entry: a multiple of 64 KiB, never above the memory limit.
    Bytes memory_peak;
};

/// What an invocation wrote on one channel, at most its limit. [B-04]
struct Output {
    std::string bytes;
    /// The script wrote more than the limit; what was beyond it is gone.
    bool truncated = false;

    /// Text when the bytes are valid UTF-8, else bytes.
    Value value() const;
};

/// The record of one invocation: its value, output and usage. Returned by every invocation, and carried by the errors
/// that an invocation throws (then `value` is nil).
struct Execution {
    Value value;
    Output stdout_output;
    Output stderr_output;
    Usage usage;

    /// Bytes that the script wrote on standard output.
    const std::string& stdout_text() const { return stdout_output.bytes; }
    const std::string& stderr_text() const { return stderr_output.bytes; }
    bool stdout_truncated() const { return stdout_output.truncated; }
    bool stderr_truncated() const { return stderr_output.truncated; }
};

}  // namespace hako
