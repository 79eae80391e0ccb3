// Evaluating source: its value, and that nothing is left behind for the next invocation.
#include <random>

#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using test::array;
using test::nested;
using test::script_error;
using test::thrown;

TEST(Eval, B02_TheLastExpressionIsTheValue) {
    const Sandbox box;
    EXPECT_EQ(box.eval("x = 20\ny = 22\nx + y").value, Value(42));
}

TEST(Eval, B02_SourceRunsAsTheFileEval) {
    const Sandbox box;
    EXPECT_EQ(box.eval("__FILE__").value, Value("(eval)"));
    EXPECT_EQ(box.eval("\n\n__LINE__").value, Value(3));
}

TEST(Eval, B03_NothingOfAnInvocationIsThereInTheNext) {
    const Sandbox box;
    box.eval("$left = 1; Left = 2; class Integer; def left; 3; end; end; def left; 4; end; $stdout = nil; nil");
    EXPECT_TRUE(box.eval("$left").value.is_nil());
    EXPECT_EQ(script_error(box, "Left"), "NameError: uninitialized constant Left");
    EXPECT_EQ(script_error(box, "1.left"), "NoMethodError: undefined method 'left' for Integer");
    EXPECT_EQ(box.eval("$stdout.equal?(STDOUT)").value, Value(true));
}

TEST(Eval, B03_AFailedInvocationLeavesNothingBehindEither) {
    const Sandbox box;
    EXPECT_THROW(box.eval("class String; def +(other); 'broken'; end; end; $left = 1; raise 'x'"), SandboxError);
    EXPECT_EQ(box.eval("['a' + 'b', $left]").value, Value("ab", nullptr));
}

TEST(Eval, B03_EvalAndRunAlternate) {
    Sandbox box;
    box.preload("Twice", "Twice = ->(n) { $count = ($count || 0) + 1; [n * 2, $count] }");
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(box.eval("Twice.(4)").value, Value(8, 1));
        EXPECT_EQ(box.run("Twice", {5}).value, Value(10, 1));
    }
}

TEST(Eval, B06_EmptySourceIsNil) {
    const Sandbox box;
    for (const char* source : {"", " ", "\n\n", "# a comment", "nil", "__END__\nnot run", "puts"}) {
        EXPECT_TRUE(box.eval(source).value.is_nil()) << source;
    }
}

TEST(Eval, B06_EveryWireTypeIsAValue) {
    const Sandbox box;
    EXPECT_EQ(box.eval("true").value, Value(true));
    EXPECT_EQ(box.eval("-5").value, Value(-5));
    EXPECT_EQ(box.eval("1.5").value, Value(1.5));
    EXPECT_EQ(box.eval("'h\303\251'").value, Value("h\303\251"));
    EXPECT_EQ(box.eval(":sym").value, Value(sym("sym")));
    EXPECT_EQ(box.eval(":\"\"").value, Value(sym("")));
    EXPECT_EQ(box.eval("[1, [nil, []], {}]").value, Value(1, Value(nullptr, array()), Map()));
    EXPECT_EQ(box.eval("{1 => 2, 'a' => :a, :a => [], nil => 0.5}").value,
              Value(Map{{1, 2}, {"a", sym("a")}, {sym("a"), array()}, {nullptr, 0.5}}));
    EXPECT_EQ(box.eval("\"\\xff\\xfe\"").value, Value(Binary("\xff\xfe")));
}

TEST(Eval, B06_MapsKeepTheirOrder) {
    const Sandbox box;
    const auto value = box.eval("{'z' => 1, 'a' => 2, 'm' => 3}").value;
    std::string keys;
    for (const auto& entry : *value.get_if<Map>()) keys += entry.key.as<std::string>();
    EXPECT_EQ(keys, "zam");
}

TEST(Eval, B06_SpecialFloatsSurvive) {
    const Sandbox box;
    EXPECT_TRUE(std::isnan(box.eval("0.0 / 0.0").value.as<double>()));
    EXPECT_EQ(box.eval("[1.0 / 0, -1.0 / 0]").value, Value(HUGE_VAL, -HUGE_VAL));
    EXPECT_TRUE(std::signbit(box.eval("-0.0").value.as<double>()));
}

TEST(Eval, E05_SourceThatDoesNotCompileIsASyntaxError) {
    const Sandbox box;
    const auto error = thrown<SandboxError>([&] { box.eval("1 +\n(]"); });
    EXPECT_EQ(error.klass(), "SyntaxError");
    EXPECT_EQ(error.origin(), "sandbox");
    EXPECT_NE(std::string(error.what()).find("syntax error"), std::string::npos) << error.what();
    EXPECT_EQ(box.eval("1").value, Value(1));
}

TEST(Eval, E05_CompileErrorsNameFileAndLine) {
    const Sandbox box;
    const auto error = thrown<SandboxError>([&] { box.eval("1\n2\nfoo("); });
    EXPECT_NE(std::string(error.what()).find("(eval)"), std::string::npos) << error.what();
    ASSERT_TRUE(error.failure().backtrace);
}

