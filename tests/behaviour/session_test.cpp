// Sessions: state that goes on from one invocation to the next, and what it is cut off from.
#include <thread>

#include "support/shop.hpp"
#include "support/thrown.hpp"
#include "support/tiny_guest.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

using namespace std::chrono_literals;
using namespace hako::literals;

TEST(Sessions, LocalVariablesStay) {
    Sandbox box;
    auto session = box.session();
    session.eval("x = 1");
    session.eval("a, (b, *c) = 2, [3, 4, 5]");
    session.eval("x += 1; [7].each { |v| d = v; x += v }");
    EXPECT_EQ(session.eval("[x, a, b, c]").value, (Value{9, 2, 3, Value{4, 5}}));
    EXPECT_EQ(session.eval("e = 5 if false; e").value, Value());
    EXPECT_EQ(session.eval("e.inspect").value, Value("nil"));
    EXPECT_EQ(session.try_eval("d").failure().klass, "NoMethodError");
}

TEST(Sessions, ClosuresShareTheVariables) {
    Sandbox box;
    auto session = box.session();
    session.eval("n = 0; up = -> { n += 1 }; nil");
    session.eval("n = 10; up.call");
    EXPECT_EQ(session.eval("up.call; n").value, Value(12));
    session.eval("define_singleton_method(:bump) { n += 100 }; nil");
    EXPECT_EQ(session.eval("bump; n").value, Value(112));
}

TEST(Sessions, EverythingElseStaysToo) {
    Sandbox box;
    auto session = box.session();
    session.eval(
        "$g = [1]; @i = 2; K = 3; def m = 4; class String; def shout = upcase + '!'; end; class Own; attr_accessor :v; end");
    session.eval("$g << 2; o = Own.new; o.v = 5; nil");
    EXPECT_EQ(session.eval("[$g, @i, K, m, 'a'.shout, o.v]").value, (Value{Value{1, 2}, 2, 3, 4, "A!", 5}));
}

TEST(Sessions, OtherInvocationsSeeNothing) {
    Sandbox box;
    auto session = box.session();
    auto other = box.session();
    for (int i = 0; i < 20; ++i) {
        session.eval("x = " + std::to_string(i) + "; $g = x; class Array; def left = 1; end");
        EXPECT_EQ(box.eval("[$g, [].respond_to?(:left)]").value, (Value{Value(), false}));
        EXPECT_EQ(other.eval("[$g, [].respond_to?(:left)]").value, (Value{Value(), false}));
        EXPECT_EQ(session.eval("[x, $g]").value, (Value{i, i}));
    }
    EXPECT_EQ(other.try_eval("x").failure().klass, "NoMethodError");
}

TEST(Sessions, AnExceptionKeepsWhatWasDoneBefore) {
    Sandbox box;
    auto session = box.session();
    session.eval("x = 1");
    EXPECT_EQ(message<SandboxError>([&] { session.eval("x = 2; raise 'later'"); }), "later");
    EXPECT_EQ(session.eval("x").value, Value(2));
    EXPECT_EQ(session.try_eval("x = 3; Object.new").failure().kind, ErrorKind::sandbox);  // has no wire form
    EXPECT_EQ(session.eval("x").value, Value(3));
    EXPECT_EQ(session.try_eval("x = ").failure().klass, "SyntaxError");
    EXPECT_EQ(session.eval("x").value, Value(3));
}

TEST(Sessions, AStoppedInvocationHasNoEffect) {
    Sandbox box({.timeout = 5s, .memory_limit = 2_MiB});
    auto session = box.session();
    session.eval("x = [1]; $g = 1");
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(session.try_eval("x << 2; $g = 2; y = 3; loop { }", With().timeout(20ms)).failure().kind, ErrorKind::timeout);
        EXPECT_EQ(session.try_eval("x << 2; $g = 2; loop { x << 'a' * 1000 }").failure().kind, ErrorKind::memory_limit);
        EXPECT_EQ(session.eval("[x, $g]").value, (Value{Array{1}, 1}));
        EXPECT_EQ(session.try_eval("y").failure().klass, "NoMethodError");
    }
}

