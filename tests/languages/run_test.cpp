// Calling an entrypoint that a snippet defined.
#include "language.hpp"
#include "support/shop.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

class Running : public InEveryLanguage {
   protected:
    static Sandbox with(const Scripts& code) {
        auto box = sandbox();
        box.preload("Code", in(code));
        return box;
    }
    static constexpr Scripts same{
        .ruby = "Same = ->(v) { v }", .python = "def Same(v): return v", .javascript = "export function Same(v) { return v }"};
};
HAKO_IN_EVERY_LANGUAGE(Running);

TEST_P(Running, B31_AnythingThatCanBeCalledIsAnEntrypoint) {
    const auto box = with({
        .ruby = "Lambda = ->(n) { n + 1 }\n"
                "class ByClass; def self.call(n); n + 2; end; end\n"
                "Instance = Class.new { def call(n); n + 3; end }.new\n",
        .python = "Lambda = lambda n: n + 1\n"
                  "class ByClass(int):\n  def __new__(cls, n): return n + 2\n"
                  "class I:\n  def __call__(self, n): return n + 3\n"
                  "Instance = I()",
        .javascript =
            "export const Lambda = (n) => n + 1\nexport const ByClass = class { static call(n) { return n + 2 } }.call\n"
            "function add(k, n) { return n + k }\nexport const Instance = add.bind(null, 3)",
    });
    EXPECT_EQ(box.run("Lambda", {10}).value, Value(11));
    EXPECT_EQ(box.run("ByClass", {10}).value, Value(12));
    EXPECT_EQ(box.run("Instance", {10}).value, Value(13));
}

TEST_P(Running, B31_ArgumentsAndKeywordsArrive) {
    const auto box = with({
        .ruby = "Show = ->(*all) { all }",
        .python = "def Show(*all, **named): return [*all, named] if named else all",
        .javascript = "export function Show(...all) { return all }",
    });
    const auto key = [&](std::string_view name) { return is("ruby") ? Value(sym(name)) : Value(name); };
    EXPECT_EQ(box.run("Show", {1, "a"}, {{"day", 3}, {"name", "x"}}).value,
              Value(1, "a", Map{{key("day"), 3}, {key("name"), "x"}}));
    EXPECT_EQ(box.run("Show", {}, {{"a b", 1}}).value, array(Map{{key("a b"), 1}}));
    EXPECT_EQ(box.run("Show", {1}).value, array(1));
    EXPECT_EQ(box.run("Show").value, array());
}

TEST_P(Running, B31_AMapArgumentStaysPositionalWithItsKeys) {
    const auto box = with({.ruby = "Show = ->(*all) { all }",
                           .python = "def Show(*all): return all",
                           .javascript = "export function Show(...all) { return all }"});
    EXPECT_EQ(box.run("Show", {Map{{"a", 1}, {2, 3}}}).value, array(Map{{"a", 1}, {2, 3}}));
    EXPECT_EQ(box.run("Show", {Map{}}).value, array(Map{}));
}

TEST_P(Running, B31_NoEvalFrameIsInItsBacktraces) {
    const auto box = with({
        .ruby = "class Fails\n def self.call(n)\n  raise 'x'\n end\nend",
        .python = "def Fails(n):\n\n  raise RuntimeError('x')",
        .javascript = "function Fails(n) {\n\n  throw new Error('x')\n}",
    });
    const auto error = thrown<SandboxError>([&] { box.run("Fails", {1}); });
    EXPECT_EQ(error.backtrace(), std::vector<std::string>{in({.ruby = "(snippet:Code):3:in call",
                                                              .python = "(snippet:Code):3:in Fails",
                                                              .javascript = "(snippet:Code):3:in Fails"})});
}

TEST_P(Running, B31_ValuesOfEveryTypeCrossAsArguments) {
    const auto box = with(same);
    for (const Value& value : {Value(), Value(true), Value(-7), Value(1.5), Value("text"), Value(Binary("\xff")), Value(sym("s")),
                               Value(sym("")), array(array()), Value(Map{{1, Map{{sym("k"), "v"}}}})}) {
        EXPECT_EQ(box.run("Same", {value}).value, value);
    }
}

