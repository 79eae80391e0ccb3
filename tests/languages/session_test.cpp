// Sessions: state that goes on from one invocation to the next, and what it is cut off from.
#include "language.hpp"
#include "support/shop.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

using namespace std::chrono_literals;
using namespace hako::literals;

class Continuing : public InEveryLanguage {
   protected:
    static Value eval(Session& session, const Scripts& scripts, const With& with = {}) {
        return session.eval(in(scripts), with).value;
    }
    static constexpr Scripts spin{.ruby = "x << 2; y = 3; loop { }",
                                  .python = "x.append(2); y = 3\nwhile True: pass",
                                  .javascript = "x.push(2); let y = 3\nfor (;;);"};
    /// The class of the failure of an unknown name.
    static std::string unknown() { return in({.ruby = "NoMethodError", .python = "NameError", .javascript = "ReferenceError"}); }
};
HAKO_IN_EVERY_LANGUAGE(Continuing);

TEST_P(Continuing, VariablesFunctionsAndPatchesStay) {
    const auto box = sandbox();
    auto session = box.session();
    eval(session, {.ruby = "x = 1", .python = "x = 1", .javascript = "let x = 1"});
    eval(session, {.ruby = "a, (b, *c) = 2, [3, 4, 5]",
                   .python = "a, (b, *c) = 2, [3, 4, 5]",
                   .javascript = "let [a, [b, ...c]] = [2, [3, 4, 5]]"});
    eval(session, {
                      .ruby = "x += 1; def m(n) = n * 4; class String; def shout = upcase + '!'; end",
                      .python = "x += 1\ndef m(n): return n * 4\nimport json as j\nj.shout = lambda s: s.upper() + '!'",
                      .javascript = "x += 1\nfunction m(n) { return n * 4 }\nString.prototype.shout = function () { return "
                                    "this.toUpperCase() + '!' }; null",
                  });
    EXPECT_EQ(eval(session, {.ruby = "[x, a, b, c, m(2), 'a'.shout]",
                             .python = "[x, a, b, c, m(2), j.shout('a')]",
                             .javascript = "[x, a, b, c, m(2), 'a'.shout()]"}),
              Value(2, 2, 3, Value(4, 5), 8, "A!"));
    EXPECT_EQ(session.try_eval("d").failure().klass, unknown());
}

TEST_P(Continuing, ClosuresShareTheVariables) {
    const auto box = sandbox();
    auto session = box.session();
    eval(session, {.ruby = "n = 0; up = -> { n += 1 }; nil",
                   .python = "n = 0\ndef up():\n  global n\n  n += 1\n  return n",
                   .javascript = "let n = 0\nfunction up() { return ++n }"});
    eval(session, {.ruby = "n = 10; up.call", .python = "n = 10; up()", .javascript = "n = 10; up()"});
    EXPECT_EQ(eval(session, {.ruby = "up.call; n", .python = "up(); n", .javascript = "up(); n"}), Value(12));
}

TEST_P(Continuing, OtherInvocationsSeeNothing) {
    const auto box = sandbox();
    auto session = box.session();
    auto other = box.session();
    const Scripts look{.ruby = "[$g.nil?, [].respond_to?(:left)]",
                       .python = "import json\n['g' not in globals(), hasattr(json, 'left')]",
                       .javascript = "[typeof g === 'undefined', 'left' in JSON]"};
    for (int i = 0; i < 5; ++i) {
        session.eval("x = " + std::to_string(i) +
                     in({.ruby = "; $g = x; class Array; def left = 1; end",
                         .python = "\ng = x\nimport json\njson.left = 1",
                         .javascript = "\nvar g = x\nJSON.left = 1"}));
        EXPECT_EQ(InEveryLanguage::eval(box, look), Value(true, false));
        EXPECT_EQ(eval(other, look), Value(true, false));
        EXPECT_EQ(eval(session, {.ruby = "[x, $g]", .python = "[x, g]", .javascript = "[x, g]"}), Value(i, i));
    }
    EXPECT_EQ(other.try_eval("x").failure().klass, unknown());
}

