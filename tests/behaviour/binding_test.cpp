// Arguments of a script's call meeting the parameters of a C++ function.
#include <map>

#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using test::array;
using test::fault;

/// A sandbox with one service, N::F.
template <class F>
Sandbox with(F function) {
    Sandbox box;
    box.define("N").bind("F", std::move(function));
    return box;
}

TEST(Binding, B12_OrdinaryParametersAndResults) {
    const auto box = with([](std::string sku, int count, double factor, bool gift) {
        return sku + "*" + std::to_string(count) + (gift ? "!" : "?") + std::to_string(static_cast<int>(factor * 10));
    });
    EXPECT_EQ(box.eval("N::F.('a', 3, 1.5, true)").value, Value("a*3!15"));
    EXPECT_EQ(box.eval("N::F.('a', 3, 2, false)").value, Value("a*3?20"));
}

TEST(Binding, B12_ContainersAndOptionalsConvert) {
    const auto box = with([](std::vector<int> numbers, std::map<std::string, double> prices, std::optional<std::string> name) {
        double total = 0;
        for (const int n : numbers) total += n;
        for (const auto& [key, price] : prices) total += price;
        return std::make_pair(total, name);
    });
    EXPECT_EQ(box.eval("N::F.([1, 2], {'a' => 0.5}, nil)").value, Value(3.5, nullptr));
    EXPECT_EQ(box.eval("N::F.([1, 2], {'a' => 0.5}, 'x')").value, Value(3.5, "x"));
    EXPECT_EQ(box.eval("N::F.([], {'b' => 1.0, 'a' => 2}, 'x')").value, Value(3.0, "x"));
}

TEST(Binding, B12_RawArgumentsAndKeywords) {
    const auto box = with([](Arguments positional, Keywords keywords) {
        Map map;
        for (const auto& [name, value] : keywords) map.set(Symbol(name), value);
        return Value(Array(positional), map);
    });
    EXPECT_EQ(box.eval("N::F.(1, :b, nil, x: 1, y: [2])").value,
              Value(Value(1, sym("b"), nullptr), Map{{sym("x"), 1}, {sym("y"), array(2)}}));
    EXPECT_EQ(box.eval("N::F.()").value, Value(array(), Map()));
}

TEST(Binding, E15_AWrongNumberOfArguments) {
    const auto one = with([](int) {});
    EXPECT_EQ(fault(one, "N::F.()"), "wrong number of arguments (given 0, expected 1)");
    EXPECT_EQ(fault(one, "N::F.(1, 2)"), "wrong number of arguments (given 2, expected 1)");
    const auto range = with([](int, std::optional<int>) {});
    EXPECT_EQ(fault(range, "N::F.()"), "wrong number of arguments (given 0, expected 1..2)");
    EXPECT_EQ(fault(range, "N::F.(1, 2, 3)"), "wrong number of arguments (given 3, expected 1..2)");
    const auto open = with([](int, Arguments) {});
    EXPECT_EQ(fault(open, "N::F.()"), "wrong number of arguments (given 0, expected 1+)");
    const auto none = with([] {});
    EXPECT_EQ(fault(none, "N::F.(1)"), "wrong number of arguments (given 1, expected 0)");
}

TEST(Binding, E15_D13_ABindingErrorIsRescuableWithItsText) {
    const auto box = with([](int) {});
    EXPECT_EQ(box.eval("begin; N::F.(); rescue Kobako::ServiceError => e; e.message; end").value,
              Value("wrong number of arguments (given 0, expected 1)"));
}

TEST(Binding, E15_MissingAndUnknownKeywords) {
    const auto two = with([](Named<"a", int>, Named<"b", int>) {});
    EXPECT_EQ(fault(two, "N::F.()"), "missing keywords: :a, :b");
    EXPECT_EQ(fault(two, "N::F.(a: 1)"), "missing keyword: :b");
    EXPECT_EQ(fault(two, "N::F.(a: 1, c: 2)"), "missing keyword: :b");
    EXPECT_EQ(fault(two, "N::F.(a: 1, b: 2, c: 3)"), "unknown keyword: :c");
    EXPECT_EQ(fault(two, "N::F.(a: 1, b: 2, c: 3, d: 4)"), "unknown keywords: :c, :d");
}

