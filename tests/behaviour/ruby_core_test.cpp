// The language beyond what mruby has of it: visibility, arguments, exceptions, conversions.
#include "support/cases.hpp"
#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using namespace hako::literals;
using test::array;
using test::expect_errors;
using test::expect_values;

TEST(RubyCore, VisibilityOfMethods) {
    const Sandbox box;
    expect_errors(
        box,
        {
            {"class A; private; def f = 1; end; A.new.f", "NoMethodError: private method 'f' called for A"},
            {"class A; def f = 1; private :f; end; A.new.f", "NoMethodError: private method 'f' called for A"},
            {"class A; private def f = 1; end; A.new.f", "NoMethodError: private method 'f' called for A"},
            {"class A; private attr_reader :f; end; A.new.f", "NoMethodError: private method 'f' called for A"},
            {"class A; private; define_method(:f) { 1 }; end; A.new.f", "NoMethodError: private method 'f' called for A"},
            {"class A; protected def f = 1; end; A.new.f", "NoMethodError: protected method 'f' called for A"},
            {"class A; def self.f = 1; private_class_method :f; end; A.f", "NoMethodError: private method 'f' called for Class"},
            {"class A; class << self; private; def f = 1; end; end; A.f", "NoMethodError: private method 'f' called for Class"},
            {"class A; private def f = 1; alias g f; end; A.new.g", "NoMethodError: private method 'g' called for A"},
            {"class A; private def f = 1; end; A.new.public_send(:f)", "NoMethodError: private method 'f' called for A"},
            {"class A; private :none; end", "NameError: undefined method 'none' for class 'A'"},
            {"module M; module_function; def f = 1; end; Class.new { include M }.new.f rescue raise $!.class.to_s",
             "RuntimeError: NoMethodError"},
            {"class A; X = 1; private_constant :X; end; A::X", "NameError: private constant A::X referenced"},
            {"Object.new.format('x')", "NoMethodError: private method 'format' called for Object"},
        });
    expect_values(
        box,
        {
            {"class A; private def f = 1; def g = f; def h = self.f; end; [A.new.g, A.new.h, A.new.send(:f)]", Value(1, 1, 1)},
            {"class A; def initialize(n) = @n = n; def >(o) = n > o.n; protected; attr_reader :n; end; A.new(2) > A.new(1)",
             true},
            {"class A; private; def self.f = 1; public; def g = 2; end; [A.f, A.new.g]", Value(1, 2)},
            {"class A; private def f = 1; end; class B < A; public :f; end; [B.new.f, A.new.respond_to?(:f)]", Value(1, false)},
            {"class A; private def f = 1; end; [A.new.respond_to?(:f), A.new.respond_to?(:f, true)]", Value(false, true)},
            {"class A; def f = 1; private def g = 1; protected def h = 1; end; [A.instance_methods(false).sort, "
             "A.private_instance_methods(false), A.protected_instance_methods(false), A.private_method_defined?(:g)]",
             Value(Value(sym("f"), sym("h")), array(sym("g")), array(sym("h")), true)},
            {"class A; private def f = 1; def method_missing(name, *rest) = [name, rest]; end; A.new.f(2)",
             Value(sym("f"), array(2))},
            {"class A; def method_missing(name, *) = name; end; [A.new.format, A.new.loop]", Value(sym("format"), sym("loop"))},
            {"module M; module_function; def f = 1; def g = f; end; [M.f, M.g]", Value(1, 1)},
            {"module M; def f = 1; module_function :f; def h = 2; end; [M.f, M.respond_to?(:h)]", Value(1, false)},
            {"class A; X = 1; private_constant :X; def f = X; end; A.new.f", 1},
        });
}

