// Figures of the JavaScript guest, some beside quickjs-ng built for this machine from the same sources.
#include <cstdint>
#include <string>
#include <vector>

#include "guest_figures.hpp"
#include "hako/hako.hpp"
#include "measure.hpp"
#include "native_quickjs.hpp"

namespace hako::bench {

namespace {

const Language language = {.guest = javascript,
                           .nothing = "null",
                           .add = "export function add(a, b) { return a + b }",
                           .loop_begin = "for (let i = 0; i < ",
                           .loop_end = "; i++) ",
                           .raise = "null.x"};

Benchmark program(const std::string& name, const std::string& code) {
    return {name, [=](const Effort& effort) {
                return beside_native(language, code, effort, [&] {
                    const auto natively = run_on_quickjs(code);
                    return NativeRun{Value(static_cast<std::int64_t>(natively.value)).inspect(), natively.processor_seconds};
                });
            }};
}

constexpr const char* records =
    "const records = [];\n"
    "for (let i = 0; i < 2000; i++) records.push({id: i, name: 'name ' + i, price: i / 7, tags: ['a', 'b', i], inner: {x: null, "
    "y: true}});\n";

}  // namespace

std::vector<Benchmark> javascript_benchmarks() {
    return {
        eval_nothing("javascript_eval_null_us", language),
        run_function("javascript_run_us", language),
        service_calls("javascript_call_int_us", language),
        raise("javascript_raise_us", language),
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
