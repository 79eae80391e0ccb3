// hako bench: a short measurement of this machine, for users.
#include <algorithm>
#include <atomic>
#include <functional>
#include <hako/hako.hpp>
#include <iomanip>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "commands.hpp"
#include "options.hpp"

namespace hako::command {

namespace {

using Clock = std::chrono::steady_clock;

struct Figure {
    std::string name;
    std::string what;
    double median;
    std::string unit;
    std::size_t runs;
};

double microseconds(Clock::duration time) { return std::chrono::duration<double, std::micro>(time).count(); }

/// Median of as many runs as fit into a quarter of a second, at least 15; `divisor` operations each.
Figure measure(std::string name, std::string what, double divisor, const std::function<void()>& run) {
    run();
    std::vector<double> times;
    const auto end = Clock::now() + std::chrono::milliseconds(250);
    while (times.size() < 15 || Clock::now() < end) {
        const auto start = Clock::now();
        run();
        times.push_back(microseconds(Clock::now() - start) / divisor);
    }
    std::ranges::nth_element(times, times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2));
    return {std::move(name), std::move(what), times[times.size() / 2], "us", times.size()};
}

Figure throughput(const Sandbox& box, unsigned threads) {
    std::atomic<bool> stop = false;
    std::atomic<std::uint64_t> total = 0;
    std::vector<std::thread> workers;
    const auto start = Clock::now();
    for (unsigned i = 0; i < threads; ++i) {
        workers.emplace_back([&] {
            std::uint64_t done = 0;
            while (!stop && box.try_eval("nil")) ++done;
            total += done;
        });
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    stop = true;
    for (auto& worker : workers) worker.join();
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const auto suffix = threads == 1 ? " thread" : " threads";
    return {"evals_per_s_" + std::to_string(threads) + (threads == 1 ? "_thread" : "_threads"),
            "eval(\"nil\") a second, " + std::to_string(threads) + suffix, static_cast<double>(total) / seconds, "/s", 1};
}

std::vector<Figure> all_figures() {
    Sandbox box;
    box.define("Bench").bind("Echo", [](std::int64_t n) { return n; });
    box.preload("Entry", "Entry = ->(n) { n + 1 }");
    constexpr int calls = 1000;
    std::vector<Figure> figures;
    figures.push_back(measure("new_us", "new sandbox", 1, [] { Sandbox fresh; }));
    figures.push_back(measure("eval_nil_us", "eval(\"nil\")", 1, [&] { box.eval("nil"); }));
    figures.push_back(measure("run_us", "run of a small entry point", 1, [&] { box.run("Entry", {1}); }));
    figures.push_back(measure("call_int_us", "service call, one integer there and back", calls, [&] {
        box.eval("i = 0; while i < " + std::to_string(calls) + "; Bench::Echo.call(i); i += 1; end");
    }));
    figures.push_back(throughput(box, 1));
    if (const auto cores = std::thread::hardware_concurrency(); cores > 1) figures.push_back(throughput(box, cores));
    return figures;
}

}  // namespace

void add_bench(CLI::App& app, int& exit_code) {
    auto json = std::make_shared<bool>(false);
    auto* command = app.add_subcommand("bench", "Measure this machine in a few seconds");
    command->add_flag("--json", *json, "Print one JSON object");
    command->callback([json, &exit_code] {
        const auto figures = all_figures();
        if (*json) {
            nlohmann::ordered_json object;
            for (const auto& [name, what, median, unit, runs] : figures) {
                object["figures"][name] = {{"median", median}, {"unit", unit}, {"runs", runs}};
            }
            std::cout << object.dump() << '\n';
        } else {
            for (const auto& figure : figures) {
                std::cout << std::left << std::setw(45) << figure.what << std::right << std::setw(12) << std::fixed
                          << std::setprecision(2) << figure.median << ' ' << figure.unit << '\n';
            }
        }
        exit_code = success;
    });
}

}  // namespace hako::command