TEST(RubyCore, Arguments) {
    const Sandbox box;
    expect_values(
        box, {
                 {"def f(x:, y: x * 2, z: y + 1) = [x, y, z]; [f(x: 1), f(x: 1, y: 5)]", Value(Value(1, 2, 3), Value(1, 5, 6))},
                 {"f = ->(x:, y: [1, 2].map { |n| n * x }) { y }; f.(x: 3)", Value(3, 6)},
                 {"1.instance_exec(2, k: 3) { |a, k:| [self, a, k] }", Value(1, 2, 3)},
                 {"String.class_exec(1, k: 2) { |a, k:| [a, k] }", Value(1, 2)},
                 {"class V; def to_ary = [1, 2]; end; a, b = V.new; c, *d = V.new; [a, b, c, d, [V.new].map { |x, y| x + y }]",
                  Value(1, 2, 1, array(2), array(3))},
                 {"class V; def to_ary = nil; end; a, b = V.new; [a.class.to_s, b]", Value("V", nullptr)},
                 {"[->(k:) {}, ->(k: 1) {}, ->(a, k:) {}, ->(a, k: 1) {}, ->(**k) {}].map(&:arity)", Value(1, -1, 2, -2, -1)},
                 {"->(a, k:, l: 1) {}.parameters.map(&:first)", Value(sym("req"), sym("keyreq"), sym("key"))},
                 {"class A; def f(a: 1, **k) = [a, k]; end; class B < A; def f(a: 2, **k) = super; end; [B.new.f, B.new.f(a: 3, "
                  "b: 4)]",
                  Value(Value(2, Map{}), Value(3, Map{{sym("b"), 4}}))},
                 {"class A; def f = yield(1); end; A.new.f { |x| x + 1 }", 2},
                 {"class A; def f = 'x'; end; class B < A; def f = \"(#{super})\"; end; B.new.f", "(x)"},
                 {"S = Struct.new(:a) do; def initialize(a: 1) = super(a); end; [S.new.a, S.new(a: 2).a]", Value(1, 2)},
                 {"class A; def f(a, k: 0) = [a, k]; end; A.new.public_send(:f, 1, k: 2)", Value(1, 2)},
                 {"[1, 2, 3].tap { |a| a.pop(2) }", array(1)},
             });
    expect_errors(
        box, {
                 {"->(a:, b:) {}.call", "ArgumentError: missing keywords: :a, :b"},
                 {"->(a:) {}.call(a: 1, b: 2, c: 3)", "ArgumentError: unknown keywords: :b, :c"},
                 {"->(a, b = 1) {}.call", "ArgumentError: wrong number of arguments (given 0, expected 1..2)"},
                 {"->(a, *b) {}.call", "ArgumentError: wrong number of arguments (given 0, expected 1+)"},
                 {"class V; def to_ary = 1; end; a, b = V.new", "TypeError: can't convert V to Array (V#to_ary gives Integer)"},
             });
}

TEST(RubyCore, Exceptions) {
    const Sandbox box;
    expect_values(
        box,
        {
            {"begin; begin; raise 'a'; rescue; raise 'b'; end; rescue => e; [e.message, e.cause.message, e.cause.cause]; end",
             Value("b", "a", nullptr)},
            {"begin; begin; raise 'a'; rescue; raise 'b', cause: nil; end; rescue => e; e.cause; end", nullptr},
            {"begin; begin; Integer('x'); rescue; 1 / 0; end; rescue => e; e.cause.class.to_s; end", "ArgumentError"},
            {"begin; raise 'a'; rescue; end; begin; raise 'b'; rescue => e; e.cause; end", nullptr},
            {"def f; raise 'a'; rescue; return 1; end; f; begin; raise 'b'; rescue => e; [e.cause, $!.message]; end",
             Value(nullptr, "b")},
            {"begin; raise 'a'; rescue; x = $!.message; end; [x, $!]", Value("a", nullptr)},
            {"def f = raise; begin; begin; raise 'a'; rescue; f; end; rescue => e; e.message; end", "a"},
            {"n = 0; begin; n += 1; raise 'x' if n < 3; n; rescue; retry; end", 3},
            {"[1, 2].map { |n| Integer('x') rescue n * 2 }", Value(2, 4)},
            {"m = Module.new { def self.===(e) = e.message == 'me' }; begin; raise 'me'; rescue m; 1; end", 1},
            {"x = Class.new(StandardError) { def initialize(a:, b: 2) = super(\"#{a}#{b}\") }; begin; raise x, a: 1; rescue => "
             "e; "
             "e.message; end",
             "12"},
            {"class V; def initialize; @z = @a = 1; end; def f; remove_instance_variable(:@z); @b = @z = 1; self; end; C = B = A "
             "= 1; end; "
             "[V.new.instance_variables, V.new.f.dup.instance_variables, V.constants].flatten",
             Value(sym("@a"), sym("@z"), sym("@a"), sym("@z"), sym("@b"), sym("A"), sym("B"), sym("C"))},
            {"o = Object.new; 100.times { |i| o.instance_variable_set(\"@v#{i * 37 % 100}\", i) }; "
             "40.times { |i| o.remove_instance_variable(\"@v#{i}\") }; o.instance_variables.map { |n| n[2..].to_i } == "
             "(0...100).map { |i| i * 37 % 100 }.reject { |i| i < 40 }",
             true},
            {"class G; def initialize(o) = @o = o; def inspect = (50.times { |i| @o.instance_variable_set(\"@n#{i}\", 1) }; "
             "'g'); end; "
             "o = Object.new; o.instance_variable_set(:@g, G.new(o)); o.inspect.include?('@g=g')",
             true},
            {"[RuntimeError.new('x').inspect, RuntimeError.new.inspect, RuntimeError.new('').inspect, "
             "RuntimeError.new(nil).message, "
             "StandardError.new(:s).message]",
             Value("#<RuntimeError: x>", "#<RuntimeError: RuntimeError>", "RuntimeError", "RuntimeError", "s")},
            {"begin; raise 'a'; rescue => e; e.full_message(highlight: false).include?('a (RuntimeError)'); end", true},
            {"def f(n) = f(n + 1); begin; f(0); rescue SystemStackError => e; e.message; end", "stack level too deep"},
        });
    expect_errors(box, {
                           {"raise", "RuntimeError: unhandled exception"},
                           {"raise Integer", "TypeError: exception class/object expected"},
                           {"raise 5", "TypeError: exception class/object expected"},
                           {"raise 'x', cause: 5", "TypeError: exception object expected"},
                       });
}