TEST_P(Continuing, AnExceptionKeepsWhatWasDoneBefore) {
    const auto box = sandbox();
    auto session = box.session();
    EXPECT_EQ(message<SandboxError>([&] {
                  eval(session, {.ruby = "x = 2; raise 'later'",
                                 .python = "x = 2; raise ValueError('later')",
                                 .javascript = "x = 2; class ValueError extends Error {}; throw new ValueError('later')"});
              }),
              "later");
    EXPECT_EQ(session.eval("x").value, Value(2));
    EXPECT_EQ(
        session.try_eval(in({.ruby = "x = 3; Object.new", .python = "x = 3; object()", .javascript = "x = 3; new class {}"}))
            .failure()
            .kind,
        ErrorKind::sandbox);
    EXPECT_EQ(session.try_eval("x = ").failure().klass, "SyntaxError");
    EXPECT_EQ(session.eval("x").value, Value(3));
}

TEST_P(Continuing, E04_BacktracesShowTheLinesOfEarlierEvals) {
    const auto box = sandbox();
    auto session = box.session();
    eval(session, {.ruby = "def f\n  raise IndexError, 'x'\nend",
                   .python = "def f():\n  raise IndexError('x')\n",
                   .javascript = "class IndexError extends Error {}; function f() {\n  throw new IndexError('x') }\n"});
    const auto failure = session.try_eval("1\n2\nf()").failure();
    EXPECT_EQ(failure.backtrace, (std::vector<std::string>{"(eval):2:in f", "(eval):3"}));
    if (is("python")) {
        // The sources of earlier evals aren't kept: no line is shown, rather than one of another source.
        ASSERT_EQ(failure.frames.size(), 2U);
        EXPECT_EQ(failure.frames[0].source, "");
        EXPECT_EQ(failure.frames[1].source, "");
        EXPECT_EQ(session.try_eval("raise KeyError").failure().frames[0].source, "raise KeyError");
        EXPECT_EQ(session.try_eval("\n1 / 0").failure().frames[0].source, "1 / 0");
    }
}

TEST_P(Continuing, E19_E20_AStoppedInvocationHasNoEffect) {
    const auto box = sandbox({.timeout = 5s, .memory_limit = 2_MiB});
    auto session = box.session();
    eval(session, {.ruby = "x = [1]", .python = "x = [1]", .javascript = "let x = [1]"});
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(session.try_eval(in(spin), With().timeout(20ms)).failure().kind, ErrorKind::timeout);
        EXPECT_EQ(session
                      .try_eval(in({.ruby = "x << 2; 'x' * 200_000_000",
                                    .python = "x.append(2); 'x' * 200_000_000",
                                    .javascript = "x.push(2); 'x'.repeat(200000000)"}))
                      .failure()
                      .kind,
                  ErrorKind::memory_limit);
        EXPECT_EQ(session.eval("x").value, array(1));
        EXPECT_EQ(session.try_eval("y").failure().klass, unknown());
    }
}

TEST_P(Continuing, B04_B35_OutputAndUsageAreEachInvocationsOwn) {
    const auto box = sandbox({.stdout_limit = Bytes(8)});
    auto session = box.session();
    const auto print = [&](const char* text) {
        return session
            .eval(in({.ruby = "print ", .python = "print(", .javascript = "hako.write("}) + "'" + text + "'" +
                  in({.ruby = "", .python = ", end='')", .javascript = ")"}))
            .stdout_output;
    };
    EXPECT_EQ(print("first").bytes, "first");
    EXPECT_EQ(session.eval("1").stdout_text(), "");
    EXPECT_TRUE(print("more than eight").truncated);
    EXPECT_FALSE(print("x").truncated);
    EXPECT_GT(session.eval("1").usage.wall_time.count(), 0.0);
}