TEST(Binding, E15_ATypeMismatchNamesServiceParameterAndBothTypes) {
    const auto box = with([](std::string, int, Named<"rate", std::optional<double>>) {});
    EXPECT_EQ(fault(box, "N::F.('a', 'b')"), "N::F: argument 2: expected Integer, got \"b\"");
    EXPECT_EQ(fault(box, "N::F.(:a, 1)"), "N::F: argument 1: expected String, got :a");
    EXPECT_EQ(fault(box, "N::F.('a', 1.0)"), "N::F: argument 2: expected Integer, got 1.0");
    EXPECT_EQ(fault(box, "N::F.('a', nil)"), "N::F: argument 2: expected Integer, got nil");
    EXPECT_EQ(fault(box, "N::F.('a', 1, rate: 'x')"), "N::F: keyword :rate: expected Float, got \"x\"");
    const auto list = with([](std::vector<int>) {});
    EXPECT_EQ(fault(list, "N::F.([1, 2, 'x'])"), "N::F: argument 1: at 2: expected Integer, got \"x\"");
    const auto small = with([](std::uint8_t) {});
    EXPECT_EQ(fault(small, "N::F.(256)"), "N::F: argument 1: expected Integer in 0..255, got 256");
    EXPECT_EQ(fault(small, "N::F.(-1)"), "N::F: argument 1: expected Integer in 0..255, got -1");
}

TEST(Binding, E15_NothingIsCoerced) {
    const auto text = with([](std::string) {});
    for (const char* argument : {"1", "nil", "true", ":a", "[]"})
        EXPECT_THROW(text.eval("N::F.(" + std::string(argument) + ")"), ServiceError) << argument;
    const auto flag = with([](bool) {});
    for (const char* argument : {"1", "nil", "'true'"})
        EXPECT_THROW(flag.eval("N::F.(" + std::string(argument) + ")"), ServiceError) << argument;
}

TEST(Binding, B12_KeywordsMayBeOptionalOrDefaulted) {
    const auto box = with([](Named<"a", std::optional<int>> a, Named<"b", int, 5> b, Named<"c", std::string, "text"> c) {
        return Value(a->value_or(-1), *b, *c);
    });
    EXPECT_EQ(box.eval("N::F.()").value, Value(-1, 5, "text"));
    EXPECT_EQ(box.eval("N::F.(c: 'x', a: 1)").value, Value(1, 5, "x"));
    EXPECT_EQ(box.eval("N::F.({b: 9})").value, Value(-1, 9, "text"));
}

TEST(Binding, B12_ALastHashAlwaysTravelsAsKeywords) {
    const auto box = with([](Arguments a, Keywords k) {
        Map map;
        for (const auto& [name, value] : k) map.set(Symbol(name), value);
        return Value(a.size(), map);
    });
    EXPECT_EQ(box.eval("N::F.(1, {a: 1})").value, Value(1, Map{{sym("a"), 1}}));
    EXPECT_EQ(box.eval("N::F.({'a' => 1})").value, Value(0, Map{{sym("a"), 1}}));
    EXPECT_EQ(box.eval("N::F.({1 => 2, nil => 3})").value, Value(0, Map{{sym("1"), 2}, {sym(""), 3}}));
    EXPECT_EQ(box.eval("N::F.({})").value, Value(0, Map()));
    EXPECT_EQ(box.eval("N::F.(1, **{})").value, Value(1, Map()));
    EXPECT_EQ(box.eval("N::F.({'a' => 1}, 2)").value, Value(2, Map()));
    EXPECT_EQ(box.eval("N::F.({'a' => 1, a: 2})").value, Value(0, Map{{sym("a"), 2}}));
}

TEST(Binding, B12_D21_KeywordsOfAMethodThatDeclaresNoneBecomeItsLastArgument) {
    const auto box = with([](int n, std::optional<Map> options) { return Value(n, options); });
    EXPECT_EQ(box.eval("N::F.(1, a: 2)").value, Value(1, Map{{sym("a"), 2}}));
    EXPECT_EQ(box.eval("N::F.(1, {'a' => 2})").value, Value(1, Map{{sym("a"), 2}}));
    EXPECT_EQ(box.eval("N::F.(1, {})").value, Value(1, nullptr));
    EXPECT_EQ(fault(box, "N::F.(1, {'x' => 1}, a: 2)"), "wrong number of arguments (given 3, expected 1..2)");
    const auto full = with([](int) {});
    EXPECT_EQ(fault(full, "N::F.(1, a: 2)"), "wrong number of arguments (given 2, expected 1)");
}

TEST(Binding, B12_LeadingHashesKeepTheirKeys) {
    const auto box = with([](Map map, int) { return map; });
    EXPECT_EQ(box.eval("N::F.({1 => 2, 'a' => :b}, 0)").value, Value(Map{{1, 2}, {"a", sym("b")}}));
}

