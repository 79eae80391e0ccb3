// Figures that each bundled guest has, and programs beside the same on the native interpreter.
#pragma once

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "hako/hako.hpp"
#include "measure.hpp"

namespace hako::bench {

/// How a language says what the figures need.
struct Language {
    Guest (*guest)();
    std::string nothing;     // a script that does nothing
    std::string add;         // a snippet with a function `add` of two numbers
    std::string loop_begin;  // a loop is this, how often, loop_end and its body
    std::string loop_end;
    std::string raise;  // a script that fails

    Sandbox sandbox() const { return Sandbox(guest(), {.timeout = std::chrono::minutes(1), .memory_limit = Bytes(256 << 20)}); }
    std::string loop(int count, const std::string& body) const { return loop_begin + std::to_string(count) + loop_end + body; }
};

inline Benchmark eval_nothing(const std::string& name, const Language& language) {
    return in_microseconds(name, [=](const Effort& effort) {
        const auto box = language.sandbox();
        return measure(effort, [&] { return seconds_of([&] { box.eval(language.nothing); }); });
    });
}

inline Benchmark run_function(const std::string& name, const Language& language) {
    return in_microseconds(name, [=](const Effort& effort) {
        auto box = language.sandbox();
        box.preload("small", language.add);
        return measure(effort, [&] { return seconds_of([&] { box.run("add", {1, 2}); }); });
    });
}

inline Benchmark service_calls(const std::string& name, const Language& language) {
    return in_microseconds(name, [=](const Effort& effort) {
        constexpr int count = 10'000;
        auto box = language.sandbox();
        box.define("Bench").bind("Int", [](std::int64_t n) { return n; });
        return measure(effort, [&] {
            const double with = processor_seconds_of([&] { box.eval(language.loop(count, "Bench.Int(i)")); });
            return (with - processor_seconds_of([&] { box.eval(language.loop(count, language.nothing)); })) / count;
        });
    });
}

inline Benchmark raise(const std::string& name, const Language& language) {
    return in_microseconds(name, [=](const Effort& effort) {
        const auto box = language.sandbox();
        return measure(effort, [&] { return seconds_of([&] { (void)box.try_eval(language.raise); }); });
    });
}

/// What a program came to on the native interpreter, as Value::inspect shows it, and how long it took there.
struct NativeRun {
    std::string value;
    double processor_seconds = 0;
};

/// A program whose value depends on all of its work, beside the same on the native interpreter.
template <class RunNatively>
Figure beside_native(const Language& language, const std::string& code, const Effort& effort, RunNatively&& run_natively) {
    const auto box = language.sandbox();
    std::vector<double> guest, nothing, native;
    const auto round = [&] {
        const NativeRun natively = run_natively();
        nothing.push_back(processor_seconds_of([&] { box.eval(language.nothing); }));
        Value value;
        guest.push_back(processor_seconds_of([&] { value = box.eval(code).value; }));
        if (value.inspect() != natively.value) throw std::runtime_error("the guest and the native interpreter disagree");
        native.push_back(natively.processor_seconds);
    };
    round();
    guest.clear(), nothing.clear(), native.clear();
    repeat(effort, round);
    Median median = median_of(std::move(guest));
    median.value -= median_of(std::move(nothing)).value;
    return {median.scaled(1e3), "ms", median_of(std::move(native)).scaled(1e3)};
}

}  // namespace hako::bench
