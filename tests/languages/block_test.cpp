// What scripts give to service calls to be called back: yields, breaks, exceptions, and what outlives its call.
#include <thread>

#include "language.hpp"
#include "support/shop.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

/// Services that call blocks in several ways.
class Yielding : public InEveryLanguage {
   protected:
    Yielding() {
        box.define("N")
            .bind("Given", [](Block* block) { return block != nullptr; })
            .bind("Yield", [](Block& block, Arguments arguments) { return block.yield(arguments); })
            .bind("Each",
                  [this](int n, Block& block) {
                      const Counter counter(unwound);
                      for (int i = 0; i < n; ++i) {
                          block(i);
                          ++after_yield;
                      }
                      return "all";
                  })
            .bind("Collect", [](std::vector<Value> values, Block& block) {
                Array results;
                for (const auto& value : values) results.push_back(block(value));
                return results;
            });
    }
    /// Counts its destructions.
    class Counter {
       public:
        explicit Counter(int& count) : count_(count) {}
        ~Counter() { ++count_; }
        Counter(const Counter&) = delete;
        Counter& operator=(const Counter&) = delete;

       private:
        int& count_;
    };
    int after_yield = 0;
    int unwound = 0;
    Sandbox box = sandbox();
};
HAKO_IN_EVERY_LANGUAGE(Yielding);

TEST_P(Yielding, B23_AServiceSeesWhetherABlockWasGiven) {
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "[N::Given.(), N::Given.call { }, N::Given.(&nil), N::Given.(&->(x) { x })]",
                       .python = "[N.Given(), N.Given(lambda: 1), N.Given(*[]), N.Given(len)]",
                       .javascript = "[N.Given(), N.Given(() => 1), N.Given(...[]), N.Given(parseInt)]",
                   }),
              Value(false, true, false, true));
}

TEST_P(Yielding, B23_AServiceThatNeedsABlockSaysSo) {
    EXPECT_EQ(fault(box, {.ruby = "N::Each.(3)", .python = "N.Each(3)", .javascript = "N.Each(3)"}), "no block given");
}

TEST_P(Yielding, B23_AFunctionThatIsStrictAboutItsArgumentsRaises) {
    EXPECT_EQ(
        fault(box, {.ruby = "N::Yield.(1, 2, &->(a) { a })",
                    .python = "N.Yield(1, 2, lambda a: a)",
                    .javascript =
                        "N.Yield(1, 2, (...a) => { if (a.length != 1) throw new TypeError(`one argument, not ${a.length}`) })"}),
        in({
            .ruby = "RuntimeError: ArgumentError: wrong number of arguments (given 2, expected 1)",
            .python = "RuntimeError: TypeError: <lambda>() takes 1 positional argument but 2 were given",
            .javascript = "RuntimeError: TypeError: one argument, not 2",
        }));
    EXPECT_EQ(eval(box, {.ruby = "N::Yield.(1, &->(a) { a + 1 })",
                         .python = "N.Yield(1, lambda a: a + 1)",
                         .javascript = "N.Yield(1, (a) => a + 1)"}),
              Value(2));
}

TEST_P(Yielding, B24_EachYieldIsARoundTripWithAValue) {
    EXPECT_EQ(eval(box, {.ruby = "N::Collect.([1, 2, 3]) { |x| x * 10 }",
                         .python = "N.Collect([1, 2, 3], lambda x: x * 10)",
                         .javascript = "N.Collect([1, 2, 3], (x) => x * 10)"}),
              Value(10, 20, 30));
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "N::Yield.('a', :b, nil, [1], {'k' => 1.5}, 0) { |*a| a }",
                       .python = "import hako\nN.Yield('a', hako.Symbol('b'), None, [1], {'k': 1.5}, 0, lambda *a: a)",
                       .javascript = "N.Yield('a', Symbol.for('b'), null, [1], {k: 1.5}, 0, (...a) => a)",
                   }),
              Value("a", sym("b"), nullptr, array(1), Map{{"k", 1.5}}, 0));
}

TEST_P(Yielding, B24_BlocksKeepTheirClosure) {
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "sum = 0; N::Each.(5) { |i| sum += i }; sum",
                       .python = "def outer():\n  sum = 0\n  def add(i):\n    nonlocal sum\n    sum += i\n  N.Each(5, add)\n  "
                                 "return sum\nouter()",
                       .javascript = "let sum = 0; N.Each(5, (i) => { sum += i }); sum",
                   }),
              Value(10));
}

