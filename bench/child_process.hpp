// This program started again as a child, for what has to be measured in a process of its own.
#pragma once

#include <string>
#include <vector>

namespace hako::bench {

struct ChildResult {
    /// From before it was started until it had ended.
    double seconds = 0;
    /// What it printed.
    std::string output;
};

/// Runs this program with `--child` and the arguments, with `cache_home` as XDG_CACHE_HOME unless it is empty. Throws
/// std::runtime_error when the child fails.
ChildResult run_child(const std::vector<std::string>& arguments, const std::string& cache_home = {});

/// `--child first`: makes the process's first sandbox and evaluates nil.
void child_first();
/// `--child idle COUNT SNIPPETS`: prints what one of COUNT sandboxes at rest adds to the process's memory, in bytes.
void child_idle(int count, int snippets);
/// `--child first_python` and `--child idle_python COUNT`: the same for Python, with one small snippet.
void child_first_python();
void child_idle_python(int count);

}  // namespace hako::bench
