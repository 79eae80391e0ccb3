// Figures of the Python guest, some beside CPython built for this machine from the same sources.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

#include "child_process.hpp"
#include "guest_figures.hpp"
#include "hako/hako.hpp"
#include "measure.hpp"

namespace hako::bench {

namespace {

const Language language = {.guest = python,
                           .nothing = "None",
                           .add = "def add(a, b):\n    return a + b",
                           .loop_begin = "for i in range(",
                           .loop_end = "):\n    ",
                           .raise = "1/0"};

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

Median session_fork(const Effort& effort) {
    const auto box = language.sandbox();
    auto session = box.session();
    session.eval("x = 0; kept = [str(i) for i in range(1000)]");
    return measure(effort, [&] {
        return seconds_of([&] {
            auto fork = session.fork();
            fork.eval("x + 1");
        });
    });
}

/// A function `f` whose value depends on all of its work.
Benchmark program(const std::string& name, const std::string& function) {
    const std::string timed = function +
                              "\nimport time\nt = []\nfor _ in range(5):\n    a = time.process_time()\n    v = f()\n"
                              "    t.append(time.process_time() - a)\nprint(v, sorted(t)[2])";
    return {name, [=](const Effort& effort) {
                return beside_native(language, function + "\nf()", effort, [&] {
                    const auto printed = natively(timed);
                    const auto blank = printed.find(' ');
                    return NativeRun{printed.substr(0, blank), std::stod(printed.substr(blank + 1))};
                });
            }};
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
        eval_nothing("python_eval_none_us", language),
        run_function("python_run_us", language),
        service_calls("python_call_int_us", language),
        raise("python_raise_us", language),
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
