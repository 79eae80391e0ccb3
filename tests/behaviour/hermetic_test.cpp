// No clock, no entropy, no files: the same input gives the same execution.
#include <cstdlib>

#include "support/shop.hpp"
#include "support/thrown.hpp"

namespace hako {
namespace {

using test::script_error;
using test::thrown;

TEST(Hermetic, B45_ThereIsNoWayToTheMachine) {
    const Sandbox box;
    for (const char* name :
         {"File", "Dir", "ENV", "ARGV", "Process", "STDIN", "Socket", "ObjectSpace", "Thread", "Kernel::File"}) {
        EXPECT_TRUE(script_error(box, name).starts_with("NameError: uninitialized constant ")) << name;
    }
    for (const char* name : {"gets", "open", "system", "exec", "fork", "sleep", "load", "exit", "abort", "at_exit", "eval",
                             "binding", "trap", "spawn", "syscall", "test"}) {
        EXPECT_EQ(script_error(box, name), "NoMethodError: undefined method '" + std::string(name) + "' for Object") << name;
    }
    EXPECT_EQ(script_error(box, "`ls`"), "NotImplementedError: backquotes not implemented");
    EXPECT_TRUE(box.eval("$stdin").value.is_nil());
}

TEST(Hermetic, B45_TheEnvironmentIsOutOfReach) {
    setenv("HAKO_TEST_SECRET", "leaked", 1);
    const auto done = Sandbox().eval("[$0, $*, $PROGRAM_NAME, global_variables.map(&:to_s).join(' ')]");
    EXPECT_EQ(done.value.inspect().find("leaked"), std::string::npos);
    EXPECT_EQ(done.value[0], Value("(eval)"));
}

TEST(Hermetic, B45_TheSameInputGivesTheSameExecution) {
    const char* source =
        "a = Object.new; h = {b: 2, a: 1}; s = :some_symbol_that_is_long\n"
        "[a.object_id, a.inspect, a.hash, 'text'.hash, 1.5.hash, s.object_id, h.inspect, [1, 2].hash, Class.new.inspect]";
    const Sandbox first, second;
    const auto value = first.eval(source).value;
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(first.eval(source).value, value);
        EXPECT_EQ(second.eval(source).value, value);
        first.eval("1000.times { Object.new }; $x = 'y' * 100_000");
    }
}

TEST(Hermetic, B45_TheSameHoldsWithSnippetsAndServices) {
    const auto make = [] {
        Sandbox box;
        box.define("N").bind("F", [](int n) { return n * 2; }).bind("Obj", [] { return std::make_shared<test::Item>("x"); });
        box.preload("A", "X = Object.new; def twice(n); N::F.(n); end");
        return box;
    };
    const auto a = make(), b = make();
    const char* source = "[X.object_id, twice(4), N::Obj.().object_id, N::Obj.().inspect, Object.new.object_id]";
    EXPECT_EQ(a.eval(source).value, b.eval(source).value);
    EXPECT_EQ(a.eval(source).value, a.eval(source).value);
}

TEST(Hermetic, B49_EveryInvocationBeginsFromOneState) {
    Sandbox first, second;
    const auto witness = first.eval("Object.new.object_id").value;
    first.eval("$a = 'x' * 200_000; class Foo; end; 5000.times { [1] }");
    EXPECT_THROW(first.eval("raise 'x'"), SandboxError);
    EXPECT_EQ(first.eval("Object.new.object_id").value, witness);
    EXPECT_EQ(second.eval("Object.new.object_id").value, witness);
    EXPECT_THROW(first.eval("a = []; loop { a << 'x' * 10_000 }"), MemoryLimitError);
    EXPECT_EQ(first.eval("Object.new.object_id").value, witness);
}

TEST(Hermetic, B49_SoDoesEveryRun) {
    Sandbox box;
    box.preload("A", "Id = ->(*) { Object.new.object_id }");
    const auto witness = box.run("Id").value;
    box.eval("100.times { Object.new }");
    EXPECT_EQ(box.run("Id").value, witness);
}

TEST(Hermetic, ThePermissiveProfileRunsRubyJustTheSame) {
    const Sandbox box({.profile = Profile::permissive});
    EXPECT_EQ(box.eval("puts 'x'; 6 * 7").value, Value(42));
    EXPECT_TRUE(script_error(box, "File").starts_with("NameError"));
}

TEST(Hermetic, B45_GuardsHoldAgainstScriptsThatRedefineThem) {
    Sandbox box;
    int calls = 0;
    box.define("N").bind("F", [&](Value) { return ++calls; });
    EXPECT_EQ(box.eval("class Kobako::Member; def self.method_missing(*a); 'mine'; end; end; N::F.(1)").value, Value("mine"));
    EXPECT_EQ(calls, 0);
    EXPECT_EQ(box.eval("N::F.(1)").value, Value(1));
}

}  // namespace
}  // namespace hako