TEST_P(Yielding, B24_D31_AnExceptionInTheBlockArrivesAtTheYield) {
    std::string klass, text, what;
    std::vector<std::string> backtrace;
    auto other = sandbox();
    other.define("N").bind("Try", [&](Block& block) {
        try {
            block();
        } catch (const BlockError& e) {
            klass = e.klass();
            text = e.message();
            what = e.what();
            backtrace = e.backtrace();
        }
        return "went on";
    });
    EXPECT_EQ(eval(other,
                   {
                       .ruby = "def f; raise IndexError, 'bad'; end\nN::Try.call { f }",
                       .python = "def f(): raise IndexError('bad')\nN.Try(lambda: f())",
                       .javascript = "function f() { throw new IndexError('bad') }; class IndexError extends Error {}\n"
                                     "N.Try(() => f())",
                   }),
              Value("went on"));
    EXPECT_EQ(klass, "IndexError");
    EXPECT_EQ(text, "bad");
    EXPECT_EQ(what, "IndexError: bad");
    ASSERT_FALSE(backtrace.empty());
    EXPECT_EQ(backtrace.front(), "(eval):1:in f");
    eval(other, {.ruby = "N::Try.call { raise IndexError, '' }",
                 .python = "def f(): raise IndexError('')\nN.Try(f)",
                 .javascript = "class IndexError extends Error {}\nN.Try(() => { throw new IndexError('') })"});
    EXPECT_EQ(what, "IndexError: IndexError");
}

TEST_P(Yielding, B24_AnUncaughtBlockErrorIsAFault) {
    const Scripts raise{.ruby = "N::Yield.() { raise IndexError, 'bad' }",
                        .python = "def f(): raise IndexError('bad')\nN.Yield(f)",
                        .javascript = "class IndexError extends Error {}\nN.Yield(() => { throw new IndexError('bad') })"};
    EXPECT_EQ(fault(box, raise), "RuntimeError: IndexError: bad");
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "begin; N::Yield.() { raise 'x' }; rescue Kobako::ServiceError => e; e.message; end",
                       .python = "import hako\ndef f(): raise RuntimeError('x')\ntry: N.Yield(f)\nexcept hako.ServiceError as e: "
                                 "r = str(e)\nr",
                       .javascript = "let r\nclass RuntimeError extends Error {}\ntry { N.Yield(() => { throw new "
                                     "RuntimeError('x') }) } catch (e) { r = e.message }\n"
                                     "r",
                   }),
              Value("RuntimeError: RuntimeError: x"));
}

TEST_P(Yielding, B24_AHostObjectAsYieldArgumentIsRefused) {
    auto other = sandbox();
    other.define("N").bind("F", [](Block& block) { block(std::make_shared<Item>("x")); });
    EXPECT_NE(fault(other, {.ruby = "N::F.call { |x| x }", .python = "N.F(lambda x: x)", .javascript = "N.F((x) => x)"})
                  .find("Error: "),
              std::string::npos);
}

TEST_P(Yielding, B24_TimeInABlockCountsAgainstTheLimit) {
    auto other = sandbox({.timeout = std::chrono::milliseconds(100)});
    bool went_on = false;
    other.define("N").bind("F", [&](Block& block) {
        block();
        went_on = true;
    });
    EXPECT_THROW(eval(other, {.ruby = "N::F.call { while true; end }",
                              .python = "def f():\n  while True: pass\nN.F(f)",
                              .javascript = "N.F(() => { for (;;); })"}),
                 TimeoutError);
    EXPECT_FALSE(went_on);
}

TEST_P(Yielding, B25_BreakUnwindsTheServiceAndItsValueIsTheResult) {
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "N::Each.(10) { |i| break i * 100 if i == 2 }",
                       .python = "import hako\ndef f(i):\n  if i == 2: raise hako.Break(i * 100)\nN.Each(10, f)",
                       .javascript = "N.Each(10, (i) => { if (i == 2) throw new hako.Break(i * 100) })",
                   }),
              Value(200));
    EXPECT_EQ(after_yield, 2);
    EXPECT_EQ(unwound, 1);
    EXPECT_TRUE(eval(box,
                     {
                         .ruby = "N::Each.(10) { |i| break }",
                         .python = "import hako\ndef f(i): raise hako.Break\nN.Each(10, f)",
                         .javascript = "N.Each(10, () => { throw new hako.Break })",
                     })
                    .is_nil());
    EXPECT_EQ(unwound, 2);
}

