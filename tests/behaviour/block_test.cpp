// Blocks that scripts give to service calls: yields, next, break, raise and what outlives its call.
#include <thread>

#include "support/shop.hpp"
#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using test::array;
using test::fault;
using test::Item;
using test::script_error;
using test::thrown;

/// Services that call blocks in several ways.
class Blocks : public testing::Test {
   protected:
    Blocks() {
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
            .bind("Collect", [](Block& block, std::vector<Value> values) {
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
    Sandbox box;
};

TEST_F(Blocks, B23_AServiceSeesWhetherABlockWasGiven) {
    EXPECT_EQ(box.eval("[N::Given.(), N::Given.call { }, N::Given.(&nil), N::Given.(&:to_s), N::Given.(&->(x) { x })]").value,
              Value(false, true, false, true, true));
}

TEST_F(Blocks, B23_AServiceThatNeedsABlockSaysSo) { EXPECT_EQ(fault(box, "N::Each.(3)"), "no block given"); }

TEST_F(Blocks, B23_ExtraArgumentsAreDroppedAndMissingOnesAreNil) {
    EXPECT_EQ(box.eval("N::Yield.(1, 2, 3) { |a| a }").value, Value(1));
    EXPECT_EQ(box.eval("N::Yield.(1) { |a, b| [a, b] }").value, Value(1, nullptr));
    EXPECT_EQ(box.eval("N::Yield.([1, 2]) { |a, b| [a, b] }").value, Value(1, 2));
    EXPECT_EQ(box.eval("N::Yield.() { |a| a }").value, Value(nullptr));
    EXPECT_EQ(box.eval("N::Yield.(1, 2) { |*all| all }").value, Value(1, 2));
}

TEST_F(Blocks, B23_ALambdaIsStrict) {
    EXPECT_EQ(fault(box, "N::Yield.(1, 2, &->(a) { a })"),
              "RuntimeError: ArgumentError: wrong number of arguments (given 2, expected 1)");
    EXPECT_EQ(box.eval("N::Yield.(1, &->(a) { a + 1 })").value, Value(2));
}

TEST_F(Blocks, B24_EachYieldIsARoundTripWithAValue) {
    EXPECT_EQ(box.eval("N::Collect.([1, 2, 3]) { |x| x * 10 }").value, Value(10, 20, 30));
    EXPECT_EQ(box.eval("N::Yield.('a', :b, nil, [1], {'k' => 1.5}, 0) { |*a| a }").value,
              Value("a", sym("b"), nullptr, array(1), Map{{"k", 1.5}}, 0));
}

TEST_F(Blocks, B24_BlocksKeepTheirClosure) { EXPECT_EQ(box.eval("sum = 0; N::Each.(5) { |i| sum += i }; sum").value, Value(10)); }

TEST_F(Blocks, B24_D31_AnExceptionInTheBlockArrivesAtTheYield) {
    std::string klass, text, what;
    std::vector<std::string> backtrace;
    Sandbox other;
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
    EXPECT_EQ(other.eval("def f; raise ArgumentError, 'bad'; end\nN::Try.call { f }").value, Value("went on"));
    EXPECT_EQ(klass, "ArgumentError");
    EXPECT_EQ(text, "bad");
    EXPECT_EQ(what, "ArgumentError: bad");
    ASSERT_FALSE(backtrace.empty());
    EXPECT_EQ(backtrace.front(), "(eval):1:in f");
    other.eval("N::Try.call { raise IndexError, '' }");
    EXPECT_EQ(what, "IndexError: IndexError");
}

TEST_F(Blocks, B24_AnUncaughtBlockErrorIsAFault) {
    EXPECT_EQ(fault(box, "N::Yield.() { raise ArgumentError, 'bad' }"), "RuntimeError: ArgumentError: bad");
    EXPECT_EQ(box.eval("begin; N::Yield.() { raise 'x' }; rescue Kobako::ServiceError => e; e.message; end").value,
              Value("RuntimeError: RuntimeError: x"));
}

TEST_F(Blocks, B24_AHostObjectAsYieldArgumentIsRefused) {
    Sandbox other;
    other.define("N").bind("F", [](Block& block) { block(std::make_shared<Item>("x")); });
    const auto text = fault(other, "N::F.call { |x| x }");
    EXPECT_NE(text.find("Error: "), std::string::npos) << text;
    EXPECT_EQ(other.eval("begin; N::F.call { }; rescue => e; 1; end").value, Value(1));
}

TEST_F(Blocks, B24_TimeInABlockCountsAgainstTheLimit) {
    Sandbox other({.timeout = std::chrono::milliseconds(100)});
    bool went_on = false;
    other.define("N").bind("F", [&](Block& block) {
        block();
        went_on = true;
    });
    EXPECT_THROW(other.eval("N::F.call { while true; end }"), TimeoutError);
    EXPECT_FALSE(went_on);
}

TEST_F(Blocks, B25_BreakUnwindsTheServiceAndItsValueIsTheResult) {
    EXPECT_EQ(box.eval("N::Each.(10) { |i| break i * 100 if i == 2 }").value, Value(200));
    EXPECT_EQ(after_yield, 2);
    EXPECT_EQ(unwound, 1);
    EXPECT_TRUE(box.eval("N::Each.(10) { |i| break }").value.is_nil());
    EXPECT_EQ(unwound, 2);
}

TEST_F(Blocks, B25_BreakPassesHandlersOfStandardExceptions) {
    Sandbox other;
    bool caught = false;
    other.define("N").bind("F", [&](Block& block) {
        try {
            block();
        } catch (const std::exception&) {
            caught = true;
        }
        return "finished";
    });
    EXPECT_EQ(other.eval("N::F.call { break 7 }").value, Value(7));
    EXPECT_FALSE(caught);
}

TEST_F(Blocks, B25_AServiceThatSwallowsTheUnwindingStillBreaks) {
    Sandbox other;
    int more = 0;
    other.define("N").bind("F", [&](Block& block) {
        for (int i = 0; i < 3; ++i) {
            try {
                block(i);
                ++more;
            } catch (...) {
            }
        }
        return "finished";
    });
    EXPECT_EQ(other.eval("n = 0; r = N::F.call { n += 1; break n }; [r, n]").value, Value(1, 1));
    EXPECT_EQ(more, 0);
}

TEST_F(Blocks, B25_OnlyTheInnermostServiceIsEnded) {
    EXPECT_EQ(box.eval("N::Collect.([1, 2]) { |x| N::Each.(5) { |i| break [x, i] if i == x } }").value,
              Value(Value(1, 1), Value(2, 2)));
    EXPECT_EQ(unwound, 2);
}

TEST_F(Blocks, B25_ABreakValueKeepsItsHandle) {
    Sandbox other;
    const auto cup = std::make_shared<Item>("cup");
    other.define("N").bind("Cup", [&] { return cup; }).bind("F", [](Block& block) { block(); });
    EXPECT_EQ(other.eval("c = N::Cup.(); N::F.call { break [c] }[0].name").value, Value("cup"));
    EXPECT_EQ(other.eval("c = N::Cup.(); N::F.call { break c }").value, Value(Object(cup)));
}

TEST_F(Blocks, B26_NextAndFallingOffTheEndAreTheSame) {
    EXPECT_EQ(box.eval("N::Collect.([1, 2, 3]) { |x| next :odd if x % 2 == 1; x }").value, Value(sym("odd"), 2, sym("odd")));
    EXPECT_EQ(box.eval("N::Collect.([1]) { |x| next }").value, array(nullptr));
}

TEST_F(Blocks, B26_B37_HandlesInABlocksValueAreObjects) {
    Sandbox other;
    const auto cup = std::make_shared<Item>("cup");
    Value got;
    other.define("N").bind("Cup", [&] { return cup; }).bind("F", [&](Block& block) { got = block(); });
    other.eval("N::F.call { [N::Cup.(), 1] }");
    EXPECT_EQ(got, Value(Object(cup), 1));
    other.eval("N::F.call { next N::Cup.() }");
    EXPECT_EQ(got, Value(Object(cup)));
}

TEST_F(Blocks, B37_AnUnknownHandleInABlocksValueIsThrownAtTheYield) {
    Sandbox other;
    other.define("N").bind("F", [](Block& block) { return block(); });
    other.preload("Use", "Use = ->(list) { N::F.call { list[0] } }");
    const auto error = thrown<ServiceError>([&] { other.run("Use", {array(Value(Handle(Handle::FromWire{55})))}); });
    EXPECT_STREQ(error.what(), "Kobako::SandboxError: unknown Handle id: 55");
}

TEST_F(Blocks, B27_BreakInALambdaReturnsFromTheLambda) {
    EXPECT_EQ(box.eval("N::Each.(3, &->(i) { break i })").value, Value("all"));
    EXPECT_EQ(after_yield, 3);
    EXPECT_EQ(box.eval("N::Collect.([1, 2], &->(x) { break x * 2 })").value, Value(2, 4));
}

TEST_F(Blocks, B28_NestedCallsHaveTheirOwnBlocks) {
    EXPECT_EQ(box.eval("N::Collect.([1, 2]) { |x| N::Collect.([10, 20]) { |y| N::Yield.(x * y) { |z| z + 1 } } }").value,
              Value(Value(11, 21), Value(21, 41)));
}

TEST_F(Blocks, B28_AnOuterBlockCannotRunInsideAnInnerCallWithABlock) {
    Sandbox other;
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
    EXPECT_EQ(other.eval("n = 0; N::Outer.call { n += 1; n > 1 ? :again : N::Inner.call { :inner } }").value,
              Value(sym("inner")));
    EXPECT_NE(refusal, "");
    // Without a block of its own, the inner call may run the outer one.
    EXPECT_EQ(other.eval("n = 0; N::Outer.call { n += 1; n > 1 ? :again : N::Inner.() }").value, Value(sym("again")));
}

TEST_F(Blocks, B28_D29_EndlessRecursionThroughBlocksEndsCleanly) {
    Sandbox other;
    other.define("N").bind("F", [](Block& block) { return block(); });
    for (int i = 0; i < 2; ++i) {
        try {
            other.eval("def go; N::F.call { go }; end; go");
            FAIL() << "returned";
        } catch (const TrapError&) {
        } catch (const SandboxError&) {
        } catch (const ServiceError&) {
        }
    }
    EXPECT_EQ(other.eval("def go(n); n == 0 ? :done : N::F.call { go(n - 1) }; end; go(20)").value, Value(sym("done")));
}

TEST_F(Blocks, B29_AServiceMayYieldManyTimesAndReturnWhatItLikes) {
    EXPECT_EQ(box.eval("n = 0; r = N::Each.(1000) { n += 1 }; [r, n]").value, Value("all", 1000));
}

TEST_F(Blocks, B30_ABlockThatIsNeverCalledDoesNothing) {
    Sandbox other;
    other.define("N").bind("F", [](Block*) { return 5; });
    EXPECT_EQ(other.eval("x = 0; r = N::F.call { x = 1 }; [r, x]").value, Value(5, 0));
}

TEST_F(Blocks, E21_ReturnInABlockIsRefusedAtTheYield) {
    const char* const text = "RuntimeError: LocalJumpError: cannot return from a block passed into the Sandbox";
    EXPECT_EQ(fault(box, "def f; N::Yield.() { return 5 }; end; f"), text);
    EXPECT_EQ(fault(box, "N::Yield.() { return 5 }"), text);
    EXPECT_EQ(box.eval("def f; begin; N::Yield.() { return 5 }; rescue => e; e.message; end; :stayed; end; f").value,
              Value(sym("stayed")));
}

TEST_F(Blocks, E21_OtherJumpsOutOfBlocks) {
    EXPECT_EQ(fault(box, "def make; proc { return 1 }; end; pr = make; N::Yield.(&pr)"),
              "RuntimeError: LocalJumpError: unexpected return");
    EXPECT_EQ(fault(box, "pr = proc { break 1 }; N::Yield.(&pr)"), "RuntimeError: LocalJumpError: break from proc-closure");
    EXPECT_EQ(fault(box, "def pass(&b); N::Yield.(&b); end; pass { break 1 }"),
              "RuntimeError: LocalJumpError: cannot return from a block passed into the Sandbox");
}

TEST_F(Blocks, E22_AValueWithoutWireFormIsRefusedAtTheYield) {
    EXPECT_EQ(fault(box, "N::Yield.() { 1..2 }"),
              "RuntimeError: TypeError: block return value of type Range is not a supported sandbox value type");
    EXPECT_EQ(fault(box, "N::Yield.() { [Object.new] }"),
              "RuntimeError: TypeError: block return value of type Array is not a supported sandbox value type");
    EXPECT_EQ(fault(box, "N::Yield.() { break Object.new }"),
              "RuntimeError: TypeError: break value of type Object is not a supported sandbox value type");
    EXPECT_EQ(fault(box, "N::Yield.() { a = []; a << a; a }"),
              "RuntimeError: TypeError: block return value of type Array is not a supported sandbox value type");
}

TEST_F(Blocks, E23_ABlockIsDeadWhenItsCallHasEnded) {
    Sandbox other;
    std::optional<Block> kept;
    other.define("N").bind("Keep", [&](Block& block) { kept = block; }).bind("Use", [&] { return (*kept)(); });
    EXPECT_EQ(fault(other, "N::Keep.call { 1 }; N::Use.()"),
              "LocalJumpError: guest block invoked after host dispatch frame returned");
    EXPECT_EQ(test::message<LocalJumpError>([&] { (*kept)(); }), "guest block invoked after host dispatch frame returned");
    // Not even a later call with a block of its own brings it back.
    Sandbox third;
    third.define("N").bind("Keep", [&](Block& block) { kept = block; }).bind("Use", [&](Block&) { return (*kept)(); });
    EXPECT_EQ(fault(third, "N::Keep.call { 1 }; N::Use.call { 2 }"),
              "LocalJumpError: guest block invoked after host dispatch frame returned");
}

TEST_F(Blocks, E23_ABlockThatOutlivesItsSandboxIsDeadToo) {
    std::optional<Block> kept;
    {
        Sandbox other;
        other.define("N").bind("Keep", [&](Block& block) { kept = block; });
        other.eval("N::Keep.call { 1 }");
    }
    EXPECT_THROW((*kept)(), LocalJumpError);
}

TEST_F(Blocks, ABlockBelongsToItsThread) {
    Sandbox other;
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
    EXPECT_EQ(other.eval("N::F.call { 5 }").value, Value(5));
    EXPECT_TRUE(refused);
}

TEST_F(Blocks, SymbolsAndMethodsWorkAsBlocks) {
    EXPECT_EQ(box.eval("N::Collect.(['a', 'b'], &:upcase)").value, Value("A", "B"));
    EXPECT_EQ(box.eval("def pass(&b); N::Collect.([1, 2], &b); end; pass { |x| x + 1 }").value, Value(2, 3));
}

TEST_F(Blocks, ABlocksValueConverts) {
    Sandbox other;
    other.define("N").bind("Sum", [](std::vector<int> list, Block& score) {
        double total = 0;
        for (const int n : list) total += score.call<double>(n);
        return total;
    });
    EXPECT_EQ(other.eval("N::Sum.([1, 2, 3]) { |n| n * 0.5 }").value, Value(3.0));
    EXPECT_NE(fault(other, "N::Sum.([1]) { 'x' }").find("expected Float, got \"x\""), std::string::npos);
}

}  // namespace
}  // namespace hako
