// How scripts fail: class, text, backtrace, and the way in which the language itself tells it.
#include "language.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

class Failing : public InEveryLanguage {};
HAKO_IN_EVERY_LANGUAGE(Failing);

TEST_P(Failing, E04_AnUnrescuedExceptionHasClassTextAndBacktrace) {
    const auto error = thrown<SandboxError>([&] {
        eval(sandbox(), {.ruby = "def f\n raise IndexError, 'bad'\nend\n\nf\n",
                         .python = "def f():\n  raise IndexError('bad')\n\n\nf()\n",
                         .javascript = "function f() {\n  throw new IndexError('bad')\n}\nclass IndexError extends Error {}\n"
                                       "f()\n"});
    });
    EXPECT_EQ(error.klass(), "IndexError");
    EXPECT_STREQ(error.what(), "bad");
    EXPECT_EQ(error.origin(), "sandbox");
    EXPECT_EQ(error.backtrace(), (std::vector<std::string>{"(eval):2:in f", "(eval):5"}));
    EXPECT_FALSE(error.details());
    EXPECT_EQ(error.kind(), ErrorKind::sandbox);
}

TEST_P(Failing, E04_FramesAndReportAreThoseOfLanguagesThatHaveThem) {
    const auto error = thrown<SandboxError>([&] {
        eval(sandbox(), {.ruby = "def f\n raise IndexError, 'bad'\nend\nf",
                         .python = "def f():\n  raise IndexError('bad')\n\nx = f()",
                         .javascript = "function f() {\n  throw new IndexError('bad') }\nclass IndexError extends Error {}\n"
                                       "const x = f()"});
    });
    if (is("ruby")) {
        EXPECT_TRUE(error.frames().empty());
        EXPECT_EQ(error.report(), "");
    } else if (is("javascript")) {
        EXPECT_EQ(error.frames(),
                  (std::vector<Frame>{
                      {.file = "(eval)", .line = 2, .column = 13, .function = "f", .source = "throw new IndexError('bad') }"},
                      {.file = "(eval)", .line = 4, .column = 11, .function = "<module>", .source = "const x = f()"},
                  }));
        EXPECT_EQ(error.report(),
                  "(eval):2\n"
                  "  throw new IndexError('bad') }\n"
                  "            ^\n\n"
                  "IndexError: bad\n"
                  "    at f ((eval):2:13)\n"
                  "    at (eval):4:11\n");
    } else {
        EXPECT_EQ(error.frames(),
                  (std::vector<Frame>{
                      {.file = "(eval)", .line = 2, .column = 3, .function = "f", .source = "raise IndexError('bad')"},
                      {.file = "(eval)", .line = 4, .column = 5, .function = "<module>", .source = "x = f()"},
                  }));
        EXPECT_EQ(error.report(),
                  "Traceback (most recent call last):\n"
                  "  File \"(eval)\", line 4, in <module>\n"
                  "    x = f()\n"
                  "  File \"(eval)\", line 2, in f\n"
                  "    raise IndexError('bad')\n"
                  "IndexError: bad\n");
    }
}

