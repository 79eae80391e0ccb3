// Time, memory and stack, and that nothing in a script or around it gets past their limits.
#include <thread>

#include "language.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

using namespace hako::literals;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// Far more than a deadline may be late on a busy machine.
constexpr auto generous = 20s;

class Limiting : public InEveryLanguage {
   protected:
    static constexpr Scripts spin{.ruby = "while true; end", .python = "while True: pass", .javascript = "for (;;);"};
    static constexpr Scripts grow{.ruby = "a = []; loop { a << 'x' * 10_000 }",
                                  .python = "a = []\nwhile True: a.append('x' * 10_000 + str(len(a)))",
                                  .javascript = "const a = []\nfor (;;) a.push('x'.repeat(10000) + a.length)"};
};
HAKO_IN_EVERY_LANGUAGE(Limiting);

TEST_P(Limiting, E19_AnEndlessScriptIsStoppedWithItsText) {
    auto box = sandbox({.timeout = 100ms});
    box.preload("A", in({.ruby = "Spin = ->() { while true; end }",
                         .python = "def Spin():\n  while True: pass",
                         .javascript = "function Spin() { for (;;); }"}));
    const auto start = Clock::now();
    const auto error = thrown<TimeoutError>([&] { eval(box, spin); });
    EXPECT_STREQ(error.what(), "Sandbox#eval failed: wall-clock deadline exceeded");
    EXPECT_EQ(error.kind(), ErrorKind::timeout);
    EXPECT_FALSE(error.origin());
    EXPECT_FALSE(error.klass());
    EXPECT_GE(Clock::now() - start, 100ms);
    EXPECT_LT(Clock::now() - start, generous);
    EXPECT_EQ(message<TimeoutError>([&] { box.run("Spin"); }), "Sandbox#run failed: wall-clock deadline exceeded");
}

