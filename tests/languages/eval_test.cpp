// Evaluating source: its value, and that nothing is left behind for the next invocation.
#include <random>

#include "language.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

class Evaluation : public InEveryLanguage {
   protected:
    static Value in_this_language(const Value& value) { return is("javascript") ? as_javascript(value) : value; }
};
HAKO_IN_EVERY_LANGUAGE(Evaluation);

TEST_P(Evaluation, B02_TheLastExpressionIsTheValue) {
    EXPECT_EQ(
        eval(sandbox(),
             {.ruby = "x = 20\ny = 22\nx + y", .python = "x = 20\ny = 22\nx + y", .javascript = "let x = 20\nlet y = 22\nx + y"}),
        Value(42));
}

TEST_P(Evaluation, B02_SourceRunsAsTheFileEval) {
    EXPECT_EQ(eval(sandbox(),
                   {
                       .ruby = "\n\n[__FILE__, __LINE__]",
                       .python = "import sys\n\n[sys._getframe().f_code.co_filename, sys._getframe().f_lineno]",
                       .javascript = "\n\n/(\\(eval\\)):(\\d+)/.exec(new Error().stack).slice(1).map((x) => Number(x) || x)",
                   }),
              Value("(eval)", 3));
}

TEST_P(Evaluation, B03_NothingOfAnInvocationIsThereInTheNext) {
    const auto box = sandbox();
    eval(box, {
                  .ruby = "$left = 1; Left = 2; class Integer; def left; 3; end; end; $stdout = nil; nil",
                  .python = "left = 1\nimport builtins, sys, json\nbuiltins.left2 = 2\njson.left = 3\nsys.stdout = None",
                  .javascript = "globalThis.left = 1; Array.prototype.left = 3; console.log = null; null",
              });
    EXPECT_EQ(
        eval(box,
             {
                 .ruby = "[$left.nil?, Object.const_defined?(:Left), 1.respond_to?(:left), $stdout.equal?(STDOUT)]",
                 .python = "import builtins, sys, json\n"
                           "['left' not in globals(), hasattr(builtins, 'left2'), hasattr(json, 'left'), sys.stdout is not None]",
                 .javascript = "[typeof left === 'undefined', 'left' in globalThis, [].left !== undefined, console.log !== null]",
             }),
        Value(true, false, false, true));
}

TEST_P(Evaluation, B03_AFailedInvocationLeavesNothingBehindEither) {
    const auto box = sandbox();
    EXPECT_THROW(eval(box,
                      {
                          .ruby = "class String; def +(other); 'broken'; end; end; $left = 1; raise 'x'",
                          .python = "import builtins\nbuiltins.len = lambda x: 99\nbuiltins.left = 1\nraise ValueError('x')",
                          .javascript = "String.prototype.concat = () => 'broken'; globalThis.left = 1; throw new Error('x')",
                      }),
                 SandboxError);
    EXPECT_EQ(eval(box, {.ruby = "['a' + 'b', $left.nil?]",
                         .python = "import builtins\n['ab'[:len('ab')], not hasattr(builtins, 'left')]",
                         .javascript = "['a'.concat('b'), typeof left === 'undefined']"}),
              Value("ab", true));
}

TEST_P(Evaluation, B03_EvalAndRunAlternate) {
    auto box = sandbox();
    box.preload("Twice", in({
                             .ruby = "Twice = ->(n) { $count = ($count || 0) + 1; [n * 2, $count] }",
                             .python = "count = 0\ndef Twice(n):\n  global count\n  count += 1\n  return [n * 2, count]",
                             .javascript = "let count = 0\nexport function Twice(n) { return [n * 2, ++count] }",
                         }));
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(eval(box, {.ruby = "Twice.(4)",
                             .python = "from Twice import Twice\nTwice(4)",
                             .javascript = "import {Twice} from 'Twice'\nTwice(4)"}),
                  Value(8, 1));
        EXPECT_EQ(box.run("Twice", {5}).value, Value(10, 1));
    }
}