TEST_P(Running, B34_ObjectsAmongTheArgumentsAreWrappedOneByOne) {
    const auto cup = std::make_shared<Item>("cup");
    const auto box = with({
        .ruby =
            "Look = ->(a, opts) { [a.name, opts[:deep][0]['x'].name, a == opts[:deep][0]['x'], opts[:deep].class == Array] }\n"
            "Back = ->(a) { a }",
        .python = "def Look(a, deep): return [a.name(), deep[0]['x'].name(), a == deep[0]['x'], type(deep) is list]\n"
                  "def Back(a): return a",
        .javascript =
            "export function Look(a, {deep}) { return [a.name(), deep[0].x.name(), a === deep[0].x, Array.isArray(deep)] }\n"
            "export function Back(a) { return a }",
    });
    EXPECT_EQ(box.run("Look", {cup}, {{"deep", array(Map{{"x", cup}})}}).value, Value("cup", "cup", false, true));
    EXPECT_EQ(box.run("Back", {Value(cup, Map{{1, cup}})}).value, Value(Object(cup), Map{{1, Object(cup)}}));
}

TEST_P(Running, B34_AnObjectAsAMapKeyIsRefusedBeforeTheCall) {
    const auto box = with({.ruby = "puts 'ran'; Same = ->(v) { v }",
                           .python = "print('ran')\ndef Same(v): return v",
                           .javascript = "console.log('ran')\nfunction Same(v) { return v }"});
    const auto error = thrown<SandboxError>([&] { box.run("Same", {Map{{Object(std::make_shared<Item>("x")), 1}}}); });
    EXPECT_FALSE(error.klass());
    EXPECT_EQ(error.execution().stdout_text(), "");
}

TEST_P(Running, B34_CallablesAmongTheArgumentsCanBeCalled) {
    const auto box = with({.ruby = "Use = ->(f) { f.(2) + f[3] }",
                           .python = "def Use(f): return f(2) + f[3]",
                           .javascript = "export function Use(f) { return f(2) + f[3] }"});
    EXPECT_EQ(box.run("Use", {callable([](int n) { return n * 10; })}).value, Value(50));
}

TEST_P(Running, B34_AMapWhoseKeysAreContainersArrives) {
    const auto box = with({.ruby = "Count = ->(m) { m.size }",
                           .python = "def Count(m): return len(m)",
                           .javascript = "export function Count(m) { return m.size ?? Object.keys(m).length }"});
    EXPECT_EQ(box.run("Count", {Map{{array(1, 2), 1}, {Value(Map{{1, 2}}), 2}}}).value, Value(2));
}

TEST_P(Running, E25_TheEntrypointMustBeAName) {
    const auto box = with(same);
    for (const std::string_view name : {"", "A\n", "A::B", "1A", "A b", ".", "A."}) {
        const auto text = message<ArgumentError>([&] { box.run(name); });
        EXPECT_TRUE(text.starts_with("entrypoint must match /")) << text;
        EXPECT_TRUE(text.ends_with(" (got " + Value(name).inspect() + ")")) << text;
    }
    EXPECT_FALSE(box.sealed());
    EXPECT_EQ(box.try_run("A b").failure().kind, ErrorKind::argument);
}

TEST_P(Running, E27_AnUndefinedEntrypointTellsWhatThereIs) {
    auto box = sandbox();
    box.define("Store").bind("Stock", [] { return 1; });
    box.preload("A", in({
                         .ruby = "Worker = ->() { }",
                         .python = "import json\ndef Worker(): pass\ndef _private(): pass\nlimit = 5",
                         .javascript = "export function Worker() {}\nexport const limit = 5",
                     }))
        .preload("B", in({.ruby = "class Other; end", .python = "class Other: pass", .javascript = "class Other {}"}));
    for (const auto& name : {in({.ruby = "Missing", .python = "Missing", .javascript = "Missing"}),
                             in({.ruby = "Missing2", .python = "A.missing", .javascript = "A.missing"}),
                             in({.ruby = "Missing3", .python = "json.dumps", .javascript = "JSON.parse"}),
                             in({.ruby = "Missing4", .python = "A.Worker.__call__", .javascript = "A.Worker.call"}),
                             in({.ruby = "Missing4", .python = "print", .javascript = "parseInt"})}) {
        const auto error = thrown<SandboxError>([&] { box.run(name); });
        EXPECT_EQ(error.what(), "undefined entrypoint: " + name);
        EXPECT_EQ(error.klass(), "Kobako::SandboxError");
        EXPECT_EQ(error.origin(), "sandbox");
        EXPECT_TRUE(error.backtrace().empty());
        ASSERT_TRUE(error.details());
        std::vector<std::string> names;
        for (const auto& each : (*error.details())["available"].as<std::vector<Symbol>>()) names.push_back(each.name());
        std::ranges::sort(names);
        EXPECT_EQ(names, (std::vector<std::string>{"Other", "Worker"}));
    }
}

