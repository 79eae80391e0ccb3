// That nothing a script does is there for the next one, on the same instance. [B-03, B-18, B-45, B-49, § 10]
#include <random>
#include <thread>

#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako::test {
struct LeftThing {};
}  // namespace hako::test

template <>
struct hako::Describe<hako::test::LeftThing> {
    static void methods(hako::Methods<hako::test::LeftThing>& m) {
        m.method("name", [](const hako::test::LeftThing&) { return "thing"; });
    }
};

namespace hako::test {
namespace {

using namespace std::chrono_literals;
using namespace hako::literals;

struct Attempt {
    const char* what;
    const char* leave;  // may fail
    const char* look;
};

// Each leaves something behind; what `look` gives must not tell.
constexpr Attempt attempts[] = {
    {"a global", "$left = 1", "$left.inspect"},
    {"a constant", "LEFT = 1", "Object.const_defined?(:LEFT)"},
    {"a method", "def left; 1; end", "respond_to?(:left)"},
    {"a patched core class", "class String; def shout; 'LEFT'; end; end; 'x'.shout", "'x'.respond_to?(:shout)"},
    {"a replaced core method", "class Integer; def +(o); 99; end; end; 1 + 1", "1 + 2"},
    {"a removed method", "class Array; undef_method :each; end", "n = 0; [1, 2].each { |x| n += x }; n"},
    {"a removed constant", "Object.__send__(:remove_const, :Comparable)", "Object.const_defined?(:Comparable)"},
    {"a cached method", "class A; def m; 1; end; end; a = A.new; 100.times { a.m }", "class A; def m; 2; end; end; A.new.m"},
    {"a symbol", ":some_symbol_of_the_first_script.to_s",
     "Symbol.respond_to?(:all_symbols) ? Symbol.all_symbols.include?(:some_symbol_of_the_first_script) : 'no'"},
    {"an interned string", "'interned'.to_sym.object_id", "Object.new.object_id"},
    {"an object id", "100.times { Object.new }; Object.new.object_id", "[Object.new.object_id, [].object_id, ''.object_id]"},
    {"frozen state", "String.freeze; Object.freeze; Kernel.freeze", "[String.frozen?, Object.frozen?, Kernel.frozen?]"},
    {"the collector's state", "GC.disable; a = []; 20_000.times { |i| a << i.to_s }; GC.generational_mode = false",
     "[GC.generational_mode, GC.interval_ratio, GC.step_ratio]"},
    {"a class variable", "class Object; @@left = 1; end", "Object.class_variable_defined?(:@@left)"},
    {"an instance variable of main", "@left = 1", "@left.inspect"},
    {"$stdout", "$stdout = $stderr; puts 'x'", "$stdout.fileno"},
    {"half a line of output", "print 'half'", "$stdout.sync"},
    {"sync", "$stdout.sync = false", "$stdout.sync"},
    {"a deep stack", "def f(n) = f(n + 1)\nf(0)", "def g(n) = n == 0 ? 0 : 1 + g(n - 1)\ng(500)"},
    {"an exception", "begin; raise 'left'; rescue => e; end; raise 'again'", "$!.inspect"},
    {"singleton methods", "def nil.left = 1", "nil.respond_to?(:left)"},
    {"an included module", "module Left; def left = 1; end; class Object; include Left; end", "Object.new.respond_to?(:left)"},
    {"a refused growth", "a = 'x' * 900_000; b = a * 40; b.size", "('y' * 100_000).size"},
    {"a full heap", "a = []; loop { a << 'x' * 1000 }", "a = []; 50.times { a << 'x' * 1000 }; a.size"},
    {"a timeout in a collection", "loop { a = []; 3000.times { a << Object.new }; GC.start }", "GC.start; 1"},
    {"a timeout in a copy", "s = 'x' * 300_000; loop { t = s + 'y' }", "'x'.size"},
    {"an aborted block", "Host::Each.call(3) { |i| raise 'left' if i == 1 }", "n = 0; Host::Each.call(3) { |i| n += i }; n"},
    {"a broken-off block", "Host::Each.call(3) { |i| break i if i == 1 }", "n = 0; Host::Each.call(3) { |i| n += i }; n"},
    {"a timeout in a block", "Host::Each.call(3) { loop { } }", "n = 0; Host::Each.call(3) { |i| n += i }; n"},
    {"a nested call that never returns", "Host::Each.call(1) { Host::Each.call(1) { Host::Each.call(1) { loop { } } } }",
     "Host::Each.call(1) { 1 }"},
    {"a handle", "$kept = Host::Thing.call; $kept.name", "Host::Thing.call.name"},
    {"many handles", "50.times { Host::Thing.call }", "Host::Thing.call.name"},
};

Sandbox make_box() {
    Sandbox box({.timeout = 20s, .memory_limit = 8_MiB});
    box.define("Host")
        .bind("Each",
              [](int n, Block& block) {
                  for (int i = 0; i < n; ++i) block(i);
                  return n;
              })
        .bind("Thing", [] { return std::make_shared<LeftThing>(); });
    box.preload("Base", "BASE = { 'list' => [1, 2, 3] }\ndef base = BASE['list']");
    return box;
}

TEST(PutBack, B03_NothingIsCarriedOver) {
    for (const auto& [what, leave, look] : attempts) {
        const auto clean = make_box().eval(look).value;
        const auto box = make_box();
        for (int round = 0; round < 3; ++round) {
            const auto left = box.try_eval(leave, With().timeout(60ms));
            EXPECT_TRUE(left || left.failure().kind != ErrorKind::trap) << what;
            EXPECT_EQ(box.eval(look).value, clean) << what;
        }
    }
}

TEST(PutBack, B03_WhatSnippetsMadeIsAsTheyMadeIt) {
    const auto box = make_box();
    for (int round = 0; round < 5; ++round) {
        EXPECT_EQ(box.eval("BASE['list'] << 4; BASE['more'] = 1; base.push(5); base.size").value, Value(5));
        EXPECT_EQ(box.eval("[base, BASE.size]").value, Value(Array{Array{1, 2, 3}, 1}));
    }
}

TEST(PutBack, B09_TenantsOnOneInstanceSeeNothingOfEachOther) {
    std::vector<Sandbox> tenants;
    for (int i = 0; i < 20; ++i) {
        tenants.emplace_back(Options{.timeout = 2s});
        tenants.back().define("N" + std::to_string(i)).bind("Id", [i] { return i; });
        tenants.back().preload(
            "Own", "OWN = " + std::to_string(i) + "\n" + "T" + std::to_string(i) + " = [OWN] * " + std::to_string(i * 50));
    }
    std::mt19937 random(7);
    for (int k = 0; k < 2000; ++k) {
        const int i = static_cast<int>(random() % tenants.size());
        const auto n = std::to_string(i);
        const auto value = tenants[static_cast<std::size_t>(i)].eval(
            "$seen = $seen.to_i + 1; T" + n + " << 1; [OWN, T" + n + ".size, N" + n +
            "::Id.call, $seen, Object.constants.select { |c| c.to_s[0] == 'T' && c.to_s[1].to_i.to_s == c.to_s[1] }.size]");
        ASSERT_EQ(value.value, Value(Array{i, i * 50 + 1, i, 1, 1})) << k;
    }
}

TEST(PutBack, B49_ObjectIdsAreTheSameEverywhere) {
    const auto first = Sandbox().eval("Object.new.object_id").value;
    const Sandbox box({.memory_limit = 64_MiB});
    for (const auto* before : {"1", "a = 'x' * 20_000_000; a.size", "raise 'x'", "10_000.times { Object.new }"}) {
        static_cast<void>(box.try_eval(before));
        EXPECT_EQ(box.eval("Object.new.object_id").value, first) << before;
    }
}

TEST(PutBack, B35_UsageIsThatOfANewInstance) {
    const Sandbox box({.memory_limit = 64_MiB});
    const auto* grows = "a = []; 10.times { a << 'x' * 1_000_000 }; a.size";
    const auto peak = box.eval(grows).usage.memory_peak;
    EXPECT_GE(peak, 6_MiB);
    EXPECT_EQ(box.eval("1").usage.memory_peak, 0_B);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(box.eval(grows).usage.memory_peak, peak);
}

TEST(PutBack, E20_ALimitHoldsOnAnInstanceThatHasGrown) {
    const Sandbox large({.memory_limit = 64_MiB}), small({.memory_limit = 1_MiB});
    const auto* grows = "a = []; 10.times { a << 'x' * 1_000_000 }; a.size";
    const auto expected = thrown<MemoryLimitError>([&] { small.eval(grows); });
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(large.eval(grows).value, Value(10));
        const auto error = thrown<MemoryLimitError>([&] { small.eval(grows); });
        EXPECT_STREQ(error.what(), expected.what());
        EXPECT_EQ(error.execution().usage.memory_peak, expected.execution().usage.memory_peak);
    }
}

TEST(PutBack, SnippetsThatDoSomethingDoItEveryTime) {
    int calls = 0;
    Sandbox box;
    box.define("Host").bind("Count", [&] { return ++calls; });
    box.preload("Prints", "puts 'from the snippet'");
    box.preload("Calls", "COUNT = Host::Count.call");
    for (int i = 1; i <= 3; ++i) {
        const auto done = box.eval("puts 'from the script'; COUNT");
        EXPECT_EQ(done.value, Value(i));
        EXPECT_EQ(done.stdout_text(), "from the snippet\nfrom the script\n");
    }
    EXPECT_EQ(calls, 3);
}

TEST(PutBack, SnippetsThatDoNothingRunOnce) {
    Sandbox box({.timeout = 5s});
    // So long that a run in each of many invocations would be noticed.
    box.preload("Slow", "i = 0\nwhile i < 2_000_000\n  i += 1\nend\nSUM = i");
    const auto first = box.eval("SUM");
    EXPECT_EQ(first.value, Value(2'000'000));
    EXPECT_LT(box.eval("SUM").usage.wall_time, 5ms);
}

TEST(PutBack, E36_AFailingSnippetIsReportedByEveryInvocation) {
    Sandbox box;
    box.preload("Fine", "FINE = 1");
    box.preload("Fails", "raise KeyError, 'gone'");
    for (int i = 0; i < 3; ++i) {
        const auto error = thrown<SandboxError>([&] { box.eval("1"); });
        EXPECT_EQ(error.klass(), "KeyError");
        EXPECT_EQ(error.backtrace(), std::vector<std::string>{"(snippet:Fails):1"});
    }
}

TEST(PutBack, ASnippetIsUnderTheLimitsOfEachInvocation) {
    Sandbox box({.timeout = 5s, .memory_limit = 64_MiB});
    box.preload("Grows", "KEPT = 'x' * 9_000_000");
    EXPECT_EQ(box.eval("KEPT.size").value, Value(9'000'000));
    EXPECT_THROW(box.eval("1", With().memory_limit(1_MiB)), MemoryLimitError);
    const auto done = box.eval("KEPT.size");
    EXPECT_EQ(done.value, Value(9'000'000));
    EXPECT_GE(done.usage.memory_peak, 5_MiB);
}

TEST(PutBack, ExtraBindingsOfAnInvocationAreGoneAfterIt) {
    Sandbox box;
    box.define("Host").bind_late("Name");
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(box.eval("Host::Name.call", With().bind("Host", "Name", [i] { return i; })).value, Value(i));
        EXPECT_EQ(box.eval("Extra::One.call", With().bind("Extra", "One", [i] { return i; })).value, Value(i));
        EXPECT_EQ(box.eval("Object.const_defined?(:Extra)").value, Value(false));
    }
}

TEST(ThreadsPutBack, MixedInvocationsOnManyThreadsGiveWhatTheyGiveAlone) {
    const auto outcome_of = [](const Sandbox& box, const char* code) {
        const auto result = box.try_eval(code);
        return result ? result.value().inspect()
                      : std::string(class_name(result.failure().kind)) + ": " + result.failure().message;
    };
    std::vector<Sandbox> boxes;
    for (int i = 0; i < 4; ++i) boxes.push_back(make_box());
    std::vector<std::string> alone;
    for (const auto& attempt : attempts) alone.push_back(outcome_of(make_box(), attempt.look));
    std::vector<std::jthread> threads;
    for (unsigned t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            std::mt19937 random(t);
            for (int k = 0; k < 150; ++k) {
                const auto i = random() % std::size(attempts);
                const auto& box = boxes[random() % boxes.size()];
                if (random() % 2 == 0)
                    static_cast<void>(box.try_eval(attempts[random() % std::size(attempts)].leave, With().timeout(60ms)));
                EXPECT_EQ(outcome_of(box, attempts[i].look), alone[i]) << attempts[i].what;
            }
        });
    }
}

}  // namespace
}  // namespace hako::test