TEST_P(Failing, E04_TypicalMessages) {
    const auto box = sandbox();
    const std::pair<Scripts, Scripts> cases[] = {
        {{.ruby = "1.foo", .python = "(1).foo", .javascript = "(1).foo()"},
         {.ruby = "NoMethodError: undefined method 'foo' for Integer",
          .python = "AttributeError: 'int' object has no attribute 'foo'",
          .javascript = "TypeError: not a function"}},
        {{.ruby = "Foo", .python = "Foo", .javascript = "Foo"},
         {.ruby = "NameError: uninitialized constant Foo",
          .python = "NameError: name 'Foo' is not defined",
          .javascript = "ReferenceError: Foo is not defined"}},
        {{.ruby = "1 / 0", .python = "1 / 0", .javascript = "1n / 0n"},
         {.ruby = "ZeroDivisionError: divided by 0",
          .python = "ZeroDivisionError: division by zero",
          .javascript = "RangeError: BigInt division by zero"}},
        {{.ruby = "def f(a); end; f", .python = "def f(a): pass\nf()", .javascript = "null.x"},
         {.ruby = "ArgumentError: wrong number of arguments (given 0, expected 1)",
          .python = "TypeError: f() missing 1 required positional argument: 'a'",
          .javascript = "TypeError: cannot read property 'x' of null"}},
        {{.ruby = "raise Exception, 'top'", .python = "raise BaseException('top')", .javascript = "throw new Error('top')"},
         {.ruby = "Exception: top", .python = "BaseException: top", .javascript = "Error: top"}},
        {{.ruby = "raise NotImplementedError", .python = "raise NotImplementedError", .javascript = "throw new EvalError"},
         {.ruby = "NotImplementedError: NotImplementedError",
          .python = "NotImplementedError: NotImplementedError",
          .javascript = "EvalError: EvalError"}},
        {{.ruby = "class Own < StandardError; end; raise Own, 'm'",
          .python = "class Own(Exception): pass\nraise Own('m')",
          .javascript = "class Own extends Error {}\nthrow new Own('m')"},
         {.ruby = "Own: m", .python = "Own: m", .javascript = "Own: m"}},
        {{.ruby = "raise 'h\303\251'", .python = "raise RuntimeError('h\303\251')", .javascript = "throw new Error('hé')"},
         {.ruby = "RuntimeError: h\303\251", .python = "RuntimeError: h\303\251", .javascript = "Error: hé"}},
        {{.ruby = "raise KeyError, 'json'", .python = "import json\njson.loads('{')", .javascript = "JSON.parse('{')"},
         {.ruby = "KeyError: json",
          .python = "json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
          .javascript = "SyntaxError: Expected property name or '}' in JSON at position 1 (line 1 column 2)"}},
    };
    for (const auto& [source, expected] : cases) EXPECT_EQ(script_error(box, source), in(expected)) << in(source);
    EXPECT_EQ(script_error(box, {.ruby = "raise \"a\\0b\"",
                                 .python = "raise RuntimeError('a\\0b')",
                                 .javascript = "throw new class RuntimeError extends Error {}('a\\0b')"}),
              std::string("RuntimeError: a\0b", 17));
}

TEST_P(Failing, E04_AMessageThatCannotBeUsedIsTheClassName) {
    const auto box = sandbox();
    EXPECT_EQ(script_error(box, {.ruby = "raise IndexError, ''",
                                 .python = "raise IndexError('')",
                                 .javascript = "throw new class IndexError extends Error {}('')"}),
              "IndexError: IndexError");
    EXPECT_EQ(script_error(box,
                           {
                               .ruby = "class Mine < StandardError; def message; 5; end; end; raise Mine",
                               .python = "class Mine(Exception):\n  def __str__(self): return 5\nraise Mine",
                               .javascript = "class Mine extends Error { get message() { return 5 } }\nthrow new Mine",
                           }),
              "Mine: Mine");
    EXPECT_EQ(thrown<SandboxError>([&] {
                  eval(box,
                       {
                           .ruby = "class Mine < StandardError; def message; raise 'again'; end; end; raise Mine",
                           .python = "class Mine(Exception):\n  def __str__(self): raise ValueError('again')\nraise Mine('text')",
                           .javascript = "class Mine extends Error { get message() { throw new RangeError('again') } }\n"
                                         "throw new Mine('text')",
                       });
              }).klass(),
              "Mine");
}