TEST_P(Limiting, E19_EveryKindOfLoopIsStopped) {
    auto box = sandbox({.timeout = 30ms, .memory_limit = 64_MiB});
    box.define("S").bind("Forever", [](Block& block) {
        for (int i = 0;; ++i) block(i);
    });
    box.define("S").bind("Fail", [] { throw std::runtime_error("no"); }).bind("Large", [] {
        return std::string(1'000'000, 'r');
    });
    for (const Scripts& source : {
             Scripts{.ruby = "loop { }",
                     .python = "for _ in iter(int, 1): pass",
                     .javascript =
                         "const i = {next: () => ({done: false}), [Symbol.iterator]() { return this }}; for (const x of i);"},
             Scripts{.ruby = "begin; raise 'x'; rescue; retry; end",
                     .python = "while True:\n  try: raise ValueError\n  except ValueError: pass",
                     .javascript = "for (;;) try { throw new Error } catch {}"},
             Scripts{.ruby = "def f; f; end; begin; f; rescue SystemStackError; end while true",
                     .python = "def f(): f()\nwhile True:\n  try: f()\n  except RecursionError: pass",
                     .javascript = "function f() { f() }\nfor (;;) try { f() } catch {}"},
             Scripts{.ruby = "10_000_000_000.times { }",
                     .python = "for i in range(10**12): pass",
                     .javascript = "for (let i = 0; i < 1e12; i++);"},
             Scripts{.ruby = "a = (1..1000).to_a; loop { a.sort { |x, y| y <=> x } }",
                     .python = "a = list(range(1000))\nwhile True: a.sort(key=lambda x: -x)",
                     .javascript = "const a = Array.from({length: 1000}, (_, i) => i)\nfor (;;) a.sort((x, y) => y - x)"},
             Scripts{.ruby = "s = 'x' * 1_000_000; loop { s.reverse }",
                     .python = "s = 'x' * 1_000_000\nwhile True: s[::-1]",
                     .javascript = "const s = 'x'.repeat(1000000)\nfor (;;) [...s].reverse()"},
             Scripts{.ruby = "s = 'ab' * 100_000; loop { s.index('ba' * 50_000 + 'c') }",
                     .python = "s = 'ab' * 100_000\nwhile True: s.find('ba' * 50_000 + 'c')",
                     .javascript = "const s = 'ab'.repeat(100000)\nfor (;;) s.indexOf('ba'.repeat(50000) + 'c')"},
             Scripts{.ruby = "loop { $stdout.write('x') }",
                     .python = "while True: print('x')",
                     .javascript = "for (;;) console.log('x')"},
             Scripts{.ruby = "h = {}; loop { h['k'] = h.size; h.delete('k') }",
                     .python = "h = {}\nwhile True: h['k'] = 1; del h['k']",
                     .javascript = "const h = {}\nfor (;;) { h.k = 1; delete h.k }"},
             Scripts{.ruby = "while true; GC.start; end",
                     .python = "import gc\nwhile True: gc.collect()",
                     .javascript = "for (;;) { const a = {}; a.a = a }"},
             Scripts{.ruby = "while true; begin; S::Fail.(); rescue; end; end",
                     .python = "while True:\n  try: S.Fail()\n  except Exception: pass",
                     .javascript = "for (;;) try { S.Fail() } catch {}"},
             Scripts{.ruby = "S::Forever.() { |i| i + 1 }",
                     .python = "S.Forever(lambda i: i + 1)",
                     .javascript = "S.Forever((i) => i + 1)"},
             Scripts{.ruby = "while true; S::Forever.() { |i| break i }; end",
                     .python = "import hako\ndef f(i): raise hako.Break\nwhile True: S.Forever(f)",
                     .javascript = "for (;;) S.Forever(() => { throw new hako.Break })"},
             Scripts{
                 .ruby = "while true; S::Large.(); end", .python = "while True: S.Large()", .javascript = "for (;;) S.Large()"},
             // One instruction of the interpreter's that takes very long.
             Scripts{.ruby = "a = [1] * 20_000; while true; a = a.reverse; end",
                     .python = "7 ** (10 ** 7)",
                     .javascript = "7n ** (10n ** 7n)"},
             Scripts{.ruby = "(1..100_000_000).each { |i| i }",
                     .python = "sum(range(10**10))",
                     .javascript = "let n = 0n; for (;;) n += 2n ** 1000n % 7n"},
             Scripts{.ruby = "(1..100_000_000).inject { |a, b| b }",
                     .python = "import re\nre.match('(a*)*b', 'a' * 40)",
                     .javascript = "/(a+)+$/.test('a'.repeat(40) + 'b')"},
             Scripts{.ruby = "x = 0; x += 1 until false",
                     .python = "import itertools, collections\ncollections.deque(itertools.count(), 0)",
                     .javascript = "function* g() { for (;;) yield 1 } for (const x of g());"},
             Scripts{.ruby = "x = 0; x += 1 while x >= 0",
                     .python = "max(itertools for itertools in iter(int, 1))",
                     .javascript = "setInterval(() => {}, 0)"},
             Scripts{.ruby = "while true; 'x' * 500_000; end",
                     .python = "2 in __import__('itertools').repeat(1)",
                     .javascript = "(async () => { for (;;) await null })()"},
             Scripts{.ruby = "while true; s = ''; 2000.times { s << 'abc' }; end",
                     .python =
                         "import sqlite3\nsqlite3.connect(':memory:').execute('with recursive c(x) as (select 1 union all select "
                         "x+1 from c) select count(*) from c').fetchall()",
                     .javascript = "for (;;) 'x'.repeat(1000).split('').join('')"},
             Scripts{.ruby = "while true; 1000.times { |i| i ^ 7 }; end",
                     .python = "import zlib\nwhile True: zlib.crc32(bytes(1_000_000))",
                     .javascript = "const b = new Uint8Array(1000000); for (;;) b.fill(1)"},
             Scripts{.ruby = "while true; '%08.3f %s' % [1.5, 'x']; end",
                     .python = "import decimal\ndecimal.getcontext().prec = 10**6\ndecimal.Decimal(2).sqrt()",
                     .javascript = "let x = 1n; for (let i = 1n; ; i++) x = x * i % (2n ** 4000n)"},
             Scripts{.ruby = "while true; a = [[1, 'a', :b, nil, 2.5]] * 200; a.inspect; end",
                     .python = "import math\nmath.factorial(10**7)",
                     .javascript = "let x = 1n; for (let i = 1n; i < 10n ** 7n; i++) x *= i"},
             Scripts{.ruby = "while true; begin; 1; ensure; 2; end; end",
                     .python = "import asyncio\nasync def f():\n  while True: await asyncio.sleep(0)\nawait f()",
                     .javascript = "(async () => { for (;;) await new Promise((r) => setTimeout(r, 1)) })()"},
             Scripts{.ruby = "while true; begin; loop { raise 'x' }; rescue Exception; end; end",
                     .python = "class A:\n  def __del__(self): A()\nA()\nwhile True: pass",
                     .javascript = "new Promise((r) => { for (;;); })"},
         }) {
        const auto start = Clock::now();
        const auto result = box.try_eval(in(source));
        ASSERT_FALSE(result) << in(source);
        EXPECT_EQ(result.failure().kind, ErrorKind::timeout) << in(source) << ": " << result.failure().message;
        EXPECT_LT(Clock::now() - start, generous) << in(source);
    }
    EXPECT_EQ(box.eval("1").value, Value(1));
}

