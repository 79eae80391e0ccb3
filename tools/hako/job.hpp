// One line of a batch.
#pragma once

#include <hako/hako.hpp>
#include <optional>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "options.hpp"

namespace hako::command {

/// What a line asks for. The keys are documented in docs/command-line.md.
struct Job {
    std::optional<std::string> code;   // either this
    std::optional<std::string> entry;  // or this
    RunArguments arguments;
    std::vector<Snippet> snippets;
    With with;

    /// Throws UsageError for what is no job.
    explicit Job(const Value& line);

    Result perform(const Sandbox& box) const;

   private:
    void read(const std::string& key, const Value& value);
    void read_preload(const Value& value);
};

}  // namespace hako::command
