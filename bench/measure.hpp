// Measuring: medians of many runs, and the figures that they become.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hako::bench {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// How long a figure is measured: until both the time and the number of runs are reached.
struct Effort {
    Seconds time{2};
    std::size_t min_runs = 15;
};

/// A median with the number of runs behind it, in whatever unit the runs gave.
struct Median {
    double value = 0;
    std::size_t runs = 0;

    Median scaled(double factor) const { return {value * factor, runs}; }
};

inline Median median_of(std::vector<double> samples) {
    const auto middle = samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2);
    std::nth_element(samples.begin(), middle, samples.end());
    return {*middle, samples.size()};
}

/// Calls `round` as often as the effort says.
template <class Round>
void repeat(const Effort& effort, Round&& round) {
    constexpr std::size_t max_runs = 200'000;
    const auto end = Clock::now() + effort.time;
    for (std::size_t runs = 0; runs < effort.min_runs || (runs < max_runs && Clock::now() < end); ++runs) round();
}

/// The median of what `run` returns, after one run that only warms up.
template <class Run>
Median measure(const Effort& effort, Run&& run) {
    run();
    std::vector<double> samples;
    repeat(effort, [&] { samples.push_back(run()); });
    return median_of(std::move(samples));
}

/// The seconds that `work` takes.
template <class Work>
double seconds_of(Work&& work) {
    const auto start = Clock::now();
    work();
    return Seconds(Clock::now() - start).count();
}

/// The processor time that `work` takes on this thread, in seconds.
template <class Work>
double processor_seconds_of(Work&& work) {
    const auto now = [] {
        std::timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
    };
    const double start = now();
    work();
    return now() - start;
}

/// What came of a benchmark.
struct Figure {
    Median median;
    std::string unit;
    /// The same on the native interpreter.
    std::optional<Median> native = std::nullopt;
};

/// One line of the table. The names are a contract with whoever compares the figures over time.
struct Benchmark {
    std::string name;
    std::function<Figure(const Effort& effort)> measure;
};

/// A benchmark whose `median` is in seconds.
template <class F>
Benchmark in_milliseconds(std::string name, F median) {
    return {std::move(name), [=](const Effort& effort) { return Figure{median(effort).scaled(1e3), "ms"}; }};
}
template <class F>
Benchmark in_microseconds(std::string name, F median) {
    return {std::move(name), [=](const Effort& effort) { return Figure{median(effort).scaled(1e6), "us"}; }};
}

/// Processes that load the guest with a cold and a warm cache.
std::vector<Benchmark> first_benchmarks();
/// Sandboxes, invocations, service calls and yields.
std::vector<Benchmark> host_benchmarks();
/// What a sandbox at rest weighs.
std::vector<Benchmark> memory_benchmarks();
/// The Python guest.
std::vector<Benchmark> python_benchmarks();
std::vector<Benchmark> javascript_benchmarks();
/// Programs inside the guest beside the same programs on native mruby.
std::vector<Benchmark> guest_program_benchmarks();

}  // namespace hako::bench
