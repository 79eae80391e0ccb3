// What a script finds inside the Ruby guest: the interpreter, proxies, output, exceptions. One section of docs/ruby.md each.
#include <algorithm>

#include "support/cases.hpp"
#include "support/shop.hpp"
#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using namespace hako::literals;
using test::array;
using test::expect_errors;
using test::expect_values;
using test::fault;
using test::Item;
using test::script_error;
using test::thrown;

// --- the interpreter ------------------------------------------------------------------------------------------------

TEST(RubyLanguage, SelfIsMain) {
    const Sandbox box;
    expect_values(box, {
                           {"self.to_s", "main"},
                           {"self.class == Object", true},
                           {"RUBY_ENGINE", "mruby"},
                           {"self.inspect", "main"},
                           {"def f; 5; end; f", 5},
                       });
}

TEST(RubyLanguage, ModernSyntaxWorks) {
    const Sandbox box;
    expect_values(box, {
                           {"def twice(n) = n * 2\ntwice(4)", 8},
                           {"[1, 2, 3].map { _1 * 2 }", Value(2, 4, 6)},
                           {"def f(a, b = 2, *c, d:, e: 5, **g, &h); [a, b, c, d, e, g]; end; f(1, d: 4, z: 9)",
                            Value(1, 2, array(), 4, 5, Map{{sym("z"), 9}})},
                           {"<<~X\n  a\n    b\nX\n", "a\n  b\n"},
                           {"n = 0; begin; n += 1; raise 'x' if n < 3; n; rescue; retry; end", 3},
                           {"a, (b, *c) = 1, [2, 3, 4]; [a, b, c]", Value(1, 2, Value(3, 4))},
                           {"x = [1, 2]; y = {a: 1, **{b: 2}}; [*x, y]", Value(1, 2, Map{{sym("a"), 1}, {sym("b"), 2}})},
                           {"nil&.size", nullptr},
                           {"5\n__END__\nraise 'x'", 5},
                       });
}

TEST(RubyLanguage, StringsAreCharacters) {
    const Sandbox box;
    expect_values(box, {
                           {"'h\303\251'.size", 2},
                           {"'h\303\251'[1]", "\303\251"},
                           {"'h\303\251'.reverse", "\303\251h"},
                           {"'\303\251'.bytes", Value(0xc3, 0xa9)},
                           {"'\303\251'.bytesize", 2},
                           {"'\303\251'.chars.size", 1},
                           {"'\303\251'.encoding.to_s", "UTF-8"},
                           {"\"\\xff\".valid_encoding?", false},
                       });
}

TEST(RubyLanguage, TheAllowedLibraryIsThere) {
    const Sandbox box;
    expect_values(
        box, {
                 {"[1, [2, [3]]].flatten", Value(1, 2, 3)},
                 {"%w[a b a].tally", Map{{"a", 2}, {"b", 1}}},
                 {"{a: 1}.transform_values { |v| v + 1 }", Map{{sym("a"), 2}}},
                 {"[1, 2, 3].each_slice(2) { |s| break s }", Value(1, 2)},
                 {"[1, 2, 3].sum", 6},
                 {"'hello'.start_with?('he')", true},
                 {"'hello'.tr('l', 'r')", "herro"},
                 {"123.digits", Value(3, 2, 1)},
                 {"Integer.sqrt(17)", 4},
                 {"5.then { |x| x + 1 }", 6},
                 {"5.tap { |x| x + 1 }", 5},
                 {"->(a, b) { a + b }.curry[1][2]", 3},
                 {"->(a, b = 1) { }.parameters", Value(Value(sym("req"), sym("a")), Value(sym("opt"), sym("b")))},
                 {"format('%05.2f|%-3s|%x', 3.14159, 'a', 255)", "03.14|a  |ff"},
                 {"'%d%%' % 5", "5%"},
                 {"(1..10).step(3).to_a", Value(1, 4, 7, 10)},
                 {"class A; def initialize; @x = 1; end; end; A.new.instance_variables", array(sym("@x"))},
                 {"o = Object.new; o.instance_variable_set(:@y, 2); o.instance_variable_get(:@y)", 2},
                 {"o = Object.new; o.define_singleton_method(:f) { 5 }; [o.f, o.singleton_methods]", Value(5, array(sym("f")))},
             });
}

