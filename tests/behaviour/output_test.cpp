// What scripts write: captures, limits, truncation.
#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using namespace hako::literals;
using test::thrown;

TEST(OutputChannels, B04_EachInvocationReturnsWhatItWrote) {
    const Sandbox box;
    const auto first = box.eval("puts 'out'; warn 'err'; 1");
    EXPECT_EQ(first.stdout_text(), "out\n");
    EXPECT_EQ(first.stderr_text(), "err\n");
    const auto second = box.eval("print 'x'");
    EXPECT_EQ(second.stdout_text(), "x");
    EXPECT_EQ(second.stderr_text(), "");
    EXPECT_EQ(first.stdout_text(), "out\n");
}

TEST(OutputChannels, B04_B05_AnInvocationThatWritesNothingHasEmptyText) {
    const auto done = Sandbox().eval("1");
    EXPECT_EQ(done.stdout_text(), "");
    EXPECT_EQ(done.stderr_text(), "");
    EXPECT_FALSE(done.stdout_truncated());
    EXPECT_FALSE(done.stderr_truncated());
    EXPECT_EQ(done.stdout_output.value(), Value(""));
}

TEST(OutputChannels, B04_ExactlyTheLimitIsNotTruncated) {
    const Sandbox box({.stdout_limit = 5_B, .stderr_limit = 3_B});
    const auto exact = box.eval("print 'abcde'; $stderr.print 'xyz'");
    EXPECT_EQ(exact.stdout_text(), "abcde");
    EXPECT_FALSE(exact.stdout_truncated());
    EXPECT_FALSE(exact.stderr_truncated());
    const auto over = box.eval("print 'abcdef'; $stderr.print 'xyz'");
    EXPECT_EQ(over.stdout_text(), "abcde");
    EXPECT_TRUE(over.stdout_truncated());
    EXPECT_FALSE(over.stderr_truncated());
    EXPECT_FALSE(box.eval("1").stdout_truncated());
}

TEST(OutputChannels, B04_OverflowIsNoErrorAndTheScriptGoesOn) {
    const Sandbox box({.stdout_limit = 4_B});
    const auto done =
        box.eval("r = [$stdout.write('abc'), $stdout.write('defgh'), $stdout.write('i')]; puts 'more'; p 1; $stdout << 'x'; r");
    EXPECT_EQ(done.stdout_text(), "abcd");
    EXPECT_TRUE(done.stdout_truncated());
    EXPECT_EQ(done.value[0], Value(3));
    EXPECT_GE(done.value[1].as<int>(), 0);
    EXPECT_LE(done.value[1].as<int>(), 5);
    EXPECT_EQ(done.value[2], Value(0));
}

TEST(OutputChannels, B04_ALimitOfZeroKeepsNothing) {
    const Sandbox box({.stdout_limit = 0_B, .stderr_limit = 0_B});
    const auto done = box.eval("puts 'x'; 5");
    EXPECT_EQ(done.value, Value(5));
    EXPECT_EQ(done.stdout_text(), "");
    EXPECT_TRUE(done.stdout_truncated());
    EXPECT_FALSE(done.stderr_truncated());
}

TEST(OutputChannels, D01_WithoutALimitEverythingIsKept) {
    const Sandbox box({.stdout_limit = std::nullopt});
    const auto done = box.eval("s = 'x' * 1000; 3000.times { print s }");
    EXPECT_EQ(done.stdout_text().size(), 3'000'000U);
    EXPECT_FALSE(done.stdout_truncated());
}

TEST(OutputChannels, B04_TheDefaultLimitIsOneMebibyte) {
    const auto done = Sandbox().eval("s = 'x' * 1000; 3000.times { print s }");
    EXPECT_EQ(done.stdout_text().size(), std::size_t{1} << 20);
    EXPECT_TRUE(done.stdout_truncated());
}

TEST(OutputChannels, B04_OutputMayBeBytes) {
    const auto done = Sandbox().eval("print \"a\\x00\\xff\"");
    EXPECT_EQ(done.stdout_text(), std::string("a\0\xff", 3));
    EXPECT_TRUE(done.stdout_output.value().is_binary());
    const auto split = Sandbox({.stdout_limit = 2_B}).eval("print 'a\303\251'");
    EXPECT_EQ(split.stdout_text(), "a\303");
    EXPECT_TRUE(split.stdout_output.value().is_binary());
    EXPECT_TRUE(Sandbox().eval("print 'a\303\251'").stdout_output.value().is_text());
}

TEST(OutputChannels, B04_OutputIsThereAfterAnError) {
    const Sandbox box;
    const auto error = thrown<SandboxError>([&] { box.eval("puts 'before'; $stderr.puts 'also'; raise 'x'"); });
    EXPECT_EQ(error.execution().stdout_text(), "before\n");
    EXPECT_EQ(error.execution().stderr_text(), "also\n");
    EXPECT_TRUE(error.execution().value.is_nil());
}

TEST(OutputChannels, B04_D02_OutputIsThereAfterATrap) {
    const Sandbox box({.timeout = std::chrono::milliseconds(80)});
    const auto timeout = thrown<TimeoutError>([&] { box.eval("puts 'before'; while true; end"); });
    EXPECT_EQ(timeout.execution().stdout_text(), "before\n");
    const auto memory = thrown<MemoryLimitError>([&] { box.eval("puts 'before'; a = []; loop { a << 'x' * 10_000 }"); });
    EXPECT_EQ(memory.execution().stdout_text(), "before\n");
}

TEST(OutputChannels, B04_NothingButTheScriptsOutputIsOnTheChannels) {
    Sandbox box;
    box.define("N").bind("F", [](Block& block) { return block(); });
    box.preload("A", "X = 1");
    const auto done = box.eval("N::F.call { X }");
    EXPECT_EQ(done.stdout_text(), "");
    EXPECT_EQ(done.stderr_text(), "");
}

}  // namespace
}  // namespace hako
