// Making a sandbox; namespaces, members and the seal.
#include "hako/pool.hpp"
#include "language.hpp"

namespace hako::test {
namespace {

using namespace hako::literals;
using namespace std::chrono_literals;

class Registering : public InEveryLanguage {};
HAKO_IN_EVERY_LANGUAGE(Registering);

TEST_P(Registering, B01_LimitsHaveDefaultsAndCanBeOff) {
    const auto box = sandbox();
    EXPECT_EQ(box.options().timeout->count(), 60.0);
    EXPECT_EQ(box.options().memory_limit, 1_MiB);
    EXPECT_EQ(box.options().profile, Profile::hermetic);
    EXPECT_FALSE(box.sealed());
    const auto free = sandbox(
        {.timeout = std::nullopt, .memory_limit = std::nullopt, .stdout_limit = std::nullopt, .stderr_limit = std::nullopt});
    EXPECT_EQ(free.eval("6 * 7").value, Value(42));
}

TEST_P(Registering, E39_BadLimitsAreRefused) {
    const auto refused = [](const Options& options) { return message<ArgumentError>([&] { sandbox(options); }); };
    EXPECT_EQ(refused({.timeout = 0s}), "timeout must be > 0 (got 0)");
    EXPECT_EQ(refused({.memory_limit = 0_B}), "memory_limit must be a positive Integer or nil, got 0");
    EXPECT_EQ(refused({.stdout_limit = Bytes(-1)}), "stdout_limit must be a non-negative Integer or nil, got -1");
    EXPECT_EQ(refused({.handle_limit = 0}), "handle_limit must be between 1 and 2147483647 (got 0)");
}

TEST_P(Registering, B07_B08_BindChainsAndCallsReachTheServices) {
    auto box = sandbox();
    auto& store = box.define("Store");
    EXPECT_EQ(store.name(), "Store");
    EXPECT_EQ(&store.bind("One", [] { return 1; }).bind("Two", [] { return 2; }), &store);
    EXPECT_EQ(eval(box, {.ruby = "Store::One.() + Store::Two.()",
                         .python = "Store.One() + Store.Two()",
                         .javascript = "Store.One() + Store.Two()"}),
              Value(3));
}

TEST_P(Registering, B08_TheSandboxSharesOwnershipOfItsServices) {
    auto token = std::make_shared<int>(7);
    const std::weak_ptr<int> watch = token;
    {
        auto box = sandbox();
        box.define("N").bind("A", [token] { return *token; });
        token.reset();
        EXPECT_EQ(eval(box, {.ruby = "N::A.()", .python = "N.A()", .javascript = "N.A()"}), Value(7));
        EXPECT_FALSE(watch.expired());
    }
    EXPECT_TRUE(watch.expired());
}

TEST_P(Registering, B09_NamespacesAndSandboxesAreSeparate) {
    auto a = sandbox(), b = sandbox();
    a.define("N").bind("Who", [] { return "a"; });
    a.define("M").bind("Who", [] { return "m"; });
    b.define("N").bind("Who", [] { return "b"; });
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(eval(a, {.ruby = "[N::Who.(), M::Who.()]", .python = "[N.Who(), M.Who()]", .javascript = "[N.Who(), M.Who()]"}),
                  Value("a", "m"));
        EXPECT_EQ(eval(b, {.ruby = "N::Who.()", .python = "N.Who()", .javascript = "N.Who()"}), Value("b"));
        EXPECT_EQ(script_error(b, {.ruby = "M", .python = "M", .javascript = "M"}),
                  in({.ruby = "NameError: uninitialized constant M (services are bound in N)",
                      .python = "NameError: name 'M' is not defined",
                      .javascript = "ReferenceError: M is not defined"}));
        EXPECT_EQ(script_error(b, {.ruby = "N::Nope", .python = "N.Nope", .javascript = "N.Nope()"}),
                  in({.ruby = "NameError: uninitialized constant N::Nope (the services bound in N are Who)",
                      .python = "AttributeError: module 'N' has no attribute 'Nope'",
                      .javascript = "TypeError: not a function"}));
    }
}

TEST_P(Registering, B10_DefiningANameAgainReturnsTheSameNamespace) {
    auto box = sandbox();
    auto& first = box.define("N");
    first.bind("A", [] { return 1; });
    EXPECT_EQ(&box.define("N"), &first);
    EXPECT_EQ(eval(box, {.ruby = "N::A.()", .python = "N.A()", .javascript = "N.A()"}), Value(1));
}

TEST_P(Registering, B11_ATakenMemberNameIsRefusedAndTheFirstStays) {
    auto box = sandbox();
    auto& ns = box.define("A");
    ns.bind("B", [] { return "first"; });
    EXPECT_EQ(message<ArgumentError>([&] { ns.bind("B", [] { return "second"; }); }), "Member A::B is already bound");
    EXPECT_EQ(message<ArgumentError>([&] { ns.bind_late("B"); }), "Member A::B is already bound");
    EXPECT_EQ(eval(box, {.ruby = "A::B.()", .python = "A.B()", .javascript = "A.B()"}), Value("first"));
}

TEST_P(Registering, E16_E17_NamesMustSuitTheLanguage) {
    auto box = sandbox();
    auto& ns = box.define("N");
    for (const std::string_view name : {"", "A\n", "A::B", "A.B", "A b", "1A", "A-B", "\303\211", "A\303\251", "A?"}) {
        EXPECT_EQ(message<ArgumentError>([&] { box.define(name); }), name_refusal("Namespace name", name));
        EXPECT_EQ(message<ArgumentError>([&] { ns.bind(name, [] {}); }), name_refusal("MemberName", name));
        EXPECT_EQ(message<ArgumentError>([&] { ns.bind_late(name); }), name_refusal("MemberName", name));
    }
    for (const std::string_view name : {"lower", "_A"}) {
        if (is("ruby")) {
            EXPECT_EQ(message<ArgumentError>([&] { box.define(name); }), name_refusal("Namespace name", name));
            EXPECT_EQ(message<ArgumentError>([&] { ns.bind(name, [] {}); }), name_refusal("MemberName", name));
        } else {
            box.define(name).bind(name, [] { return 1; });
        }
    }
    EXPECT_NO_THROW(box.define("A1_b").bind("KV", [] { return 2; }));
    EXPECT_EQ(eval(box, {.ruby = "A1_b::KV.()",
                         .python = "lower.lower() + _A._A() + A1_b.KV() - 2",
                         .javascript = "lower.lower() + _A._A() + A1_b.KV() - 2"}),
              Value(2));
}

TEST_P(Registering, E18_E45_E35_AfterTheSealEverythingIsRefusedBeforeTheNameIsLookedAt) {
    auto box = sandbox();
    auto& ns = box.define("N").bind("A", [] {});
    box.eval("1");
    for (const char* name : {"N", "New", "bad name"}) {
        EXPECT_EQ(message<ArgumentError>([&] { box.define(name); }), "cannot define after first Sandbox invocation");
        EXPECT_EQ(message<ArgumentError>([&] { ns.bind(name, [] {}); }), "cannot bind after first Sandbox invocation");
        EXPECT_EQ(message<ArgumentError>([&] { box.preload(name, "(("); }), "cannot preload after first Sandbox invocation");
    }
}

TEST_P(Registering, B33_TheFirstInvocationSealsWhateverItsOutcome) {
    auto good = sandbox(), raising = sandbox(), trapping = sandbox({.timeout = 50ms}), running = sandbox();
    EXPECT_FALSE(good.sealed());
    good.eval("1");
    EXPECT_TRUE(good.sealed());
    EXPECT_THROW(eval(raising, {.ruby = "raise 'x'", .python = "raise ValueError", .javascript = "throw new Error"}),
                 SandboxError);
    EXPECT_TRUE(raising.sealed());
    EXPECT_THROW(eval(trapping, {.ruby = "loop { }", .python = "while True: pass", .javascript = "for (;;);"}), TimeoutError);
    EXPECT_TRUE(trapping.sealed());
    EXPECT_THROW(running.run("Missing"), SandboxError);
    EXPECT_TRUE(running.sealed());
}

TEST_P(Registering, B33_AFailedPreflightSealsNothing) {
    auto box = sandbox();
    EXPECT_THROW(box.run("bad name"), ArgumentError);
    EXPECT_THROW(box.eval("1", With().bind("bad name", "A", [] {})), ArgumentError);
    EXPECT_THROW(box.eval("1", With().timeout(0s)), ArgumentError);
    EXPECT_FALSE(box.sealed());
    EXPECT_NO_THROW(box.define("N").bind("A", [] { return 1; }));
    EXPECT_EQ(eval(box, {.ruby = "N::A.()", .python = "N.A()", .javascript = "N.A()"}), Value(1));
}

TEST_P(Registering, ANamespaceThatTheLanguageHasAlreadyFailsEveryInvocation) {
    for (const Scripts& name : {
             Scripts{.ruby = "String", .python = "json", .javascript = "JSON"},
             Scripts{.ruby = "Object", .python = "len", .javascript = "Math"},
             Scripts{.ruby = "IO", .python = "hako", .javascript = "hako"},
             Scripts{.ruby = "IO", .python = "Exception", .javascript = "Error"},
             Scripts{.ruby = "IO", .python = "__main__", .javascript = "globalThis"},
             Scripts{.ruby = "IO", .python = "_hako_support", .javascript = "console"},
             Scripts{.ruby = "IO", .python = "__import__", .javascript = "Map"},
         }) {
        auto box = sandbox();
        box.define(in(name)).bind("A", [] {});
        for (int i = 0; i < 2; ++i) {
            EXPECT_TRUE(script_error(box, {.ruby = "1", .python = "1", .javascript = "1"})
                            .starts_with("Kobako::BootError: namespace registration rejected: "))
                << in(name);
        }
    }
}

TEST_P(Registering, ManyNamespacesAndMembersKeepTheirOrder) {
    auto box = sandbox();
    for (int n = 0; n < 30; ++n) {
        auto& ns = box.define("N" + std::to_string(n));
        for (int m = 0; m < 10; ++m) ns.bind("M" + std::to_string(m), [n, m] { return n * 100 + m; });
    }
    EXPECT_EQ(eval(box, {.ruby = "N29::M9.() + N0::M1.()", .python = "N29.M9() + N0.M1()", .javascript = "N29.M9() + N0.M1()"}),
              Value(2909 + 1));
    EXPECT_EQ(
        eval(box,
             {
                 .ruby = "N7.constants == [:M0, :M1, :M2, :M3, :M4, :M5, :M6, :M7, :M8, :M9]",
                 .python = "[n for n in vars(N7) if n[0] == 'M'] == ['M%d' % i for i in range(10)]",
                 .javascript = "JSON.stringify(Object.keys(N7)) === JSON.stringify(Array.from({length: 10}, (_, i) => `M${i}`))",
             }),
        Value(true));
}

TEST_P(Registering, B46_B47_APoolHandsOutSandboxesOfAnyLanguage) {
    int built = 0;
    Pool pool({.guest = language().guest(), .options = {.timeout = 1s}, .setup = [&](Sandbox& box) {
                   const int n = ++built;
                   box.define("Pool").bind("Number", [n] { return n; });
               }});
    const auto number = [](Sandbox& box) {
        return eval(box, {.ruby = "Pool::Number.()", .python = "Pool.Number()", .javascript = "Pool.Number()"}).as<int>();
    };
    EXPECT_EQ(built, 0);
    EXPECT_EQ(pool.with(number), 1);
    EXPECT_EQ(pool.with(number), 1);
    EXPECT_THROW(pool.with([](Sandbox& box) {
        return eval(box, {.ruby = "raise 'x'", .python = "raise ValueError", .javascript = "throw new Error"});
    }),
                 SandboxError);
    EXPECT_EQ(pool.with(number), 1);
    EXPECT_THROW(pool.with([](Sandbox& box) {
        return eval(box, {.ruby = "loop { }", .python = "while True: pass", .javascript = "for (;;);"});
    }),
                 TimeoutError);
    EXPECT_EQ(pool.with(number), 2);
}

}  // namespace
}  // namespace hako::test
