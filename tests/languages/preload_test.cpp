// Snippets: replay, refusal, failure.
#include "language.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

class Preloading : public InEveryLanguage {};
HAKO_IN_EVERY_LANGUAGE(Preloading);

TEST_P(Preloading, B32_SnippetsRunInOrderBeforeEveryInvocation) {
    auto box = sandbox();
    EXPECT_EQ(&box.preload("First", in({.ruby = "Base = 40; $log = ['first']",
                                        .python = "base = 40; log = ['first']",
                                        .javascript = "export const base = 40, log = ['first']"}))
                   .preload("Second",
                            in({
                                .ruby = "def add(n); Base + n; end; $log << 'second'",
                                .python = "import First\ndef add(n): return First.base + n\nFirst.log.append('second')",
                                .javascript = "import * as First from 'First'\nexport function add(n) { return First.base + n }\n"
                                              "First.log.push('second')",
                            })),
              &box);
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(eval(box, {.ruby = "[add(2), $log]",
                             .python = "import First, Second\n[Second.add(2), First.log]",
                             .javascript =
                                 "import * as First from 'First'\nimport * as Second from 'Second'\n[Second.add(2), First.log]"}),
                  Value(42, Value("first", "second")));
    }
}

TEST_P(Preloading, B32_SnippetsHaveTheirOwnFileName) {
    auto box = sandbox();
    box.preload("Helper", in({
                              .ruby = "\nWhere = [__FILE__, __LINE__]",
                              .python = "import sys\nWhere = [__file__, sys._getframe().f_lineno]",
                              .javascript = "\nexport const Where = /(\\(snippet:\\w+\\)):(\\d+)/.exec(new "
                                            "Error().stack).slice(1).map((x) => Number(x) || x)",
                          }));
    EXPECT_EQ(
        eval(box,
             {.ruby = "Where", .python = "from Helper import Where\nWhere", .javascript = "import {Where} from 'Helper'\nWhere"}),
        Value("(snippet:Helper)", 2));
}

TEST_P(Preloading, B32_SnippetsSeeServicesAndTheirOutputIsCaptured) {
    int calls = 0;
    auto box = sandbox();
    box.define("N").bind("Next", [&] { return ++calls; });
    box.preload("Start",
                in({
                    .ruby = "Started = N::Next.(); puts \"started #{Started}\"; warn 'w'",
                    .python = "import sys, N\nstarted = N.Next(); print(f'started {started}'); print('w', file=sys.stderr)",
                    .javascript = "export const started = N.Next(); console.log(`started ${started}`); console.error('w')",
                }));
    for (int i = 1; i <= 3; ++i) {
        const auto done = box.eval(in({.ruby = "puts 'then'; Started",
                                       .python = "import Start\nprint('then'); Start.started",
                                       .javascript = "import {started} from 'Start'\nconsole.log('then'); started"}));
        EXPECT_EQ(done.value, Value(i));
        EXPECT_EQ(done.stdout_text(), "started " + std::to_string(i) + "\nthen\n");
        EXPECT_EQ(done.stderr_text(), "w\n");
    }
}

TEST_P(Preloading, B32_ASnippetMayAddToANamespace) {
    auto box = sandbox();
    box.define("N").bind("A", [] { return 1; });
    box.preload("More", in({
                            .ruby = "module N; Limit = 7; def self.twice; A.() * 2; end; end",
                            .python = "import N\nN.Limit = 7\nN.twice = lambda: N.A() * 2",
                            .javascript = "N.Limit = 7\nN.twice = () => N.A() * 2",
                        }));
    EXPECT_EQ(eval(box, {.ruby = "[N::Limit, N.twice]", .python = "[N.Limit, N.twice()]", .javascript = "[N.Limit, N.twice()]"}),
              Value(7, 2));
}

TEST_P(Preloading, B32_TheCodeIsCopied) {
    auto box = sandbox();
    {
        auto code = in({.ruby = "Copied = 'original'", .python = "Copied = 'original'", .javascript = "var Copied = 'original'"});
        box.preload("A", code);
        code.assign(code.size(), '!');
    }
    EXPECT_EQ(eval(box, {.ruby = "Copied", .python = "import A\nA.Copied", .javascript = "Copied"}), Value("original"));
}