TEST(RubyLanguage, B45_WhatTheLibraryLeavesOutIsNotThere) {
    const Sandbox box;
    for (const char* name :
         {"File", "Dir", "Socket", "Process", "ENV", "ARGV", "STDIN", "Binding", "ObjectSpace", "Thread", "Marshal"}) {
        EXPECT_EQ(script_error(box, name), "NameError: uninitialized constant " + std::string(name));
    }
    for (const char* name : {"gets", "open", "system", "sleep", "eval", "binding", "exit", "at_exit", "load"}) {
        EXPECT_EQ(script_error(box, std::string(name) + "(1)"),
                  "NoMethodError: undefined method '" + std::string(name) + "' for Object");
    }
}

TEST(RubyLanguage, TopLevelConstantsAreTheKnownOnes) {
    const Sandbox box;
    const auto value = box.eval("Object.constants.map(&:to_s)").value;
    std::vector<std::string> unknown;
    static constexpr std::string_view known[] = {"ArgumentError",
                                                 "Array",
                                                 "BasicObject",
                                                 "Class",
                                                 "Comparable",
                                                 "Enumerable",
                                                 "Exception",
                                                 "FalseClass",
                                                 "Fixnum",
                                                 "Float",
                                                 "FloatDomainError",
                                                 "FrozenError",
                                                 "GC",
                                                 "Hash",
                                                 "IO",
                                                 "IndexError",
                                                 "Integer",
                                                 "Kernel",
                                                 "KeyError",
                                                 "Kobako",
                                                 "LocalJumpError",
                                                 "MRUBY_COPYRIGHT",
                                                 "MRUBY_DESCRIPTION",
                                                 "MRUBY_RELEASE_DATE",
                                                 "MRUBY_RELEASE_NO",
                                                 "MRUBY_VERSION",
                                                 "MatchData",
                                                 "Module",
                                                 "NameError",
                                                 "NilClass",
                                                 "NoMatchingPatternError",
                                                 "NoMemoryError",
                                                 "NoMethodError",
                                                 "NotImplementedError",
                                                 "Numeric",
                                                 "Object",
                                                 "Proc",
                                                 "RUBY_COPYRIGHT",
                                                 "RUBY_ENGINE",
                                                 "RUBY_ENGINE_VERSION",
                                                 "RUBY_PLATFORM",
                                                 "RUBY_RELEASE_DATE",
                                                 "RUBY_VERSION",
                                                 "Range",
                                                 "RangeError",
                                                 "Regexp",
                                                 "RegexpError",
                                                 "RuntimeError",
                                                 "STDERR",
                                                 "STDOUT",
                                                 "ScriptError",
                                                 "StandardError",
                                                 "StopIteration",
                                                 "String",
                                                 "Symbol",
                                                 "SyntaxError",
                                                 "SystemStackError",
                                                 "TrueClass",
                                                 "TypeError",
                                                 "ZeroDivisionError",
                                                 "MRUBY_RELEASE_YEAR",
                                                 "MRUBY_RELEASE_MONTH",
                                                 "MRUBY_RELEASE_DAY",
                                                 "Mrb",
                                                 "Complex",
                                                 "Data",
                                                 "Encoding",
                                                 "Enumerator",
                                                 "Fiber",
                                                 "FiberError",
                                                 "JSON",
                                                 "LoadError",
                                                 "Math",
                                                 "Method",
                                                 "Random",
                                                 "Rational",
                                                 "SecureRandom",
                                                 "Set",
                                                 "Struct",
                                                 "Time",
                                                 "UnboundMethod",
                                                 "UncaughtThrowError"};
    for (const auto& name : value.as<std::vector<std::string>>()) {
        if (std::ranges::find(known, name) == std::end(known)) unknown.push_back(name);
    }
    EXPECT_TRUE(unknown.empty()) << Value(unknown);
    EXPECT_EQ(box.eval("global_variables.include?(:$stdout) && global_variables.include?(:$stderr)").value, Value(true));
}

TEST(RubyLanguage, LongArgumentListsWork) {
    std::string source = "puts(";
    for (int i = 0; i < 200; ++i) source += (i ? ", " : "") + std::to_string(i);
    const auto done = Sandbox().eval(source + "); [" + source.substr(5) + "].size");
    EXPECT_EQ(done.value, Value(200));
    EXPECT_EQ(std::ranges::count(done.stdout_text(), '\n'), 200);
}

