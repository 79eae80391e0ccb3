// Snippets of source: replay, refusal, failure.
#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using test::array;
using test::message;
using test::script_error;
using test::thrown;

TEST(Preload, B32_SnippetsRunInOrderBeforeEveryInvocation) {
    Sandbox box;
    EXPECT_EQ(
        &box.preload("First", "Base = 40; $log = ['first']").preload("Second", "def add(n); Base + n; end; $log << 'second'"),
        &box);
    for (int i = 0; i < 2; ++i) EXPECT_EQ(box.eval("[add(2), $log]").value, Value(42, Value("first", "second")));
}

TEST(Preload, B32_LocalVariablesArePrivateToTheSnippet) {
    Sandbox box;
    box.preload("A", "local = 5; Kept = local").preload("B", "Seen = (local rescue :unseen)");
    EXPECT_EQ(box.eval("[Kept, Seen, (local rescue :unseen)]").value, Value(5, sym("unseen"), sym("unseen")));
}

TEST(Preload, B32_SnippetsHaveTheirOwnFileName) {
    Sandbox box;
    box.preload("Helper", "\nWhere = [__FILE__, __LINE__]");
    EXPECT_EQ(box.eval("Where").value, Value("(snippet:Helper)", 2));
}

TEST(Preload, B32_SnippetsSeeServicesAndTheirOutputIsCaptured) {
    int calls = 0;
    Sandbox box;
    box.define("N").bind("Next", [&] { return ++calls; });
    box.preload("Start", "Started = N::Next.(); puts \"started #{Started}\"; warn 'w'");
    for (int i = 1; i <= 3; ++i) {
        const auto done = box.eval("puts 'then'; Started");
        EXPECT_EQ(done.value, Value(i));
        EXPECT_EQ(done.stdout_text(), "started " + std::to_string(i) + "\nthen\n");
        EXPECT_EQ(done.stderr_text(), "w\n");
    }
}

TEST(Preload, B32_ASnippetMayReopenANamespace) {
    Sandbox box;
    box.define("N").bind("A", [] { return 1; });
    box.preload("More", "module N; Limit = 7; def self.twice; A.() * 2; end; end");
    EXPECT_EQ(box.eval("[N::Limit, N.twice]").value, Value(7, 2));
}

TEST(Preload, B32_TheCodeIsCopied) {
    Sandbox box;
    {
        std::string code = "Copied = 'original'";
        box.preload("A", code);
        code.assign(code.size(), '!');
    }
    EXPECT_EQ(box.eval("Copied").value, Value("original"));
}

TEST(Preload, B32_RedefiningAConstantIsSilent) {
    Sandbox box;
    box.preload("A", "X = 1").preload("B", "X = 2");
    const auto done = box.eval("X");
    EXPECT_EQ(done.value, Value(2));
    EXPECT_EQ(done.stderr_text(), "");
    EXPECT_EQ(done.stdout_text(), "");
}

TEST(Preload, B32_EmptySnippetsAreFine) {
    Sandbox box;
    box.preload("A", "").preload("B", "# nothing").preload("C", "X = 1\n__END__\nX = 2");
    EXPECT_EQ(box.eval("X").value, Value(1));
}

TEST(Preload, B32_ManySnippets) {
    Sandbox box;
    for (int i = 0; i < 200; ++i)
        box.preload("S" + std::to_string(i), "def f" + std::to_string(i) + "; " + std::to_string(i) + "; end");
    EXPECT_EQ(box.eval("f0 + f99 + f199").value, Value(298));
}

TEST(Preload, B32_CodeThatIsNotTextIsRefused) {
    Sandbox box;
    const auto error = thrown<SandboxError>([&] { box.preload("A", "'\xff'"); });
    EXPECT_EQ(error.klass(), "SyntaxError");
    EXPECT_NE(std::string(error.what()).find("syntax error"), std::string::npos);
    EXPECT_EQ(box.eval("1").value, Value(1));
}

TEST(Preload, E32_D05_CodeThatDoesNotCompileIsRefusedAtOnceWithNoOtherEffect) {
    Sandbox box;
    box.preload("Good", "Good = 1");
    const auto error = thrown<SandboxError>([&] { box.preload("Bad", "def f(\n"); });
    EXPECT_EQ(error.klass(), "SyntaxError");
    EXPECT_EQ(error.origin(), "sandbox");
    EXPECT_NE(std::string(error.what()).find("syntax error"), std::string::npos) << error.what();
    ASSERT_FALSE(error.backtrace().empty());
    EXPECT_NE(error.backtrace().front().find("(snippet:Bad)"), std::string::npos) << error.backtrace().front();
    EXPECT_FALSE(box.sealed());
    EXPECT_NO_THROW(box.preload("Bad", "Now = 2"));  // the name was not taken
    EXPECT_EQ(box.eval("[Good, Now]").value, Value(1, 2));
}