TEST_P(Limiting, E19_NothingInTheScriptCanRescueIt) {
    const auto error = thrown<TimeoutError>([&] {
        sandbox({.timeout = 50ms})
            .eval(in({
                .ruby = "begin; while true; end; rescue Exception; puts 'rescued'; ensure; puts 'ensured'; end; puts 'after'",
                .python = "import atexit\natexit.register(print, 'at exit')\ntry:\n  while True: pass\nexcept BaseException: "
                          "print('rescued')\n"
                          "finally: print('ensured')\nprint('after')",
                .javascript = "try {\n  for (;;);\n} catch { console.log('rescued') } finally { console.log('ensured') }\n"
                              "console.log('after')",
            }));
    });
    EXPECT_EQ(error.execution().stdout_text(), "");
}

TEST_P(Limiting, E19_NoServiceAroundAYieldCanSwallowIt) {
    auto box = sandbox({.timeout = 100ms});
    int after = 0;
    box.define("N").bind("F", [&](Block& block) {
        try {
            block();
        } catch (...) {
        }
        ++after;
        return 5;
    });
    EXPECT_THROW(eval(box,
                      {
                          .ruby = "begin; N::F.call { while true; end }; rescue Exception; end; puts 'after'; 7",
                          .python = "def f():\n  while True: pass\ntry: N.F(f)\nexcept BaseException: pass\n7",
                          .javascript = "try { N.F(() => { for (;;); }) } catch {}\n7",
                      }),
                 TimeoutError);
    EXPECT_EQ(after, 1);
}

TEST_P(Limiting, E19_ASlowServiceUsesUpTheTimeButIsNotInterrupted) {
    auto box = sandbox({.timeout = 50ms});
    bool finished = false;
    box.define("N").bind("Slow", [&] {
        std::this_thread::sleep_for(80ms);
        finished = true;
    });
    EXPECT_THROW(eval(box, {.ruby = "begin; N::Slow.(); rescue Exception; end; 5",
                            .python = "try: N.Slow()\nexcept BaseException: pass\n5",
                            .javascript = "try { N.Slow() } catch {}\n5"}),
                 TimeoutError);
    EXPECT_TRUE(finished);
}

TEST_P(Limiting, E19_AServiceSeesTheDeadline) {
    auto box = sandbox({.timeout = 30s});
    std::optional<Clock::time_point> deadline;
    box.define("N").bind("F", [&](Call& call) { deadline = call.deadline(); });
    eval(box, {.ruby = "N::F.()", .python = "N.F()", .javascript = "N.F()"});
    ASSERT_TRUE(deadline);
    EXPECT_LE(*deadline, Clock::now() + 30s);
}

TEST_P(Limiting, E19_D08_TheSandboxWorksAfterATimeout) {
    const auto box = sandbox({.timeout = 100ms});
    for (int i = 0; i < 3; ++i) {
        EXPECT_THROW(eval(box, {.ruby = "$left = 1; while true; end",
                                .python = "import json\njson.left = 1\nwhile True: pass",
                                .javascript = "JSON.left = 1\nfor (;;);"}),
                     TimeoutError);
        EXPECT_EQ(eval(box, {.ruby = "[$left.nil?, 6 * 7]",
                             .python = "import json\n[not hasattr(json, 'left'), 6 * 7]",
                             .javascript = "[!('left' in JSON), 6 * 7]"}),
                  Value(true, 42));
    }
}

