// Calling an entrypoint that a snippet defined.
#include "support/shop.hpp"
#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using test::array;
using test::Item;
using test::message;
using test::nested;
using test::thrown;

Sandbox with(std::string_view code) {
    Sandbox box;
    box.preload("Code", code);
    return box;
}

TEST(Run, B31_AnythingWithACallMethodIsAnEntrypoint) {
    const auto box = with(
        "Lambda = ->(n) { n + 1 }\n"
        "class ByClass; def self.call(n); n + 2; end; end\n"
        "module ByModule; def self.call(n); n + 3; end; end\n"
        "Instance = Class.new { def call(n); n + 4; end }.new\n"
        "class Quiet; private; def call(n); n + 5; end; end\n"
        "Private = Quiet.new");
    EXPECT_EQ(box.run("Lambda", {10}).value, Value(11));
    EXPECT_EQ(box.run("ByClass", {10}).value, Value(12));
    EXPECT_EQ(box.run("ByModule", {10}).value, Value(13));
    EXPECT_EQ(box.run("Instance", {10}).value, Value(14));
    EXPECT_EQ(box.run("Private", {10}).value, Value(15));
}

TEST(Run, B31_KeywordsArriveAsOneHashWithSymbolKeys) {
    const auto box = with("Show = ->(*all) { all }");
    EXPECT_EQ(box.run("Show", {1, "a"}, {{"day", 3}, {"name", "x"}}).value,
              Value(1, "a", Map{{sym("day"), 3}, {sym("name"), "x"}}));
    EXPECT_EQ(box.run("Show", {}, {{"a b", 1}}).value, array(Map{{sym("a b"), 1}}));
    EXPECT_EQ(box.run("Show", {1}).value, array(1));
    EXPECT_EQ(box.run("Show").value, array());
}

TEST(Run, B31_AHashArgumentStaysPositionalWithItsKeys) {
    const auto box = with("Show = ->(*all) { all }");
    EXPECT_EQ(box.run("Show", {Map{{"a", 1}}}).value, array(Map{{"a", 1}}));
    EXPECT_EQ(box.run("Show", {Map{}}).value, array(Map{}));
    EXPECT_EQ(box.run("Show", {Map{{"a", 1}}}, {{"b", 2}}).value, Value(Map{{"a", 1}}, Map{{sym("b"), 2}}));
}

TEST(Run, B31_KeywordsAreNotRubyKeywords) {
    const auto box =
        with("class Opts; def self.call(n, x: 1); x; end; end; class Hashed; def self.call(n, opts = {}); opts[:x]; end; end");
    EXPECT_EQ(box.run("Hashed", {1}, {{"x", 5}}).value, Value(5));
    EXPECT_EQ(box.run("Opts", {1}).value, Value(1));
    const auto error = thrown<SandboxError>([&] { box.run("Opts", {1}, {{"x", 5}}); });
    EXPECT_EQ(error.klass(), "ArgumentError");
    EXPECT_STREQ(error.what(), "wrong number of arguments (given 2, expected 1)");
}

TEST(Run, B31_NoEvalFrameIsInItsBacktraces) {
    const auto box = with("class Fails\n def self.call(n)\n  raise 'x'\n end\nend");
    const auto error = thrown<SandboxError>([&] { box.run("Fails", {1}); });
    ASSERT_FALSE(error.backtrace().empty());
    EXPECT_EQ(error.backtrace().front(), "(snippet:Code):3:in call");
    for (const auto& line : error.backtrace()) EXPECT_EQ(line.find("(eval)"), std::string::npos) << line;
}

TEST(Run, B31_ValuesOfEveryTypeCrossAsArguments) {
    const auto box = with("Same = ->(v) { v }");
    for (const Value& value : {Value(), Value(true), Value(-7), Value(1.5), Value("text"), Value(Binary("\xff")), Value(sym("s")),
                               Value(sym("")), array(array()), Value(Map{{1, Map{{sym("k"), "v"}}}})}) {
        EXPECT_EQ(box.run("Same", {value}).value, value);
    }
}

TEST(Run, B34_ObjectsAmongTheArgumentsAreWrappedOneByOne) {
    const auto cup = std::make_shared<Item>("cup");
    const auto box = with(
        "Look = ->(a, opts) { [a.name, opts[:deep][0]['x'].name, a == opts[:deep][0]['x'], opts[:deep].class == Array] }\n"
        "Back = ->(a) { a }");
    EXPECT_EQ(box.run("Look", {cup}, {{"deep", array(Map{{"x", cup}})}}).value, Value("cup", "cup", false, true));
    EXPECT_EQ(box.run("Back", {Value(cup, Map{{1, cup}})}).value, Value(Object(cup), Map{{1, Object(cup)}}));
}

