// From a hako::Guest to a module that is compiled and checked, once per process.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/instance.hpp"
#include "engine/module.hpp"
#include "hako/guest.hpp"

namespace hako {

struct Guest::Source {
    enum class Kind { file, bytes, bundled } kind;
    std::filesystem::path path;  // of a guest from a file
    std::string bytes;           // of a guest from bytes
    std::string_view bundled;    // of a guest that is part of the library
};

namespace sandbox {

/// Limits of calls into a guest that are not the script's own: allocation of buffers, fetching the outcome, the version
/// probe. They bound what a hostile module can do there; `timeout` is the script's: they allow as much, and never too little.
engine::Limits housekeeping_limits(std::optional<std::chrono::duration<double>> timeout);

/// The guest's module, ready for instances. Thread-safe. Throws ModuleNotBuiltError [E-40], SetupError [E-41, E-42].
std::shared_ptr<const engine::Module> load_guest(const Guest& guest);

}  // namespace sandbox
}  // namespace hako