TEST_P(Limiting, B01_TheTimeStartsAtTheEntryOfTheScript) {
    const auto box = sandbox({.timeout = 1us});
    for (int i = 0; i < 5; ++i) EXPECT_THROW(eval(box, spin), TimeoutError);
}

TEST_P(Limiting, E20_AMemoryBombIsStoppedWithItsText) {
    const auto error = thrown<MemoryLimitError>([&] { eval(sandbox({.memory_limit = 2_MiB}), grow); });
    const std::string text = error.what();
    EXPECT_TRUE(text.starts_with("Sandbox#eval failed: memory usage exceeded memory_limit: requested=")) << text;
    EXPECT_TRUE(text.ends_with(" bytes, limit=2097152 bytes")) << text;
    EXPECT_EQ(error.kind(), ErrorKind::memory_limit);
    EXPECT_FALSE(error.klass());
}

TEST_P(Limiting, E20_EveryKindOfBombIsStopped) {
    const auto box = sandbox({.timeout = 30s, .memory_limit = 1_MiB});
    for (const Scripts& source : {
             Scripts{.ruby = "'x' * 500_000_000", .python = "'x' * 500_000_000", .javascript = "'x'.repeat(500000000) + 'x'"},
             Scripts{.ruby = "s = 'x'; loop { s += s }",
                     .python = "s = 'x'\nwhile True: s += s",
                     .javascript = "let s = 'xy'\nfor (;;) { s += s; s.indexOf('z') }"},
             Scripts{.ruby = "a = [0]; loop { a += a }",
                     .python = "a = [0]\nwhile True: a += a",
                     .javascript = "const a = [0]\nfor (;;) for (let i = 0; i < 1000; i++) a.push(a.slice())"},
             Scripts{.ruby = "h = {}; i = 0; loop { h[i] = i; i += 1 }",
                     .python = "h = {i: i for i in range(10**8)}",
                     .javascript = "const h = {}; for (let i = 0; i < 1e8; i++) h['k' + i] = i"},
             Scripts{.ruby = "a = Array.new(10_000_000, 0)",
                     .python = "[0] * 100_000_000",
                     .javascript = "new Array(100000000).fill(0)"},
             Scripts{.ruby = "x = nil; loop { x = [x, 'y' * 100] }",
                     .python = "x = None\nwhile True: x = [x, 'y' * 100 + str(id(x))]",
                     .javascript = "let x = null\nfor (;;) x = [x, 'y'.repeat(100) + Math.random()]"},
             Scripts{.ruby = "i = 0; loop { i += 1; Object.const_set('C' + i.to_s, Class.new) }",
                     .python = "a = []\nwhile True: a.append(type('C', (), {}))",
                     .javascript = "const a = []\nfor (;;) a.push(class {})"},
             Scripts{.ruby = "i = 0; loop { i += 1; (i.to_s + 's' * 500).to_sym }",
                     .python = "bytearray(10**9)",
                     .javascript = "new Uint8Array(10 ** 9)"},
             Scripts{.ruby = "s = 'ab' * 1_000_000; a = [s] * 10; a.join",
                     .python = "import zlib\nzlib.decompress(zlib.compress(bytes(10**8)))",
                     .javascript = "new ArrayBuffer(5e8)"},
             Scripts{.ruby = "'%100000000d' % 1", .python = "'%*d' % (10**9, 1)", .javascript = "' '.padStart(10 ** 9) + 'x'"},
             Scripts{.ruby = "'x'.ljust(100_000_000)",
                     .python = "import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1)\nf(0)",
                     .javascript = "const m = new Map(); for (let i = 0; ; i++) m.set(i, [i])"},
             Scripts{.ruby = "'x'.rjust(100_000_000)",
                     .python = "1 << 10**10",
                     .javascript = "let b = 1n; for (;;) b = (b << 1000n) + 1n, globalThis[b] = b"},
         }) {
        const auto result = box.try_eval(in(source));
        ASSERT_FALSE(result) << in(source);
        EXPECT_EQ(result.failure().kind, ErrorKind::memory_limit) << in(source) << ": " << result.failure().message;
        EXPECT_EQ(box.eval("1").value, Value(1));
    }
}