TEST_P(Yielding, B25_NothingInTheServiceHoldsABreakUp) {
    auto other = sandbox();
    bool caught = false;
    int more = 0;
    other.define("N")
        .bind("Catches",
              [&](Block& block) {
                  try {
                      block();
                  } catch (const std::exception&) {
                      caught = true;
                  }
                  return "finished";
              })
        .bind("Swallows", [&](Block& block) {
            for (int i = 0; i < 3; ++i) {
                try {
                    block(i);
                    ++more;
                } catch (...) {
                }
            }
            return "finished";
        });
    EXPECT_EQ(eval(other,
                   {
                       .ruby = "N::Catches.call { break 7 }",
                       .python = "import hako\ndef f(): raise hako.Break(7)\nN.Catches(f)",
                       .javascript = "N.Catches(() => { throw new hako.Break(7) })",
                   }),
              Value(7));
    EXPECT_FALSE(caught);
    EXPECT_EQ(
        eval(
            other,
            {
                .ruby = "n = 0; r = N::Swallows.call { n += 1; break n }; [r, n]",
                .python = "import hako\nn = 0\ndef f(i):\n  global n\n  n += 1\n  raise hako.Break(n)\nr = N.Swallows(f); [r, n]",
                .javascript = "let n = 0\nconst r = N.Swallows(() => { n++; throw new hako.Break(n) })\n"
                              ";[r, n]",
            }),
        Value(1, 1));
    EXPECT_EQ(more, 0);
}

TEST_P(Yielding, B25_OnlyTheInnermostServiceIsEnded) {
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "N::Collect.([1, 2]) { |x| N::Each.(5) { |i| break [x, i] if i == x } }",
                       .python = "import hako\n"
                                 "def outer(x):\n"
                                 "  def inner(i):\n"
                                 "    if i == x: raise hako.Break([x, i])\n"
                                 "  return N.Each(5, inner)\n"
                                 "N.Collect([1, 2], outer)",
                       .javascript = "N.Collect([1, 2], (x) => N.Each(5, (i) => { if (i == x) throw new hako.Break([x, i]) }))",
                   }),
              Value(Value(1, 1), Value(2, 2)));
    EXPECT_EQ(unwound, 2);
}

TEST_P(Yielding, B25_ABreakValueKeepsItsHandle) {
    auto other = sandbox();
    const auto cup = std::make_shared<Item>("cup");
    other.define("N").bind("Cup", [&] { return cup; }).bind("F", [](Block& block) { block(); });
    EXPECT_EQ(eval(other,
                   {
                       .ruby = "c = N::Cup.(); N::F.call { break [c] }[0].name",
                       .python = "import hako\nc = N.Cup()\ndef f(): raise hako.Break([c])\nN.F(f)[0].name()",
                       .javascript = "const c = N.Cup()\nN.F(() => { throw new hako.Break([c]) })[0].name()",
                   }),
              Value("cup"));
}

TEST_P(Yielding, B26_B37_HandlesInABlocksValueAreObjects) {
    auto other = sandbox();
    const auto cup = std::make_shared<Item>("cup");
    Value got;
    other.define("N").bind("Cup", [&] { return cup; }).bind("F", [&](Block& block) { got = block(); });
    eval(
        other,
        {.ruby = "N::F.call { [N::Cup.(), 1] }", .python = "N.F(lambda: [N.Cup(), 1])", .javascript = "N.F(() => [N.Cup(), 1])"});
    EXPECT_EQ(got, Value(Object(cup), 1));
}

TEST_P(Yielding, B37_AnUnknownHandleInABlocksValueIsThrownAtTheYield) {
    auto other = sandbox();
    other.define("N").bind("F", [](Block& block) { return block(); });
    other.preload("Use", in({.ruby = "Use = ->(list) { N::F.call { list[0] } }",
                             .python = "def Use(list): return N.F(lambda: list[0])",
                             .javascript = "export function Use(list) { return N.F(() => list[0]) }"}));
    const auto error = thrown<ServiceError>([&] { other.run("Use", {array(Value(Handle(Handle::FromWire{55})))}); });
    EXPECT_STREQ(error.what(), "Kobako::SandboxError: unknown Handle id: 55");
}

TEST_P(Yielding, B26_AFunctionThatReturnsNothingGivesNothing) {
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "N::Collect.([1, 2, 3]) { |x| next 5 if x == 2 }",
                       .python = "def f(x):\n  if x == 2: return 5\nN.Collect([1, 2, 3], f)",
                       .javascript = "N.Collect([1, 2, 3], (x) => { if (x == 2) return 5 })",
                   }),
              Value(nullptr, 5, nullptr));
}

