// What files of states have in common: whom they are of, and that they are whole.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "sandbox/guest_runtime.hpp"

namespace hako::sandbox {

/// "image" or "session": what a file is.
using StateKind = std::string_view;

/// `content` under the guest's, the engine's and its own identity.
std::string seal_content(StateKind kind, const GuestRuntime& runtime, std::string_view content);
/// What was sealed for this guest and engine; refers into `bytes`. Throws SetupError, "failed to load <name>: <why>", for
/// anything else. It can't tell who has sealed it: content is to be read like a stranger's.
std::string_view open_content(StateKind kind, const GuestRuntime& runtime, std::string_view bytes, std::string_view name);

/// Throws SetupError "failed to load <path>: <why>".
std::string read_state_file(const std::filesystem::path& path);
/// Throws SetupError "failed to save <path>: <why>"; then the file is as it was.
void write_state_file(const std::filesystem::path& path, std::string_view bytes);

/// Throws SetupError "failed to load <name>: <why>".
[[noreturn]] void refuse_to_load(std::string_view name, std::string_view why);

}  // namespace hako::sandbox