TEST_P(Limiting, E20_NothingInTheScriptCanRescueIt) {
    const auto error = thrown<MemoryLimitError>([&] {
        sandbox().eval(in({
            .ruby = "begin; 'x' * 500_000_000; rescue Exception; puts 'rescued'; ensure; puts 'ensured'; end; puts 'after'",
            .python = "try: 'x' * 500_000_000\nexcept BaseException: print('rescued')\nfinally: print('ensured')\nprint('after')",
            .javascript =
                "try { 'x'.repeat(500000000) + 'x' } catch { console.log('rescued') } finally { console.log('ensured') }\n"
                "console.log('after')",
        }));
    });
    EXPECT_EQ(error.execution().stdout_text(), "");
}

TEST_P(Limiting, E20_D09_TheLimitHoldsInsideAYield) {
    auto box = sandbox();
    box.define("N").bind("F", [](Block& block) {
        try {
            block();
        } catch (...) {
        }
    });
    EXPECT_THROW(eval(box,
                      {
                          .ruby = "begin; N::F.call { 'x' * 500_000_000 }; rescue Exception; end; 1",
                          .python = "try: N.F(lambda: 'x' * 500_000_000)\nexcept BaseException: pass\n1",
                          .javascript = "try { N.F(() => 'x'.repeat(500000000) + 'x') } catch {}\n1",
                      }),
                 MemoryLimitError);
}

TEST_P(Limiting, E20_AResultThatNeedsTooMuchMemoryCounts) {
    auto box = sandbox();
    box.define("N").bind("F", [] { return std::string(16'000'000, 'x'); });
    EXPECT_THROW(eval(box,
                      {
                          .ruby = "a = []; begin; 5.times { a << N::F.() }; rescue Exception; end; 1",
                          .python = "a = []\ntry:\n  for i in range(5): a.append(N.F())\nexcept BaseException: pass\n1",
                          .javascript = "const a = []\ntry { for (let i = 0; i < 5; i++) a.push(N.F()) } catch {}\n"
                                        "1",
                      }),
                 MemoryLimitError);
}

TEST_P(Limiting, E20_D08_TheSandboxWorksAfterAMemoryTrap) {
    const auto box = sandbox();
    for (int i = 0; i < 3; ++i) {
        EXPECT_THROW(eval(box, grow), MemoryLimitError);
        EXPECT_EQ(eval(box, {.ruby = "'x' * 5", .python = "'x' * 5", .javascript = "'x'.repeat(5)"}), Value("xxxxx"));
    }
}

TEST_P(Limiting, B35_UsageTellsTimeAndGrowth) {
    const auto box = sandbox({.timeout = 5s, .memory_limit = 256_MiB});
    const auto small = box.eval("1").usage;
    EXPECT_GT(small.wall_time.count(), 0.0);
    EXPECT_EQ(small.memory_peak.count() % 65'536, 0);
    const auto large = box.eval(in({.ruby = "x = 'x' * 90_000_000; x = nil; 1",
                                    .python = "x = 'x' * 90_000_000; x = None; 1",
                                    .javascript = "let x = 'x'.repeat(90000000) + 'x'; x = null; 1"}))
                           .usage;
    EXPECT_EQ(large.memory_peak.count() % 65'536, 0);
    EXPECT_GE(large.memory_peak, small.memory_peak + 32_MiB);
    EXPECT_EQ(box.eval("1").usage.memory_peak, small.memory_peak);
    const auto failed = thrown<SandboxError>(
        [&] { eval(box, {.ruby = "raise 'x'", .python = "raise ValueError", .javascript = "throw new Error"}); });
    EXPECT_GT(failed.execution().usage.wall_time.count(), 0.0);
    const auto late = thrown<TimeoutError>([&] { box.eval(in(spin), With().timeout(50ms)); });
    EXPECT_GE(late.execution().usage.wall_time, 50ms);
}

TEST_P(Limiting, E04_EndlessRecursionIsTheScriptsError) {
    const auto box = sandbox({.timeout = 20s, .memory_limit = 64_MiB});
    EXPECT_TRUE(
        script_error(box, {.ruby = "def f; f; end; f", .python = "def f(): f()\nf()", .javascript = "function f() { f() }\nf()"})
            .starts_with(in({.ruby = "SystemStackError: ", .python = "RecursionError: ", .javascript = "RangeError: "})));
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "def f; f; end; begin; f; rescue SystemStackError; 5; end",
                       .python = "def f(): f()\ntry: f()\nexcept RecursionError: r = 5\nr",
                       .javascript = "function f() { f() }\nlet r\ntry { f() } catch (e) { if (e instanceof RangeError) r = 5 }\n"
                                     "r",
                   }),
              Value(5));
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "def f(n) = n == 0 ? 0 : 1 + f(n - 1)\nf(300)",
                       .python = "def f(n): return 0 if n == 0 else 1 + f(n - 1)\nf(300)",
                       .javascript = "function f(n) { return n == 0 ? 0 : 1 + f(n - 1) }\nf(300)",
                   }),
              Value(300));
}

