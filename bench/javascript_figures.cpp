// Figures of the JavaScript guest, some beside quickjs-ng built for this machine from the same sources.
#include <stdexcept>
#include <string>
#include <vector>

#include "hako/hako.hpp"
#include "measure.hpp"
#include "native_quickjs.hpp"

namespace hako::bench {

namespace {

using namespace hako::literals;

Sandbox sandbox() { return Sandbox(javascript(), {.timeout = std::chrono::minutes(1), .memory_limit = 256_MiB}); }

Median eval_null(const Effort& effort) {
    const auto box = sandbox();
    return measure(effort, [&] { return seconds_of([&] { box.eval("null"); }); });
}

Median run_function(const Effort& effort) {
    auto box = sandbox();
    box.preload("small", "export function add(a, b) { return a + b }");
    return measure(effort, [&] { return seconds_of([&] { box.run("add", {1, 2}); }); });
}

Median service_calls(const Effort& effort) {
    constexpr int count = 10'000;
    auto box = sandbox();
    box.define("Bench").bind("Int", [](std::int64_t n) { return n; });
    const auto code = [](const std::string& body) { return "for (let i = 0; i < " + std::to_string(count) + "; i++) " + body; };
    return measure(effort, [&] {
        const double with = processor_seconds_of([&] { box.eval(code("Bench.Int(i)")); });
        return (with - processor_seconds_of([&] { box.eval(code("null")); })) / count;
    });
}

Median raise(const Effort& effort) {
    const auto box = sandbox();
    return measure(effort, [&] { return seconds_of([&] { (void)box.try_eval("null.x"); }); });
}

/// A program whose value is a number that depends on all of its work, beside the same on native quickjs.
Figure compare(const std::string& code, const Effort& effort) {
    const auto box = sandbox();
    std::vector<double> guest, nothing, native;
    const auto round = [&] {
        const auto natively = run_on_quickjs(code);
        nothing.push_back(processor_seconds_of([&] { box.eval("null"); }));
        Value value;
        guest.push_back(processor_seconds_of([&] { value = box.eval(code).value; }));
        if (value.as<double>() != natively.value) throw std::runtime_error("the guest and native quickjs disagree");
        native.push_back(natively.processor_seconds);
    };
    round();
    guest.clear(), nothing.clear(), native.clear();
    repeat(effort, round);
    Median median = median_of(std::move(guest));
    median.value -= median_of(std::move(nothing)).value;
    return {median.scaled(1e3), "ms", median_of(std::move(native)).scaled(1e3)};
}

Benchmark program(const std::string& name, const std::string& code) {
    return {name, [=](const Effort& effort) { return compare(code, effort); }};
}

constexpr const char* records =
    "const records = [];\n"
    "for (let i = 0; i < 2000; i++) records.push({id: i, name: 'name ' + i, price: i / 7, tags: ['a', 'b', i], inner: {x: null, "
    "y: true}});\n";

}  // namespace

std::vector<Benchmark> javascript_benchmarks() {
    return {
        in_microseconds("javascript_eval_null_us", eval_null),
        in_microseconds("javascript_run_us", run_function),
        in_microseconds("javascript_call_int_us", service_calls),
        in_microseconds("javascript_raise_us", raise),
        program("javascript_xor100k_ms", "(() => { let x = 0; for (let i = 0; i < 100000; i++) x ^= i; return x })()"),
        program("javascript_fib24_ms", "function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) }\nfib(24)"),
        program("javascript_objects_ms",
                "class P { constructor(x) { this.x = x } moved(d) { return new P(this.x + d) } }\n"
                "let p = new P(0); for (let i = 0; i < 20000; i++) p = p.moved(i);\np.x"),
        program("javascript_append_ms",
                "(() => { let s = ''; for (let i = 0; i < 100000; i++) s += 'abcdefgh'; return s.length })()"),
        program("javascript_words_ms",
                "(() => { const words = new Map(); for (let i = 0; i < 30000; i++) { const w = String(i % 997);\n"
                "words.set(w, (words.get(w) ?? 0) + w.length) } let sum = 0; for (const n of words.values()) sum += n; return "
                "sum })()"),
        program("javascript_sort100k_ms",
                "(() => { let seed = 1; const a = []; for (let i = 0; i < 100000; i++) { seed = (Math.imul(seed, 1103515245) + "
                "12345) & "
                "0x7fffffff;\n"
                "a.push(seed) } a.sort((x, y) => x - y); return a[0] ^ a[50000] })()"),
        program("javascript_json_parse_ms", std::string(records) +
                                                "const text = JSON.stringify(records); let n = 0;\n"
                                                "for (let i = 0; i < 20; i++) n += JSON.parse(text).length;\nn"),
        program("javascript_json_stringify_ms",
                std::string(records) + "let n = 0; for (let i = 0; i < 20; i++) n += JSON.stringify(records).length;\nn"),
        program("javascript_regexp_ms",
                "let n = 0; const text = 'lorem ipsum dolor 123 sit amet 4567 '.repeat(500);\n"
                "for (let i = 0; i < 5; i++) for (const m of text.matchAll(/([a-z]+) (\\d+)/g)) n += m[2].length;\nn"),
    };
}

}  // namespace hako::bench