TEST(Run, B34_AnObjectAsAMapKeyIsRefusedBeforeTheCall) {
    const auto box = with("puts 'ran'; Same = ->(v) { v }");
    const auto error = thrown<SandboxError>([&] { box.run("Same", {Map{{Object(std::make_shared<Item>("x")), 1}}}); });
    EXPECT_FALSE(error.klass());
    EXPECT_EQ(error.execution().stdout_text(), "");
}

TEST(Run, B34_CallablesAmongTheArgumentsCanBeCalled) {
    int calls = 0;
    const auto box = with("Use = ->(f) { f.(2) + f[3] }");
    EXPECT_EQ(box.run("Use", {callable([&](int n) {
                          ++calls;
                          return n * 10;
                      })})
                  .value,
              Value(50));
    EXPECT_EQ(calls, 2);
}

TEST(Run, B34_AHandleTokenDeeperIsPassedThroughAndUnknownWhenUsed) {
    const auto box = with("Count = ->(list) { list.size }; Use = ->(list) { list[0].name }");
    const Value list = array(Value(Handle(Handle::FromWire{3})));
    EXPECT_EQ(box.run("Count", {list}).value, Value(1));
    EXPECT_EQ(message<ServiceError>([&] { box.run("Use", {list}); }), "unknown Handle id: 3");
}

TEST(Run, E24_TheEntrypointIsTextByItsType) {
    // E-24 (an entrypoint that is neither symbol nor string) can't be written in C++; TypeError is there for bindings.
    static_assert(!std::is_invocable_v<decltype(&Sandbox::run), const Sandbox&, int, Array, KeywordArguments, With>);
    static_assert(std::is_base_of_v<std::invalid_argument, TypeError> && !std::is_base_of_v<Error, TypeError>);
    SUCCEED();
}

TEST(Run, E25_TheEntrypointMustBeAConstantName) {
    const auto box = with("A = ->() { }");
    const auto refused = [&](std::string_view name) { return message<ArgumentError>([&] { box.run(name); }); };
    EXPECT_EQ(refused("lower"), "entrypoint must match /\\A[A-Z]\\w*\\z/ (got \"lower\")");
    EXPECT_EQ(refused("A::B"), "entrypoint must match /\\A[A-Z]\\w*\\z/ (got \"A::B\")");
    EXPECT_EQ(refused(""), "entrypoint must match /\\A[A-Z]\\w*\\z/ (got \"\")");
    EXPECT_EQ(refused("A\n"), "entrypoint must match /\\A[A-Z]\\w*\\z/ (got \"A\\n\")");
    EXPECT_FALSE(box.sealed());
}

TEST(Run, E27_AnUndefinedEntrypointTellsWhatThereIs) {
    Sandbox box;
    box.define("Store").bind("Stock", [] { return 1; });
    box.preload("A", "Worker = ->() { }; Limit = 5").preload("B", "class Other; end");
    const auto error = thrown<SandboxError>([&] { box.run("Missing"); });
    EXPECT_STREQ(error.what(), "undefined entrypoint: Missing");
    EXPECT_EQ(error.klass(), "Kobako::SandboxError");
    EXPECT_EQ(error.origin(), "sandbox");
    EXPECT_TRUE(error.backtrace().empty());
    ASSERT_TRUE(error.details());
    const Value available = (*error.details())["available"];
    std::vector<std::string> names;
    for (const auto& name : available.as<std::vector<Symbol>>()) names.push_back(name.name());
    std::ranges::sort(names);
    EXPECT_EQ(names, (std::vector<std::string>{"Limit", "Other", "Worker"}));
}

TEST(Run, E27_WithoutSnippetsNothingIsAvailable) {
    const Sandbox box;
    const auto error = thrown<SandboxError>([&] { box.run("Missing", {1}, {{"a", 2}}); });
    EXPECT_EQ(error.details(), Value(Map{{"available", array()}}));
}

TEST(Run, E28_AnEntrypointMustRespondToCall) {
    Sandbox box;
    box.define("Store").bind("Stock", [] { return 1; });
    box.preload(
        "A",
        "Number = 5; class Dynamic; def self.method_missing(n, *a); 1; end; def self.respond_to_missing?(*a); true; end; end");
    for (const std::string name : {"Number", "Dynamic", "String", "Store"}) {
        const auto error = thrown<SandboxError>([&] { box.run(name); });
        EXPECT_EQ(error.what(), "entrypoint " + name + " does not respond to :call");
        EXPECT_EQ(error.klass(), "Kobako::SandboxError");
        EXPECT_TRUE(error.backtrace().empty());
    }
}