TEST_P(Continuing, E20_TheMemoryLimitIsForTheWhole) {
    const auto box = sandbox({.memory_limit = 64_MiB});
    auto session = box.session();
    eval(session, {.ruby = "keep = []", .python = "keep = []", .javascript = "const keep = []"});
    const auto more = in({.ruby = "keep << 'x' * 8_000_000; nil",
                          .python = "keep.append('x' * 8_000_000)",
                          .javascript = "keep.push('x'.repeat(8000000) + keep.length)"});
    int evals = 0;
    while (evals < 100 && session.try_eval(more)) ++evals;
    EXPECT_GE(evals, 3);
    EXPECT_LE(evals, 20);
    EXPECT_EQ(eval(session, {.ruby = "keep.size", .python = "len(keep)", .javascript = "keep.length"}), Value(evals));
    eval(session, {.ruby = "keep.clear; GC.start; nil", .python = "keep.clear()", .javascript = "keep.length = 0"});
    EXPECT_TRUE(session.try_eval(more));
}

TEST_P(Continuing, B31_RunCallsWhatTheSessionDefined) {
    auto box = sandbox();
    box.preload("Base", in({.ruby = "Twice = ->(n) { n * 2 }",
                            .python = "def Twice(n): return n * 2",
                            .javascript = "function Twice(n) { return n * 2 }"}));
    auto session = box.session();
    EXPECT_EQ(session.run("Twice", {21}).value, Value(42));
    eval(session, {
                      .ruby = "count = 0; Count = ->(given = {}) { count += given[:by] || 1 }; nil",
                      .python = "count = 0\ndef Count(by=1):\n  global count\n  count += by\n  return count",
                      .javascript = "let count = 0\nfunction Count({by} = {by: 1}) { return count += by }",
                  });
    session.run("Count");
    EXPECT_EQ(session.run("Count", {}, {{"by", 5}}).value, Value(6));
    EXPECT_EQ(session.eval("count").value, Value(6));
    EXPECT_EQ(session.try_run("bad name").failure().kind, ErrorKind::argument);
}

TEST_P(Continuing, B15_B21_HandlesStayAndTheirLimitIsForTheWhole) {
    auto box = sandbox({.handle_limit = 3});
    box.define("Shop").bind("Item", [](const std::string& name) { return std::make_shared<Item>(name); });
    auto session = box.session();
    eval(session,
         {.ruby = "a = Shop::Item.('one'); nil", .python = "a = Shop.Item('one')", .javascript = "const a = Shop.Item('one')"});
    // Those of an invocation that was stopped are gone, and so is what the script knew of them.
    EXPECT_FALSE(session.try_eval(in({.ruby = "c = Shop::Item.('x'); loop { }",
                                      .python = "c = Shop.Item('x')\nwhile True: pass",
                                      .javascript = "let c = Shop.Item('x')\nfor (;;);"}),
                                  With().timeout(20ms)));
    eval(session, {.ruby = "b = Shop::Item.('two'); c = Shop::Item.('three'); nil",
                   .python = "b = Shop.Item('two'); c = Shop.Item('three')",
                   .javascript = "let b = Shop.Item('two'), c = Shop.Item('three')"});
    EXPECT_EQ(eval(session, {.ruby = "[a.name, b.name, c.name]",
                             .python = "[a.name(), b.name(), c.name()]",
                             .javascript = "[a.name(), b.name(), c.name()]"}),
              Value("one", "two", "three"));
    EXPECT_EQ(session.try_eval(in({.ruby = "Shop::Item.('y')", .python = "Shop.Item('y')", .javascript = "Shop.Item('y')"}))
                  .failure()
                  .kind,
              ErrorKind::service);
    EXPECT_EQ(session.eval("b").value.as<std::shared_ptr<Item>>()->name(), "two");
}

