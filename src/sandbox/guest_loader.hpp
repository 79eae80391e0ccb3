// From a hako::Guest to one that is compiled, checked and ready, once per process.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "guests/bundled.hpp"
#include "hako/guest.hpp"
#include "sandbox/guest_runtime.hpp"

namespace hako {

struct Guest::Source {
    enum class Kind { file, bytes, bundled } kind;
    std::filesystem::path path;                // of a guest from a file
    std::string bytes;                         // of a guest from bytes
    const guests::Bundled* bundled = nullptr;  // a guest that is part of the library
};

namespace sandbox {

/// The guest, ready to be used. Thread-safe. Throws ModuleNotBuiltError [E-40], SetupError [E-41, E-42].
std::shared_ptr<GuestRuntime> load_guest(const Guest& guest);

}  // namespace sandbox
}  // namespace hako
