// The version of the library.
#pragma once

#include <string>

namespace hako {

/// "0.1.0".
const char* version();

/// "Wasmtime 48.0.8".
const char* engine_version();

/// The guest ABI that this host speaks.
inline constexpr unsigned abi_version = 2;

}  // namespace hako
