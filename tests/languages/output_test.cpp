// What scripts write: captures, limits, truncation.
#include "language.hpp"

namespace hako::test {
namespace {

using namespace hako::literals;

class Writing : public InEveryLanguage {};
HAKO_IN_EVERY_LANGUAGE(Writing);

TEST_P(Writing, B04_EachInvocationReturnsWhatItWrote) {
    const auto box = sandbox();
    const auto first = box.eval(in({.ruby = "puts 'out'; warn 'err'; 1",
                                    .python = "import sys\nprint('out'); print('err', file=sys.stderr); 1",
                                    .javascript = "console.log('out'); console.error('err'); 1"}));
    EXPECT_EQ(first.stdout_text(), "out\n");
    EXPECT_EQ(first.stderr_text(), "err\n");
    const auto second = box.eval(in({.ruby = "print 'x'", .python = "print('x', end='')", .javascript = "hako.write('x')"}));
    EXPECT_EQ(second.stdout_text(), "x");
    EXPECT_EQ(second.stderr_text(), "");
    EXPECT_EQ(first.stdout_text(), "out\n");
}

TEST_P(Writing, B04_B05_AnInvocationThatWritesNothingHasEmptyText) {
    const auto done = sandbox().eval("1");
    EXPECT_EQ(done.stdout_text(), "");
    EXPECT_EQ(done.stderr_text(), "");
    EXPECT_FALSE(done.stdout_truncated());
    EXPECT_FALSE(done.stderr_truncated());
    EXPECT_EQ(done.stdout_output.value(), Value(""));
}

TEST_P(Writing, B04_ExactlyTheLimitIsNotTruncated) {
    const auto box = sandbox({.stdout_limit = 5_B, .stderr_limit = 3_B});
    const auto exact = box.eval(in({
        .ruby = "print 'abcde'; $stderr.print 'xyz'",
        .python = "import sys\nsys.stdout.write('abcde'); sys.stderr.write('xyz')",
        .javascript = "hako.write('abcde'); hako.writeError('xyz')",
    }));
    EXPECT_EQ(exact.stdout_text(), "abcde");
    EXPECT_FALSE(exact.stdout_truncated());
    EXPECT_FALSE(exact.stderr_truncated());
    const auto over = box.eval(in({
        .ruby = "print 'abcdef'; $stderr.print 'xyz'",
        .python = "import sys\nsys.stdout.write('abcdef'); sys.stderr.write('xyz')",
        .javascript = "hako.write('abcdef'); hako.writeError('xyz')",
    }));
    EXPECT_EQ(over.stdout_text(), "abcde");
    EXPECT_TRUE(over.stdout_truncated());
    EXPECT_FALSE(over.stderr_truncated());
    EXPECT_FALSE(box.eval("1").stdout_truncated());
}

TEST_P(Writing, B04_OverflowIsNoErrorAndTheScriptGoesOn) {
    const auto box = sandbox({.stdout_limit = 4_B});
    const auto done = box.eval(in({
        .ruby = "$stdout.write('abc'); $stdout.write('defgh'); puts 'more'; p 1; 7",
        .python = "import sys\nsys.stdout.write('abc'); sys.stdout.write('defgh'); print('more'); sys.stdout.flush(); 7",
        .javascript = "hako.write('abc'); hako.write('defgh'); console.log('more'); 7",
    }));
    EXPECT_EQ(done.value, Value(7));
    EXPECT_EQ(done.stdout_text(), "abcd");
    EXPECT_TRUE(done.stdout_truncated());
}

TEST_P(Writing, B04_ALimitOfZeroKeepsNothing) {
    const auto box = sandbox({.stdout_limit = 0_B, .stderr_limit = 0_B});
    const auto done = box.eval(in({.ruby = "puts 'x'; 5", .python = "print('x'); 5", .javascript = "console.log('x'); 5"}));
    EXPECT_EQ(done.value, Value(5));
    EXPECT_EQ(done.stdout_text(), "");
    EXPECT_TRUE(done.stdout_truncated());
    EXPECT_FALSE(done.stderr_truncated());
}

TEST_P(Writing, D01_WithoutALimitEverythingIsKept) {
    const Scripts source{.ruby = "s = 'x' * 1000; 3000.times { print s }",
                         .python = "for i in range(3000): print('x' * 1000, end='')",
                         .javascript = "for (let i = 0; i < 3000; i++) hako.write('x'.repeat(1000))"};
    const auto all = sandbox({.stdout_limit = std::nullopt}).eval(in(source));
    EXPECT_EQ(all.stdout_text().size(), 3'000'000U);
    EXPECT_FALSE(all.stdout_truncated());
    const auto some = sandbox().eval(in(source));
    EXPECT_EQ(some.stdout_text().size(), std::size_t{1} << 20);
    EXPECT_TRUE(some.stdout_truncated());
}

TEST_P(Writing, B04_OutputMayBeBytes) {
    const auto done = sandbox().eval(in({
        .ruby = "print \"a\\x00\\xff\"",
        .python = "import sys\nsys.stdout.buffer.write(b'a\\x00\\xff')",
        .javascript = "hako.write(new Uint8Array([97, 0, 255]))",
    }));
    EXPECT_EQ(done.stdout_text(), std::string("a\0\xff", 3));
    EXPECT_TRUE(done.stdout_output.value().is_binary());
    const auto split =
        sandbox({.stdout_limit = 2_B})
            .eval(in({.ruby = "print 'a\303\251'", .python = "print('a\303\251', end='')", .javascript = "hako.write('aé')"}));
    EXPECT_EQ(split.stdout_text(), "a\303");
    EXPECT_TRUE(split.stdout_output.value().is_binary());
}

TEST_P(Writing, B04_OutputIsThereAfterAnError) {
    const auto error = thrown<SandboxError>([&] {
        sandbox().eval(in({
            .ruby = "print 'before'; $stderr.print 'also'; raise 'x'",
            .python = "import sys\nprint('before', end=''); sys.stderr.write('also'); raise ValueError('x')",
            .javascript = "hako.write('before'); hako.writeError('also'); throw new Error('x')",
        }));
    });
    EXPECT_EQ(error.execution().stdout_text(), "before");
    EXPECT_EQ(error.execution().stderr_text(), "also");
    EXPECT_TRUE(error.execution().value.is_nil());
}

TEST_P(Writing, B04_D02_OutputIsThereAfterATrap) {
    const auto box = sandbox({.timeout = std::chrono::milliseconds(80)});
    const auto timeout = thrown<TimeoutError>([&] {
        box.eval(in({.ruby = "print 'before'; while true; end",
                     .python = "print('before', end='')\nwhile True: pass",
                     .javascript = "hako.write('before')\nfor (;;);"}));
    });
    EXPECT_EQ(timeout.execution().stdout_text(), "before");
    const auto memory = thrown<MemoryLimitError>([&] {
        box.eval(in({.ruby = "print 'before'; 'x' * 200_000_000",
                     .python = "print('before', end=''); 'x' * 200_000_000",
                     .javascript = "hako.write('before'); 'x'.repeat(200000000)"}));
    });
    EXPECT_EQ(memory.execution().stdout_text(), "before");
}

TEST_P(Writing, B04_NothingButTheScriptsOutputIsOnTheChannels) {
    auto box = sandbox();
    box.define("N").bind("F", [](Block& block) { return block(); });
    box.preload("A", in({.ruby = "X = 1", .python = "X = 1", .javascript = "export const X = 1"}));
    const auto done = box.eval(in({.ruby = "N::F.call { X }",
                                   .python = "import A\nN.F(lambda: A.X)",
                                   .javascript = "import * as A from 'A'\nN.F(() => A.X)"}));
    EXPECT_EQ(done.value, Value(1));
    EXPECT_EQ(done.stdout_text(), "");
    EXPECT_EQ(done.stderr_text(), "");
}

}  // namespace
}  // namespace hako::test
