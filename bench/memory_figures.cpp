// Figures of memory: what a sandbox at rest adds to its process.
#include <malloc.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "child_process.hpp"
#include "hako/hako.hpp"
#include "measure.hpp"
#include "snippets.hpp"

namespace hako::bench {

namespace {

/// The process's proportional set size: every page counts once, however often it is mapped.
std::int64_t resident_bytes() {
    std::ifstream rollup("/proc/self/smaps_rollup");
    for (std::string word; rollup >> word;) {
        std::int64_t kibibytes = 0;
        if (word == "Pss:" && rollup >> kibibytes) return kibibytes * 1024;
    }
    throw std::runtime_error("/proc/self/smaps_rollup tells no Pss");
}

/// One that has been in use and is at rest now.
Sandbox used_sandbox(int snippets, int tenant) {
    Sandbox box;
    preload_snippets(box, snippets, tenant);
    box.eval("nil");
    return box;
}

Benchmark idle(const std::string& name, int snippets) {
    return {name, [=](const Effort& effort) {
                constexpr int count = 100;
                // A child's figure hardly varies.
                const Effort few{Seconds(0), std::min<std::size_t>(effort.min_runs, 5)};
                const auto bytes = [&] {
                    return std::stod(run_child({"idle", std::to_string(count), std::to_string(snippets)}).output);
                };
                return Figure{measure(few, bytes), "bytes"};
            }};
}

}  // namespace

void child_idle(int count, int snippets) {
    // The first one brings along what all share, and the ones after it fill what is kept for all.
    for (int i = 0; i < count; ++i) used_sandbox(snippets, count + i);
    std::vector<Sandbox> boxes;
    boxes.reserve(static_cast<std::size_t>(count));
    malloc_trim(0);
    const auto before = resident_bytes();
    for (int i = 0; i < count; ++i) boxes.push_back(used_sandbox(snippets, i));
    malloc_trim(0);
    std::cout << (resident_bytes() - before) / count << '\n';
}

std::vector<Benchmark> memory_benchmarks() { return {idle("idle_bytes", 0), idle("idle_64_snippets_bytes", 64)}; }

}  // namespace hako::bench
