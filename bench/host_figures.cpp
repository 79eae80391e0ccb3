// Figures of the host's side: sandboxes, invocations, service calls and yields.
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "hako/hako.hpp"
#include "measure.hpp"
#include "native_mruby.hpp"
#include "snippets.hpp"

namespace hako::bench {

namespace {

using namespace hako::literals;

Median new_sandbox(const Effort& effort) {
    const Sandbox loaded;
    return measure(effort, [] {
        const auto start = Clock::now();
        const Sandbox box;
        return Seconds(Clock::now() - start).count();
    });
}

/// A sandbox with 64 snippets, until it is ready for its first script. Another one with the same snippets has been used.
Median new_sandbox_with_snippets(const Effort& effort) {
    std::vector<std::pair<std::string, std::string>> snippets;
    for (int i = 0; i < 64; ++i) snippets.push_back(snippet(i, 0));
    return measure(effort, [&] {
        std::optional<Sandbox> box;
        const double first = seconds_of([&] {
            box.emplace();
            for (const auto& [name, code] : snippets) box->preload(name, code);
            box->eval("nil");
        });
        return first - seconds_of([&] { box->eval("nil"); });
    });
}

/// What the next script pays for one that wrote 10 MiB.
Median eval_after_10_mib(const Effort& effort) {
    const Sandbox box(Options{.memory_limit = 64_MiB});
    const Effort few{effort.time, std::min<std::size_t>(effort.min_runs, 50)};
    return measure(few, [&] {
        box.eval("kept = []; 10.times { kept << 'x' * 1_048_576 }; kept.size");
        return seconds_of([&] { box.eval("nil"); });
    });
}

/// How long after its time a script that does `work` for ever is stopped.
auto overshoot(const std::string& work) {
    return [=](const Effort& effort) {
        constexpr auto timeout = std::chrono::milliseconds(10);
        const Sandbox box(Options{.timeout = timeout, .memory_limit = 64_MiB});
        return measure(effort, [&] { return seconds_of([&] { (void)box.try_eval(work); }) - Seconds(timeout).count(); });
    };
}

Median eval_nil(const Effort& effort) {
    const Sandbox box;
    return measure(effort, [&] { return seconds_of([&] { box.eval("nil"); }); });
}

constexpr const char* session_setup = "x = 0; kept = []; 1000.times { |i| kept << i.to_s }; nil";

/// A small script in a session that holds a thousand strings.
Median session_eval(const Effort& effort) {
    const Sandbox box;
    auto session = box.session();
    session.eval(session_setup);
    return measure(effort, [&] { return seconds_of([&] { session.eval("x += 1"); }); });
}

/// A fork of such a session, until it has run its first script.
Median session_fork(const Effort& effort) {
    const Sandbox box;
    auto session = box.session();
    session.eval(session_setup);
    return measure(effort, [&] { return seconds_of([&] { session.fork().eval("x += 1"); }); });
}

/// Runs a small entry point of a sandbox with `snippets` more snippets.
auto run_with_snippets(int snippets) {
    return [=](const Effort& effort) {
        Sandbox box;
        preload_snippets(box, snippets);
        box.preload("Entry", "Entry = ->(n) { n + 1 }");
        const Array arguments(1, Value(41));
        return measure(effort, [&] { return seconds_of([&] { box.run("Entry", arguments); }); });
    };
}

/// What `statement` takes, run in a loop of `count`. The empty loop and what else an invocation takes are subtracted:
/// each run is the difference of two invocations, one after the other, in processor time, so that what else the machine
/// does isn't taken for a part of it. `setup` goes before the loop.
Median loop(const Effort& effort, const std::string& setup, const std::string& statement, int count) {
    Sandbox box(Options{.memory_limit = 64_MiB});
    box.define("Bench").bind("Nothing", [] {}).bind("Int", [](std::int64_t n) { return n; }).bind("Text", [](std::string text) {
        return text;
    });
    const auto code = [&](const std::string& body) {
        return setup + "\ni = 0\nwhile i < " + std::to_string(count) + "\n  " + body + "\n  i += 1\nend";
    };
    const std::string full = code(statement), empty = code("");
    return measure(effort, [&] {
        const double with = processor_seconds_of([&] { box.eval(full); });
        const double without = processor_seconds_of([&] { box.eval(empty); });
        return (with - without) / count;
    });
}

Median yields(const Effort& effort) {
    constexpr int count = 10'000;
    Sandbox box;
    box.define("Bench").bind("Times", [](int n, Block& block) {
        for (int i = 0; i < n; ++i) block();
    });
    return measure(effort, [&] {
        const auto seconds = [&](int n) {
            const std::string code = "Bench::Times.call(" + std::to_string(n) + ") { nil }";
            return processor_seconds_of([&] { box.eval(code); });
        };
        return (seconds(count) - seconds(0)) / count;
    });
}

/// Evaluations of nil in a second, on `threads` threads that share one sandbox.
Benchmark evals_per_second(const std::string& name, int threads) {
    return {name, [=](const Effort& effort) {
                const Sandbox box;
                const auto window = Seconds(effort.time / static_cast<double>(effort.min_runs));
                const auto rate = [&] {
                    std::atomic<std::int64_t> evals{0};
                    const auto end = Clock::now() + window;
                    const auto work = [&] {
                        std::int64_t mine = 0;
                        for (; Clock::now() < end; ++mine) box.eval("nil");
                        evals += mine;
                    };
                    const double seconds = seconds_of([&] {
                        std::vector<std::jthread> workers;
                        for (int i = 0; i < threads; ++i) workers.emplace_back(work);
                    });
                    return static_cast<double>(evals) / seconds;
                };
                return Figure{measure(effort, rate), "1/s"};
            }};
}

}  // namespace

std::vector<Benchmark> host_benchmarks() {
    const auto loop_of = [](const std::string& setup, const std::string& statement, int count) {
        return [=](const Effort& effort) { return loop(effort, setup, statement, count); };
    };
    return {
        in_microseconds("new_us", new_sandbox),
        in_microseconds("new_64_snippets_us", new_sandbox_with_snippets),
        in_microseconds("eval_nil_us", eval_nil),
        in_microseconds("eval_nil_native_us", eval_nil_natively),
        in_microseconds("eval_after_10mib_us", eval_after_10_mib),
        in_microseconds("session_eval_us", session_eval),
        in_microseconds("fork_us", session_fork),
        in_microseconds("run_us", run_with_snippets(0)),
        in_microseconds("run_64_snippets_us", run_with_snippets(64)),
        in_microseconds("call_us", loop_of("", "Bench::Nothing.call", 10'000)),
        in_microseconds("call_int_us", loop_of("", "Bench::Int.call(i)", 10'000)),
        in_microseconds("call_1kb_us", loop_of("text = 'x' * 1024", "Bench::Text.call(text)", 5'000)),
        in_microseconds("call_1mb_us", loop_of("text = 'x' * 1_048_576", "Bench::Text.call(text)", 20)),
        in_microseconds("yield_us", yields),
        in_microseconds("overshoot_10ms_us", overshoot("i = 0; while true; i += 1; end")),
        in_microseconds("overshoot_10ms_copying_us", overshoot("s = 'x' * 400_000; while true; t = s + 'y'; end")),
        evals_per_second("evals_per_s_1_thread", 1),
        evals_per_second("evals_per_s_2_threads", 2),
    };
}

}  // namespace hako::bench
