// Time and memory limits, and that nothing in a script or around it gets past them.
#include <thread>

#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using namespace hako::literals;
using namespace std::chrono_literals;
using test::message;
using test::thrown;
using Clock = std::chrono::steady_clock;

/// Far more than a deadline may be late on a busy machine.
constexpr auto generous = 20s;

TEST(Limits, E19_AnEndlessScriptIsStoppedWithItsText) {
    const Sandbox box({.timeout = 100ms});
    const auto start = Clock::now();
    const auto error = thrown<TimeoutError>([&] { box.eval("while true; end"); });
    EXPECT_STREQ(error.what(), "Sandbox#eval failed: wall-clock deadline exceeded");
    EXPECT_EQ(error.kind(), ErrorKind::timeout);
    EXPECT_FALSE(error.origin());
    EXPECT_FALSE(error.klass());
    EXPECT_GE(Clock::now() - start, 100ms);
    EXPECT_LT(Clock::now() - start, generous);
}

TEST(Limits, E19_RunHasItsOwnPrefix) {
    Sandbox box({.timeout = 50ms});
    box.preload("A", "Spin = ->() { while true; end }");
    EXPECT_EQ(message<TimeoutError>([&] { box.run("Spin"); }), "Sandbox#run failed: wall-clock deadline exceeded");
}

TEST(Limits, E19_EveryKindOfLoopIsStopped) {
    const Sandbox box({.timeout = 50ms, .memory_limit = 64_MiB});
    for (const char* source : {
             "while true; end",
             "loop { }",
             "until false; end",
             "begin; raise 'x'; rescue; retry; end",
             "def f; f; end; begin; f; rescue SystemStackError; end while true",
             "10_000_000_000.times { }",
             "a = (1..1000).to_a; loop { a.sort { |x, y| y <=> x } }",
             "s = 'x' * 1_000_000; loop { s.reverse }",
             "s = 'ab' * 100_000; loop { s.index('ba' * 50_000 + 'c') }",
             "loop { 'x'.upcase.to_sym }",
             "loop { $stdout.write('x') }",
             "h = {}; loop { h['k'] = h.size; h.delete('k') }",
             "loop { begin; Nope; rescue NameError; end }",
         }) {
        const auto start = Clock::now();
        EXPECT_THROW(box.eval(source), TimeoutError) << source;
        EXPECT_LT(Clock::now() - start, generous) << source;
    }
}

TEST(Limits, E19_NothingInTheScriptCanRescueIt) {
    const Sandbox box({.timeout = 50ms});
    const auto error = thrown<TimeoutError>(
        [&] { box.eval("begin; while true; end; rescue Exception; puts 'rescued'; ensure; puts 'ensured'; end; puts 'after'"); });
    EXPECT_EQ(error.execution().stdout_text(), "");
}

TEST(Limits, E19_NoServiceAroundAYieldCanSwallowIt) {
    Sandbox box({.timeout = 100ms});
    int after = 0;
    box.define("N").bind("F", [&](Block& block) {
        try {
            block();
        } catch (...) {
        }
        ++after;
        return 5;
    });
    EXPECT_THROW(box.eval("begin; N::F.call { while true; end }; rescue Exception; end; puts 'after'; 7"), TimeoutError);
    EXPECT_EQ(after, 1);
}

TEST(Limits, E19_ASlowServiceUsesUpTheTimeButIsNotInterrupted) {
    Sandbox box({.timeout = 50ms});
    bool finished = false;
    box.define("N").bind("Slow", [&] {
        std::this_thread::sleep_for(120ms);
        finished = true;
    });
    EXPECT_THROW(box.eval("begin; N::Slow.(); rescue Exception; end; 5"), TimeoutError);
    EXPECT_TRUE(finished);
}

TEST(Limits, E19_AServiceSeesTheDeadline) {
    Sandbox box({.timeout = 30s}), endless({.timeout = std::nullopt});
    std::optional<Clock::time_point> deadline;
    for (Sandbox* each : {&box, &endless}) each->define("N").bind("F", [&](Call& call) { deadline = call.deadline(); });
    box.eval("N::F.()");
    ASSERT_TRUE(deadline);
    EXPECT_GT(*deadline, Clock::now());
    EXPECT_LE(*deadline, Clock::now() + 30s);
    endless.eval("N::F.()");
    EXPECT_FALSE(deadline);
}