TEST_P(Limiting, E05_SourceNestedTooDeeplyEndsCleanly) {
    const auto box = sandbox({.timeout = 20s, .memory_limit = 256_MiB});
    struct Nesting {
        Scripts open, close;
    };
    for (const auto& [open, close] : {
             Nesting{{.ruby = "(", .python = "(", .javascript = "("}, {.ruby = ")", .python = ")", .javascript = ")"}},
             Nesting{{.ruby = "[", .python = "[", .javascript = "["}, {.ruby = "]", .python = "]", .javascript = "]"}},
             Nesting{{.ruby = "-> { ", .python = "lambda: ", .javascript = "() => "},
                     {.ruby = " }", .python = "", .javascript = "1"}},
             Nesting{{.ruby = "!", .python = "not ", .javascript = "!"}, {.ruby = "", .python = "", .javascript = "1"}},
             Nesting{{.ruby = "-", .python = "-", .javascript = "-"}, {.ruby = "", .python = "", .javascript = "1"}},
             Nesting{{.ruby = "{a: ", .python = "{1: ", .javascript = "({a: "}, {.ruby = "}", .python = "}", .javascript = "})"}},
             Nesting{{.ruby = "1 + ", .python = "1 + ", .javascript = "1 + "}, {.ruby = "", .python = "", .javascript = "1"}},
             Nesting{{.ruby = "x.", .python = "x.", .javascript = "x."}, {.ruby = "", .python = "", .javascript = "x"}},
             Nesting{{.ruby = "1 ? 1 : ", .python = "1 if 0 else ", .javascript = "1 ? 0 : "},
                     {.ruby = "", .python = "", .javascript = "1"}},
             Nesting{{.ruby = "f ", .python = "await ", .javascript = "await "}, {.ruby = "", .python = "", .javascript = "1"}},
             Nesting{{.ruby = "a = ", .python = "a = ", .javascript = "a = "}, {.ruby = "", .python = "", .javascript = "1"}},
             Nesting{{.ruby = "1 && ", .python = "1 and ", .javascript = "1 && "}, {.ruby = "", .python = "", .javascript = "1"}},
             Nesting{{.ruby = "1 < ", .python = "1 < ", .javascript = "1 < "}, {.ruby = "", .python = "", .javascript = "1"}},
             Nesting{{.ruby = "0 ** ", .python = "0 ** ", .javascript = "0 ** "}, {.ruby = "", .python = "", .javascript = "1"}},
             Nesting{{.ruby = "'a' ", .python = "'a' ", .javascript = "'a' + "}, {.ruby = "", .python = "", .javascript = "1"}},
             Nesting{{.ruby = "\"#{", .python = "f'{", .javascript = "`${"}, {.ruby = "}\"", .python = "}'", .javascript = "}`"}},
             Nesting{{.ruby = "if 1\n", .python = "if 1:\n ", .javascript = "if (1) "},
                     {.ruby = "\nend", .python = "", .javascript = "1"}},
         }) {
        for (const int depth : {50, 5'000}) {
            std::string source;
            for (int i = 0; i < depth; ++i) source += in(open);
            source += "1";
            for (int i = 0; i < depth; ++i) source += in(close);
            const auto result = box.try_eval(source);
            if (!result) {
                EXPECT_TRUE(result.failure().kind == ErrorKind::sandbox || result.failure().kind == ErrorKind::memory_limit)
                    << in(open) << " " << depth << ": " << class_name(result.failure().kind) << ": " << result.failure().message;
            }
        }
    }
    EXPECT_EQ(box.eval("1").value, Value(1));
}

}  // namespace
}  // namespace hako::test