TEST(Preload, E32_CheckingRunsNothing) {
    int calls = 0;
    Sandbox box;
    box.define("N").bind("Next", [&] { return ++calls; });
    box.preload("A", "N::Next.(); puts 'x'; raise 'y' if N::Next.() > 2; loop { } if false");
    EXPECT_EQ(calls, 0);
    EXPECT_FALSE(box.sealed());
    EXPECT_EQ(box.eval("N::Next.()").value, Value(3));
}

TEST(Preload, E33_ATakenSnippetNameIsRefused) {
    Sandbox box;
    box.preload("Worker", "X = 1");
    EXPECT_EQ(message<ArgumentError>([&] { box.preload("Worker", "X = 2"); }), "snippet :Worker already preloaded");
    EXPECT_EQ(box.eval("X").value, Value(1));
}

TEST(Preload, E34_ASnippetNameMustBeAConstantName) {
    Sandbox box;
    EXPECT_EQ(message<ArgumentError>([&] { box.preload("lower", ""); }),
              "snippet name must match /\\A[A-Z]\\w*\\z/ (got \"lower\")");
    EXPECT_EQ(message<ArgumentError>([&] { box.preload("", ""); }), "snippet name must match /\\A[A-Z]\\w*\\z/ (got \"\")");
    EXPECT_EQ(message<ArgumentError>([&] { box.preload("A::B", ""); }),
              "snippet name must match /\\A[A-Z]\\w*\\z/ (got \"A::B\")");
}

TEST(Preload, E35_PreloadingAfterTheSealIsRefusedBeforeTheArgumentsAreLookedAt) {
    Sandbox box;
    box.eval("1");
    for (const auto& [name, code] : {std::pair{"Good", "1"}, std::pair{"bad name", "1"}, std::pair{"Good", "(("}}) {
        EXPECT_EQ(message<ArgumentError>([&] { box.preload(name, code); }), "cannot preload after first Sandbox invocation");
    }
    EXPECT_EQ(message<ArgumentError>([&] { box.preload_bytecode(""); }), "cannot preload after first Sandbox invocation");
}

TEST(Preload, E36_ASnippetThatRaisesFailsEveryInvocation) {
    Sandbox box;
    box.preload("First", "puts 'first ran'")
        .preload("Broken", "\ndef f; raise ArgumentError, 'bad'; end\nf")
        .preload("Never", "puts 'never'");
    for (int i = 0; i < 2; ++i) {
        const auto error = thrown<SandboxError>([&] { box.eval("puts 'script'"); });
        EXPECT_EQ(error.klass(), "ArgumentError");
        EXPECT_STREQ(error.what(), "bad");
        EXPECT_EQ(error.origin(), "sandbox");
        EXPECT_EQ(error.backtrace(), (std::vector<std::string>{"(snippet:Broken):2:in f", "(snippet:Broken):3"}));
        EXPECT_EQ(error.execution().stdout_text(), "first ran\n");
    }
    EXPECT_EQ(thrown<SandboxError>([&] { box.run("Never"); }).klass(), "ArgumentError");
}

TEST(Preload, E36_AnUnrescuedServiceFailureInASnippetIsTheSandboxsOwn) {
    Sandbox box;
    box.define("N").bind("A", [] { throw std::runtime_error("down"); });
    box.preload("Uses", "N::A.()");
    const auto error = thrown<SandboxError>([&] { box.eval("1"); });
    EXPECT_EQ(error.origin(), "sandbox");
    EXPECT_EQ(error.klass(), "Kobako::ServiceError");
    EXPECT_STREQ(error.what(), "RuntimeError: down");
}

TEST(Preload, E36_TheTimeoutCoversReplay) {
    Sandbox box({.timeout = std::chrono::milliseconds(80)});
    box.preload("Endless", "while true; end");
    EXPECT_THROW(box.eval("1"), TimeoutError);
    EXPECT_THROW(box.eval("1"), TimeoutError);
}

TEST(Preload, BacktracesCrossSnippetsAndScript) {
    Sandbox box;
    box.preload("Helper", "def check(n)\n  raise 'negative' if n < 0\n  n\nend");
    const auto error = thrown<SandboxError>([&] { box.eval("x = 1\ncheck(-x)"); });
    EXPECT_EQ(error.backtrace(), (std::vector<std::string>{"(snippet:Helper):2:in check", "(eval):2"}));
}

}  // namespace
}  // namespace hako
