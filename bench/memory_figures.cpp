// Figures of memory: what a sandbox at rest adds to its process.
#include <malloc.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <functional>
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

/// Prints what one of `count` sandboxes that `make(tenant)` gives adds to the process.
void print_weight_of(int count, const std::function<Sandbox(int)>& make) {
    // The first one brings along what all share, and the ones after it fill what is kept for all.
    for (int i = 0; i < count; ++i) make(count + i);
    std::vector<Sandbox> boxes;
    boxes.reserve(static_cast<std::size_t>(count));
    malloc_trim(0);
    const auto before = resident_bytes();
    for (int i = 0; i < count; ++i) boxes.push_back(make(i));
    malloc_trim(0);
    std::cout << (resident_bytes() - before) / count << '\n';
}

void child_idle(int count, int snippets) {
    print_weight_of(count, [snippets](int tenant) { return used_sandbox(snippets, tenant); });
}

void child_idle_python(int count) {
    print_weight_of(count, [](int tenant) {
        Sandbox box(python());
        box.preload("rates", "RATE = 0." + std::to_string(190 + tenant) + "\ndef price(total):\n    return total * (1 + RATE)");
        box.run("price", {100});
        return box;
    });
}

std::vector<Benchmark> memory_benchmarks() { return {idle("idle_bytes", 0), idle("idle_64_snippets_bytes", 64)}; }

}  // namespace hako::bench
