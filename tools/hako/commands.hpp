// The subcommands: each adds itself to the command line and runs when it was chosen.
#pragma once

#include <CLI/CLI.hpp>

namespace hako::command {

/// Each sets `exit_code` when it has run.
void add_eval(CLI::App& app, int& exit_code);
void add_run(CLI::App& app, int& exit_code);
void add_batch(CLI::App& app, int& exit_code);
void add_image(CLI::App& app, int& exit_code);
void add_info(CLI::App& app, int& exit_code);
void add_repl(CLI::App& app, int& exit_code);
void add_bench(CLI::App& app, int& exit_code);

}  // namespace hako::command