TEST(RubyCore, CausesNeitherCloseNorGrowForEver) {
    const Sandbox box;
    expect_values(
        box,
        {
            {"a = RuntimeError.new('a'); b = RuntimeError.new('b'); begin; begin; begin; raise a; rescue; raise b; end; "
             "rescue; raise a; end; rescue => e; [e.message, e.cause]; end",
             Value("a", nullptr)},
            {"e = nil; 2000.times { begin; e ? (begin; raise e; rescue; raise 'n'; end) : raise('n'); rescue => x; e = x; end }; "
             "n = 0; n += 1 while e = e.cause; n < 100",
             true},
        });
}

TEST(RubyCore, Conversions) {
    const Sandbox box;
    expect_values(box,
                  {
                      {"class Q; attr_reader :n; def initialize(n) = @n = n; def coerce(o) = [Q.new(o), self]; def *(o) = n * "
                       "o.n; def <(o) = n < o.n; "
                       "end; [2 * Q.new(3), 1.5 * Q.new(2), 1 < Q.new(2)]",
                       Value(6, 3.0, true)},
                      {"class S; def to_str = 's'; end; ['a' + S.new, ['x', S.new].join('-')]", Value("as", "x-s")},
                      {"class V; def to_ary = [1, [2]]; end; [[V.new, 3]].flatten", Value(1, 2, 3)},
                      {"[Array.try_convert(1), Array.try_convert([1]), String.try_convert('x')]", Value(nullptr, array(1), "x")},
                      {"class N; attr_reader :n; def initialize(n) = @n = n; def succ = N.new(n + 2); def <=>(o) = n <=> o.n; "
                       "include Comparable; "
                       "end; [(N.new(1)..N.new(5)).include?(N.new(3)), (N.new(1)..N.new(5)).include?(N.new(2))]",
                       Value(true, false)},
                      {"[{a: 1}.freeze.clone.frozen?, 'x'.freeze.clone(freeze: false).frozen?, 'x'.clone(freeze: true).frozen?]",
                       Value(true, false, true)},
                      {"class A; end; A.const_get(:Comparable).to_s", "Comparable"},
                  });
    expect_errors(box, {
                           {"1 + nil", "TypeError: nil can't be coerced into Integer"},
                           {"1.5 * 'x'", "TypeError: String can't be coerced into Float"},
                           {"class Q; def coerce(o) = 1; end; 1 + Q.new", "TypeError: coerce must return [x, y]"},
                           {"'a' + 1", "TypeError: no implicit conversion of Integer into String"},
                           {"[] + nil", "TypeError: no implicit conversion of nil into Array"},
                           {"{a: 1}.dig(:a, :b)", "TypeError: Integer does not have #dig method"},
                           {"a = []; a << a; a.flatten", "ArgumentError: tried to flatten recursive array"},
                           {"class Q; def coerce(o) = [o, self]; end; 1 + Q.new", "SystemStackError: stack level too deep"},
                           {"class V; def to_ary = [self]; end; puts V.new", "SystemStackError: stack level too deep"},
                       });
}

}  // namespace
}  // namespace hako