TEST_P(Evaluation, B06_SourceThatEndsInNothingHasNoValue) {
    const auto box = sandbox();
    for (const Scripts& source : {
             Scripts{.ruby = "", .python = "", .javascript = ""},
             Scripts{.ruby = " \n\n", .python = "\n\n", .javascript = "\n\n"},
             Scripts{.ruby = "# a comment", .python = "# a comment", .javascript = "// a comment"},
             Scripts{.ruby = "nil", .python = "None", .javascript = "null"},
             Scripts{.ruby = "if false; 1; end", .python = "if False: 1", .javascript = "if (false) 1"},
             Scripts{.ruby = "__END__\nnot run", .python = "1\nx = 2", .javascript = "let x = 2"},
         }) {
        EXPECT_TRUE(eval(box, source).is_nil()) << in(source);
    }
}

TEST_P(Evaluation, B06_EveryWireTypeIsAValue) {
    const auto box = sandbox();
    const std::pair<Scripts, Value> cases[] = {
        {{.ruby = "true", .python = "True", .javascript = "true"}, true},
        {{.ruby = "-5", .python = "-5", .javascript = "-5"}, -5},
        {{.ruby = "1.5", .python = "1.5", .javascript = "1.5"}, 1.5},
        {{.ruby = "'h\303\251\360\237\230\200'", .python = "'h\303\251\360\237\230\200'", .javascript = "'hé😀'"},
         "h\303\251\360\237\230\200"},
        {{.ruby = "\"a\\0b\"", .python = "'a\\0b'", .javascript = "'a\\0b'"}, std::string("a\0b", 3)},
        {{.ruby = ":sym", .python = "import hako\nhako.Symbol('sym')", .javascript = "Symbol.for('sym')"}, sym("sym")},
        {{.ruby = ":\"\"", .python = "import hako\nhako.Symbol()", .javascript = "Symbol.for('')"}, sym("")},
        {{.ruby = "[1, [nil, []], {}]", .python = "[1, (None, []), {}]", .javascript = "[1, [null, []], {}]"},
         Value(1, Value(nullptr, array()), Map())},
        {{.ruby = "{1 => 2, 'a' => [], nil => 0.5, :s => 1}",
          .python = "import hako\n{1: 2, 'a': (), None: 0.5, hako.Symbol('s'): 1}",
          .javascript = "new Map([[1, 2], ['a', []], [null, 0.5], [Symbol.for('s'), 1]])"},
         Map{{1, 2}, {"a", array()}, {nullptr, 0.5}, {sym("s"), 1}}},
        {{.ruby = "\"\\xff\\xfe\"", .python = "b'\\xff\\xfe'", .javascript = "new Uint8Array([255, 254])"}, Binary("\xff\xfe")},
    };
    for (const auto& [source, value] : cases) EXPECT_EQ(eval(box, source), value) << in(source);
}

TEST_P(Evaluation, B06_MapsKeepTheirOrder) {
    const auto value = eval(
        sandbox(),
        {.ruby = "{'z' => 1, 'a' => 2, 'm' => 3}", .python = "{'z': 1, 'a': 2, 'm': 3}", .javascript = "({z: 1, a: 2, m: 3})"});
    std::string keys;
    for (const auto& entry : *value.get_if<Map>()) keys += entry.key.as<std::string>();
    EXPECT_EQ(keys, "zam");
}

TEST_P(Evaluation, B06_SpecialFloatsSurvive) {
    const auto box = sandbox();
    EXPECT_TRUE(std::isnan(eval(box, {.ruby = "0.0 / 0.0", .python = "float('nan')", .javascript = "NaN"}).as<double>()));
    EXPECT_EQ(
        eval(box,
             {.ruby = "[1.0 / 0, -1.0 / 0]", .python = "[float('inf'), -float('inf')]", .javascript = "[Infinity, -Infinity]"}),
        Value(HUGE_VAL, -HUGE_VAL));
    EXPECT_TRUE(std::signbit(eval(box, {.ruby = "-0.0", .python = "-0.0", .javascript = "-0"}).as<double>()));
    EXPECT_EQ(eval(box, {.ruby = "2.0 ** -1074", .python = "5e-324", .javascript = "5e-324"}), Value(5e-324));
}