TEST(RubyLanguage, ExceptionsHaveTheDocumentedTree) {
    const Sandbox box;
    for (const auto& [klass, parent] : {std::pair{"RuntimeError", "StandardError"},
                                        std::pair{"FrozenError", "RuntimeError"},
                                        std::pair{"ArgumentError", "StandardError"},
                                        std::pair{"TypeError", "StandardError"},
                                        std::pair{"RangeError", "StandardError"},
                                        std::pair{"FloatDomainError", "RangeError"},
                                        std::pair{"IndexError", "StandardError"},
                                        std::pair{"KeyError", "IndexError"},
                                        std::pair{"StopIteration", "IndexError"},
                                        std::pair{"NameError", "StandardError"},
                                        std::pair{"NoMethodError", "NameError"},
                                        std::pair{"LocalJumpError", "StandardError"},
                                        std::pair{"ZeroDivisionError", "StandardError"},
                                        std::pair{"RegexpError", "StandardError"},
                                        std::pair{"NoMatchingPatternError", "StandardError"},
                                        std::pair{"StandardError", "Exception"},
                                        std::pair{"ScriptError", "Exception"},
                                        std::pair{"NotImplementedError", "ScriptError"},
                                        std::pair{"SyntaxError", "ScriptError"},
                                        std::pair{"SystemStackError", "Exception"},
                                        std::pair{"NoMemoryError", "Exception"},
                                        std::pair{"Kobako::ServiceError", "RuntimeError"},
                                        std::pair{"Kobako::Transport::Error", "RuntimeError"},
                                        std::pair{"Kobako::BytecodeError", "RuntimeError"}}) {
        EXPECT_EQ(box.eval(std::string(klass) + ".superclass == " + parent).value, Value(true)) << klass;
    }
}

TEST(RubyLanguage, PredefinedKobakoConstants) {
    const Sandbox box;
    expect_values(box, {
                           {"Kobako.class == Module && Kobako::Transport.class == Module", true},
                           {"Kobako::Transport::Proxy.superclass == Object", true},
                           {"Kobako::Member.superclass == Kobako::Transport::Proxy", true},
                           {"Kobako::Handle.superclass == Kobako::Transport::Proxy", true},
                           {"Kobako.constants.map(&:to_s).include?('SandboxError')", false},
                           {"Kobako.constants.map(&:to_s).include?('BootError')", false},
                       });
}

// --- proxies --------------------------------------------------------------------------------------------------------

/// A sandbox with a recorder of calls, N::A, and a handle to a recorder, N::H.().
class Proxies : public testing::Test {
   protected:
    struct Recorder {};
    Object recorder() {
        return service(std::make_shared<Recorder>())
            .named("Recorder")
            .dynamic([](Recorder&, std::string_view) { return true; },
                     [this](Recorder&, Call& call) {
                         calls.emplace_back(call.method());
                         return Value(std::string(call.method()), Value(call.arguments()));
                     });
    }
    Proxies() {
        box.define("N").bind("A", recorder()).bind("H", [this] { return recorder(); });
    }
    std::vector<std::string> calls;
    Sandbox box;
};

TEST_F(Proxies, B12_UnknownNamesAreForwardedWithOperatorsAndAssignments) {
    EXPECT_EQ(box.eval("N::A.foo(1)").value, Value("foo", array(1)));
    EXPECT_EQ(box.eval("N::A[1]").value, Value("[]", array(1)));
    EXPECT_EQ(box.eval("N::A + 1").value, Value("+", array(1)));
    EXPECT_EQ(box.eval("N::A.()").value, Value("call", array()));
    EXPECT_EQ(box.eval("N::A.yield(2)").value, Value("yield", array(2)));
    EXPECT_EQ(box.eval("N::A.name").value, Value("name", array()));
    EXPECT_EQ(box.eval("h = N::H.(); h[:k] = 5; h.foo = 3; h.name").value, Value("name", array()));
    EXPECT_EQ(calls, (std::vector<std::string>{"foo", "[]", "+", "call", "yield", "name", "[]=", "foo=", "name"}));
}

TEST_F(Proxies, B12_AnAliasOfAMemberWorks) {
    EXPECT_EQ(box.eval("Z = N::A; Z.foo").value, Value("foo", array()));
    EXPECT_EQ(box.eval("a = N::A; a.foo").value, Value("foo", array()));
}

