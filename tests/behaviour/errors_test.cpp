// How invocations fail: the script's own errors, and outcomes that a guest should not produce.
#include "support/thrown.hpp"
#include "support/tiny_guest.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using test::message;
using test::script_error;
using test::thrown;
using test::TinyGuest;

// --- the script's own -----------------------------------------------------------------------------------------------

TEST(Errors, E04_AnUnrescuedExceptionHasClassTextAndBacktrace) {
    const Sandbox box;
    const auto error = thrown<SandboxError>([&] { box.eval("def f\n raise ArgumentError, 'bad'\nend\n\nf\n"); });
    EXPECT_EQ(error.klass(), "ArgumentError");
    EXPECT_STREQ(error.what(), "bad");
    EXPECT_EQ(error.origin(), "sandbox");
    EXPECT_EQ(error.backtrace(), (std::vector<std::string>{"(eval):2:in f", "(eval):5"}));
    EXPECT_FALSE(error.details());
    EXPECT_EQ(error.kind(), ErrorKind::sandbox);
}

TEST(Errors, E04_TypicalMessages) {
    const Sandbox box;
    const std::pair<const char*, const char*> cases[] = {
        {"1.foo", "NoMethodError: undefined method 'foo' for Integer"},
        {"foo", "NoMethodError: undefined method 'foo' for Object"},
        {"Foo", "NameError: uninitialized constant Foo"},
        {"1 / 0", "ZeroDivisionError: divided by 0"},
        {"def f(a); end; f", "ArgumentError: wrong number of arguments (given 0, expected 1)"},
        {"break", "LocalJumpError: unexpected break"},
        {"next", "LocalJumpError: unexpected next"},
        {"raise 'plain'", "RuntimeError: plain"},
        {"raise Exception, 'top'", "Exception: top"},
        {"raise NotImplementedError", "NotImplementedError: NotImplementedError"},
        {"'x'.freeze << 'y'", "FrozenError: can't modify frozen String: \"x\""},
        {"Integer.new", "NoMethodError: undefined method 'new' for Class"},
    };
    for (const auto& [source, expected] : cases) EXPECT_EQ(script_error(box, source), expected) << source;
}

TEST(Errors, E04_AMessageThatCannotBeUsedIsTheClassName) {
    const Sandbox box;
    EXPECT_EQ(script_error(box, "raise ArgumentError, ''"), "ArgumentError: ArgumentError");
    EXPECT_EQ(script_error(box, "class Mine < StandardError; def message; 5; end; end; raise Mine"), "Mine: Mine");
    EXPECT_EQ(script_error(box, "raise ArgumentError, \"\\xff\""), "ArgumentError: ArgumentError");
    EXPECT_EQ(thrown<SandboxError>([&] {
                  box.eval("class Mine < StandardError; def message; raise 'again'; end; end; raise Mine");
              }).klass(),
              "Mine");
    EXPECT_EQ(script_error(box, "raise \"a\\0b\""), std::string("RuntimeError: a\0b", 17));
    EXPECT_EQ(script_error(box, "raise 'h\303\251'"), "RuntimeError: h\303\251");
}

TEST(Errors, E04_AnAnonymousClassPrintsItsAddress) {
    const auto error = thrown<SandboxError>([] { Sandbox().eval("raise Class.new(StandardError), 'm'"); });
    EXPECT_TRUE(error.klass()->starts_with("#<Class:0x")) << *error.klass();
    EXPECT_STREQ(error.what(), "m");
}

TEST(Errors, E04_ABacktraceOfTheScriptsOwnIsUsedWhenItIsAnArray) {
    const Sandbox box;
    EXPECT_EQ(thrown<SandboxError>([&] {
                  box.eval("class M < StandardError; def backtrace; ['mine']; end; end; raise M");
              }).backtrace(),
              std::vector<std::string>{"mine"});
    const auto error = thrown<SandboxError>([&] { box.eval("class M < StandardError; def backtrace; 5; end; end; raise M"); });
    ASSERT_TRUE(error.failure().backtrace);
    EXPECT_TRUE(error.backtrace().empty());
}

TEST(Errors, E04_BacktracesNameBlocksAndNativeMethods) {
    const Sandbox box;
    const auto error = thrown<SandboxError>([&] { box.eval("[1].each do |x|\n  raise 'x'\nend"); });
    ASSERT_GE(error.backtrace().size(), 2U);
    EXPECT_EQ(error.backtrace().front(), "(eval):2");
    EXPECT_EQ(error.backtrace().back(), "(eval):1");
}

