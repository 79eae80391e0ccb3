// Keeps CLI11 from reading a text such as "[a,b]" as a list.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace hako::command {

/// The command line as CLI::App::parse takes it, last argument first. CLI11 splits what begins with "[" and ends with
/// "]" when an option may stand more than once; a blank behind every argument that begins with "[" prevents that.
std::vector<std::string> guarded(int argc, const char* const* argv);

/// Makes the options of `command` and its subcommands take that blank off again.
void unguard(CLI::App& command);

}  // namespace hako::command
