// What differs from CRuby: the rows of the table in docs/ruby.md, in its order.
#include "support/cases.hpp"
#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using test::array;
using test::expect_errors;
using test::expect_values;
using test::script_error;

TEST(RubyDifferences, OfTheLanguage) {
    const Sandbox box;
    EXPECT_TRUE(script_error(box, "case [1, 2]\nin [a, b] then a\nend").starts_with("SyntaxError: (eval):2:"));
    EXPECT_TRUE(script_error(box, "[1, defined? x]").starts_with("SyntaxError: (eval):1:"));
    expect_values(
        box,
        {
            {"class A; def f = (other = self; other.g); private def g = 1; end; A.new.f", 1},
            {":name.to_proc.parameters.map(&:first)", Value(sym("req"), sym("rest"), sym("keyrest"), sym("block"))},
            {"begin; begin; raise 'a'; ensure; seen = $!; end; rescue; end; seen", nullptr},
            {"begin; begin; raise 'a'; rescue; begin; raise 'b'; ensure; seen = $!.message; end; end; rescue; end; seen", "a"},
            {"def chain(n)\n  error = nil\n  n.times do\n    begin; begin; raise error || 'x'; rescue; raise 'y'; end\n"
             "    rescue => error; end\n  end\n  n = 0\n  n += 1 while error = error&.cause\n  n\nend\n"
             "[chain(40), (1..200).map { |n| chain(n) }.max <= 50]",
             Value(40, true)},
            {"def f(n) = f(n + 1)\nbegin; f(0); rescue SystemStackError => e; e.message; end", "stack level too deep"},
            {"def f(n) = n == 0 ? 0 : 1 + f(n - 1)\nf(900)", 900},
        });
    expect_errors(box, {
                           {"foo", "NoMethodError: undefined method 'foo' for Object"},
                           {"[1].map { it }", "NoMethodError: undefined method 'it' for Object"},
                           {"Module.new { refine(String) {} }", "NoMethodError: undefined method 'refine' for Module"},
                       });
}

TEST(RubyDifferences, DefinedIsMadeOfWhatThereIs) {
    const Sandbox box;
    expect_values(
        box,
        {
            {"x = 1; [defined?(x), defined?(y), defined?(@a), defined?($b), defined?(String), defined?(Nope), "
             "defined?(Math::PI), "
             "defined?(Nope::A), defined?(::String), defined?(::Nope)]",
             Value("local-variable", nullptr, nullptr, nullptr, "constant", nullptr, "constant", nullptr, "constant", nullptr)},
            {"@a = nil; $b = nil; [defined?(@a), defined?($b), defined?($~), defined?($1)]",
             Value("instance-variable", "global-variable", "global-variable", nullptr)},
            {"def m = 1\n[defined?(m), defined?(puts 1), defined?(nope), defined?('a'.upcase), defined?('a'.nope), "
             "defined?(nope.a), defined?(1 + 1), defined?([][0])]",
             Value("method", "method", nullptr, "method", nullptr, nullptr, "method", "method")},
            {"[defined?(nil), defined?(self), defined?(true), defined?(1), defined?(-> {}), defined?((1)), defined?(z = 2), "
             "defined?(z += 1), z]",
             Value("nil", "self", "true", "expression", "expression", "expression", "assignment", "assignment", nullptr)},
            {"def m = defined?(yield)\n[m, m {}]", Value(nullptr, "yield")},
            {"class A; def f; end; def s; end; end\n"
             "class B < A\n  def f = defined?(super)\n  def g = defined?(super())\n  def s = [1].map { defined?(super) }[0]\n"
             "  @@v = 1\n  def v = [defined?(@@v), defined?(@@w)]\nend\n"
             "[B.new.f, B.new.g, B.new.s, B.new.v]",
             Value("super", nullptr, "super", Value("class variable", nullptr))},
            {"class P; def t = defined?(s); private def s = 1; end\n[P.new.t, defined?(P.new.s), defined?(P.new.t)]",
             Value("method", nullptr, "method")},
            {"x = defined? @a\nputs 'x' if defined? Rails\n[x, !defined?(@a), (defined?(@a) ? 1 : 2), defined?(@b) && 3]",
             Value(nullptr, true, 2, nullptr)},
            {"n = 0; o = Object.new; o.define_singleton_method(:f) { n += 1; self }; [defined?(o.f), n, defined?(o.f.f), n]",
             Value("method", 0, "method", 1)},
        });
    // Names are proxies, which answer to everything.
    Sandbox bound;
    bound.define("Store").bind("Price", [] { return 1; });
    expect_values(bound, {{"[defined?(Store), defined?(Store::Price), defined?(Store::Nope), defined?(Store::Price.x)]",
                           Value("constant", "constant", nullptr, "method")}});
}

TEST(RubyDifferences, OfTheLibrary) {
    const Sandbox box;
    expect_values(
        box, {
                 {"%i[load eval binding exit at_exit sleep gets].map { |name| respond_to?(name, true) }.uniq", array(false)},
                 {"[require('json'), require('json'), require_relative('set'), require('set')]", Value(true, false, true, false)},
                 {"['é'.encoding.to_s, 'é'.dup.force_encoding('BINARY').size, \"e\\u0301\".unicode_normalize.size, 'é'.b.size, "
                  "\"a\\xff\".encode('UTF-8', invalid: :replace)]",
                  Value("UTF-8", 1, 2, 1, "a\xEF\xBF\xBD")},
                 {"[\"\\1é\", \"\\1\\xff\"].map(&:inspect)", Value("\"\\u0001é\"", "\"\\x01\\xFF\"")},
                 {"[Time.new(2020, 1, 1, 12, 0, 0, '+09:00').to_s, Time.at(0, 123456789, :nsec).nsec]",
                  Value("2020-01-01 03:00:00 UTC", 123456000)},
             });
    expect_errors(box, {
                           {"instance_eval('1')", "NotImplementedError: instance_eval with string not implemented"},
                           {"Fiber.new { 1 }.transfer", "FiberError: can't cross C function boundary"},
                           {"x = Object.new; def x.to_s = Fiber.yield(1)\nFiber.new { \"#{x}\" }.resume",
                            "FiberError: can't cross C function boundary"},
                           {"{}.compare_by_identity", "NotImplementedError: Hash#compare_by_identity"},
                           {"JSON.parse('[' * 600 + ']' * 600, max_nesting: 1000)",
                            "JSON::NestingError: nesting of 501 is too deep at line 1 column 501"},
                           {"JSON.generate((0...600).inject([]) { |a, _| [a] }, max_nesting: 1000)",
                            "JSON::NestingError: nesting of 501 is too deep"},
                           {"[2**63].pack('Q')", "RangeError: integer out of range"},
                       });
    EXPECT_TRUE(script_error(box, "require 'nope'").starts_with("LoadError: cannot load such file -- nope"));
    for (const char* name :
         {"File", "Dir", "Socket", "Process", "ENV", "Thread", "ObjectSpace", "Marshal", "Date", "BigDecimal"}) {
        EXPECT_TRUE(script_error(box, name).starts_with("NameError: uninitialized constant " + std::string(name))) << name;
    }
}

}  // namespace
}  // namespace hako