TEST_P(Yielding, B28_NestedCallsHaveTheirOwnBlocks) {
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "N::Collect.([1, 2]) { |x| N::Collect.([10, 20]) { |y| N::Yield.(x * y) { |z| z + 1 } } }",
                       .python = "N.Collect([1, 2], lambda x: N.Collect([10, 20], lambda y: N.Yield(x * y, lambda z: z + 1)))",
                       .javascript = "N.Collect([1, 2], (x) => N.Collect([10, 20], (y) => N.Yield(x * y, (z) => z + 1)))",
                   }),
              Value(Value(11, 21), Value(21, 41)));
}

TEST_P(Yielding, B28_AnOuterBlockCannotRunInsideAnInnerCallWithABlock) {
    auto other = sandbox();
    std::optional<Block> outer;
    std::string refusal;
    other.define("N")
        .bind("Outer",
              [&](Block& block) {
                  outer = block;
                  return block();
              })
        .bind("Inner", [&](Block* block) {
            try {
                return (*outer)();
            } catch (const LocalJumpError& e) {
                refusal = e.what();
                return block ? (*block)() : Value("refused");
            }
        });
    EXPECT_EQ(
        eval(other,
             {
                 .ruby = "n = 0; N::Outer.call { n += 1; n > 1 ? 'again' : N::Inner.call { 'inner' } }",
                 .python =
                     "n = 0\ndef f():\n  global n\n  n += 1\n  return 'again' if n > 1 else N.Inner(lambda: 'inner')\nN.Outer(f)",
                 .javascript = "let n = 0\nN.Outer(() => { n++; return n > 1 ? 'again' : N.Inner(() => 'inner') })",
             }),
        Value("inner"));
    EXPECT_NE(refusal, "");
    // Without a block of its own, the inner call may run the outer one.
    EXPECT_EQ(eval(other,
                   {
                       .ruby = "n = 0; N::Outer.call { n += 1; n > 1 ? 'again' : N::Inner.() }",
                       .python = "n = 0\ndef f():\n  global n\n  n += 1\n  return 'again' if n > 1 else N.Inner()\nN.Outer(f)",
                       .javascript = "let n = 0\nN.Outer(() => { n++; return n > 1 ? 'again' : N.Inner() })",
                   }),
              Value("again"));
}

TEST_P(Yielding, B28_D29_EndlessRecursionThroughBlocksEndsCleanly) {
    auto other = sandbox();
    other.define("N").bind("F", [](Block& block) { return block(); });
    for (int i = 0; i < 2; ++i) {
        EXPECT_THROW(eval(other, {.ruby = "def go; N::F.call { go }; end; go",
                                  .python = "def go(): return N.F(go)\ngo()",
                                  .javascript = "function go() { return N.F(go) }\ngo()"}),
                     Error);
    }
    EXPECT_EQ(eval(other,
                   {
                       .ruby = "def go(n); n == 0 ? 'done' : N::F.call { go(n - 1) }; end; go(20)",
                       .python = "def go(n): return 'done' if n == 0 else N.F(lambda: go(n - 1))\ngo(20)",
                       .javascript = "function go(n) { return n == 0 ? 'done' : N.F(() => go(n - 1)) }\ngo(20)",
                   }),
              Value("done"));
}

TEST_P(Yielding, B29_AServiceMayYieldManyTimesAndReturnWhatItLikes) {
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "n = 0; r = N::Each.(1000) { n += 1 }; [r, n]",
                       .python = "seen = []\nr = N.Each(1000, seen.append); [r, len(seen)]",
                       .javascript = "const seen = []\nconst r = N.Each(1000, (i) => { seen.push(i) })\n;[r, seen.length]",
                   }),
              Value("all", 1000));
}

TEST_P(Yielding, B30_ABlockThatIsNeverCalledDoesNothing) {
    EXPECT_EQ(eval(box, {.ruby = "x = 0; r = N::Given.call { x = 1 }; [r, x]",
                         .python = "x = []; r = N.Given(lambda: x.append(1)); [r, len(x)]",
                         .javascript = "const x = []; const r = N.Given(() => x.push(1)); [r, x.length]"}),
              Value(true, 0));
}