TEST(Binding, ArgumentsWithoutWireFormArriveAsTheirText) {
    const auto box = with([](Value v) { return v; });
    EXPECT_EQ(box.eval("N::F.(1..2)").value, Value("1..2"));
    EXPECT_EQ(box.eval("o = Object.new; def o.to_s; 'mine'; end; def o.inspect; 'other'; end; N::F.(o)").value, Value("mine"));
    EXPECT_EQ(box.eval("N::F.(RuntimeError.new('boom'))").value, Value("boom"));
    EXPECT_EQ(box.eval("N::F.(String)").value, Value("String"));
    EXPECT_EQ(box.eval("N::F.(N::F)").value, Value("N::F"));
    EXPECT_EQ(box.eval("class Sub < Array; end; N::F.([Sub.new([1, 2])])").value, array("[1, 2]"));
    EXPECT_EQ(box.eval("o = Object.new; def o.to_s; 5; end; N::F.(o)").value, Value(""));
    EXPECT_EQ(test::script_error(box, "o = Object.new; def o.to_s; raise 'no'; end; N::F.(o)"), "RuntimeError: no");
}

TEST(Binding, E10_D10_ArgumentsNestedTooDeeplyOrCyclicAreAFault) {
    const auto box = with([](Value v) { return v.size(); });
    EXPECT_EQ(box.eval("a = nil; 126.times { a = [a] }; N::F.(a)").value, Value(1));
    for (const char* source :
         {"a = nil; 127.times { a = [a] }; N::F.(a)", "a = []; a << a; N::F.(a)", "a = []; 2000.times { a = [a] }; N::F.(a)"}) {
        EXPECT_EQ(fault(box, source), "Sandbox received a malformed request: stack level too deep") << source;
    }
    EXPECT_EQ(box.eval("a = []; a << a; begin; N::F.(a); rescue Kobako::ServiceError; 5; end").value, Value(5));
}

TEST(Binding, D14_BytesThatAreNotTextArriveAsBytes) {
    const auto box = with([](Value v) { return Value(v.is_binary(), v); });
    EXPECT_EQ(box.eval("N::F.(\"\\xff\\x00\")").value, Value(true, Binary(std::string("\xff\0", 2))));
    EXPECT_EQ(box.eval("N::F.('text')").value, Value(false, "text"));
}

TEST(Binding, D15_HostTextThatIsNotUtf8CrossesAsBytes) {
    const auto box = with([] { return std::string("a\xff"); });
    EXPECT_EQ(box.eval("N::F.().size").value, Value(2));
    EXPECT_EQ(box.eval("N::F.()").value, Value(Binary("a\xff")));
}

TEST(Binding, D19_D24_AResultThatIsTooDeepIsAFault) {
    const auto box = with([](int levels) { return test::nested(levels); });
    EXPECT_EQ(box.eval("a = N::F.(127); n = 0; while a; a = a[0]; n += 1; end; n").value, Value(127));
    EXPECT_TRUE(fault(box, "N::F.(128)").starts_with("RuntimeError: "));
    EXPECT_EQ(box.eval("begin; N::F.(1_000); rescue Kobako::ServiceError; 1; end").value, Value(1));
}

TEST(Binding, AParameterForTheCallTellsWhatWasCalled) {
    Sandbox box;
    box.define("N").bind("F", [](Call& call) { return Value(call.target(), call.method(), call.description()); });
    box.define("N").bind("O", functions().method("find", [](Call& call, int n) {
        return Value(call.target(), call.method(), call.arguments().size(), n);
    }));
    EXPECT_EQ(box.eval("N::F.()").value, Value("N::F", "call", "N::F"));
    EXPECT_EQ(box.eval("N::O.find(3)").value, Value("N::O", "find", 1, 3));
}

TEST(Binding, AMutableReferenceToAHostObjectOutlivesTheSandboxNowhere) {
    int calls = 0;
    {
        Sandbox box;
        box.define("N").bind("F", [&calls] { return ++calls; });
        EXPECT_EQ(box.eval("[N::F.(), N::F.call, N::F[]]").value, Value(1, 2, 3));
    }
    EXPECT_EQ(calls, 3);
}

TEST(Binding, B13_RandomValuesRoundTripThroughArgumentsAndResults) {
    const auto box = with([](Value v, int) { return v; });
    Sandbox runner;
    runner.preload("Same", "Same = ->(v) { v }");
    std::mt19937_64 random(20'240'607);
    for (int i = 0; i < 300; ++i) {
        const auto value = test::random_value(random, 4);
        // Host → guest → host as an argument of an entrypoint …
        const auto there = runner.run("Same", {value}).value;
        EXPECT_EQ(there, value) << "value " << i;
        // … and as the result and argument of a service.
        Sandbox echo;
        echo.define("N").bind("Get", [&value] { return value; }).bind("Put", [&](Value came, int) { return came == value; });
        EXPECT_EQ(echo.eval("N::Put.(N::Get.(), 0)").value, Value(true)) << "value " << i << ": " << value.inspect(500);
        EXPECT_EQ(echo.eval("N::Get.()").value, value) << "value " << i;
    }
}

}  // namespace
}  // namespace hako
