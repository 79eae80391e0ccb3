// What one invocation brings along: a context, services, limits.
#include "support/shop.hpp"
#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using namespace hako::literals;
using namespace std::chrono_literals;
using test::fault;
using test::Item;
using test::message;
using test::thrown;

struct Tenant {
    std::string name;
    int calls = 0;
};

TEST(WithContext, AServiceFindsWhatTheCallerOfTheInvocationPassed) {
    Sandbox box;
    box.define("Me").bind("Name", [](Call& call) {
        auto& tenant = call.context<Tenant>();
        ++tenant.calls;
        return tenant.name;
    });
    Tenant a{"a"}, b{"b"};
    EXPECT_EQ(box.eval("Me::Name.() + Me::Name.()", With().context(a)).value, Value("aa"));
    EXPECT_EQ(box.eval("Me::Name.()", With().context(b)).value, Value("b"));
    EXPECT_EQ(a.calls, 2);
    EXPECT_EQ(b.calls, 1);
}

TEST(WithContext, AMissingContextOrOneOfAnotherTypeIsToldOrNull) {
    Sandbox box;
    box.define("Me").bind("Needs", [](Call& call) { return call.context<Tenant>().name; }).bind("Asks", [](Call& call) {
        return call.context_if<Tenant>() != nullptr;
    });
    int other = 5;
    EXPECT_TRUE(fault(box, "Me::Needs.()").starts_with("RuntimeError: "));
    EXPECT_TRUE(fault(box, "Me::Needs.()", With().context(other)).starts_with("RuntimeError: "));
    EXPECT_EQ(box.eval("Me::Asks.()", With().context(other)).value, Value(false));
    Tenant tenant{"t"};
    EXPECT_EQ(box.eval("Me::Asks.()", With().context(tenant)).value, Value(true));
    EXPECT_EQ(box.eval("Me::Asks.()").value, Value(false));
}

TEST(WithBindings, B08_ALateBoundMemberIsSuppliedPerInvocation) {
    Sandbox box;
    box.define("Tenant").bind_late("Db").bind("Fixed", [] { return "fixed"; });
    const char* source = "[Tenant::Db.find('k'), Tenant::Fixed.()]";
    for (const std::string name : {"a", "b"}) {
        const auto db = functions().method("find", [name](std::string key) { return name + ":" + key; });
        EXPECT_EQ(box.eval(source, With().bind("Tenant", "Db", Functions(db))).value, Value(name + ":k", "fixed"));
    }
}

TEST(WithBindings, B08_ACallOfALateBoundMemberThatNobodySuppliedIsUndefined) {
    Sandbox box;
    box.define("Tenant").bind_late("Db");
    const auto text = fault(box, "Tenant::Db.find('k')");
    EXPECT_NE(text.find("Tenant::Db"), std::string::npos) << text;
    EXPECT_EQ(box.eval("begin; Tenant::Db.(); rescue Kobako::ServiceError; 5; end").value, Value(5));
}

TEST(WithBindings, B33_ExtraMembersExistForOneInvocationOnly) {
    Sandbox box;
    box.define("N").bind("A", [] { return 1; });
    With extra;
    extra.bind("N", "B", [] { return 2; }).bind("M", "C", [](int n) { return n + 3; });
    EXPECT_EQ(box.eval("N::A.() + N::B.() + M::C.(0)", extra).value, Value(6));
    EXPECT_EQ(test::script_error(box, "N::B"), "NameError: uninitialized constant N::B (the services bound in N are A)");
    EXPECT_EQ(test::script_error(box, "M"), "NameError: uninitialized constant M (services are bound in N)");
    EXPECT_EQ(box.eval("M::C.(1)", extra).value, Value(4));
}

TEST(WithBindings, SnippetsSeeThem) {
    Sandbox box;
    box.define("Tenant").bind_late("Name");
    box.preload("A", "Greeting = \"hello #{Tenant::Name.()}\"");
    EXPECT_EQ(box.eval("Greeting", With().bind("Tenant", "Name", [] { return "a"; })).value, Value("hello a"));
    EXPECT_EQ(box.eval("Greeting", With().bind("Tenant", "Name", [] { return "b"; })).value, Value("hello b"));
}