TEST(Run, E29_AHandleTokenAsAnArgumentIsRefused) {
    const auto box = with("Same = ->(*v) { v }");
    const Value token = Handle(Handle::FromWire{1});
    EXPECT_EQ(
        message<ArgumentError>([&] { box.run("Same", {1, token}); }),
        "arguments must not contain a Kobako::Handle — Handles are created internally by the Sandbox and cannot be passed in");
    EXPECT_EQ(
        message<ArgumentError>([&] { box.run("Same", {}, {{"k", token}}); }),
        "keyword argument values must not contain a Kobako::Handle — Handles are created internally by the Sandbox and cannot "
        "be passed in");
    EXPECT_FALSE(box.sealed());
}

TEST(Run, E30_KeywordNamesAreTextByTheirType) {
    // E-30 (a keyword key that is no symbol) can't be written in C++; a name that is no text is refused when it is encoded.
    static_assert(std::is_same_v<KeywordArguments::value_type::first_type, std::string>);
    const auto box = with("Same = ->(*v) { v }");
    EXPECT_THROW(box.run("Same", {}, {{"a\xff", 1}}), Error);
}

TEST(Run, D15_SymbolsThatAreNotTextAreRefusedBeforeTheCall) {
    const auto box = with("puts 'ran'; Same = ->(v) { v }");
    const auto error = thrown<SandboxError>([&] { box.run("Same", {Symbol("a\xff")}); });
    EXPECT_EQ(error.execution().stdout_text(), "");
    EXPECT_EQ(box.run("Same", {"a\xff"}).value, Value(Binary("a\xff")));
}

TEST(Run, D19_ArgumentsNestedTooDeeplyAreRefusedBeforeTheCall) {
    const auto box = with("puts 'ran'; Depth = ->(v) { n = 0; while v; v = v[0]; n += 1; end; n }");
    EXPECT_EQ(box.run("Depth", {nested(126)}).value, Value(126));
    for (const int levels : {127, 200, 1000}) {
        const auto error = thrown<SandboxError>([&] { box.run("Depth", {nested(levels)}); });
        EXPECT_FALSE(error.klass()) << levels;
        EXPECT_EQ(error.execution().stdout_text(), "") << levels;
    }
}

TEST(Run, D06_AnInvocationThatFailsInEncodingUsedNothing) {
    const auto box = with("Same = ->(v) { v }");
    box.run("Same", {std::string(100'000, 'x')});
    const auto error = thrown<SandboxError>([&] { box.run("Same", {nested(500)}); });
    EXPECT_EQ(error.execution().usage.wall_time.count(), 0.0);
    EXPECT_EQ(error.execution().usage.memory_peak, Bytes(0));
    EXPECT_EQ(box.run("Same", {1}).value, Value(1));
}

TEST(Run, ArgumentsLargerThan16MebibytesAreRefused) {
    const auto box = with("Same = ->(v) { v.size }");
    const auto error = thrown<TrapError>([&] { box.run("Same", {std::string((std::size_t{16} << 20) + 1, 'x')}); });
    EXPECT_STREQ(error.what(), "Sandbox#run failed: payload exceeds the 16 MiB limit");
    EXPECT_EQ(box.run("Same", {"abc"}).value, Value(3));
}

TEST(Run, LargeArgumentsCross) {
    Sandbox box({.memory_limit = Bytes(64 << 20)});
    box.preload("Same", "Same = ->(v) { v.size }");
    EXPECT_EQ(box.run("Same", {std::string(8 << 20, 'x')}).value, Value(8 << 20));
}

TEST(Run, TryRunReturnsWhatRunThrows) {
    const auto box = with("Half = ->(n) { puts n; 10 / n }");
    EXPECT_EQ(box.try_run("Half", {5}).value(), Value(2));
    const auto failed = box.try_run("Half", {0});
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.failure().klass, "ZeroDivisionError");
    EXPECT_EQ(failed.execution().stdout_text(), "0\n");
    const auto misuse = box.try_run("lower");
    ASSERT_FALSE(misuse);
    EXPECT_EQ(misuse.failure().kind, ErrorKind::argument);
    EXPECT_THROW(misuse.value(), ArgumentError);
}

}  // namespace
}  // namespace hako