TEST_P(Evaluation, D28_IntegersOf64BitsAreExact) {
    const auto box = sandbox();
    EXPECT_EQ(eval(box, {.ruby = "2147483647 + 1", .python = "2147483647 + 1", .javascript = "2147483647 + 1"}),
              Value(2'147'483'648));
    EXPECT_EQ(eval(box, {.ruby = "-(1 << 40)", .python = "-(1 << 40)", .javascript = "-(2 ** 40)"}),
              Value(-(std::int64_t{1} << 40)));
    EXPECT_EQ(eval(box, {.ruby = "(1 << 62) - 1 + (1 << 62)", .python = "2**63 - 1", .javascript = "2n ** 63n - 1n"}),
              Value(std::numeric_limits<std::int64_t>::max()));
    EXPECT_EQ(eval(box, {.ruby = "-(1 << 62) - (1 << 62)", .python = "-2**63", .javascript = "-(2n ** 63n)"}),
              Value(std::numeric_limits<std::int64_t>::min()));
}

TEST_P(Evaluation, E05_SourceThatDoesNotCompileIsASyntaxError) {
    const auto box = sandbox();
    for (const Scripts& source : {
             Scripts{.ruby = "1\n2\nfoo(", .python = "1\n2\nfoo(", .javascript = "1\n2\nfoo("},
             Scripts{.ruby = "1\n2\n)", .python = "1\n2\nx = = 5", .javascript = "1\n2\nx = = 5"},
             Scripts{.ruby = "1\n2\ndef 5; end", .python = "1\n2\n  indented", .javascript = "1\n2\nlet 5"},
         }) {
        const auto error = thrown<SandboxError>([&] { eval(box, source); });
        EXPECT_TRUE(
            error.klass()->ends_with(is("python") && in(source).ends_with("indented") ? "IndentationError" : "SyntaxError"))
            << *error.klass();
        EXPECT_EQ(error.origin(), "sandbox");
        EXPECT_NE(std::string(error.what()).find("(eval)"), std::string::npos) << error.what();
        ASSERT_TRUE(error.failure().backtrace);
        EXPECT_EQ(box.eval("1").value, Value(1));
    }
}

TEST_P(Evaluation, E06_AValueWithoutWireFormIsNamedByItsClass) {
    const auto box = sandbox();
    const std::pair<Scripts, Scripts> cases[] = {
        {{.ruby = "1..2", .python = "{1, 2}", .javascript = "new Set([1, 2])"},
         {.ruby = "Range", .python = "set", .javascript = "Set"}},
        {{.ruby = "-> { }", .python = "lambda: 1", .javascript = "() => 1"},
         {.ruby = "Proc", .python = "function", .javascript = "function"}},
        {{.ruby = "String", .python = "str", .javascript = "String"},
         {.ruby = "Class", .python = "type", .javascript = "function"}},
        {{.ruby = "Kernel", .python = "import sys\nsys", .javascript = "globalThis"},
         {.ruby = "Module", .python = "module", .javascript = "Object"}},
        {{.ruby = "Object.new", .python = "object()", .javascript = "class X {}; new X()"},
         {.ruby = "Object", .python = "object", .javascript = "X"}},
        {{.ruby = "RuntimeError.new('x')", .python = "RuntimeError('x')", .javascript = "new RangeError('x')"},
         {.ruby = "RuntimeError", .python = "RuntimeError", .javascript = "RangeError"}},
        {{.ruby = "class Own; end; Own.new", .python = "class Own: pass\nOwn()", .javascript = "class Own {}; new Own()"},
         {.ruby = "Own", .python = "Own", .javascript = "Own"}},
        {{.ruby = "[1, [Object.new]]", .python = "[1, [object()]]", .javascript = "[1, [new Set()]]"},
         {.ruby = "Array", .python = "list", .javascript = "Array"}},
        {{.ruby = "{a: {b: 1..2}}", .python = "{'a': {'b': {1}}}", .javascript = "({a: {b: new Set([1])}})"},
         {.ruby = "Hash", .python = "dict", .javascript = "Object"}},
        {{.ruby = "{(1..2) => 1}", .python = "{frozenset(): 1}", .javascript = "new Map([[new Set(), 1]])"},
         {.ruby = "Hash", .python = "dict", .javascript = "Map"}},
    };
    for (const auto& [source, name] : cases) {
        const auto error = thrown<SandboxError>([&] { eval(box, source); });
        EXPECT_TRUE(
            std::string(error.what()).starts_with("return value of type " + in(name) + " is not a supported sandbox value type"))
            << error.what();
        EXPECT_EQ(error.klass(), "Kobako::SandboxError") << in(source);
        EXPECT_EQ(error.origin(), "sandbox") << in(source);
        EXPECT_TRUE(error.backtrace().empty()) << in(source);
    }
}

TEST_P(Evaluation, E06_NothingIsAskedToConvertItself) {
    const auto box = sandbox();
    const auto error = thrown<SandboxError>([&] {
        eval(
            box,
            {
                .ruby = "o = Object.new; def o.to_s; puts 's'; 't'; end; def o.inspect; puts 'i'; 't'; end\n"
                        "def o.to_h; puts 'h'; {}; end; def o.to_a; puts 'a'; []; end; o",
                .python = "class O:\n"
                          "  def __getattribute__(self, name): print(name); return lambda *a: 'x'\n"
                          "  def __str__(self): print('str'); return 't'\n"
                          "  def __repr__(self): print('repr'); return 't'\n"
                          "  def __iter__(self): print('iter'); return iter([])\n"
                          "  def __index__(self): print('index'); return 1\n"
                          "  def __bytes__(self): print('bytes'); return b''\n"
                          "  def keys(self): print('keys'); return []\n"
                          "O()",
                .javascript =
                    "class O {\n  toString() { console.log('str'); return 't' }\n  valueOf() { console.log('value'); return 1 }\n"
                    "  toJSON() { console.log('json'); return {} }\n  get size() { console.log('size'); return 1 }\n"
                    "  *[Symbol.iterator]() { console.log('iterator') }\n  [Symbol.toPrimitive]() { console.log('primitive'); "
                    "return 1 }\n"
                    "  get [Symbol.toStringTag]() { console.log('tag'); return 'Array' }\n}\n"
                    "new O()",
            });
    });
    EXPECT_EQ(error.klass(), "Kobako::SandboxError");
    EXPECT_EQ(error.execution().stdout_text(), "");
}

TEST_P(Evaluation, E06_ACyclicOrTooDeepValueIsRefused) {
    const auto box = sandbox();
    for (const Scripts& source : {
             Scripts{.ruby = "a = []; a << a; a", .python = "a = []; a.append(a); a", .javascript = "let a = []; a.push(a); a"},
             Scripts{.ruby = "a = {}; a[:x] = [a]; [a]",
                     .python = "a = {}; a['x'] = (a,); [a]",
                     .javascript = "let a = {}; a.x = [a]; [a]"},
             Scripts{.ruby = "a = []; 128.times { a = [a] }; a",
                     .python = "a = []\nfor i in range(128): a = [a]\na",
                     .javascript = "let a = []\nfor (let i = 0; i < 128; i++) a = [a]\na"},
             Scripts{.ruby = "a = []; 5000.times { a = [a] }; a",
                     .python = "a = ()\nfor i in range(100_000): a = [a]\na",
                     .javascript = "let a = []\nfor (let i = 0; i < 5000; i++) a = [a]\na"},
         }) {
        const auto error = thrown<SandboxError>([&] { eval(box, source); });
        EXPECT_EQ(error.klass(), "Kobako::SandboxError") << in(source);
        EXPECT_TRUE(std::string(error.what()).starts_with("return value of type ")) << error.what();
    }
    EXPECT_EQ(eval(box, {.ruby = "a = nil; 128.times { a = [a] }; a",
                         .python = "a = None\nfor i in range(128): a = [a]\na",
                         .javascript = "let a = null\nfor (let i = 0; i < 128; i++) a = [a]\na"}),
              nested(128));
}

TEST_P(Evaluation, B06_RedefinedMethodsDoNotChangeWhatIsSent) {
    const auto box = sandbox();
    EXPECT_EQ(
        eval(box,
             {
                 .ruby = "class Array; def length; 99; end; def size; 99; end; def [](i); 7; end; def each; end; end\n"
                         "class Hash; def keys; [9]; end; def length; 9; end; def each; end; def [](k); 9; end; end\n"
                         "class String; def to_s; 'x'; end; def length; 0; end; def bytesize; 99999; end; end\n"
                         "class Symbol; def to_s; 'x'; end; end\n"
                         "[[1, 2], {'a' => 1}, 'text', :name]",
                 .python = "import hako\n"
                           "class L(list):\n"
                           "  def __len__(self): return 99\n"
                           "  def __iter__(self): return iter([9])\n"
                           "  def __getitem__(self, i): return 7\n"
                           "class D(dict):\n"
                           "  def __len__(self): return 9\n"
                           "  def __iter__(self): return iter([9])\n"
                           "  def items(self): return [(9, 9)]\n"
                           "class S(str):\n"
                           "  def __str__(self): return 'x'\n"
                           "  def encode(self, *a): return b'x'\n"
                           "hako.Symbol.__str__ = lambda self: 'x'\n"
                           "[L([1, 2]), D({'a': 1}), S('text'), hako.Symbol('name')]",
                 .javascript = "class L extends Array {\n  get [Symbol.iterator]() { return [9].values }\n"
                               "  map() { return [9] }\n}\nObject.prototype.toJSON = Array.prototype.toJSON = "
                               "String.prototype.toJSON = () => 'x'\n"
                               "String.prototype.toString = String.prototype.valueOf = Symbol.prototype.toString = () => 'x'\n"
                               "Object.keys = Reflect.ownKeys = JSON.stringify = () => [9];\n[L.from([1, 2]), {a: 1}, 'text', "
                               "Symbol.for('name')]",
             }),
        Value(Value(1, 2), Map{{"a", 1}}, "text", sym("name")));
}

TEST_P(Evaluation, B13_RandomValuesRoundTrip) {
    auto box = sandbox();
    box.preload("Same", in({.ruby = "Same = ->(v) { v }",
                            .python = "def Same(v): return v",
                            .javascript = "export function Same(v) { return v }"}));
    Value given;
    bool came = false;
    box.define("N").bind("Get", [&] { return given; }).bind("Put", [&](Value value, int) {
        came = value == in_this_language(given);
    });
    std::mt19937_64 random(20'260'721);
    for (int i = 0; i < 200; ++i) {
        given = random_value(random, 4);
        const auto expected = in_this_language(given);
        EXPECT_EQ(box.run("Same", {given}).value, expected) << i;
        EXPECT_EQ(eval(box, {.ruby = "N::Get.()", .python = "N.Get()", .javascript = "N.Get()"}), expected) << i;
        came = false;
        eval(box, {.ruby = "N::Put.(N::Get.(), 0)", .python = "N.Put(N.Get(), 0)", .javascript = "N.Put(N.Get(), 0)"});
        EXPECT_TRUE(came) << i << ": " << given.inspect(500);
    }
}

TEST_P(Evaluation, TryEvalReturnsWhatEvalThrows) {
    const auto box = sandbox();
    const auto good = box.try_eval(in({.ruby = "puts 'x'; 5", .python = "print('x'); 5", .javascript = "console.log('x'); 5"}));
    ASSERT_TRUE(good);
    EXPECT_EQ(good.value(), Value(5));
    EXPECT_EQ(good.execution().stdout_text(), "x\n");
    const auto bad = box.try_eval(
        in({.ruby = "puts 'y'; 1 / 0",
            .python = "print('y'); 1 / 0",
            .javascript = "class ZeroDivisionError extends Error {}\nconsole.log('y'); throw new ZeroDivisionError"}));
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.failure().kind, ErrorKind::sandbox);
    EXPECT_EQ(bad.failure().klass, "ZeroDivisionError");
    EXPECT_EQ(bad.execution().stdout_text(), "y\n");
    EXPECT_THROW(bad.value(), SandboxError);
}

}  // namespace
}  // namespace hako::test