TEST(WithBindings, RunTakesThemToo) {
    Sandbox box;
    box.define("Tenant").bind_late("Rate");
    box.preload("Price", "Price = ->(n) { n * Tenant::Rate.() }");
    EXPECT_EQ(box.run("Price", {10}, {}, With().bind("Tenant", "Rate", [] { return 3; })).value, Value(30));
}

TEST(WithBindings, B11_WhatIsBoundForGoodCannotBeReplaced) {
    Sandbox box;
    box.define("N").bind("A", [] { return 1; });
    EXPECT_EQ(message<ArgumentError>([&] { box.eval("1", With().bind("N", "A", [] { return 2; })); }),
              "Member N::A is already bound");
    With twice;
    twice.bind("M", "X", [] { return 1; }).bind("M", "X", [] { return 2; });
    EXPECT_EQ(message<ArgumentError>([&] { box.eval("1", twice); }), "Member M::X is already bound");
}

TEST(WithBindings, E16_E17_BadNamesAreRefusedBeforeAnythingBegins) {
    const Sandbox box;
    EXPECT_EQ(message<ArgumentError>([&] { box.eval("1", With().bind("lower", "A", [] {})); }),
              "Namespace name must match /\\A[A-Z]\\w*\\z/ (got \"lower\")");
    EXPECT_EQ(message<ArgumentError>([&] { box.eval("1", With().bind("N", "lower", [] {})); }),
              "MemberName must match /\\A[A-Z]\\w*\\z/ (got \"lower\")");
    EXPECT_FALSE(box.sealed());
}

TEST(WithBindings, HandlesWorkAcrossThem) {
    Sandbox box;
    box.define("N").bind("Name", [](std::shared_ptr<Item> item) { return item->name(); });
    EXPECT_EQ(
        box.eval("N::Name.(Mine::Item.())", With().bind("Mine", "Item", [] { return std::make_shared<Item>("own"); })).value,
        Value("own"));
}

TEST(WithLimits, B01_LimitsOfTheInvocationReplaceTheSandboxs) {
    const Sandbox box({.timeout = 60s, .memory_limit = 1_MiB});
    EXPECT_THROW(box.eval("while true; end", With().timeout(50ms)), TimeoutError);
    EXPECT_EQ(box.eval("('x' * 20_000_000).size", With().memory_limit(32_MiB)).value, Value(20'000'000));
    EXPECT_EQ(box.eval("('x' * 20_000_000).size", With().memory_limit(std::nullopt)).value, Value(20'000'000));
    EXPECT_THROW(box.eval("'x' * 20_000_000"), MemoryLimitError);
    const auto done = box.eval("print 'abcdef'; $stderr.print 'uvwxyz'", With().stdout_limit(3_B).stderr_limit(2_B));
    EXPECT_EQ(done.stdout_text(), "abc");
    EXPECT_EQ(done.stderr_text(), "uv");
    EXPECT_TRUE(done.stdout_truncated());
    EXPECT_EQ(box.options().timeout->count(), 60.0);
}

TEST(WithLimits, E39_TheyHaveTheSameRanges) {
    const Sandbox box;
    EXPECT_EQ(message<ArgumentError>([&] { box.eval("1", With().timeout(0s)); }), "timeout must be > 0 (got 0)");
    EXPECT_EQ(message<ArgumentError>([&] { box.eval("1", With().memory_limit(0_B)); }),
              "memory_limit must be a positive Integer or nil, got 0");
    EXPECT_EQ(message<ArgumentError>([&] { box.eval("1", With().stdout_limit(Bytes(-1))); }),
              "stdout_limit must be a non-negative Integer or nil, got -1");
}

TEST(WithLimits, AWithIsReusable) {
    Sandbox box;
    Tenant tenant{"t"};
    With with;
    with.context(tenant).bind("N", "Name", [](Call& call) { return call.context<Tenant>().name; }).timeout(20s).stdout_limit(1_B);
    for (int i = 0; i < 3; ++i) {
        const auto done = box.eval("print 'ab'; N::Name.()", with);
        EXPECT_EQ(done.value, Value("t"));
        EXPECT_EQ(done.stdout_text(), "a");
    }
}

}  // namespace
}  // namespace hako