TEST_P(Continuing, ForksAreIndependent) {
    const auto box = sandbox();
    auto session = box.session();
    eval(session, {.ruby = "x = [40]", .python = "x = [40]", .javascript = "let x = [40]"});
    auto other = session.fork();
    eval(other, {.ruby = "x << 2", .python = "x.append(2)", .javascript = "x.push(2)"});
    eval(session, {.ruby = "x << 9; own = 1", .python = "x.append(9); own = 1", .javascript = "x.push(9); var own = 1"});
    EXPECT_EQ(session.eval("x").value, Value(40, 9));
    EXPECT_EQ(other.eval("x").value, Value(40, 2));
    EXPECT_EQ(other.try_eval("own").failure().klass, unknown());
    auto third = other.fork();
    EXPECT_EQ(third.eval("x").value, Value(40, 2));
}

TEST_P(Continuing, CheckpointsGoBackAndForth) {
    auto box = sandbox();
    box.define("Shop").bind("Item", [](const std::string& name) { return std::make_shared<Item>(name); });
    auto session = box.session();
    const auto empty = session.checkpoint();
    const Scripts look{.ruby = "[x, item.name]", .python = "[x, item.name()]", .javascript = "[x, item.name()]"};
    eval(session, {.ruby = "x = 1; item = Shop::Item.('one'); nil",
                   .python = "x = 1; item = Shop.Item('one'); None",
                   .javascript = "x = 1; var item = Shop.Item('one'); null"});
    const auto first = session.checkpoint();
    eval(session, {.ruby = "x = 2; item = Shop::Item.('two'); nil",
                   .python = "x = 2; item = Shop.Item('two'); None",
                   .javascript = "x = 2; var item = Shop.Item('two'); null"});
    const auto second = session.checkpoint();
    session.restore(first);
    EXPECT_EQ(eval(session, look), Value(1, "one"));
    session.restore(second);
    EXPECT_EQ(eval(session, look), Value(2, "two"));
    session.restore(empty);
    EXPECT_EQ(session.try_eval("x").failure().klass, unknown());
    auto other = box.session();
    other.restore(first);
    EXPECT_EQ(eval(other, look), Value(1, "one"));
    const auto stranger = sandbox();
    EXPECT_EQ(message<ArgumentError>([&] { stranger.session().restore(first); }), "the checkpoint is of another sandbox");
}

TEST_P(Continuing, B33_MakingOneSealsTheSandboxWhichMayGoFirst) {
    std::optional<Session> session;
    {
        auto box = sandbox();
        box.define("S").bind("Id", [](int n) { return n; });
        session.emplace(box.session());
        EXPECT_TRUE(box.sealed());
    }
    EXPECT_EQ(
        eval(*session, {.ruby = "x = S::Id.(4); x + 1", .python = "x = S.Id(4); x + 1", .javascript = "let x = S.Id(4); x + 1"}),
        Value(5));
}

TEST_P(Continuing, AServiceCantInvokeTheSessionThatCalledIt) {
    auto box = sandbox();
    Session* running = nullptr;
    box.define("S").bind("Try", [&] { return running->try_eval("1").failure().message; }).bind("Fork", [&] {
        return running->fork().eval("x").value;
    });
    auto session = box.session();
    running = &session;
    session.eval("x = 1");
    EXPECT_EQ(eval(session, {.ruby = "S::Try.call", .python = "S.Try()", .javascript = "S.Try()"}),
              Value("the session is running"));
    EXPECT_EQ(eval(session,
                   {.ruby = "x = 3; [x, S::Fork.call]", .python = "x = 3; [x, S.Fork()]", .javascript = "x = 3; [x, S.Fork()]"}),
              Value(3, 1));
}