TEST_F(Proxies, E12_ASubclassOfAMemberSendsItsOwnName) {
    EXPECT_EQ(fault(box, "class Sub < N::A; end; Sub.foo"), "no member in target \"Sub\"");
    EXPECT_EQ(fault(box, "class N::B < Kobako::Member; end; N::B.foo"), "no member named \"B\" in namespace \"N\"");
}

TEST_F(Proxies, LocalMethodsAreAnsweredInTheGuest) {
    expect_values(box,
                  {
                      {"[N::A == N::A, N::A != 5, N::A.nil?, N::A.frozen?, !N::A]", Value(true, true, false, false, false)},
                      {"[N::A.class == Class, N::A.is_a?(Class), N::A.superclass == Kobako::Member, N::A.to_s, N::A.inspect]",
                       Value(true, true, true, "N::A", "N::A")},
                      {"h = N::H.(); [h == h, h.eql?(h), h.equal?(h), h.class == Kobako::Handle, h.is_a?(Kobako::Handle), "
                       "Kobako::Handle === h, h.nil?]",
                       Value(true, true, true, true, true, true, false)},
                      {"a = N::H.(); b = N::H.(); [a == b, a.eql?(b), a.hash == b.hash]", Value(false, false, false)},
                      {"N::A.tap { |x| x }.to_s", "N::A"},
                      {"N::A.then { |x| 5 }", 5},
                  });
    calls.clear();
    box.eval("h = N::H.(); h.itself; h.object_id; h.instance_variables; h.methods; h.respond_to?(:x); h.to_s; h.frozen?");
    EXPECT_EQ(calls, std::vector<std::string>{});
}

TEST_F(Proxies, B36_RespondToIsAlwaysTrueWithoutARequest) {
    expect_values(box,
                  {
                      {"[N::A.respond_to?(:zork), N::A.respond_to?(:send), N::A.respond_to?(:puts), N::A.respond_to?('text')]",
                       Value(true, true, true, true)},
                      {"h = N::H.(); [h.respond_to?(:zork), h.respond_to?(:instance_eval), h.respond_to?(:eval, true)]",
                       Value(true, true, true)},
                  });
    EXPECT_EQ(calls, std::vector<std::string>{});
}

TEST_F(Proxies, B38_AMemberCannotBeInstantiated) {
    expect_errors(
        box,
        {
            {"N::A.new", "NoMethodError: N::A is a Kobako Member (a dispatch target), not a constructible class"},
            {"N::A.new(1, a: 2) { }", "NoMethodError: N::A is a Kobako Member (a dispatch target), not a constructible class"},
            {"N::A.allocate", "NoMethodError: N::A is a Kobako Member (a dispatch target), not a constructible class"},
        });
    EXPECT_EQ(calls, std::vector<std::string>{});
}

TEST_F(Proxies, B39_AHandleCannotBeInstantiated) {
    expect_errors(box, {
                           {"Kobako::Handle.new",
                            "NoMethodError: Kobako::Handle is a host-issued capability reference, not a constructible class"},
                           {"Kobako::Handle.new(1)",
                            "NoMethodError: Kobako::Handle is a host-issued capability reference, not a constructible class"},
                           {"Kobako::Handle.allocate",
                            "NoMethodError: Kobako::Handle is a host-issued capability reference, not a constructible class"},
                       });
    EXPECT_EQ(box.eval("N::H.().new(5)").value, Value("new", array(5)));
    EXPECT_EQ(box.eval("N::H.().allocate").value, Value("allocate", array()));
}

TEST_F(Proxies, B44_D27_ReflectionNamesAreNeverSent) {
    // Whether the interpreter answers such a name itself or the proxy refuses it, no request leaves the guest.
    for (const char* name : {"send",
                             "__send__",
                             "public_send",
                             "eval",
                             "instance_eval",
                             "instance_exec",
                             "class_eval",
                             "module_eval",
                             "binding",
                             "method",
                             "public_method",
                             "instance_method",
                             "define_method",
                             "define_singleton_method",
                             "const_get",
                             "const_set",
                             "instance_variable_get",
                             "instance_variable_set",
                             "singleton_class",
                             "curry",
                             "to_proc",
                             "receiver",
                             "unbind"}) {
        for (const char* target : {"N::A", "h"}) {
            box.try_eval("h = N::H.(); " + std::string(target) + "." + name);
            box.try_eval("h = N::H.(); " + std::string(target) + "." + name + "(:x)");
            box.try_eval("h = N::H.(); " + std::string(target) + ".method_missing(:" + name + ")");
        }
    }
    // `send(:x)` and its kin re-enter ordinary look-up, so that the `x` inside was sent.
    EXPECT_TRUE(std::ranges::all_of(calls, [](const std::string& name) { return name == "x"; })) << Value(calls);
    for (const char* name : {"eval", "binding", "method", "curry", "to_proc", "receiver", "unbind", "public_method"}) {
        EXPECT_EQ(script_error(box, "N::A." + std::string(name)),
                  "NoMethodError: " + std::string(name) + " is not a Kobako Service method");
        EXPECT_EQ(script_error(box, "N::H.()." + std::string(name)),
                  "NoMethodError: " + std::string(name) + " is not a Kobako Service method");
    }
}

