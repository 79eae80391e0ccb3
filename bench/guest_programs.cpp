// Figures of the guest's interpreter: programs inside a sandbox beside the same programs on native mruby.
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "hako/hako.hpp"
#include "measure.hpp"
#include "native_mruby.hpp"

namespace hako::bench {

namespace {

using namespace hako::literals;

/// A program whose value is an Integer that depends on all of its work.
struct Program {
    std::string name;
    std::string code;
    /// How often the code does what the name says: what takes microseconds is repeated, so that it can be measured.
    int repeats = 1;
};

std::vector<Program> programs() {
    return {
        {"xor100k_ms", R"(
x = 0
100_000.times { |i| x ^= i }
x)"},
        {"while100k_ms", R"(
i = 0
sum = 0
while i < 100_000
  sum += i & 7
  i += 1
end
sum)"},
        {"fib24_ms", R"(
def fib(n)
  n < 2 ? n : fib(n - 1) + fib(n - 2)
end
fib(24))"},
        {"append1000_ms", R"(
def append
  text = ""
  1_000.times { text << "abcdefgh" }
  text.size
end
sum = 0
100.times { sum += append }
sum)",
         100},
        {"raise100_ms", R"(
def fail_once(i)
  raise ArgumentError, "bad"
rescue => e
  i + e.message.size
end
sum = 0
2_000.times { |i| sum += fail_once(i) }
sum)",
         20},
        {"sort100k_ms", R"(
seed = 1
numbers = []
100_000.times do
  seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff
  numbers << seed
end
numbers.sort!
numbers[0] ^ numbers[50_000] ^ numbers[99_999])"},
        {"hash20k_ms", R"(
table = {}
20_000.times { |i| table[i * 7_919 % 20_011] = i }
sum = 0
20_000.times { |i| sum += table[i] || 0 }
sum)"},
    };
}

/// Runs the program on both sides in turn, so that whatever disturbs the machine disturbs both. Processor time, because
/// on a busy machine the longer of two runs is interrupted more often: by the clock, a ratio of 1.6 became 2.6.
Figure compare(const Program& program, const Effort& effort) {
    const Sandbox box(Options{.timeout = std::chrono::minutes(1), .memory_limit = 256_MiB});
    std::vector<double> guest, boot, native;
    const auto round = [&](bool counts) {
        const auto there = run_natively(program.code);
        const double nothing = processor_seconds_of([&] { box.eval("nil"); });
        Value value;
        const double here = processor_seconds_of([&] { value = box.eval(program.code).value; });
        if (value != Value(there.value)) {
            throw std::runtime_error(program.name + ": the guest's value is " + value.inspect() + ", native mruby's " +
                                     std::to_string(there.value));
        }
        if (!counts) return;
        guest.push_back(here);
        boot.push_back(nothing);
        native.push_back(there.processor_seconds);
    };
    round(false);
    repeat(effort, [&] { round(true); });

    // The native interpreter's time begins when it is ready, so an evaluation of nil is subtracted from the guest's:
    // what an invocation takes around the program. Both sides' times hold the compilation of the script.
    const double repeats = program.repeats;
    Median median = median_of(std::move(guest));
    median.value -= median_of(std::move(boot)).value;
    return {median.scaled(1e3 / repeats), "ms", median_of(std::move(native)).scaled(1e3 / repeats)};
}

/// One search for a literal expression in a loop: the literal, the search and what remembers it. Native mruby has no Regexp.
Median regexp_match(const Effort& effort) {
    constexpr int times = 100'000;
    const Sandbox box;
    const auto seconds_of_loop = [&](const std::string& work) {
        const std::string code = "s = 'xxabbbc'; i = 0; while i < " + std::to_string(times) + "; " + work + "; i += 1; end";
        return processor_seconds_of([&] { box.eval(code); });
    };
    return measure(effort, [&] { return (seconds_of_loop("s =~ /ab+c/") - seconds_of_loop("nil")) / times; });
}

}  // namespace

std::vector<Benchmark> guest_program_benchmarks() {
    std::vector<Benchmark> all;
    for (const auto& program : programs()) {
        all.push_back({program.name, [=](const Effort& effort) { return compare(program, effort); }});
    }
#ifndef HAKO_RUBY_MINIMAL
    all.push_back(in_microseconds("regexp_match_us", regexp_match));
#endif
    return all;
}

}  // namespace hako::bench