TEST(Eval, E06_AValueWithoutWireFormIsNamedByItsClass) {
    const Sandbox box;
    const std::pair<const char*, const char*> cases[] = {
        {"1..2", "Range"},
        {"-> { }", "Proc"},
        {"String", "Class"},
        {"Kernel", "Module"},
        {"Object.new", "Object"},
        {"RuntimeError.new('x')", "RuntimeError"},
        {"[1, [Object.new]]", "Array"},
        {"{a: {b: 1..2}}", "Hash"},
        {"{(1..2) => 1}", "Hash"},
        {"class Sub < String; end; Sub.new('x')", "Sub"},
        {"class Sub < Array; end; Sub.new", "Sub"},
        {"class Sub < Hash; end; Sub.new", "Sub"},
        {"[\"\\xff\".to_sym]", "Array"},
    };
    for (const auto& [source, name] : cases) {
        const auto error = thrown<SandboxError>([&] { box.eval(source); });
        EXPECT_EQ(error.what(), "return value of type " + std::string(name) + " is not a supported sandbox value type") << source;
        EXPECT_EQ(error.klass(), "Kobako::SandboxError") << source;
        EXPECT_EQ(error.origin(), "sandbox") << source;
        EXPECT_TRUE(error.backtrace().empty()) << source;
    }
}

TEST(Eval, E06_NothingIsAskedToConvertItself) {
    const Sandbox box;
    EXPECT_THROW(box.eval("o = Object.new; def o.to_s; 'text'; end; def o.inspect; 'text'; end; def o.to_h; {}; end; o"),
                 SandboxError);
}

TEST(Eval, E06_ACyclicOrTooDeepValueIsRefused) {
    const Sandbox box;
    const char* const text = "Kobako::SandboxError: return value of type Array is not a supported sandbox value type";
    EXPECT_EQ(script_error(box, "a = []; a << a; a"), text);
    EXPECT_EQ(script_error(box, "a = []; 128.times { a = [a] }; a"), text);
    EXPECT_EQ(script_error(box, "a = []; 5000.times { a = [a] }; a"), text);
    EXPECT_EQ(box.eval("a = nil; 128.times { a = [a] }; a").value, nested(128));
}

TEST(Eval, B06_RedefinedCoreMethodsDoNotChangeWhatIsSent) {
    const Sandbox box;
    const auto value = box.eval(
        "class Array; def length; 99; end; def size; 99; end; def [](i); 7; end; def each; end; end\n"
        "class Hash; def keys; [9]; end; def length; 9; end; def each; end; def [](k); 9; end; end\n"
        "class String; def to_s; 'x'; end; def length; 0; end; def bytesize; 99999; end; end\n"
        "class Symbol; def to_s; 'x'; end; end\n"
        "[[1, 2], {'a' => 1}, 'text', :name]");
    EXPECT_EQ(value.value, Value(Value(1, 2), Map{{"a", 1}}, "text", sym("name")));
}

TEST(Eval, B06_ValuesAreRestoredWithStructure) {
    Sandbox box;
    box.define("N").bind("Echo", [](Value v) { return v; });
    const auto value = box.eval("x = [1, :a]; [x, x, {x => x}]").value;
    const Value x{1, sym("a")};
    EXPECT_EQ(value, Value(x, x, Map{{x, x}}));
}

TEST(Eval, D28_IntegersOf64BitsAreExact) {
    const Sandbox box;
    EXPECT_EQ(box.eval("2147483647 + 1").value, Value(2'147'483'648));
    EXPECT_EQ(box.eval("1 << 40").value, Value(std::int64_t{1} << 40));
    EXPECT_EQ(box.eval("-(1 << 40)").value, Value(-(std::int64_t{1} << 40)));
}

TEST(Eval, SourceNeedNotBeText) {
    const Sandbox box;
    EXPECT_EQ(box.eval("\"a\xff\".size").value, Value(2));
    EXPECT_EQ(box.eval("\"a\xff\"").value, Value(Binary("a\xff")));
    EXPECT_EQ(box.eval(std::string_view("\"a\\0b\"")).value, Value(std::string("a\0b", 3)));
}

TEST(Eval, ManyEvaluationsDoNotDisturbEachOther) {
    const Sandbox box;
    for (int i = 0; i < 200; ++i) EXPECT_EQ(box.eval("$n = ($n || 0) + 1; [" + std::to_string(i) + ", $n]").value, Value(i, 1));
}

TEST(Eval, TryEvalReturnsWhatEvalThrows) {
    const Sandbox box;
    const auto good = box.try_eval("puts 'x'; 5");
    ASSERT_TRUE(good);
    EXPECT_EQ(good.value(), Value(5));
    EXPECT_EQ(good.execution().stdout_text(), "x\n");

    const auto bad = box.try_eval("puts 'y'; 1 / 0");
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.failure().kind, ErrorKind::sandbox);
    EXPECT_EQ(bad.failure().klass, "ZeroDivisionError");
    EXPECT_EQ(bad.execution().stdout_text(), "y\n");
    EXPECT_TRUE(bad.execution().value.is_nil());
    EXPECT_THROW(bad.value(), SandboxError);
}

}  // namespace
}  // namespace hako
