// Lines from whoever talks to the repl.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "input.hpp"

namespace hako::command {

/// Lines from a terminal, with editing and a history that is kept between runs, where libedit was there at build time;
/// or from a pipe, without a prompt. One at a time in a process.
class LineReader {
   public:
    LineReader();

    /// The next line; absent at the end.
    std::optional<std::string> next(const char* prompt);
    bool interactive() const { return interactive_; }

   private:
    bool interactive_;
    Input input_{"-"};
    std::filesystem::path history_;  // empty: none is kept
};

}  // namespace hako::command