TEST(Errors, E04_AHugeMessageOrBacktraceStillArrives) {
    const Sandbox box({.memory_limit = std::nullopt});
    EXPECT_EQ(script_error(box, "raise 'x' * 1_000_000").size(), 1'000'000U + 14);
    EXPECT_EQ(thrown<SandboxError>([&] { box.eval("class M < StandardError; def backtrace; ['l'] * 10_000; end; end; raise M"); })
                  .backtrace()
                  .size(),
              10'000U);
}

TEST(Errors, E04_AnErrorThatCannotCrossEndsCleanly) {
    const Sandbox box({.memory_limit = std::nullopt});
    // More than a payload can hold: whatever is reported, it is an Error and the sandbox goes on.
    EXPECT_THROW(box.eval("raise 'x' * 20_000_000"), Error);
    EXPECT_THROW(box.eval("'x' * 20_000_000"), Error);
    EXPECT_EQ(box.eval("1").value, Value(1));
}

TEST(Errors, ReturnAtTopLevelEndsTheSourceWithItsValue) { EXPECT_EQ(Sandbox().eval("return 5\nraise 'never'").value, Value(5)); }

TEST(Errors, TheErrorCarriesTheRecordOfItsInvocation) {
    const Sandbox box;
    const auto error = thrown<SandboxError>([&] { box.eval("puts 'o'; warn 'e'; raise 'x'"); });
    EXPECT_EQ(error.execution().stdout_text(), "o\n");
    EXPECT_EQ(error.execution().stderr_text(), "e\n");
    EXPECT_GT(error.execution().usage.wall_time.count(), 0.0);
    const Error copy = error;
    EXPECT_STREQ(copy.what(), "x");
    EXPECT_EQ(copy.execution().stdout_text(), "o\n");
}

TEST(Errors, TheTreeOfClassesIsAsDocumented) {
    static_assert(std::is_base_of_v<TrapError, TimeoutError> && std::is_base_of_v<TrapError, MemoryLimitError>);
    static_assert(std::is_base_of_v<SandboxError, BytecodeError> && std::is_base_of_v<SandboxError, HandlerExhaustedError> &&
                  std::is_base_of_v<SandboxError, TransportError>);
    static_assert(std::is_base_of_v<SetupError, ModuleNotBuiltError> && std::is_base_of_v<Error, PoolTimeoutError>);
    static_assert(!std::is_base_of_v<Error, ArgumentError> && !std::is_base_of_v<Error, BlockError>);
    const Sandbox box;
    EXPECT_THROW(box.eval("raise 'x'"), Error);
    EXPECT_THROW(box.eval("raise 'x'"), std::exception);
}

// --- outcomes of guests that are not well ---------------------------------------------------------------------------

/// A sandbox whose guest answers every invocation with these bytes.
Sandbox answering(std::string_view outcome) {
    TinyGuest tiny;
    tiny.outcome = outcome;
    return Sandbox(tiny.guest());
}

/// A panic record: the four keys given, in MessagePack.
std::string panic(std::string_view origin, std::string_view klass, std::string_view text) {
    const auto str = [](std::string_view s) { return static_cast<char>(0xa0 + s.size()) + std::string(s); };
    const auto long_str = [](std::string_view s) {
        return '\xd9' + std::string(1, static_cast<char>(s.size())) + std::string(s);
    };
    return "\x02\x83" + str("origin") + str(origin) + str("class") + str(klass) + str("message") + long_str(text);
}

TEST(Outcomes, ATagOfOneIsAValue) { EXPECT_EQ(answering("\x01\x2a").eval("").value, Value(42)); }

TEST(Outcomes, E01_ATrapOfTheEngineIsATrapError) {
    TinyGuest tiny;
    tiny.eval = TinyGuest::unreachable();
    tiny.run = TinyGuest::unreachable();
    tiny.outcome = "\x01\x2a";
    const Sandbox box(tiny.guest());
    const auto error = thrown<TrapError>([&] { box.eval(""); });
    const std::string text = error.what();
    EXPECT_TRUE(text.starts_with("Sandbox#eval failed: ")) << text;
    EXPECT_NE(text.find("unreachable"), std::string::npos) << text;
    EXPECT_EQ(text.find("unreachable"), text.rfind("unreachable")) << text;
    EXPECT_FALSE(error.origin());
    EXPECT_TRUE(message<TrapError>([&] { box.run("A"); }).starts_with("Sandbox#run failed: "));
}

TEST(Outcomes, E02_AnEmptyOutcomeIsATrapError) {
    EXPECT_EQ(message<TrapError>([] { answering("").eval(""); }),
              "Sandbox#eval failed: Sandbox exited without producing a result");
    EXPECT_EQ(message<TrapError>([] { answering("").run("A"); }),
              "Sandbox#run failed: Sandbox exited without producing a result");
}

TEST(Outcomes, E03_AnUnknownTagIsATrapError) {
    for (const std::string& tag : {std::string(1, '\0'), std::string("\x03"), std::string("\xff"), std::string("\x04\xc0")}) {
        EXPECT_EQ(
            message<TrapError>([&] { answering(tag).eval(""); }),
            "Sandbox#eval failed: Sandbox produced an unrecognised result; the runtime is corrupted, discard this Sandbox before "
            "another invocation");
    }
}

TEST(Outcomes, E08_D20_APanicThatDoesNotDecodeIsATransportError) {
    for (const std::string& outcome : {std::string("\x02"), std::string("\x02\xc0"), std::string("\x02\x80"),
                                       std::string("\x02\xc1"), "\x02\x81" + std::string("\xa6origin\xa7sandbox"),
                                       std::string("\x02\x82\xa5"
                                                   "class\xa1X\xa7message\xa1m")}) {
        const auto error = thrown<TransportError>([&] { answering(outcome).eval(""); });
        EXPECT_STREQ(error.what(), "Sandbox produced an invalid panic record");
        EXPECT_EQ(error.origin(), "sandbox");
        EXPECT_EQ(error.klass(), "Kobako::Transport::Error");
        ASSERT_TRUE(error.details());
        EXPECT_TRUE(error.details()->is_text());
    }
}

TEST(Outcomes, E09_AResultThatDoesNotDecodeIsATransportError) {
    for (const std::string& outcome :
         {std::string("\x01"), std::string("\x01\xc1"), std::string("\x01\x01\x01"), std::string("\x01\x92\x01"),
          std::string("\x01\xa1\xff"), std::string("\x01\xdd\xff\xff\xff\xff")}) {
        const auto error = thrown<TransportError>([&] { answering(outcome).eval(""); });
        EXPECT_STREQ(error.what(), "Sandbox produced an invalid result value");
        EXPECT_EQ(error.origin(), "sandbox");
        EXPECT_EQ(error.klass(), "Kobako::Transport::Error");
        ASSERT_TRUE(error.details());
        EXPECT_TRUE(error.details()->is_text());
        ASSERT_TRUE(error.backtrace().empty());
    }
}

TEST(Outcomes, D30_APanicMayLackBacktraceAndDetails) {
    const auto error = thrown<SandboxError>([] { answering(panic("sandbox", "Mine", "text")).eval(""); });
    EXPECT_EQ(error.klass(), "Mine");
    ASSERT_TRUE(error.failure().backtrace);
    EXPECT_TRUE(error.backtrace().empty());
    EXPECT_FALSE(error.details());
}

TEST(Outcomes, ThePanicsOriginAndClassDecideTheError) {
    EXPECT_EQ(thrown<ServiceError>([] { answering(panic("service", "X", "t")).eval(""); }).origin(), "service");
    EXPECT_EQ(thrown<ServiceError>([] { answering(panic("service", "Kobako::BytecodeError", "t")).eval(""); }).klass(),
              "Kobako::BytecodeError");
    EXPECT_EQ(thrown<BytecodeError>([] { answering(panic("sandbox", "Kobako::BytecodeError", "t")).eval(""); }).origin(),
              "sandbox");
    EXPECT_EQ(thrown<TransportError>([] { answering(panic("sandbox", "Kobako::Transport::Error", "t")).eval(""); }).origin(),
              "sandbox");
    EXPECT_EQ(thrown<SandboxError>([] { answering(panic("elsewhere", "X", "t")).eval(""); }).origin(), "elsewhere");
}

TEST(Outcomes, E26_AGuestThatCannotReadTheInvocationIsATransportError) {
    const auto error = thrown<TransportError>(
        [] { answering(panic("sandbox", "Kobako::Transport::Error", "failed to decode the invocation request")).run("Worker"); });
    EXPECT_STREQ(error.what(), "failed to decode the invocation request");
    EXPECT_EQ(error.klass(), "Kobako::Transport::Error");
}

TEST(Outcomes, E31_NoMemoryForTheArgumentsIsASandboxErrorWithoutFields) {
    TinyGuest tiny;
    tiny.alloc = TinyGuest::i32_const(0);
    tiny.outcome = "\x01\x2a";
    const Sandbox box(tiny.guest());
    const auto error = thrown<SandboxError>([&] { box.run("Worker"); });
    EXPECT_STREQ(error.what(), "could not allocate input buffer (out of memory)");
    EXPECT_FALSE(error.origin());
    EXPECT_FALSE(error.klass());
    EXPECT_FALSE(error.failure().backtrace);
    EXPECT_FALSE(error.details());
    EXPECT_EQ(box.eval("").value, Value(42));  // which allocates nothing
}

TEST(Outcomes, AnAllocationOutsideTheMemoryIsATrapError) {
    TinyGuest tiny;
    tiny.outcome = "\x01\x2a";
    tiny.alloc = TinyGuest::i32_const(65'530);
    EXPECT_EQ(message<TrapError>([&] { Sandbox(tiny.guest()).run("Worker"); }),
              "Sandbox#run failed: range exceeds Sandbox memory size");
    tiny.alloc = TinyGuest::unreachable();
    EXPECT_TRUE(message<TrapError>([&] {
                    Sandbox(tiny.guest()).run("Worker");
                }).starts_with("Sandbox#run failed: failed to allocate input buffer: "));
}

TEST(Outcomes, AHandleInAResultThatNobodyHandedOutIsUnknown) {
    EXPECT_EQ(message<SandboxError>([] { answering(std::string("\x01\xd6\x01\0\0\0\x07", 7)).eval(""); }),
              "unknown Handle id: 7");
}

TEST(Outcomes, AnyGuestMayBeInvokedFromManyThreads) {
    const auto box = answering("\x01\x2a");
    for (int i = 0; i < 100; ++i) EXPECT_EQ(box.eval("").value, Value(42));
}

}  // namespace
}  // namespace hako
