// Figures of the Python guest, some beside CPython built for this machine from the same sources.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "child_process.hpp"
#include "hako/hako.hpp"
#include "measure.hpp"

namespace hako::bench {

namespace {

using namespace hako::literals;

Sandbox sandbox() { return Sandbox(python(), {.timeout = std::chrono::minutes(1), .memory_limit = 256_MiB}); }

/// What native CPython prints for `code`.
std::string natively(const std::string& code) {
    // The code holds no character that a shell reads in single quotes.
    const std::string command = std::string("'" HAKO_NATIVE_PYTHON "' -I -S -c '") + code + "'";
    std::FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("native CPython can't be started");
    std::string output;
    std::array<char, 256> buffer;
    while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) output += buffer.data();
    if (pclose(pipe) != 0) throw std::runtime_error("native CPython failed");
    return output;
}

Median eval_none(const Effort& effort) {
    const auto box = sandbox();
    return measure(effort, [&] { return seconds_of([&] { box.eval("None"); }); });
}

Median run_function(const Effort& effort) {
    auto box = sandbox();
    box.preload("small", "def add(a, b):\n    return a + b");
    return measure(effort, [&] { return seconds_of([&] { box.run("add", {1, 2}); }); });
}

Median service_calls(const Effort& effort) {
    constexpr int count = 10'000;
    auto box = sandbox();
    box.define("Bench").bind("Int", [](std::int64_t n) { return n; });
    const auto code = [](const std::string& body) { return "for i in range(" + std::to_string(count) + "):\n    " + body; };
    return measure(effort, [&] {
        const double with = processor_seconds_of([&] { box.eval(code("Bench.Int(i)")); });
        return (with - processor_seconds_of([&] { box.eval(code("pass")); })) / count;
    });
}

Median raise(const Effort& effort) {
    const auto box = sandbox();
    return measure(effort, [&] { return seconds_of([&] { (void)box.try_eval("1/0"); }); });
}

Median session_fork(const Effort& effort) {
    const auto box = sandbox();
    auto session = box.session();
    session.eval("x = 0; kept = [str(i) for i in range(1000)]");
    return measure(effort, [&] {
        return seconds_of([&] {
            auto fork = session.fork();
            fork.eval("x + 1");
        });
    });
}

/// A function `f` whose value depends on all of its work, beside the same on native CPython.
Figure compare(const std::string& function, const Effort& effort) {
    const auto box = sandbox();
    const std::string code = function + "\nf()";
    const std::string timed = function +
                              "\nimport time\nt = []\nfor _ in range(5):\n    a = time.process_time()\n    v = f()\n"
                              "    t.append(time.process_time() - a)\nprint(v, sorted(t)[2])";
    std::vector<double> guest, nothing, native;
    const auto round = [&] {
        const auto printed = natively(timed);
        const auto blank = printed.find(' ');
        nothing.push_back(processor_seconds_of([&] { box.eval("None"); }));
        Value value;
        guest.push_back(processor_seconds_of([&] { value = box.eval(code).value; }));
        if (value.inspect() != printed.substr(0, blank)) throw std::runtime_error("the guest and native CPython disagree");
        native.push_back(std::stod(printed.substr(blank + 1)));
    };
    round();
    guest.clear(), nothing.clear(), native.clear();
    repeat(effort, round);
    Median median = median_of(std::move(guest));
    median.value -= median_of(std::move(nothing)).value;
    return {median.scaled(1e3), "ms", median_of(std::move(native)).scaled(1e3)};
}

Benchmark program(const std::string& name, const std::string& function) {
    return {name, [=](const Effort& effort) { return compare(function, effort); }};
}

/// A whole process with its first evaluation, and native CPython's.
Figure process(const Effort& effort) {
    run_child({"first_python"});  // fills the cache
    const auto native = measure(effort, [] { return seconds_of([] { natively("pass"); }); });
    return {measure(effort, [] { return run_child({"first_python"}).seconds; }).scaled(1e3), "ms", native.scaled(1e3)};
}

Figure idle_tenants(const Effort& effort) {
    const Effort few{Seconds(0), std::min<std::size_t>(effort.min_runs, 3)};
    return {measure(few, [] { return std::stod(run_child({"idle_python", "300"}).output); }), "bytes"};
}

}  // namespace

void child_first_python() { Sandbox(python()).eval("None"); }

std::vector<Benchmark> python_benchmarks() {
    return {
        in_microseconds("python_eval_none_us", eval_none),
        in_microseconds("python_run_us", run_function),
        in_microseconds("python_call_int_us", service_calls),
        in_microseconds("python_raise_us", raise),
        in_microseconds("python_fork_us", session_fork),
        {"python_process_ms", process},
        {"python_idle_bytes", idle_tenants},
        program("python_xor100k_ms", "def f():\n    x = 0\n    for i in range(100_000): x ^= i\n    return x"),
        program("python_while100k_ms",
                "def f():\n    i = s = 0\n    while i < 100_000:\n        s += i & 7\n        i += 1\n    return s"),
        program("python_fib24_ms",
                "def fib(n):\n    return n if n < 2 else fib(n - 1) + fib(n - 2)\ndef f():\n    return fib(24)"),
        program("python_words_ms",
                "def f():\n    words = {}\n    for i in range(30_000):\n        w = str(i % 997)\n        words[w] = "
                "words.get(w, 0) + len(w)\n"
                "    return sum(words.values())"),
        program("python_objects_ms",
                "class P:\n    def __init__(self, x): self.x = x\n    def moved(self, d): return P(self.x + d)\ndef f():\n    p "
                "= P(0)\n"
                "    for i in range(20_000): p = p.moved(i)\n    return p.x"),
        program("python_sort100k_ms",
                "def f():\n    seed = 1\n    a = []\n    for _ in range(100_000):\n        seed = (seed * 1103515245 + 12345) & "
                "0x7fffffff\n"
                "        a.append(seed)\n    a.sort()\n    return a[0] ^ a[50_000]"),
    };
}

}  // namespace hako::bench
