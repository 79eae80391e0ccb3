// What one invocation brings along: a context, services, limits.
#include "language.hpp"
#include "support/shop.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

using namespace hako::literals;
using namespace std::chrono_literals;

struct Tenant {
    std::string name;
    int calls = 0;
};

class Bringing : public InEveryLanguage {};
HAKO_IN_EVERY_LANGUAGE(Bringing);

TEST_P(Bringing, AServiceFindsTheContextOfTheInvocation) {
    auto box = sandbox();
    box.define("Me")
        .bind("Name",
              [](Call& call) {
                  auto& tenant = call.context<Tenant>();
                  ++tenant.calls;
                  return tenant.name;
              })
        .bind("Asks", [](Call& call) { return call.context_if<Tenant>() != nullptr; });
    Tenant a{"a"}, b{"b"};
    int other = 5;
    EXPECT_EQ(
        eval(box, {.ruby = "Me::Name.() + Me::Name.()", .python = "Me.Name() + Me.Name()", .javascript = "Me.Name() + Me.Name()"},
             With().context(a)),
        Value("aa"));
    EXPECT_EQ(eval(box, {.ruby = "Me::Name.()", .python = "Me.Name()", .javascript = "Me.Name()"}, With().context(b)),
              Value("b"));
    EXPECT_EQ(a.calls, 2);
    EXPECT_EQ(b.calls, 1);
    EXPECT_TRUE(
        fault(box, {.ruby = "Me::Name.()", .python = "Me.Name()", .javascript = "Me.Name()"}).starts_with("RuntimeError: "));
    EXPECT_EQ(eval(box, {.ruby = "Me::Asks.()", .python = "Me.Asks()", .javascript = "Me.Asks()"}, With().context(other)),
              Value(false));
}

TEST_P(Bringing, B08_ALateBoundMemberIsSuppliedPerInvocation) {
    auto box = sandbox();
    box.define("Tenant").bind_late("Db").bind("Fixed", [] { return "fixed"; });
    for (const std::string name : {"a", "b"}) {
        auto db = functions().method("find", [name](std::string key) { return name + ":" + key; });
        EXPECT_EQ(eval(box,
                       {
                           .ruby = "[Tenant::Db.find('k'), Tenant::Fixed.()]",
                           .python = "[Tenant.Db.find('k'), Tenant.Fixed()]",
                           .javascript = "[Tenant.Db.find('k'), Tenant.Fixed()]",
                       },
                       With().bind("Tenant", "Db", std::move(db))),
                  Value(name + ":k", "fixed"));
    }
    EXPECT_NE(fault(box, {.ruby = "Tenant::Db.find('k')", .python = "Tenant.Db.find('k')", .javascript = "Tenant.Db.find('k')"})
                  .find("Tenant::Db"),
              std::string::npos);
}

TEST_P(Bringing, B33_ExtraMembersExistForOneInvocationOnly) {
    auto box = sandbox();
    box.define("N").bind("A", [] { return 1; });
    With extra;
    extra.bind("N", "B", [] { return 2; }).bind("M", "C", [](int n) { return n + 3; });
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(eval(box,
                       {.ruby = "N::A.() + N::B.() + M::C.(0)",
                        .python = "import M\nN.A() + N.B() + M.C(0)",
                        .javascript = "N.A() + N.B() + M.C(0)"},
                       extra),
                  Value(6));
        EXPECT_EQ(eval(box,
                       {
                           .ruby = "[N.const_defined?(:B), Object.const_defined?(:M)]",
                           .python = "import sys, builtins\n[hasattr(N, 'B'), 'M' in sys.modules or hasattr(builtins, 'M')]",
                           .javascript = "['B' in N, 'M' in globalThis]",
                       }),
                  Value(false, false));
    }
}