TEST_P(Continuing, B08_WithBringsServicesForKnownNamesOnly) {
    auto box = sandbox();
    box.define("T").bind_late("Db");
    auto session = box.session();
    const Scripts call{.ruby = "T::Db.()", .python = "T.Db()", .javascript = "T.Db()"};
    EXPECT_EQ(eval(session, call, With().bind("T", "Db", [] { return 1; })), Value(1));
    EXPECT_EQ(eval(session, call, With().bind("T", "Db", [] { return 2; })), Value(2));
    EXPECT_EQ(session.try_eval(in(call)).failure().kind, ErrorKind::service);
    EXPECT_EQ(message<ArgumentError>([&] { session.eval("1", With().bind("T", "New", [] { return 1; })); }),
              "Member T::New is new to the session; declare it with bind_late");
}

TEST_P(Continuing, B32_E36_SnippetsWithEffectsRunOnceAndFailuresEachTime) {
    auto box = sandbox();
    int calls = 0;
    box.define("S").bind("Next", [&] { return ++calls; });
    box.preload("Impure", in({.ruby = "print 'loading'; FIRST = S::Next.call",
                              .python = "print('loading', end='')\nFIRST = S.Next()",
                              .javascript = "hako.write('loading')\nvar FIRST = S.Next()"}));
    auto session = box.session();
    EXPECT_EQ(calls, 0);
    const auto look = in({.ruby = "FIRST", .python = "import Impure\nImpure.FIRST", .javascript = "FIRST"});
    EXPECT_EQ(session.eval(look).stdout_text(), "loading");
    EXPECT_EQ(session.eval(look).stdout_text(), "");
    EXPECT_EQ(session.eval(look).value, Value(1));
    EXPECT_EQ(calls, 1);

    auto bad = sandbox();
    bad.define("S").bind("Next", [&] { return ++calls; });
    bad.preload("Flaky", in({
                             .ruby = "N = S::Next.call; raise 'not yet' if N < 4",
                             .python = "N = S.Next()\nif N < 4: raise RuntimeError('not yet')",
                             .javascript = "var N = S.Next()\nif (N < 4) throw new Error('not yet')",
                         }));
    auto flaky = bad.session();
    EXPECT_EQ(flaky.try_eval("1").failure().message, "not yet");
    EXPECT_EQ(flaky.try_eval("1").failure().message, "not yet");
    EXPECT_EQ(eval(flaky, {.ruby = "N", .python = "import Flaky\nFlaky.N", .javascript = "N"}), Value(4));
    EXPECT_EQ(eval(flaky, {.ruby = "N", .python = "Flaky.N", .javascript = "N"}), Value(4));
}

TEST_P(Continuing, E23_ABlockIsOverWhenItsCallIs) {
    auto box = sandbox();
    std::optional<Block> kept;
    box.define("S").bind("Keep", [&](Block& block) { kept.emplace(block); }).bind("Call", [&] { return (*kept)(1); });
    auto session = box.session();
    eval(session, {.ruby = "S::Keep.call { |x| x }", .python = "S.Keep(lambda x: x)", .javascript = "S.Keep((x) => x)"});
    EXPECT_EQ(session.try_eval(in({.ruby = "S::Call.call", .python = "S.Call()", .javascript = "S.Call()"})).failure().kind,
              ErrorKind::service);
}

TEST_P(Continuing, ManyEvalsDoNotPileUp) {
    const auto box = sandbox();
    auto session = box.session();
    session.eval("x = 0");
    const auto code = in({.ruby = "begin; raise 'a'; rescue; end; x += 1 # ",
                          .python = "try: raise ValueError\nexcept ValueError: pass\nx += 1 # ",
                          .javascript = "try { throw new Error } catch {}\nx += 1 // "}) +
                      std::string(2000, 'c') + "\nx";
    for (int i = 1; i <= 200; ++i) ASSERT_EQ(session.eval(code).value, Value(i));
    EXPECT_EQ(session.eval("1").usage.memory_peak, Bytes(0));
}

}  // namespace
}  // namespace hako::test