TEST_P(Yielding, E22_AValueWithoutWireFormIsRefusedAtTheYield) {
    EXPECT_TRUE(
        fault(
            box,
            {.ruby = "N::Yield.() { 1..2 }", .python = "N.Yield(lambda: {1, 2})", .javascript = "N.Yield(() => new Set([1, 2]))"})
            .starts_with(in({
                .ruby = "RuntimeError: TypeError: block return value of type Range is not a supported sandbox value type",
                .python = "RuntimeError: TypeError: block return value of type set is not a supported sandbox value type",
                .javascript = "RuntimeError: TypeError: block return value of type Set is not a supported sandbox value type",
            })));
    EXPECT_TRUE(fault(box,
                      {
                          .ruby = "N::Yield.() { break Object.new }",
                          .python = "import hako\ndef f(): raise hako.Break(object())\nN.Yield(f)",
                          .javascript = "N.Yield(() => { throw new hako.Break(new Set()) })",
                      })
                    .starts_with(in({
                        .ruby = "RuntimeError: TypeError: break value of type Object is not a supported sandbox value type",
                        .python = "RuntimeError: TypeError: break value of type object is not a supported sandbox value type",
                        .javascript = "RuntimeError: TypeError: break value of type Set is not a supported sandbox value type",
                    })));
    EXPECT_TRUE(fault(box, {.ruby = "N::Yield.() { a = []; a << a; a }",
                            .python = "a = []; a.append(a)\nN.Yield(lambda: a)",
                            .javascript = "const a = []; a.push(a)\nN.Yield(() => a)"})
                    .starts_with("RuntimeError: TypeError: block return value of type "));
}

TEST_P(Yielding, E23_ABlockIsDeadWhenItsCallHasEnded) {
    auto other = sandbox();
    std::optional<Block> kept;
    other.define("N")
        .bind("Keep", [&](Block& block) { kept = block; })
        .bind("Use", [&] { return (*kept)(); })
        .bind("UseWithBlock", [&](Block&) { return (*kept)(); });
    const char* const text = "guest block invoked after host dispatch frame returned";
    EXPECT_EQ(fault(other, {.ruby = "N::Keep.call { 1 }; N::Use.()",
                            .python = "N.Keep(lambda: 1); N.Use()",
                            .javascript = "N.Keep(() => 1); N.Use()"}),
              std::string("LocalJumpError: ") + text);
    EXPECT_EQ(fault(other, {.ruby = "N::Keep.call { 1 }; N::UseWithBlock.call { 2 }",
                            .python = "N.Keep(lambda: 1); N.UseWithBlock(lambda: 2)",
                            .javascript = "N.Keep(() => 1); N.UseWithBlock(() => 2)"}),
              std::string("LocalJumpError: ") + text);
    EXPECT_EQ(message<LocalJumpError>([&] { (*kept)(); }), text);
    other = sandbox();
    EXPECT_EQ(message<LocalJumpError>([&] { (*kept)(); }), text);
}

TEST_P(Yielding, ABlockBelongsToItsThread) {
    auto other = sandbox();
    bool refused = false;
    other.define("N").bind("F", [&](Block& block) {
        std::thread([&] {
            try {
                block();
            } catch (const LocalJumpError&) {
                refused = true;
            }
        }).join();
        return block();
    });
    EXPECT_EQ(eval(other, {.ruby = "N::F.call { 5 }", .python = "N.F(lambda: 5)", .javascript = "N.F(() => 5)"}), Value(5));
    EXPECT_TRUE(refused);
}

TEST_P(Yielding, AnythingThatCanBeCalledIsABlock) {
    EXPECT_EQ(eval(box, {.ruby = "N::Collect.(['a', 'b'], &:upcase)",
                         .python = "N.Collect(['a', 'b'], str.upper)",
                         .javascript = "N.Collect(['a', 'b'], (s) => s.toUpperCase())"}),
              Value("A", "B"));
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "class Own; def to_proc; ->(x) { x + 1 }; end; end; N::Collect.([1, 2], &Own.new)",
                       .python = "class Own:\n  def __call__(self, x): return x + 1\nN.Collect([1, 2], Own())",
                       .javascript = "const add = function (n, x) { return x + n }.bind(null, 1)\nN.Collect([1, 2], add)",
                   }),
              Value(2, 3));
}

TEST_P(Yielding, ABlocksValueConverts) {
    auto other = sandbox();
    other.define("N").bind("Sum", [](std::vector<int> list, Block& score) {
        double total = 0;
        for (const int n : list) total += score.call<double>(n);
        return total;
    });
    EXPECT_EQ(eval(other, {.ruby = "N::Sum.([1, 2, 3]) { |n| n * 0.5 }",
                           .python = "N.Sum([1, 2, 3], lambda n: n * 0.5)",
                           .javascript = "N.Sum([1, 2, 3], (n) => n * 0.5)"}),
              is("javascript") ? Value(3) : Value(3.0));
    EXPECT_NE(
        fault(other,
              {.ruby = "N::Sum.([1]) { 'x' }", .python = "N.Sum([1], lambda n: 'x')", .javascript = "N.Sum([1], () => 'x')"})
            .find("expected Float, got \"x\""),
        std::string::npos);
}

}  // namespace
}  // namespace hako::test