TEST_P(Preloading, B32_EmptySnippetsAreFine) {
    auto box = sandbox();
    box.preload("A", "")
        .preload("B", in({.ruby = "# nothing", .python = "# nothing", .javascript = "// nothing"}))
        .preload("C", "\n\n");
    EXPECT_EQ(box.eval("1").value, Value(1));
}

TEST_P(Preloading, B32_ManySnippets) {
    auto box = sandbox();
    for (int i = 0; i < 100; ++i) {
        const auto n = std::to_string(i);
        box.preload("S" + n, in({.ruby = "def f", .python = "def f", .javascript = "function f"}) + n +
                                 in({.ruby = "; ", .python = "(): return ", .javascript = "() { return "}) + n +
                                 in({.ruby = "; end", .python = "", .javascript = "}"}));
    }
    EXPECT_EQ(eval(box, {.ruby = "f0 + f49 + f99",
                         .python = "import S0, S49, S99\nS0.f0() + S49.f49() + S99.f99()",
                         .javascript = "f0() + f49() + f99()"}),
              Value(148));
}

TEST_P(Preloading, E32_D05_CodeThatDoesNotCompileIsRefusedAtOnceWithNoOtherEffect) {
    auto box = sandbox();
    box.preload("Good", in({.ruby = "Good = 1", .python = "Good = 1", .javascript = "var Good = 1"}));
    for (const std::string_view code : {"def f(\n", "'\xff'", ")"}) {
        const auto error = thrown<SandboxError>([&] { box.preload("Bad", code); });
        EXPECT_EQ(error.klass(), "SyntaxError");
        EXPECT_EQ(error.origin(), "sandbox");
        if (code != "'\xff'") {
            EXPECT_NE((error.backtrace().empty() ? "" : error.backtrace().front()).find("(snippet:Bad)"), std::string::npos)
                << error.what();
        }
    }
    EXPECT_FALSE(box.sealed());
    EXPECT_NO_THROW(box.preload(
        "Bad", in({.ruby = "Now = 2", .python = "Now = 2", .javascript = "export const Now = 2"})));  // the name was not taken
    EXPECT_EQ(eval(box, {.ruby = "[Good, Now]",
                         .python = "import Good, Bad\n[Good.Good, Bad.Now]",
                         .javascript = "import {Now} from 'Bad'\n[Good, Now]"}),
              Value(1, 2));
}

TEST_P(Preloading, E32_CheckingRunsNothing) {
    int calls = 0;
    auto box = sandbox();
    box.define("N").bind("Next", [&] { return ++calls; });
    box.preload("A", in({.ruby = "N::Next.(); raise 'y' if N::Next.() > 2",
                         .python = "N.Next()\nif N.Next() > 2: raise ValueError",
                         .javascript = "N.Next()\nif (N.Next() > 2) throw new RangeError"}));
    EXPECT_EQ(calls, 0);
    EXPECT_FALSE(box.sealed());
    EXPECT_EQ(eval(box, {.ruby = "N::Next.()", .python = "N.Next()", .javascript = "N.Next()"}), Value(3));
}

TEST_P(Preloading, E33_ATakenSnippetNameIsRefused) {
    auto box = sandbox();
    box.preload("Worker", in({.ruby = "X = 1", .python = "X = 1", .javascript = "var X = 1"}));
    EXPECT_EQ(message<ArgumentError>([&] { box.preload("Worker", "X = 2"); }), "snippet :Worker already preloaded");
    EXPECT_EQ(eval(box, {.ruby = "X", .python = "import Worker\nWorker.X", .javascript = "X"}), Value(1));
}

TEST_P(Preloading, E34_ASnippetNameMustSuitTheLanguage) {
    auto box = sandbox();
    for (const std::string_view name : {"", "A::B", "a.b", "1A", "A b", "A\n"}) {
        EXPECT_EQ(message<ArgumentError>([&] { box.preload(name, ""); }), name_refusal("snippet name", name));
    }
    if (is("ruby")) {
        EXPECT_EQ(message<ArgumentError>([&] { box.preload("lower", ""); }), name_refusal("snippet name", "lower"));
    } else {
        EXPECT_NO_THROW(box.preload("lower", "").preload("_rules2", ""));
    }
}

