// quickjs-ng built for this machine from the same sources as the guest.
#pragma once

#include <string>

#include "measure.hpp"

namespace hako::bench {

struct QuickjsRun {
    double value = 0;
    double processor_seconds = 0;
};

/// Compiles and runs `code` in a fresh context of a fresh runtime; making and freeing them is not in the time. Throws
/// std::runtime_error when the script fails or its value is no number.
QuickjsRun run_on_quickjs(const std::string& code);

}  // namespace hako::bench