TEST(Limits, E19_D08_TheSandboxWorksAfterATimeout) {
    const Sandbox box({.timeout = 100ms});
    for (int i = 0; i < 3; ++i) {
        EXPECT_THROW(box.eval("$left = 1; while true; end"), TimeoutError);
        EXPECT_EQ(box.eval("[$left, 6 * 7]").value, Value(nullptr, 42));
    }
}

TEST(Limits, B01_AScriptWithinItsTimeIsNotDisturbedByOthersDeadlines) {
    std::thread noisy([] {
        const Sandbox box({.timeout = 5ms});
        for (int i = 0; i < 30; ++i) EXPECT_THROW(box.eval("while true; end"), TimeoutError);
    });
    const Sandbox box({.timeout = 60s});
    for (int i = 0; i < 20; ++i) EXPECT_EQ(box.eval("n = 0; while n < 100_000; n += 1; end; n").value, Value(100'000));
    noisy.join();
}

TEST(Limits, B01_TheTimeStartsAtTheEntryOfTheScript) {
    // Making the instance takes longer than this.
    Sandbox box({.timeout = 1us});
    box.preload("Spin", "Spin = ->(*) { while true; end }");
    for (int i = 0; i < 10; ++i) {
        EXPECT_THROW(box.eval("while true; end"), TimeoutError);
        EXPECT_THROW(box.run("Spin", {std::string(100'000, 'x')}), TimeoutError);
    }
}

TEST(Limits, B01_VeryLongTimeoutsAreTimeouts) {
    for (const double seconds : {1e6, 1e12, 1e300}) {
        EXPECT_EQ(Sandbox({.timeout = std::chrono::duration<double>(seconds)}).eval("1").value, Value(1)) << seconds;
    }
}

TEST(Limits, E20_AMemoryBombIsStoppedWithItsText) {
    const Sandbox box({.memory_limit = 2_MiB});
    const auto error = thrown<MemoryLimitError>([&] { box.eval("a = []; loop { a << 'x' * 10_000 }"); });
    const std::string text = error.what();
    EXPECT_TRUE(text.starts_with("Sandbox#eval failed: memory usage exceeded memory_limit: requested=")) << text;
    EXPECT_TRUE(text.ends_with(" bytes, limit=2097152 bytes")) << text;
    EXPECT_EQ(error.kind(), ErrorKind::memory_limit);
    EXPECT_FALSE(error.klass());
}

TEST(Limits, E20_EveryKindOfBombIsStopped) {
    const Sandbox box({.timeout = 30s, .memory_limit = 1_MiB});
    for (const char* source : {
             "'x' * 50_000_000",
             "s = 'x'; loop { s += s }",
             "a = [0]; loop { a += a }",
             "h = {}; i = 0; loop { h[i] = i; i += 1 }",
             "i = 0; loop { i += 1; (i.to_s + 's' * 500).to_sym }",
             "a = Array.new(10_000_000, 0)",
             "x = nil; loop { x = [x, 'y' * 100] }",
             "i = 0; loop { i += 1; Object.const_set('C' + i.to_s, Class.new) }",
         }) {
        EXPECT_THROW(box.eval(source), MemoryLimitError) << source;
    }
}

TEST(Limits, E20_NothingInTheScriptCanRescueIt) {
    const Sandbox box;
    const auto error = thrown<MemoryLimitError>([&] {
        box.eval(
            "begin; a = []; loop { a << 'x' * 10_000 }; rescue Exception; puts 'rescued'; ensure; puts 'ensured'; end; puts "
            "'after'");
    });
    EXPECT_EQ(error.execution().stdout_text(), "");
    EXPECT_THROW(box.eval("begin; 'x' * 100_000_000; rescue NoMemoryError; 1; end"), MemoryLimitError);
}

TEST(Limits, E20_D09_TheLimitHoldsInsideAYield) {
    Sandbox box;
    box.define("N").bind("F", [](Block& block) {
        try {
            block();
        } catch (...) {
        }
    });
    EXPECT_THROW(box.eval("begin; N::F.call { a = []; loop { a << 'x' * 10_000 } }; rescue Exception; end; 1"), MemoryLimitError);
}

TEST(Limits, E20_AResultThatNeedsTooMuchMemoryCounts) {
    Sandbox box;
    box.define("N").bind("F", [] { return std::string(8 << 20, 'x'); });
    EXPECT_THROW(box.eval("begin; N::F.(); rescue Exception; end; 1"), MemoryLimitError);
}

TEST(Limits, E20_D08_TheSandboxWorksAfterAMemoryTrap) {
    const Sandbox box;
    for (int i = 0; i < 3; ++i) {
        EXPECT_THROW(box.eval("a = []; loop { a << 'x' * 10_000 }"), MemoryLimitError);
        EXPECT_EQ(box.eval("'x' * 5").value, Value("xxxxx"));
    }
}

TEST(Limits, B01_MemoryUpToTheLimitIsAllowed) {
    const Sandbox box({.memory_limit = 32_MiB});
    EXPECT_EQ(box.eval("('x' * 20_000_000).size").value, Value(20'000'000));
    const Sandbox none({.memory_limit = std::nullopt});
    EXPECT_EQ(none.eval("('x' * 40_000_000).size").value, Value(40'000'000));
}

TEST(Limits, E01_E04_DeepRecursionIsARescuableErrorOfTheScript) {
    const Sandbox box;
    const auto error = thrown<SandboxError>([&] { box.eval("def f(n); f(n + 1); end; f(0)"); });
    EXPECT_EQ(error.klass(), "SystemStackError");
    EXPECT_STREQ(error.what(), "stack level too deep");
    EXPECT_EQ(box.eval("def f(n); f(n + 1); end; begin; f(0); rescue SystemStackError => e; e.message; end").value,
              Value("stack level too deep"));
    EXPECT_EQ(box.eval("def f(n); n == 0 ? 0 : 1 + f(n - 1); end; f(300)").value, Value(300));
}

TEST(Limits, E01_DeepRecursionThroughNativeMethodsEndsCleanly) {
    const Sandbox box({.memory_limit = 64_MiB});
    for (const char* source : {
             "def f; [1].each { f }; end; f",
             "def f; [3, 1, 2].sort { |a, b| f; 0 }; end; f",
             "def f; {a: 1}.each { |k, v| f }; end; f",
             "o = Object.new; def o.to_s; \"#{self}\"; end; o.to_s",
             "o = Object.new; def o.inspect; [self].inspect; end; o.inspect",
             "o = Object.new; def o.==(x); [self] == [x]; end; o == o.dup",
             "o = Object.new; def o.method_missing(*a); zork; end; o.zork",
             "o = Object.new; def o.<=>(x); [self] <=> [self]; end; [o] <=> [o]",
             "h = {}; h[h] = h; h.inspect; h.hash; 1",
             "a = []; a << a; a.flatten",
             "o = Object.new; def o.hash; {self => 1}.hash; end; {o => 1}",
             "s = '(' * 100_000; 1",
         }) {
        const auto result = box.try_eval(source);
        if (!result) {
            EXPECT_TRUE(result.failure().kind == ErrorKind::sandbox || result.failure().kind == ErrorKind::trap)
                << source << ": " << class_name(result.failure().kind) << ": " << result.failure().message;
        }
        EXPECT_EQ(box.eval("1").value, Value(1)) << source;
    }
}

TEST(Limits, E05_SourceNestedTooDeeplyEndsCleanly) {
    const Sandbox box({.timeout = 20s, .memory_limit = 256_MiB});
    for (const auto& [open, close] :
         {std::pair{"(", ")"}, std::pair{"[", "]"}, std::pair{"-> { ", " }"}, std::pair{"if true; ", "; end"}, std::pair{"!", ""},
          std::pair{"{a: ", "}"}, std::pair{"\"#{", "}\""}}) {
        for (const int depth : {100, 20'000}) {
            std::string source;
            for (int i = 0; i < depth; ++i) source += open;
            source += "1";
            for (int i = 0; i < depth; ++i) source += close;
            const auto result = box.try_eval(source);
            if (!result) {
                EXPECT_NE(result.failure().message, "") << open << " " << depth;
                EXPECT_NE(result.failure().kind, ErrorKind::timeout) << open << " " << depth;
            }
        }
    }
    EXPECT_EQ(box.eval("1").value, Value(1));
}

}  // namespace
}  // namespace hako