TEST_F(Proxies, B44_SendReentersOrdinaryLookUp) {
    EXPECT_EQ(box.eval("[N::A.send(:greet, 1), N::A.public_send(:greet, 2), N::A.__send__(:greet, 3)]").value,
              Value(Value("greet", array(1)), Value("greet", array(2)), Value("greet", array(3))));
    EXPECT_EQ(script_error(box, "N::A.send(:eval, '1')"), "NoMethodError: eval is not a Kobako Service method");
    EXPECT_EQ(script_error(box, "N::H.().send(:binding)"), "NoMethodError: binding is not a Kobako Service method");
}

TEST_F(Proxies, PrivateKernelMethodsAreNotForwarded) {
    for (const std::string name : {"puts", "print", "p", "putc", "printf", "warn", "raise", "loop", "lambda", "proc", "format",
                                   "sprintf", "block_given?"}) {
        EXPECT_EQ(script_error(box, "N::A." + name), "NoMethodError: private method '" + name + "' called for Class");
    }
    EXPECT_EQ(script_error(box, "N::H.().puts"), "NoMethodError: private method 'puts' called for Kobako::Handle");
    EXPECT_EQ(calls, std::vector<std::string>{});
}

TEST_F(Proxies, CopiesOfAHandleAreProxiesForTheSameObject) {
    Sandbox other;
    other.define("N").bind("Item", [] { return std::make_shared<Item>("x"); });
    EXPECT_EQ(other.eval("a = N::Item.(); b = a.dup; c = a.clone; b.rename('y'); [a.name, c.name, a == b]").value,
              Value("y", "y", false));
    EXPECT_EQ(other.eval("N::Item.().freeze.name").value, Value("x"));
}

TEST_F(Proxies, B20_AnObjectOfTheCommonParentIsInert) {
    EXPECT_EQ(script_error(box, "Kobako::Transport::Proxy.new.foo"),
              "NoMethodError: undefined method 'foo' for Kobako::Transport::Proxy");
    EXPECT_EQ(calls, std::vector<std::string>{});
}

TEST_F(Proxies, B20_TamperingWithProxiesGivesNoAccess) {
    for (const char* source : {
             "Kobako::Member.foo",
             "Kobako::Handle.foo",
             "Kobako::Member.new",
             "class Kobako::Handle; def initialize; end; end; Kobako::Handle.new.name",
             "Kobako::Handle.instance_method(:name)",
             "class X < Kobako::Handle; def initialize; end; end; X.new.name",
             "class Fake < Kobako::Member; def self.to_s; 'N::A'; end; def self.name; 'N::A'; end; def self.inspect; 'N::A'; "
             "end; end; Fake.foo",
             "h = N::H.(); Kobako::Handle.send(:undef_method, :method_missing) rescue 0; o = Object.new; o.foo",
             "Kobako::Handle.singleton_class.send(:remove_method, :new) rescue 0; Kobako::Handle.new.foo",
             "class << Kobako::Handle; undef_method :new; undef_method :allocate; end rescue 0; Kobako::Handle.allocate.foo",
             "class Object; def method_missing(n, *a); Kobako::Handle.method_missing(n, *a); end; end; 5.foo",
         }) {
        calls.clear();
        const auto result = box.try_eval(source);
        EXPECT_FALSE(result) << source;
        EXPECT_TRUE(result || result.failure().kind == ErrorKind::sandbox || result.failure().kind == ErrorKind::service)
            << source << ": " << result.failure().message;
        EXPECT_EQ(calls, std::vector<std::string>{}) << source;
    }
}

