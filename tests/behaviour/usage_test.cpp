// What an invocation used.
#include <thread>

#include "support/thrown.hpp"

namespace hako {
namespace {

using namespace hako::literals;
using namespace std::chrono_literals;
using test::thrown;

constexpr Bytes page = 64_KiB;

TEST(UsageFigures, B35_WallTimeIsTheTimeInsideTheScript) {
    const auto usage = Sandbox().eval("i = 0; while i < 100_000; i += 1; end").usage;
    EXPECT_GT(usage.wall_time.count(), 0.0);
    EXPECT_LT(usage.wall_time.count(), 60.0);
}

TEST(UsageFigures, B35_TimeInServicesCounts) {
    Sandbox box;
    box.define("N").bind("Wait", [] { std::this_thread::sleep_for(30ms); });
    EXPECT_GE(box.eval("N::Wait.()").usage.wall_time, 30ms);
}

TEST(UsageFigures, B35_MemoryPeakIsTheLargestGrowthInPages) {
    const Sandbox box({.memory_limit = 16_MiB});
    const auto small = box.eval("1").usage.memory_peak;
    EXPECT_EQ(small.count() % page.count(), 0);
    const auto large = box.eval("x = 'x' * 9_000_000; x = nil; 1").usage.memory_peak;
    EXPECT_EQ(large.count() % page.count(), 0);
    EXPECT_GE(large, small + 2_MiB);
    EXPECT_LE(large, 16_MiB);
    // The peak belongs to its invocation.
    EXPECT_EQ(box.eval("1").usage.memory_peak, small);
}

TEST(UsageFigures, B35_UsageIsSetOnEveryOutcome) {
    const Sandbox box({.memory_limit = 4_MiB});
    EXPECT_GT(thrown<SandboxError>([&] { box.eval("raise 'x'"); }).execution().usage.wall_time.count(), 0.0);
    EXPECT_GE(thrown<TimeoutError>([&] { box.eval("while true; end", With().timeout(80ms)); }).execution().usage.wall_time, 80ms);
    const auto usage = thrown<MemoryLimitError>([&] { box.eval("a = []; loop { a << 'x' * 10_000 }"); }).execution().usage;
    EXPECT_GT(usage.memory_peak, 1_MiB);
    EXPECT_LE(usage.memory_peak, 4_MiB);
}

TEST(UsageFigures, B35_ARefusedGrowthIsNotPartOfThePeak) {
    const Sandbox box({.memory_limit = 1_MiB});
    const auto usage = thrown<MemoryLimitError>([&] { box.eval("'x' * 100_000_000"); }).execution().usage;
    EXPECT_LE(usage.memory_peak, 1_MiB);
}

}  // namespace
}  // namespace hako