TEST_P(Bringing, B32_SnippetsSeeThem) {
    auto box = sandbox();
    box.define("Tenant").bind_late("Name");
    box.preload("A", in({.ruby = "Greeting = \"hello #{Tenant::Name.()}\"",
                         .python = "Greeting = 'hello ' + Tenant.Name()",
                         .javascript = "var Greeting = 'hello ' + Tenant.Name()"}));
    for (const std::string name : {"a", "b"}) {
        EXPECT_EQ(eval(box, {.ruby = "Greeting", .python = "import A\nA.Greeting", .javascript = "Greeting"},
                       With().bind("Tenant", "Name", [&] { return name; })),
                  Value("hello " + name));
    }
}

TEST_P(Bringing, B31_RunTakesThemToo) {
    auto box = sandbox();
    box.define("Tenant").bind_late("Rate");
    box.preload("Price", in({.ruby = "Price = ->(n) { n * Tenant::Rate.() }",
                             .python = "def Price(n): return n * Tenant.Rate()",
                             .javascript = "function Price(n) { return n * Tenant.Rate() }"}));
    EXPECT_EQ(box.run("Price", {10}, {}, With().bind("Tenant", "Rate", [] { return 3; })).value, Value(30));
}

TEST_P(Bringing, B11_E16_E17_NamesAreCheckedBeforeAnythingBegins) {
    auto box = sandbox();
    box.define("N").bind("A", [] { return 1; });
    EXPECT_EQ(message<ArgumentError>([&] { box.eval("1", With().bind("N", "A", [] { return 2; })); }),
              "Member N::A is already bound");
    EXPECT_EQ(message<ArgumentError>([&] { box.eval("1", With().bind("bad name", "A", [] {})); }),
              name_refusal("Namespace name", "bad name"));
    EXPECT_EQ(message<ArgumentError>([&] { box.eval("1", With().bind("N", "bad name", [] {})); }),
              name_refusal("MemberName", "bad name"));
    EXPECT_FALSE(box.sealed());
}

TEST_P(Bringing, B16_HandlesWorkAcrossThem) {
    auto box = sandbox();
    box.define("N").bind("Name", [](std::shared_ptr<Item> item) { return item->name(); });
    EXPECT_EQ(eval(box, {.ruby = "N::Name.(Mine::Item.())", .python = "N.Name(Mine.Item())", .javascript = "N.Name(Mine.Item())"},
                   With().bind("Mine", "Item", [] { return std::make_shared<Item>("own"); })),
              Value("own"));
}

TEST_P(Bringing, B01_E39_LimitsOfTheInvocationReplaceTheSandboxs) {
    const auto box = sandbox({.timeout = 60s, .memory_limit = 1_MiB});
    EXPECT_THROW(
        eval(box, {.ruby = "while true; end", .python = "while True: pass", .javascript = "for (;;);"}, With().timeout(50ms)),
        TimeoutError);
    const Scripts large{.ruby = "('x' * 90_000_000).size",
                        .python = "len('x' * 90_000_000)",
                        .javascript = "('x'.repeat(90000000) + 'y').length - 1"};
    EXPECT_EQ(eval(box, large, With().memory_limit(256_MiB)), Value(90'000'000));
    EXPECT_EQ(eval(box, large, With().memory_limit(std::nullopt)), Value(90'000'000));
    EXPECT_THROW(eval(box, large), MemoryLimitError);
    const auto done = box.eval(in({
                                   .ruby = "print 'abcdef'; $stderr.print 'uvwxyz'",
                                   .python = "import sys\nprint('abcdef', end=''); sys.stderr.write('uvwxyz')",
                                   .javascript = "hako.write('abcdef'); hako.writeError('uvwxyz')",
                               }),
                               With().stdout_limit(3_B).stderr_limit(2_B));
    EXPECT_EQ(done.stdout_text(), "abc");
    EXPECT_EQ(done.stderr_text(), "uv");
    EXPECT_TRUE(done.stdout_truncated());
    EXPECT_EQ(message<ArgumentError>([&] { box.eval("1", With().timeout(0s)); }), "timeout must be > 0 (got 0)");
}

}  // namespace
}  // namespace hako::test