TEST_F(Proxies, AHandleAsAHashKeyOrInAnArrayIsStillAHandle) {
    EXPECT_EQ(box.eval("h = N::H.(); {h => 1}[h]").value, Value(1));
    EXPECT_EQ(box.eval("h = N::H.(); [h, 5].include?(h)").value, Value(true));
    EXPECT_EQ(box.eval("h = N::H.(); case h; when Kobako::Handle then 1; else 2; end").value, Value(1));
}

// --- values ---------------------------------------------------------------------------------------------------------

TEST(RubyValues, B13_HostValuesAreTheExpectedRubyObjects) {
    Sandbox box;
    box.preload("Show", "Show = ->(v) { [v.class.to_s, v.inspect] }");
    const std::pair<Value, Value> cases[] = {
        {nullptr, Value("NilClass", "nil")},
        {true, Value("TrueClass", "true")},
        {5, Value("Integer", "5")},
        {-2'147'483'648LL, Value("Integer", "-2147483648")},
        {1.5, Value("Float", "1.5")},
        {"text", Value("String", "\"text\"")},
        {Binary("\x01"), Value("String", "\"\\u0001\"")},
        {sym("s"), Value("Symbol", ":s")},
        {sym(""), Value("Symbol", ":\"\"")},
        {array(1, nullptr), Value("Array", "[1, nil]")},
    };
    for (const auto& [value, shown] : cases) {
        const auto got = box.run("Show", {value}).value;
        EXPECT_EQ(got[0], shown[0]) << value;
        EXPECT_EQ(got[1], shown[1]) << value;
    }
}

TEST(RubyValues, D28_IntegersFromTheHostArriveExactly) {
    Sandbox box;
    box.define("N").bind("Huge", [] { return std::numeric_limits<std::uint64_t>::max(); }).bind("Max", [] {
        return std::numeric_limits<std::int64_t>::max();
    });
    EXPECT_EQ(box.eval("N::Huge.() == 2**64 - 1").value, Value(true));
    EXPECT_EQ(box.eval("N::Huge.().to_s").value, Value("18446744073709551615"));
    EXPECT_EQ(box.eval("N::Max.() == 2**63 - 1").value, Value(true));
}

TEST(RubyValues, IntegersBeyond64BitsDoNotCross) {
    Sandbox box;
    box.define("N").bind("Echo", [](Value v) { return v; }).bind("Call", [](Block block) { return block(); });
    EXPECT_EQ(box.eval("-(2**63)").value, Value(std::numeric_limits<std::int64_t>::min()));
    const std::string large = "has an integer beyond 64 bits, 18446744073709551616; send it as a String (to_s)";
    EXPECT_EQ(script_error(box, "2**64"), "Kobako::SandboxError: return value " + large);
    EXPECT_EQ(script_error(box, "[1, {a: [2**64]}]"), "Kobako::SandboxError: return value " + large);
    EXPECT_EQ(script_error(box, "N::Echo.(2**64)"),
              "RangeError: integer 18446744073709551616 is beyond 64 bits; send it as a String (to_s)");
    EXPECT_EQ(box.eval("begin; N::Echo.([1, 10**400]); rescue RangeError => e; e.message.size < 120; end").value, Value(true));
    EXPECT_EQ(box.eval("N::Echo.((2**64).to_s)").value, Value("18446744073709551616"));
}

TEST(RubyValues, MapsKeepOrderAndKeyTypes) {
    Sandbox box;
    box.preload("Keys", "Keys = ->(m) { m.keys }; Get = ->(m) { [m['a'], m[:a], m[1], m[1.5], m[nil], m[[1]]] }");
    const Map map{{"a", 1}, {sym("a"), 2}, {1, 3}, {1.5, 4}, {nullptr, 5}, {array(1), 6}};
    EXPECT_EQ(box.run("Keys", {map}).value, Value("a", sym("a"), 1, 1.5, nullptr, array(1)));
    EXPECT_EQ(box.run("Get", {map}).value, Value(1, 2, 3, 4, 5, 6));
}

TEST(RubyValues, DefaultsOfHashesAreDropped) {
    EXPECT_EQ(Sandbox().eval("h = Hash.new(5); h[:a] = 1; h").value, Value(Map{{sym("a"), 1}}));
}

// --- output ---------------------------------------------------------------------------------------------------------

/// What a script writes on standard output.
std::string written(std::string_view source) { return Sandbox().eval(source).stdout_text(); }

TEST(RubyOutput, PutsPrintAndP) {
    EXPECT_EQ(written("puts 'a', \"b\\n\", 5"), "a\nb\n5\n");
    EXPECT_EQ(written("puts"), "\n");
    EXPECT_EQ(written("puts nil"), "\n");
    EXPECT_EQ(written("puts []"), "");
    EXPECT_EQ(written("puts [1, [2, [nil, 3]]]"), "1\n2\n\n3\n");
    EXPECT_EQ(written("class Sub < Array; end; puts Sub.new([1, 2])"), "1\n2\n");
    EXPECT_EQ(written("print 'a', 'b', 1"), "ab1");
    EXPECT_EQ(written("print"), "");
    EXPECT_EQ(written("p 'x', :y, nil"), "\"x\"\n:y\nnil\n");
    EXPECT_EQ(written("print \"a\\0b\""), std::string("a\0b", 3));
    EXPECT_EQ(written("o = Object.new; def o.to_s; 'mine'; end; puts o; print o"), "mine\nmine");
}

TEST(RubyOutput, ReturnValues) {
    const Sandbox box;
    expect_values(box, {
                           {"puts 1", nullptr},
                           {"print 1", nullptr},
                           {"p", nullptr},
                           {"p 1", 1},
                           {"p 1, 2", Value(1, 2)},
                           {"printf '%d', 1", nullptr},
                           {"putc 'a'", nullptr},
                           {"$stdout.putc 'a'", "a"},
                           {"$stdout.write('ab', 1, :c)", 4},
                           {"$stdout.write", 0},
                           {"$stdout.puts 1", nullptr},
                           {"$stdout.print 1", nullptr},
                           {"$stdout.p 1", 1},
                           {"($stdout << 1).equal?($stdout)", true},
                           {"[$stdout.fileno, $stderr.fileno, STDOUT.to_i]", Value(1, 2, 1)},
                           {"[$stdout.tty?, $stdout.isatty, $stdout.closed?]", Value(false, false, false)},
                           {"a = $stdout.sync; $stdout.sync = false; b = $stdout.sync; $stdout.sync = nil; [a, b, $stdout.sync]",
                            Value(true, false, true)},
                           {"$stdout.flush.equal?($stdout)", true},
                           {"$stdout.equal?(STDOUT) && $stderr.equal?(STDERR)", true},
                           {"IO.superclass == Object", true},
                       });
}

TEST(RubyOutput, PrintfAndPutc) {
    EXPECT_EQ(written("printf '%03d|%s', 7, 'x'; $stdout.printf '%d', 5"), "007|x5");
    EXPECT_EQ(written("putc 65; putc 'xyz'; putc 256 + 66; putc ''"), "AxB");
    EXPECT_EQ(script_error(Sandbox(), "$stdout.printf"), "ArgumentError: too few arguments");
    EXPECT_EQ(script_error(Sandbox(), "printf"), "ArgumentError: too few arguments");
    EXPECT_EQ(written("putc \"\\xc3\\xa9\""), "\xc3");
}

TEST(RubyOutput, WarnAndStderr) {
    const auto done = Sandbox().eval("warn 'a', 'b'; $stderr.puts 'c'; STDERR << 'd'; nil");
    EXPECT_EQ(done.stderr_text(), "a\nb\nc\nd");
    EXPECT_EQ(done.stdout_text(), "");
}

TEST(RubyOutput, IoOpensOnlyTheTwoChannelsForWriting) {
    const Sandbox box;
    EXPECT_EQ(box.eval("IO.new(1, 'w').puts 'x'; IO.new(2, 'w').puts 'y'").stdout_text(), "x\n");
    expect_errors(box, {
                           {"IO.new(0, 'w')", "ArgumentError: kobako IO only supports fd 1 (stdout) or fd 2 (stderr)"},
                           {"IO.new(3, 'r')", "ArgumentError: kobako IO only supports fd 1 (stdout) or fd 2 (stderr)"},
                           {"IO.new(1, 'r')", "ArgumentError: kobako IO only supports mode \"w\""},
                           {"IO.new(1, 'a')", "ArgumentError: kobako IO only supports mode \"w\""},
                       });
    EXPECT_TRUE(script_error(box, "IO.new(1)").starts_with("ArgumentError: wrong number of arguments"));
    EXPECT_TRUE(script_error(box, "IO.new").starts_with("ArgumentError: wrong number of arguments"));
    for (const char* name : {"close", "read", "gets", "reopen", "each_line", "open"}) {
        EXPECT_TRUE(script_error(box, "$stdout." + std::string(name)).starts_with("NoMethodError: ")) << name;
    }
}

TEST(RubyOutput, KernelMethodsGoWhereTheGlobalsPoint) {
    EXPECT_EQ(written("class Sink; def initialize; @t = ''; end; def write(*a); a.each { |x| @t += x.to_s }; 0; end; def "
                      "puts(*a); write(*a, '!'); end; def t; @t; end; end\n"
                      "s = Sink.new; $stdout = s; puts 'kept'; $stdout = STDOUT; print s.t"),
              "kept!");
    const auto done = Sandbox().eval("$stdout = $stderr; puts 'x'; print 'y'; p 1");
    EXPECT_EQ(done.stderr_text(), "x\ny1\n");
    EXPECT_EQ(done.stdout_text(), "");
    EXPECT_EQ(written("$stderr = $stdout; warn 'w'"), "w\n");
}

TEST(RubyOutput, ASubclassThatOverridesWriteSeesEverything) {
    const std::string loud =
        "class Loud < IO; def write(*a); super(*a.map { |x| x.to_s.upcase + '.' }); end; end; l = Loud.new(1, 'w'); ";
    EXPECT_EQ(written(loud + "l.puts 'a'"), "A.\n.");
    EXPECT_EQ(written(loud + "l.print 'b'"), "B.");
    EXPECT_EQ(written(loud + "l << 'c'; nil"), "C.");
    EXPECT_EQ(written(loud + "l.printf '%s', 'e'"), "E.");
    EXPECT_TRUE(written(loud + "l.p 'd'").starts_with("\"D\""));
}

TEST(RubyOutput, OutputMethodsArePrivateInKernel) {
    const Sandbox box;
    expect_errors(box, {
                           {"42.puts", "NoMethodError: private method 'puts' called for Integer"},
                           {"Kernel.puts", "NoMethodError: private method 'puts' called for Module"},
                           {"'x'.print", "NoMethodError: private method 'print' called for String"},
                           {"nil.warn", "NoMethodError: private method 'warn' called for NilClass"},
                       });
    EXPECT_EQ(written("self.puts 'x'"), "x\n");
}

TEST(RubyOutput, ToSThatRaisesOrReturnsNonsense) {
    const Sandbox box;
    EXPECT_EQ(script_error(box, "o = Object.new; def o.to_s; raise 'no'; end; puts o"), "RuntimeError: no");
    EXPECT_TRUE(box.try_eval("o = Object.new; def o.to_s; 5; end; puts o"));
}

// --- errors in scripts ----------------------------------------------------------------------------------------------

TEST(RubyErrors, RescueSeesServiceErrors) {
    Sandbox box;
    box.define("N").bind("Fail", [] { throw std::runtime_error("x"); });
    expect_values(box, {
                           {"begin; N::Fail.(); rescue Kobako::ServiceError => e; e.message; end", "RuntimeError: x"},
                           {"begin; N::Fail.(); rescue => e; e.backtrace[0].end_with?(':in method_missing'); end", true},
                           {"def f; N::Fail.(); ensure; $done = true; end; f rescue $done", true},
                           {"e = (N::Fail.() rescue $!); [e.message, $!]", Value("RuntimeError: x", nullptr)},
                       });
}

TEST(RubyErrors, B42_FaultTypesAreNotExposed) {
    Sandbox box;
    box.define("N").bind("Fail", [] { throw ArgumentError("x"); });
    expect_values(box, {
                           {"begin; N::Fail.(); rescue => e; [e.class.to_s, e.instance_variables]; end",
                            Value("Kobako::ServiceError", array())},
                           {"begin; N::Fail.(); rescue => e; e.respond_to?(:details); end", false},
                       });
}

TEST(RubyErrors, PatternMatchingAndFrozenErrors) {
    const Sandbox box;
    EXPECT_TRUE(script_error(box, "'a'.freeze << 'b'").starts_with("FrozenError: "));
    EXPECT_EQ(box.eval("begin; :a.foo; rescue NoMethodError => e; [e.name, e.message]; end").value,
              Value(sym("foo"), "undefined method 'foo' for Symbol"));
}

}  // namespace
}  // namespace hako