TEST_P(Failing, E04_AHugeMessageOrBacktraceStillArrives) {
    const auto box = sandbox({.memory_limit = std::nullopt});
    EXPECT_EQ(script_error(box, {.ruby = "raise 'x' * 1_000_000",
                                 .python = "raise RuntimeError('x' * 1_000_000)",
                                 .javascript = "throw new class RuntimeError extends Error {}('x'.repeat(1000000))"})
                  .size(),
              1'000'014U);
    const auto deep = thrown<SandboxError>([&] {
        eval(box,
             {
                 .ruby = "class M < StandardError; def backtrace; ['l'] * 10_000; end; end; raise M",
                 .python =
                     "import sys\nsys.setrecursionlimit(20_000)\ndef f(n):\n  if n == 0: raise ValueError\n  f(n - 1)\nf(9_998)",
                 .javascript =
                     "class ValueError extends Error {}\nfunction f(n) { if (n == 0) throw new ValueError; f(n - 1) }\nf(500)",
             });
    });
    EXPECT_EQ(deep.backtrace().size(), is("javascript") ? 50U : 10'000U);
}

TEST_P(Failing, E04_AnErrorThatCannotCrossEndsCleanly) {
    const auto box = sandbox({.memory_limit = std::nullopt});
    // More than a payload can hold: whatever is reported, it is an Error and the sandbox goes on.
    EXPECT_THROW(eval(box, {.ruby = "raise 'x' * 20_000_000",
                            .python = "raise ValueError('x' * 20_000_000)",
                            .javascript = "throw new Error('x'.repeat(20000000))"}),
                 Error);
    EXPECT_THROW(eval(box, {.ruby = "'x' * 20_000_000", .python = "'x' * 20_000_000", .javascript = "'x'.repeat(20000000)"}),
                 Error);
    EXPECT_EQ(box.eval("1").value, Value(1));
}

TEST_P(Failing, E04_TheErrorCarriesTheRecordOfItsInvocation) {
    const auto error = thrown<SandboxError>([&] {
        eval(sandbox(), {.ruby = "print 'o'; raise 'x'",
                         .python = "print('o', end='')\nraise RuntimeError('x')",
                         .javascript = "hako.write('o')\nthrow new Error('x')"});
    });
    EXPECT_EQ(error.execution().stdout_text(), "o");
    EXPECT_GT(error.execution().usage.wall_time.count(), 0.0);
    const Error copy = error;
    EXPECT_STREQ(copy.what(), "x");
}

TEST_P(Failing, E04_ExitIsNoWayOut) {
    const auto box = sandbox();
    if (is("ruby")) {
        EXPECT_EQ(script_error(box, {.ruby = "exit", .python = "", .javascript = ""}),
                  "NoMethodError: undefined method 'exit' for Object");
    } else if (is("javascript")) {
        EXPECT_EQ(script_error(box, {.javascript = "process.exit()"}), "ReferenceError: process is not defined");
    } else {
        for (const char* source : {"import sys\nsys.exit()", "exit()", "raise SystemExit(0)", "import sys\nsys.exit(None)"}) {
            EXPECT_TRUE(box.eval(source).value.is_nil()) << source;
        }
        EXPECT_EQ(test::script_error(box, "import sys\nsys.exit(3)"), "SystemExit: exit status 3");
        EXPECT_EQ(test::script_error(box, "exit('sorry')"), "SystemExit: sorry");
        EXPECT_EQ(test::script_error(box, "raise KeyboardInterrupt"), "KeyboardInterrupt: KeyboardInterrupt");
        EXPECT_EQ(test::script_error(box, "raise GeneratorExit"), "GeneratorExit: GeneratorExit");
    }
}

TEST_P(Failing, E01_AGuestThatEndsItselfIsATrap) {
    const auto box = sandbox();
    if (is("python")) {
        for (const char* source : {"import os\nos.abort()", "import os\nos._exit(0)", "import os\nos._exit(3)",
                                   "import faulthandler\nfaulthandler._sigsegv()", "import faulthandler\nfaulthandler._sigabrt()",
                                   "import faulthandler\nfaulthandler._fatal_error_c_thread()", "import _testcapi"}) {
            const auto result = box.try_eval(source);
            ASSERT_FALSE(result) << source;
            EXPECT_TRUE(result.failure().kind == ErrorKind::trap || result.failure().kind == ErrorKind::sandbox) << source;
            EXPECT_EQ(box.eval("1").value, Value(1)) << source;
        }
        EXPECT_TRUE(message<TrapError>([&] { box.eval("import os\nos.abort()"); }).starts_with("Sandbox#eval failed: "));
    }
}

TEST_P(Failing, D11_D12_OnlyTheClassDecidesAboutTheOrigin) {
    const auto box = sandbox();
    EXPECT_EQ(thrown<ServiceError>([&] {
                  eval(box, {.ruby = "raise Kobako::ServiceError, 'mine'",
                             .python = "import hako\nraise hako.ServiceError('mine')",
                             .javascript = "throw new ServiceError('mine')"});
              }).origin(),
              "service");
    EXPECT_EQ(script_error(box,
                           {
                               .ruby = "class Mine < StandardError; def origin; 'service'; end; end; raise Mine, 'm'",
                               .python = "class Mine(Exception):\n  origin = 'service'\n  type = 'runtime'\nraise Mine('m')",
                               .javascript = "class Mine extends Error {\n  origin = 'service'\n  type = 'runtime'\n}\n"
                                             "throw new Mine('m')",
                           }),
              "Mine: m");
}

}  // namespace
}  // namespace hako::test
