// mruby built for this machine from the same sources as the guest: what guest programs are compared with.
#pragma once

#include <cstdint>
#include <string>

#include "measure.hpp"

namespace hako::bench {

struct NativeRun {
    std::int64_t value = 0;
    double processor_seconds = 0;
};

/// Compiles and runs `code` in a fresh interpreter. Making the interpreter and closing it are not in the time. Throws
/// std::runtime_error when the script fails or its value is no Integer.
NativeRun run_natively(const std::string& code);

/// The seconds in which a fresh interpreter is made, evaluates nil, and is closed.
Median eval_nil_natively(const Effort& effort);

}  // namespace hako::bench
