// From a hako::Guest to one that is compiled, checked and ready, once per process.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "guests/source.hpp"
#include "sandbox/guest_runtime.hpp"

namespace hako::sandbox {

/// The guest, ready to be used. Thread-safe. Throws ModuleNotBuiltError [E-40], SetupError [E-41, E-42].
std::shared_ptr<GuestRuntime> load_guest(const Guest& guest);

}  // namespace hako::sandbox
