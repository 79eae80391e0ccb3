// Error messages of Ruby scripts that help a person: where a syntax error is, and what a missing name could have been.
#include "support/cases.hpp"
#include "support/thrown.hpp"

namespace hako {
namespace {

using test::script_error;
using test::thrown;

struct SyntaxCase {
    const char* source;
    const char* message;
};

TEST(RubyMessages, ASyntaxErrorCarriesFileLineColumnAndTheLineWithACaret) {
    const Sandbox box;
    for (const auto& [source, message] : {
             SyntaxCase{"x = 1 +* 2", "(eval):1:8: syntax error, unexpected *\nx = 1 +* 2\n       ^"},
             SyntaxCase{"x = 5\nif x\n  1 2\nend",
                        "(eval):3:5: syntax error, unexpected integer literal, expecting \"'end'\"\n  1 2\n    ^"},
             SyntaxCase{"foo(", "(eval):1:5: syntax error, unexpected end of file, expecting ')'\nfoo(\n    ^"},
             SyntaxCase{"\n  x = (1\n", "(eval):3:1: syntax error, unexpected end of file, expecting ')'"},
             SyntaxCase{"x = \"abc", "(eval):1:6: syntax error, unterminated string meets end of file\nx = \"abc\n     ^"},
             SyntaxCase{"# a comment\n\n\tputs 'a', , 'b' # more",
                        "(eval):3:12: syntax error, unexpected ','\n\tputs 'a', , 'b' # more\n\t          ^"},
             SyntaxCase{"h\xC3\xA9 = 1 +* 2", "(eval):1:9: syntax error, unexpected *\nh\xC3\xA9 = 1 +* 2\n        ^"},
         }) {
        SCOPED_TRACE(source);
        const auto error = thrown<SandboxError>([&, code = source] { box.eval(code); });
        EXPECT_EQ(error.klass(), "SyntaxError");
        EXPECT_EQ(std::string(error.what()), message);
    }
}

TEST(RubyMessages, ALineThatCantBeShownIsLeftOut) {
    const Sandbox box;
    const std::string longest = "x = " + std::string(300, '1') + " = 2";
    EXPECT_EQ(script_error(box, longest), "SyntaxError: (eval):1:306: syntax error, unexpected '=', expecting end of file");
    EXPECT_EQ(script_error(box, "'\xFF' 2 2"),
              "SyntaxError: (eval):1:5: syntax error, unexpected integer literal, expecting end of file");
}

TEST(RubyMessages, ASnippetIsNamed) {
    Sandbox box;
    EXPECT_NE(std::string(thrown<SandboxError>([&] { box.preload("Tax", "def f\n  1 +\nend"); }).what())
                  .find("(snippet:Tax):3:1: syntax error"),
              std::string::npos);
}

TEST(RubyMessages, ANameErrorSaysWhichServicesAreBound) {
    Sandbox box;
    box.define("Store").bind("Price", [] { return 1; }).bind("Stock", [] { return 2; });
    box.define("Orders").bind("Find", [] { return 3; });
    EXPECT_EQ(script_error(box, "Store::Prize.()"),
              "NameError: uninitialized constant Store::Prize (the services bound in Store are Price, Stock)");
    EXPECT_EQ(script_error(box, "Stroe::Price.()"),
              "NameError: uninitialized constant Stroe (services are bound in Orders, Store)");
    EXPECT_EQ(script_error(box, "String::Price"), "NameError: uninitialized constant String::Price");
    EXPECT_EQ(box.eval("begin; Store::Prize; rescue NameError => e; e.name; end").value, Symbol("Prize"));
}

TEST(RubyMessages, ManyServicesAreNotAllNamed) {
    Sandbox box;
    auto many = box.define("Many");
    for (int i = 0; i < 50; ++i) many.bind("S" + std::to_string(i), [] { return 1; });
    const auto message = script_error(box, "Many::Other");
    EXPECT_TRUE(message.ends_with("S25, S26, ...)")) << message;
}

TEST(RubyMessages, WithoutServicesANameErrorIsTheOrdinaryOne) {
    EXPECT_EQ(script_error(Sandbox(), "Store::Price"), "NameError: uninitialized constant Store");
    EXPECT_EQ(script_error(Sandbox(), "def Object.const_missing(n) = n\nraise Nope.to_s"), "RuntimeError: Nope");
}

}  // namespace
}  // namespace hako