TEST(Sessions, B04_OutputAndUsageAreEachInvocationsOwn) {
    Sandbox box({.stdout_limit = Bytes(8)});
    auto session = box.session();
    EXPECT_EQ(session.eval("puts 'first'").stdout_text(), "first\n");
    EXPECT_EQ(session.eval("puts 'second'; 1").stdout_text(), "second\n");
    EXPECT_EQ(session.eval("1").stdout_text(), "");
    EXPECT_TRUE(session.eval("puts 'more than eight'").stdout_output.truncated);
    EXPECT_FALSE(session.eval("print 'x'").stdout_output.truncated);
}

TEST(Sessions, E20_TheMemoryLimitIsForTheWhole) {
    Sandbox box({.memory_limit = 3_MiB});
    auto session = box.session();
    session.eval("keep = []");
    int evals = 0;
    while (session.try_eval("keep << 'x' * 500_000; nil") && evals < 100) ++evals;
    EXPECT_GE(evals, 3);
    EXPECT_LE(evals, 20);
    EXPECT_EQ(session.eval("keep.size").value, Value(evals));
    session.eval("keep.clear; GC.start; nil");
    EXPECT_TRUE(session.try_eval("keep << 'x' * 500_000; nil"));
    // One that begins above its own limit ends at once.
    EXPECT_EQ(session.try_eval("1", With().memory_limit(64_KiB)).failure().kind, ErrorKind::memory_limit);
    EXPECT_EQ(session.eval("keep[0].size").value, Value(500'000));
}

TEST(Sessions, AMillionEvalsWorthOfCodeDoesNotPileUp) {
    Sandbox box;
    auto session = box.session();
    session.eval("x = 0; e = nil");
    const auto code =
        "begin; raise 'a'; rescue => e; end; x += 1 # " + std::string(2000, 'c') + "\n" + std::string(50, '\n') + "x";
    for (int i = 1; i <= 3000; ++i) EXPECT_EQ(session.eval(code).value, Value(i));
    EXPECT_EQ(session.eval("e.backtrace").value, Value(Array{"(eval):1"}));
    EXPECT_EQ(session.eval("1").usage.memory_peak, Bytes(0));
}

TEST(Sessions, BacktracesOutliveTheirCode) {
    Sandbox box;
    auto session = box.session();
    session.eval("def fail_at(n)\n raise 'x' if n == 0\n fail_at(n - 1)\nend\nbegin; fail_at(3); rescue => kept; end");
    for (int i = 0; i < 300; ++i) session.eval("def fail_at(n) = " + std::to_string(i));
    EXPECT_EQ(session.eval("kept.backtrace[0]").value, Value("(eval):2:in fail_at"));
}

TEST(Sessions, ManyLocalVariables) {
    Sandbox box;
    auto session = box.session();
    for (int i = 0; i < 300; ++i) session.eval("v" + std::to_string(i) + " = " + std::to_string(i));
    EXPECT_EQ(session.eval("[v0, v49, v50, v123, v299]").value, (Value{0, 49, 50, 123, 299}));
    EXPECT_EQ(session.eval("f = -> { v0 += v299 }; f.(); v0").value, Value(299));
    std::string many;
    for (int i = 0; i < 200; ++i) many += "w" + std::to_string(i) + " = " + std::to_string(i) + "\n";
    session.eval(many);
    EXPECT_EQ(session.eval("w0 + w199 + v1").value, Value(200));

    auto full = box.session();
    const auto declare = [&](int from) {
        std::string code;
        for (int i = from; i < from + 100; ++i) code += "z" + std::to_string(i) + " = 1\n";
        return full.try_eval(code);
    };
    int declared = 0;
    while (declared < 20'000 && declare(declared)) declared += 100;
    EXPECT_GE(declared, 4000);
    EXPECT_LT(declared, 20'000);
    EXPECT_EQ(full.eval("z0 + z" + std::to_string(declared - 1)).value, Value(2));
}

TEST(Sessions, RunCallsWhatTheSessionDefined) {
    Sandbox box;
    box.preload("Base", "Twice = ->(n) { n * 2 }");
    auto session = box.session();
    EXPECT_EQ(session.run("Twice", {21}).value, Value(42));
    session.eval("count = 0; Count = ->(given = {}) { count += given[:by] || 1 }; nil");
    session.run("Count");
    EXPECT_EQ(session.run("Count", {}, {{"by", 5}}).value, Value(6));
    EXPECT_EQ(session.eval("count").value, Value(6));
    EXPECT_EQ(message<ArgumentError>([&] { session.run("lower"); }).substr(0, 15), "entrypoint must");
    EXPECT_EQ(session.try_run("lower").failure().kind, ErrorKind::argument);
}

TEST(Sessions, B15_HandlesStayAndAreNeverReused) {
    Sandbox box;
    int made = 0;
    box.define("Shop").bind("Item", [&](const std::string& name) { return ++made, std::make_shared<Item>(name); });
    auto session = box.session();
    session.eval("a = Shop::Item.('one'); nil");
    session.eval("b = Shop::Item.('two'); nil");
    EXPECT_EQ(session.eval("[a.name, b.name]").value, (Value{"one", "two"}));
    // Those of an invocation that was stopped are gone, and so is what the script knew of them.
    EXPECT_FALSE(session.try_eval("c = Shop::Item.('three'); loop { }", With().timeout(20ms)));
    session.eval("c = Shop::Item.('four'); nil");
    EXPECT_EQ(session.eval("[a.name, b.name, c.name]").value, (Value{"one", "two", "four"}));
    EXPECT_EQ(made, 4);
    // One that the host gets is the host's object.
    EXPECT_EQ(session.eval("b").value.as<std::shared_ptr<Item>>()->name(), "two");
}

TEST(Sessions, B21_TheHandleLimitIsForTheWhole) {
    Sandbox box({.handle_limit = 3});
    box.define("Shop").bind("Item", [](const std::string& name) { return std::make_shared<Item>(name); });
    auto session = box.session();
    for (int i = 0; i < 3; ++i) session.eval("a = Shop::Item.('x'); nil");
    EXPECT_EQ(session.try_eval("Shop::Item.('y')").failure().kind, ErrorKind::service);
    EXPECT_EQ(session.eval("a.name").value, Value("x"));
}

TEST(Sessions, ForksAreIndependent) {
    Sandbox box;
    auto session = box.session();
    session.eval("x = [40]");
    auto other = session.fork();
    other.eval("x << 2");
    session.eval("x << 9; $own = 1");
    EXPECT_EQ(session.eval("x").value, (Value{40, 9}));
    EXPECT_EQ(other.eval("[x, $own]").value, (Value{Value{40, 2}, Value()}));
    auto third = other.fork();
    EXPECT_EQ(third.eval("x.sum").value, Value(42));
    auto moved = std::move(third);
    EXPECT_EQ(moved.eval("x.sum").value, Value(42));
}

TEST(Sessions, AForkBeforeTheFirstEval) {
    Sandbox box;
    box.preload("A", "A = [1]");
    auto session = box.session();
    auto other = session.fork();
    session.eval("A << 2");
    EXPECT_EQ(other.eval("A").value, Value(Array{1}));
}

TEST(Sessions, CheckpointsGoBackAndForth) {
    Sandbox box;
    box.define("Shop").bind("Item", [](const std::string& name) { return std::make_shared<Item>(name); });
    auto session = box.session();
    const auto empty = session.checkpoint();
    session.eval("x = 1; item = Shop::Item.('one'); nil");
    const auto first = session.checkpoint();
    session.eval("x = 2; item = Shop::Item.('two'); nil");
    const auto second = session.checkpoint();
    session.restore(first);
    EXPECT_EQ(session.eval("[x, item.name]").value, (Value{1, "one"}));
    session.eval("item = Shop::Item.('three'); nil");
    session.restore(second);
    EXPECT_EQ(session.eval("[x, item.name]").value, (Value{2, "two"}));
    session.restore(empty);
    EXPECT_EQ(session.try_eval("x").failure().klass, "NoMethodError");
    auto other = box.session();
    other.restore(first);
    EXPECT_EQ(other.eval("[x, item.name]").value, (Value{1, "one"}));
    Sandbox stranger;
    EXPECT_EQ(message<ArgumentError>([&] { stranger.session().restore(first); }), "the checkpoint is of another sandbox");
}

TEST(Sessions, TheSandboxMayGoFirst) {
    std::optional<Session> session;
    {
        Sandbox box;
        box.define("S").bind("Id", [](int n) { return n; });
        session.emplace(box.session());
        session->eval("x = S::Id.(4)");
    }
    EXPECT_EQ(session->eval("x + S::Id.(1)").value, Value(5));
}

TEST(Sessions, B33_MakingOneSealsTheSandbox) {
    Sandbox box;
    auto session = box.session();
    EXPECT_TRUE(box.sealed());
    EXPECT_THROW(box.define("Late"), ArgumentError);
}

TEST(Sessions, AServiceCantInvokeTheSessionThatCalledIt) {
    Sandbox box;
    Session* running = nullptr;
    box.define("S")
        .bind("Again", [&] { return running->eval("1").value; })
        .bind("Try", [&] { return running->try_eval("1").failure().message; })
        .bind("Fork", [&] { return running->fork().eval("x").value; });
    auto session = box.session();
    running = &session;
    session.eval("x = 1");
    EXPECT_EQ(session.try_eval("x = 2; S::Again.call").failure().message, "the session is running");
    EXPECT_EQ(session.eval("S::Try.call").value, Value("the session is running"));
    // A fork has the state before the running invocation.
    EXPECT_EQ(session.eval("x = 3; [x, S::Fork.call]").value, (Value{3, 2}));
}

TEST(Sessions, WithBringsServicesForKnownNamesOnly) {
    Sandbox box;
    box.define("T").bind_late("Db");
    auto session = box.session();
    EXPECT_EQ(session.eval("T::Db.()", With().bind("T", "Db", [] { return 1; })).value, Value(1));
    EXPECT_EQ(session.eval("T::Db.()", With().bind("T", "Db", [] { return 2; })).value, Value(2));
    EXPECT_EQ(session.try_eval("T::Db.()").failure().kind, ErrorKind::service);
    EXPECT_EQ(message<ArgumentError>([&] { session.eval("1", With().bind("T", "New", [] { return 1; })); }),
              "Member T::New is new to the session; declare it with bind_late");
}

TEST(Sessions, SnippetsWithEffectsRunOnceInASession) {
    Sandbox box;
    int calls = 0;
    box.define("S").bind("Next", [&] { return ++calls; });
    box.preload("Impure", "puts 'loading'; FIRST = S::Next.call");
    auto session = box.session();
    EXPECT_EQ(calls, 0);
    EXPECT_EQ(session.eval("FIRST").stdout_text(), "loading\n");
    EXPECT_EQ(session.eval("x = FIRST").stdout_text(), "");
    EXPECT_EQ(session.eval("[x, FIRST]").value, (Value{1, 1}));
    EXPECT_EQ(calls, 1);
}

TEST(Sessions, E36_ASnippetThatFailsFailsEachInvocation) {
    int calls = 0;
    for (const bool pure : {true, false}) {
        Sandbox box;
        box.define("S").bind("Next", [&] { return ++calls; });
        box.preload("Bad", pure ? "raise 'bad'" : "S::Next.call; raise 'bad'");
        auto session = box.session();
        for (int i = 0; i < 3; ++i) EXPECT_EQ(message<SandboxError>([&] { session.eval("1"); }), "bad");
    }
    EXPECT_GE(calls, 3);
}

TEST(Sessions, ASnippetThatSucceedsAtLastStays) {
    Sandbox box;
    int calls = 0;
    box.define("S").bind("Next", [&] { return ++calls; });
    box.preload("Flaky", "N = S::Next.call; raise 'not yet' if N < 3");
    auto session = box.session();
    EXPECT_FALSE(session.try_eval("1"));
    EXPECT_FALSE(session.try_eval("1"));
    EXPECT_EQ(session.eval("N").value, Value(3));
    EXPECT_EQ(session.eval("N").value, Value(3));
}

TEST(Sessions, ABlockIsOverWhenItsCallIs) {
    Sandbox box;
    std::optional<Block> kept;
    box.define("S").bind("Keep", [&](Block& block) { kept.emplace(block); }).bind("Call", [&] { return (*kept)(1); });
    auto session = box.session();
    session.eval("S::Keep.call { |x| x }");
    EXPECT_EQ(session.try_eval("S::Call.call").failure().kind, ErrorKind::service);
}

TEST(Sessions, ManySessionsOnManyThreads) {
    Sandbox box({.timeout = 20s});
    box.define("S").bind("Double", [](int n) { return n * 2; });
    constexpr int threads = 4, rounds = 60;
    constexpr std::size_t sessions = 8;
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t) {
        all.emplace_back([&box, t] {
            std::vector<Session> own;
            for (std::size_t s = 0; s < sessions; ++s) own.push_back(box.session());
            for (std::size_t s = 0; s < sessions; ++s)
                own[s].eval("$id = id = " + std::to_string(t * 100 + static_cast<int>(s)) + "; n = 0; seen = []");
            for (int round = 1; round <= rounds; ++round) {
                for (std::size_t s = 0; s < sessions; ++s) {
                    if (round % 20 == 7) {
                        EXPECT_FALSE(own[s].try_eval("n = -1; loop { }", With().timeout(1ms)));
                    }
                    const auto value = own[s].eval("n += 1; seen << S::Double.(n); [id, n, seen.last, seen.size]").value;
                    EXPECT_EQ(value, (Value{t * 100 + static_cast<int>(s), round, round * 2, round}));
                    if (round % 15 == 3) own[s] = own[s].fork();
                    EXPECT_EQ(box.eval("$id.inspect").value, Value("nil"));
                }
            }
        });
    }
    for (auto& thread : all) thread.join();
}

TEST(Sessions, LargeStatesSurviveGrowthAndMoves) {
    Sandbox box({.memory_limit = 32_MiB});
    auto session = box.session();
    session.eval("blocks = (0...40).map { |i| (i % 256).chr * 100_000 }; nil");
    auto fork = session.fork();
    for (int i = 0; i < 10; ++i) {
        fork.eval("blocks[" + std::to_string(i) + "] = 'f' * 50_000; nil");
        session.eval("blocks[" + std::to_string(39 - i) + "] += 's'; nil");
        box.eval("x = 'y' * 3_000_000; x.size");
    }
    EXPECT_EQ(session.eval("blocks.map { |b| b.size }.sum").value, Value(40 * 100'000 + 10));
    EXPECT_EQ(fork.eval("blocks.map { |b| b.size }.sum").value, Value(30 * 100'000 + 10 * 50'000));
    EXPECT_EQ(session.eval("(0...40).all? { |i| blocks[i][0] == i.chr }").value, Value(true));
}

TEST(Sessions, AGuestWithoutThemSaysSo) {
    Sandbox box(TinyGuest{}.guest());
    EXPECT_EQ(message<SetupError>([&] { box.session(); }),
              "the Guest Binary has no sessions: it lacks __hako_session_eval or can't be put back");
}

}  // namespace
}  // namespace hako::test