TEST_P(Running, E27_WithoutSnippetsNothingIsAvailable) {
    const auto box = sandbox();
    EXPECT_EQ(thrown<SandboxError>([&] { box.run("Missing", {1}, {{"a", 2}}); }).details(), Value(Map{{"available", array()}}));
}

TEST_P(Running, E28_WhatCannotBeCalledIsNoEntrypoint) {
    const auto box = with({.ruby = "Number = 5", .python = "Number = 5", .javascript = "export const Number = 5"});
    const auto error = thrown<SandboxError>([&] { box.run("Number"); });
    EXPECT_STREQ(error.what(), in({
                                      .ruby = "entrypoint Number does not respond to :call",
                                      .python = "entrypoint Number can't be called",
                                      .javascript = "entrypoint Number can't be called",
                                  })
                                   .c_str());
    EXPECT_EQ(error.klass(), "Kobako::SandboxError");
    EXPECT_TRUE(error.backtrace().empty());
}

TEST_P(Running, E29_AHandleTokenAsAnArgumentIsRefused) {
    const auto box = with(same);
    const Value token = Handle(Handle::FromWire{1});
    EXPECT_TRUE(
        message<ArgumentError>([&] { box.run("Same", {token}); }).starts_with("arguments must not contain a Kobako::Handle"));
    EXPECT_TRUE(message<ArgumentError>([&] {
                    box.run("Same", {}, {{"k", token}});
                }).starts_with("keyword argument values must not contain a Kobako::Handle"));
    EXPECT_FALSE(box.sealed());
}

TEST_P(Running, D15_WhatCannotBeEncodedIsRefusedBeforeTheCall) {
    const auto box = with({.ruby = "puts 'ran'; Same = ->(v) { v }",
                           .python = "print('ran')\ndef Same(v): return v",
                           .javascript = "console.log('ran')\nfunction Same(v) { return v }"});
    EXPECT_EQ(thrown<SandboxError>([&] { box.run("Same", {Symbol("a\xff")}); }).execution().stdout_text(), "");
    EXPECT_EQ(box.run("Same", {"a\xff"}).value, Value(Binary("a\xff")));
}

TEST_P(Running, D19_D06_ArgumentsNestedTooDeeplyAreRefusedBeforeTheCall) {
    const auto box = with({
        .ruby = "puts 'ran'; Depth = ->(v) { n = 0; while v; v = v[0]; n += 1; end; n }",
        .python = "print('ran')\ndef Depth(v):\n  n = 0\n  while v is not None: v = v[0]; n += 1\n  return n",
        .javascript = "console.log('ran')\nfunction Depth(v) { let n = 0\n  while (v !== null) { v = v[0]; n++ }\n"
                      "  return n }",
    });
    EXPECT_EQ(box.run("Depth", {nested(126)}).value, Value(126));
    for (const int levels : {127, 1000}) {
        const auto error = thrown<SandboxError>([&] { box.run("Depth", {nested(levels)}); });
        EXPECT_FALSE(error.klass()) << levels;
        EXPECT_EQ(error.execution().stdout_text(), "") << levels;
        EXPECT_EQ(error.execution().usage.wall_time.count(), 0.0);
        EXPECT_EQ(error.execution().usage.memory_peak, Bytes(0));
    }
}

TEST_P(Running, LargeArgumentsCrossUpTo16Mebibytes) {
    auto box = sandbox({.memory_limit = Bytes(64 << 20)});
    box.preload("Code", in({.ruby = "Size = ->(v) { v.size }",
                            .python = "def Size(v): return len(v)",
                            .javascript = "export function Size(v) { return v.length }"}));
    EXPECT_EQ(box.run("Size", {std::string(8 << 20, 'x')}).value, Value(8 << 20));
    EXPECT_EQ(message<TrapError>([&] { box.run("Size", {std::string((std::size_t{16} << 20) + 1, 'x')}); }),
              "Sandbox#run failed: payload exceeds the 16 MiB limit");
}

TEST_P(Running, TryRunReturnsWhatRunThrows) {
    const auto box = with({.ruby = "Half = ->(n) { puts n; 10 / n }",
                           .python = "def Half(n): print(n); return 10 // n",
                           .javascript = "class ZeroDivisionError extends RangeError {}\nfunction Half(n) { console.log(n); if "
                                         "(n == 0) throw new ZeroDivisionError; return Math.floor(10 / n) }"});
    EXPECT_EQ(box.try_run("Half", {5}).value(), Value(2));
    const auto failed = box.try_run("Half", {0});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.failure().klass, "ZeroDivisionError");
    EXPECT_EQ(failed.execution().stdout_text(), "0\n");
}

}  // namespace
}  // namespace hako::test