TEST_P(Preloading, E36_ASnippetThatRaisesFailsEveryInvocation) {
    auto box = sandbox();
    box.preload("First",
                in({.ruby = "puts 'first ran'", .python = "print('first ran')", .javascript = "console.log('first ran')"}))
        .preload("Broken", in({
                               .ruby = "\ndef f; raise IndexError, 'bad'; end\nf",
                               .python = "\ndef f(): raise IndexError('bad')\nf()",
                               .javascript = "class IndexError extends Error {}\nfunction f() { throw new IndexError('bad') }\n"
                                             "f()",
                           }))
        .preload("Never", in({.ruby = "puts 'never'", .python = "print('never')", .javascript = "console.log('never')"}));
    for (int i = 0; i < 2; ++i) {
        const auto error = thrown<SandboxError>(
            [&] { eval(box, {.ruby = "puts 'script'", .python = "print('script')", .javascript = "console.log('script')"}); });
        EXPECT_EQ(error.klass(), "IndexError");
        EXPECT_STREQ(error.what(), "bad");
        EXPECT_EQ(error.origin(), "sandbox");
        EXPECT_EQ(error.backtrace(), (std::vector<std::string>{"(snippet:Broken):2:in f", "(snippet:Broken):3"}));
        EXPECT_EQ(error.execution().stdout_text(), "first ran\n");
    }
    EXPECT_EQ(thrown<SandboxError>([&] { box.run("Never"); }).klass(), "IndexError");
}

TEST_P(Preloading, E36_AnUnrescuedServiceFailureInASnippetIsTheSandboxsOwn) {
    auto box = sandbox();
    box.define("N").bind("A", [] { throw std::runtime_error("down"); });
    box.preload("Uses", in({.ruby = "N::A.()", .python = "N.A()", .javascript = "N.A()"}));
    const auto error = thrown<SandboxError>([&] { box.eval("1"); });
    EXPECT_EQ(error.origin(), "sandbox");
    EXPECT_EQ(error.klass(), language().service_error);
    EXPECT_STREQ(error.what(), "RuntimeError: down");
}

TEST_P(Preloading, E36_TheTimeoutCoversReplay) {
    auto box = sandbox({.timeout = std::chrono::milliseconds(80)});
    box.preload("Endless", in({.ruby = "while true; end", .python = "while True: pass", .javascript = "for (;;);"}));
    EXPECT_THROW(box.eval("1"), TimeoutError);
    EXPECT_THROW(box.eval("1"), TimeoutError);
}

TEST_P(Preloading, E36_TheMemoryLimitCoversReplay) {
    auto box = sandbox();
    box.preload("Large", in({.ruby = "KEPT = 'x' * 100_000_000",
                             .python = "KEPT = 'x' * 100_000_000",
                             .javascript = "globalThis.KEPT = 'x'.repeat(100000000)"}));
    EXPECT_THROW(box.eval("1"), MemoryLimitError);
    EXPECT_THROW(box.eval("1"), MemoryLimitError);
}

TEST_P(Preloading, BacktracesCrossSnippetsAndScript) {
    auto box = sandbox();
    box.preload(
        "Helper",
        in({
            .ruby = "def check(n)\n  raise 'negative' if n < 0\n  n\nend",
            .python = "def check(n):\n  if n < 0: raise RuntimeError('negative')\n  return n",
            .javascript =
                "class RuntimeError extends Error {}\nfunction check(n) { if (n < 0) { throw new RuntimeError('negative') }\n"
                "  return n }",
        }));
    const auto error = thrown<SandboxError>([&] {
        eval(box, {.ruby = "x = 1\ncheck(-x)", .python = "from Helper import check\ncheck(-1)", .javascript = "\ncheck(-1)"});
    });
    EXPECT_EQ(error.backtrace(), (std::vector<std::string>{"(snippet:Helper):2:in check", "(eval):2"}));
}

TEST_P(Preloading, B32_E38_BytecodeOfAnotherFormatIsRefusedWhenItRuns) {
    auto box = sandbox();
    box.preload_bytecode("no such bytecode at all, but long enough for a header");
    for (int i = 0; i < 2; ++i) EXPECT_EQ(thrown<BytecodeError>([&] { box.eval("1"); }).klass(), "Kobako::BytecodeError");
}

}  // namespace
}  // namespace hako::test
