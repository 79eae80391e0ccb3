// Namespaces, members and the seal.
#include "support/thrown.hpp"

namespace hako {
namespace {

using test::message;
using test::script_error;
using test::thrown;

TEST(Registration, B07_DefineMakesANamespaceThatScriptsSee) {
    Sandbox box;
    EXPECT_EQ(box.define("Store").name(), "Store");
    EXPECT_EQ(box.eval("Store.class == Module").value, Value(true));
}

TEST(Registration, B08_BindChainsAndCallsReachTheServices) {
    Sandbox box;
    auto& store = box.define("Store");
    EXPECT_EQ(&store.bind("One", [] { return 1; }).bind("Two", [] { return 2; }), &store);
    EXPECT_EQ(box.eval("Store::One.() + Store::Two.()").value, Value(3));
}

TEST(Registration, B08_TheSandboxSharesOwnershipOfItsServices) {
    auto token = std::make_shared<int>(7);
    const std::weak_ptr<int> watch = token;
    {
        Sandbox box;
        box.define("N").bind("A", [token] { return *token; });
        token.reset();
        EXPECT_EQ(box.eval("N::A.()").value, Value(7));
        EXPECT_FALSE(watch.expired());
    }
    EXPECT_TRUE(watch.expired());
}

TEST(Registration, B09_NamespacesAndSandboxesAreSeparate) {
    Sandbox a, b;
    a.define("N").bind("Who", [] { return "a"; });
    a.define("M").bind("Who", [] { return "m"; });
    b.define("N").bind("Who", [] { return "b"; });
    EXPECT_EQ(a.eval("[N::Who.(), M::Who.()]").value, Value("a", "m"));
    EXPECT_EQ(b.eval("N::Who.()").value, Value("b"));
    EXPECT_EQ(script_error(b, "M"), "NameError: uninitialized constant M (services are bound in N)");
    EXPECT_EQ(script_error(a, "N::Nope"), "NameError: uninitialized constant N::Nope (the services bound in N are Who)");
}

TEST(Registration, B10_DefiningANameAgainReturnsTheSameNamespace) {
    Sandbox box;
    auto& first = box.define("N");
    first.bind("A", [] { return 1; });
    for (int i = 0; i < 100; ++i) box.define("Other" + std::to_string(i));
    EXPECT_EQ(&box.define("N"), &first);
    EXPECT_EQ(box.eval("N::A.()").value, Value(1));
}

TEST(Registration, B11_ATakenMemberNameIsRefusedAndTheFirstStays) {
    Sandbox box;
    auto& ns = box.define("A");
    ns.bind("B", [] { return "first"; });
    EXPECT_EQ(message<ArgumentError>([&] { ns.bind("B", [] { return "second"; }); }), "Member A::B is already bound");
    EXPECT_EQ(message<ArgumentError>([&] { ns.bind_late("B"); }), "Member A::B is already bound");
    EXPECT_EQ(box.eval("A::B.()").value, Value("first"));
}

TEST(Registration, E16_ANamespaceNameMustBeAConstant) {
    Sandbox box;
    const auto refused = [&](std::string_view name) { return message<ArgumentError>([&] { box.define(name); }); };
    EXPECT_EQ(refused("lower"), "Namespace name must match /\\A[A-Z]\\w*\\z/ (got \"lower\")");
    EXPECT_EQ(refused(""), "Namespace name must match /\\A[A-Z]\\w*\\z/ (got \"\")");
    EXPECT_EQ(refused("A\n"), "Namespace name must match /\\A[A-Z]\\w*\\z/ (got \"A\\n\")");
    for (const std::string_view name : {"A::B", "A b", "_A", "1A", "A-B", "\303\211", "A\303\251", "A?"}) {
        EXPECT_TRUE(refused(name).starts_with("Namespace name must match /\\A[A-Z]\\w*\\z/ (got ")) << name;
    }
    EXPECT_NO_THROW(box.define("A"));
    EXPECT_NO_THROW(box.define("A1_b"));
}

TEST(Registration, E17_AMemberNameMustBeAConstant) {
    Sandbox box;
    auto& ns = box.define("N");
    const auto refused = [&](std::string_view name) { return message<ArgumentError>([&] { ns.bind(name, [] {}); }); };
    EXPECT_EQ(refused("lower"), "MemberName must match /\\A[A-Z]\\w*\\z/ (got \"lower\")");
    EXPECT_EQ(refused("KV\n"), "MemberName must match /\\A[A-Z]\\w*\\z/ (got \"KV\\n\")");
    EXPECT_EQ(message<ArgumentError>([&] { ns.bind_late("x"); }), "MemberName must match /\\A[A-Z]\\w*\\z/ (got \"x\")");
    EXPECT_NO_THROW(ns.bind("KV", [] {}));
}

TEST(Registration, B33_TheFirstInvocationSealsEverything) {
    Sandbox box;
    auto& ns = box.define("N");
    EXPECT_FALSE(box.sealed());
    box.eval("nil");
    EXPECT_TRUE(box.sealed());
    EXPECT_THROW(box.define("M"), ArgumentError);
    EXPECT_THROW(ns.bind("A", [] {}), ArgumentError);
    EXPECT_THROW(box.preload("S", "1"), ArgumentError);
}

TEST(Registration, B33_AFailingInvocationSealsToo) {
    Sandbox raising, trapping({.timeout = std::chrono::milliseconds(50)});
    EXPECT_THROW(raising.eval("raise 'x'"), SandboxError);
    EXPECT_TRUE(raising.sealed());
    EXPECT_THROW(trapping.eval("loop { }"), TimeoutError);
    EXPECT_TRUE(trapping.sealed());
}

TEST(Registration, B33_AFailedPreflightSealsNothing) {
    Sandbox box;
    EXPECT_THROW(box.run("lower"), ArgumentError);
    EXPECT_THROW(box.eval("1", With().bind("lower", "A", [] {})), ArgumentError);
    EXPECT_THROW(box.eval("1", With().timeout(std::chrono::seconds(0))), ArgumentError);
    EXPECT_FALSE(box.sealed());
    EXPECT_NO_THROW(box.define("N").bind("A", [] { return 1; }));
    EXPECT_EQ(box.eval("N::A.()").value, Value(1));
}

TEST(Registration, E18_DefiningAfterTheSealIsRefusedBeforeTheNameIsLookedAt) {
    Sandbox box;
    box.define("N");
    box.eval("1");
    EXPECT_EQ(message<ArgumentError>([&] { box.define("New"); }), "cannot define after first Sandbox invocation");
    EXPECT_EQ(message<ArgumentError>([&] { box.define("N"); }), "cannot define after first Sandbox invocation");
    EXPECT_EQ(message<ArgumentError>([&] { box.define("bad name"); }), "cannot define after first Sandbox invocation");
}

TEST(Registration, E45_BindingAfterTheSealIsRefusedBeforeTheNameIsLookedAt) {
    Sandbox box;
    auto& ns = box.define("N").bind("A", [] {});
    box.eval("1");
    for (const char* name : {"B", "A", "bad name"}) {
        EXPECT_EQ(message<ArgumentError>([&] { ns.bind(name, [] {}); }), "cannot bind after first Sandbox invocation") << name;
        EXPECT_EQ(message<ArgumentError>([&] { ns.bind_late(name); }), "cannot bind after first Sandbox invocation") << name;
    }
}

TEST(Registration, ANamespaceNamedLikeAGuestClassFailsEveryInvocation) {
    for (const char* name : {"String", "Object", "IO"}) {
        Sandbox box;
        box.define(name).bind("A", [] {});
        for (int i = 0; i < 2; ++i) {
            EXPECT_EQ(script_error(box, "1"),
                      "Kobako::BootError: namespace registration rejected: wrong argument type Class (expected Module)")
                << name;
        }
    }
}

TEST(Registration, AMemberNamedLikeAClassThatIsThereFailsEveryInvocation) {
    Sandbox box;
    box.define("Kobako").bind("Handle", [] {}).bind("ServiceError", [] {});
    EXPECT_TRUE(
        script_error(box, "1").starts_with("Kobako::BootError: namespace registration rejected: superclass mismatch for "));
}

TEST(Registration, ANamespaceNamedLikeAGuestModuleWorks) {
    for (const std::string name : {"Kernel", "Comparable", "Kobako"}) {
        Sandbox box;
        box.define(name).bind("Mine", [] { return 5; });
        EXPECT_EQ(box.eval(name + "::Mine.()").value, Value(5)) << name;
    }
}

TEST(Registration, ManyNamespacesAndMembersKeepTheirOrder) {
    Sandbox box;
    for (int n = 0; n < 30; ++n) {
        auto& ns = box.define("N" + std::to_string(n));
        for (int m = 0; m < 10; ++m) ns.bind("M" + std::to_string(m), [n, m] { return n * 100 + m; });
    }
    EXPECT_EQ(box.eval("N29::M9.() + N0::M1.()").value, Value(2909 + 1));
    EXPECT_EQ(box.eval("N7.constants == [:M0, :M1, :M2, :M3, :M4, :M5, :M6, :M7, :M8, :M9]").value, Value(true));
}

}  // namespace
}  // namespace hako
