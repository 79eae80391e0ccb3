// hako::Value: making, asking, comparing and printing values.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <sstream>

#include "support.hpp"

namespace hako {
namespace {

using test::nested;

struct Gadget {};

Object gadget() { return service(std::make_shared<Gadget>()); }

TEST(Value, IsNilByDefault) {
    EXPECT_TRUE(Value().is_nil());
    EXPECT_TRUE(Value(nullptr).is_nil());
    EXPECT_TRUE(Value(Object()).is_nil());
    EXPECT_EQ(Value(), Value(nullptr));
}

TEST(Value, HoldsWhatItWasMadeFrom) {
    EXPECT_EQ(*Value(true).get_if<bool>(), true);
    EXPECT_EQ(*Value(7).get_if<std::int64_t>(), 7);
    EXPECT_EQ(*Value(short{-7}).get_if<std::int64_t>(), -7);
    EXPECT_EQ(*Value(7U).get_if<std::int64_t>(), 7);
    EXPECT_EQ(*Value(1.5F).get_if<double>(), 1.5);
    EXPECT_EQ(*Value("a").get_if<std::string>(), "a");
    EXPECT_EQ(*Value(std::string_view("a\0b", 3)).get_if<std::string>(), std::string("a\0b", 3));
    EXPECT_EQ(Value(Binary("\xff")).get_if<Binary>()->bytes(), "\xff");
    EXPECT_EQ(Value(sym("b")).get_if<Symbol>()->name(), "b");
    EXPECT_EQ(Value(Array{1, 2}).get_if<Array>()->size(), 2U);
    EXPECT_EQ(Value(Map{{"a", 1}}).get_if<Map>()->size(), 1U);
    EXPECT_TRUE(Value(gadget()).is_object());
    EXPECT_TRUE(test::handle(3).is_handle());
}

TEST(Value, HoldsAnUnsignedIntegerAsSignedUnlessItIsTooLarge) {
    constexpr auto top = std::numeric_limits<std::int64_t>::max();
    EXPECT_EQ(*Value(std::uint64_t{top}).get_if<std::int64_t>(), top);
    EXPECT_EQ(*Value(std::uint64_t{top} + 1).get_if<std::uint64_t>(), std::uint64_t{1} << 63);
    EXPECT_EQ(Value(std::uint64_t{5}), Value(5));
}

TEST(Value, OfTwoElementsOrMoreIsAnArray) {
    const Value value{1, "a", sym("b")};
    ASSERT_EQ(value.size(), 3U);
    EXPECT_EQ(value[0].as<int>(), 1);
    EXPECT_EQ(value[1].as<std::string>(), "a");
    EXPECT_EQ(value[2].as<Symbol>(), sym("b"));
}

TEST(Value, SizeCountsElementsEntriesOrBytes) {
    EXPECT_EQ(Value("é").size(), 2U);
    EXPECT_EQ(Value(Binary("abc")).size(), 3U);
    EXPECT_EQ(Value(sym("ab")).size(), 2U);
    EXPECT_EQ(Value(Map{{1, 2}}).size(), 1U);
    EXPECT_EQ(Value(12345).size(), 0U);
    EXPECT_EQ(Value().size(), 0U);
}

TEST(Value, ElementAccessSaysWhatIsWrong) {
    EXPECT_EQ(test::error_of<ConversionError>([] { return Value("x")[0]; }), "expected Array, got \"x\"");
    EXPECT_EQ(test::error_of<ConversionError>([] { return Value(5)["k"]; }), "expected Hash, got 5");
    EXPECT_EQ(test::error_of<std::out_of_range>([] { return Value(Array{1})[1]; }), "position 1 of an Array of 1");
    EXPECT_TRUE(Value(Map{{"k", 1}})["absent"].is_nil());
    EXPECT_EQ(Value(Map{{"k", 1}})["k"], Value(1));
    EXPECT_EQ(Value(Map{{sym("k"), 1}})[Value(sym("k"))], Value(1));
}

TEST(Value, TypesAreNamedAsInRuby) {
    const std::pair<Value, std::string_view> cases[] = {
        {nullptr, "NilClass"},
        {true, "TrueClass"},
        {false, "FalseClass"},
        {1, "Integer"},
        {~0ULL, "Integer"},
        {1.0, "Float"},
        {"a", "String"},
        {Binary("a"), "String"},
        {sym("a"), "Symbol"},
        {Array(), "Array"},
        {Map(), "Hash"},
        {gadget(), "Gadget"},
        {test::handle(1), "Kobako::Handle"},
    };
    for (const auto& [value, name] : cases) EXPECT_EQ(value.type_name(), name);
}

TEST(Value, EqualityIsOfTypeAndContent) {
    const Value distinct[] = {nullptr,
                              false,
                              true,
                              0,
                              1,
                              0.0,
                              -0.0,
                              1.0,
                              "a",
                              Binary("a"),
                              sym("a"),
                              "",
                              Binary(),
                              sym(""),
                              Array(),
                              Array{1},
                              Map(),
                              Map{{1, 1}},
                              std::uint64_t{1} << 63,
                              gadget(),
                              gadget(),
                              test::handle(1),
                              test::handle(2),
                              std::numeric_limits<double>::quiet_NaN()};
    for (std::size_t i = 0; i < std::size(distinct); ++i) {
        for (std::size_t k = 0; k < std::size(distinct); ++k) {
            EXPECT_EQ(distinct[i] == distinct[k], i == k) << distinct[i] << " and " << distinct[k];
        }
    }
}

TEST(Value, NotANumberEqualsItselfWhateverItsBits) {
    EXPECT_EQ(Value(std::nan("1")), Value(-std::nan("2")));
    EXPECT_EQ(Value(std::nan("1")).hash(), Value(-std::nan("2")).hash());
}

TEST(Value, ObjectsAreEqualByIdentity) {
    const auto instance = std::make_shared<Gadget>();
    const Object a = service(instance);
    const Object b = service(instance);
    EXPECT_EQ(Value(a), Value(b));
    EXPECT_EQ(Value(a).hash(), Value(b).hash());
    EXPECT_NE(Value(a), Value(gadget()));
}

TEST(Value, EqualValuesHaveEqualHashes) {
    std::mt19937 random(7);
    for (int i = 0; i < 300; ++i) {
        const Value value = test::random_value(random, 4);
        const Value copy = value;
        EXPECT_EQ(value, copy);
        EXPECT_EQ(value.hash(), copy.hash());
    }
}

TEST(Value, DifferentValuesHaveDifferentHashes) {
    EXPECT_NE(Value("a").hash(), Value(sym("a")).hash());
    EXPECT_NE(Value("a").hash(), Value(Binary("a")).hash());
    EXPECT_NE(Value(Array{"ab", "c"}).hash(), Value(Array{"a", "bc"}).hash());
    EXPECT_NE(Value(Array{Array{1}, 2}).hash(), Value(Array{Array{1, 2}}).hash());
    EXPECT_NE(Value("a").hash(), Value(std::string("a\0", 2)).hash());
    EXPECT_NE(Value(1).hash(), Value(1.0).hash());
}

TEST(Value, InspectPrintsAsRubyDoes) {
    const std::pair<Value, std::string_view> cases[] = {
        {nullptr, "nil"},
        {true, "true"},
        {-5, "-5"},
        {std::numeric_limits<std::int64_t>::min(), "-9223372036854775808"},
        {~0ULL, "18446744073709551615"},
        {Value{1, "a", sym("b"), Map{{"k", nullptr}}}, R"([1, "a", :b, {"k" => nil}])"},
        {Map{{sym("a"), 1}, {2, Array()}}, "{:a => 1, 2 => []}"},
        {Map(), "{}"},
        {gadget(), "#<Gadget>"},
        {test::handle(7), "#<Kobako::Handle 7>"},
    };
    for (const auto& [value, text] : cases) EXPECT_EQ(value.inspect(), text);
}

TEST(Value, InspectPrintsFloatsAsRubyDoes) {
    const std::pair<double, std::string_view> cases[] = {
        {0.0, "0.0"},
        {-0.0, "-0.0"},
        {1.0, "1.0"},
        {-1.5, "-1.5"},
        {0.1, "0.1"},
        {100.0, "100.0"},
        {123456.789, "123456.789"},
        {0.0001, "0.0001"},
        {0.00012, "0.00012"},
        {0.00001, "1.0e-05"},
        {1.25e-7, "1.25e-07"},
        {1e15, "1000000000000000.0"},
        {1234567890123456.0, "1234567890123456.0"},
        {1e16, "1.0e+16"},
        {1.5e20, "1.5e+20"},
        {1e100, "1.0e+100"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {5e-324, "5.0e-324"},
        {std::numeric_limits<double>::infinity(), "Infinity"},
        {-std::numeric_limits<double>::infinity(), "-Infinity"},
        {std::numeric_limits<double>::quiet_NaN(), "NaN"},
    };
    for (const auto& [number, text] : cases) EXPECT_EQ(Value(number).inspect(), text);
}

TEST(Value, InspectEscapesWhatRubyEscapes) {
    const std::pair<Value, std::string_view> cases[] = {
        {"", R"("")"},
        {"a\"b\\c", R"("a\"b\\c")"},
        {"\n\t\r\x1b\a\b\v\f", R"("\n\t\r\e\a\b\v\f")"},
        {std::string("\0\x01\x7f", 3), R"("\x00\x01\x7F")"},
        {"#{x} #$y #@z # #x", R"("\#{x} \#$y \#@z # #x")"},
        {"漢é😀", "\"漢é😀\""},
        {"a\xff\xc3", R"("a\xFF\xC3")"},
        {Binary("é"), R"("\xC3\xA9")"},
        {Binary("ok\xff"), R"("ok\xFF")"},
        {"\u0085\u202e\ufeff", R"("\u0085\u202E\uFEFF")"},
    };
    for (const auto& [value, text] : cases) EXPECT_EQ(value.inspect(), text);
}

TEST(Value, InspectQuotesSymbolsThatAreNoNames) {
    const std::pair<std::string, std::string_view> cases[] = {
        {"a", ":a"},
        {"A9_", ":A9_"},
        {"zork?", ":zork?"},
        {"foo!", ":foo!"},
        {"foo=", ":foo="},
        {"[]", ":[]"},
        {"[]=", ":[]="},
        {"+", ":+"},
        {"<=>", ":<=>"},
        {"!~", ":!~"},
        {"-@", ":-@"},
        {"**", ":**"},
        {"@a", ":@a"},
        {"@@a", ":@@a"},
        {"$a", ":$a"},
        {"$1", ":$1"},
        {"$!", ":$!"},
        {"é", ":é"},
        {"", R"(:"")"},
        {"a b", R"(:"a b")"},
        {"1a", R"(:"1a")"},
        {"a-b", R"(:"a-b")"},
        {"a?b", R"(:"a?b")"},
        {"a?=", R"(:"a?=")"},
        {"=", R"(:"=")"},
        {"@", R"(:"@")"},
        {"@1", R"(:"@1")"},
        {"@a?", R"(:"@a?")"},
        {"$", R"(:"$")"},
        {"@@@a", R"(:"@@@a")"},
        {"a\n", R"(:"a\n")"},
        {"\xff", R"(:"\xFF")"},
        {"a\u202e", R"(:"a\u202E")"},
        {"&&", R"(:"&&")"},
        {"?", R"(:"?")"},
    };
    for (const auto& [name, text] : cases) EXPECT_EQ(Value(Symbol(name)).inspect(), text);
}

TEST(Value, IsPrintedAsPythonDoes) {
    const std::initializer_list<std::pair<Value, const char*>> cases = {
        {nullptr, "None"},
        {true, "True"},
        {-5, "-5"},
        {1.0, "1.0"},
        {0.1, "0.1"},
        {1e16, "1e+16"},
        {1.5e300, "1.5e+300"},
        {1e-5, "1e-05"},
        {std::numeric_limits<double>::infinity(), "inf"},
        {std::numeric_limits<double>::quiet_NaN(), "nan"},
        {"it's", "\"it's\""},
        {"say \"it's\"", "'say \"it\\'s\"'"},
        {"\"", "'\"'"},
        {"é\n\t\\\x01#{x}", "'é\\n\\t\\\\\\x01#{x}'"},
        {"\u202e", "'\\u202e'"},
        {Binary("a\xff'"), "b\"a\\xff'\""},
        {sym("name"), "hako.Symbol('name')"},
        {Value(1, "a", nullptr), "[1, 'a', None]"},
        {Map{{"k", 1}, {2, Array{}}}, "{'k': 1, 2: []}"},
    };
    for (const auto& [value, text] : cases) EXPECT_EQ(value.repr(), text);
    EXPECT_EQ(Value("abcdef").repr(4), "'abc…");
}

TEST(Value, IsPrintedAsJavaScriptDoes) {
    const std::initializer_list<std::pair<Value, const char*>> cases = {
        {nullptr, "null"},
        {true, "true"},
        {-5, "-5"},
        {std::int64_t{1} << 53, "9007199254740992n"},
        {1.0, "1"},
        {-0.0, "-0"},
        {0.1, "0.1"},
        {1e16, "10000000000000000"},
        {1e21, "1e+21"},
        {1e-6, "0.000001"},
        {1.5e-7, "1.5e-7"},
        {std::numeric_limits<double>::infinity(), "Infinity"},
        {std::numeric_limits<double>::quiet_NaN(), "NaN"},
        {"it's", "\"it's\""},
        {"#{x}\n", "'#{x}\\n'"},
        {Binary("a\xff"), "Uint8Array(2) [ 97, 255 ]"},
        {Binary(""), "Uint8Array(0) []"},
        {sym("name"), "Symbol(name)"},
        {sym("a)\n\x1b\u202e"), "Symbol(a\\)\\n\\x1b\\u202e)"},
        {Value(1, "a", nullptr), "[ 1, 'a', null ]"},
        {Array{}, "[]"},
        {Map{}, "{}"},
        {Map{{"k", 1}, {"a b", 2}}, "{ k: 1, 'a b': 2 }"},
        {Map{{"k", 1}, {2, 3}}, "Map(2) { 'k' => 1, 2 => 3 }"},
    };
    for (const auto& [value, text] : cases) EXPECT_EQ(value.show(), text);
    EXPECT_EQ(Value("abcdef").show(4), "'abc…");
}

TEST(Value, InspectStopsAtItsLimit) {
    EXPECT_EQ(Value("abcdef").inspect(4), "\"abc…");
    EXPECT_EQ(Value("ab").inspect(4), "\"ab\"");
    EXPECT_EQ(Value("éé").inspect(4), "\"é…");  // never half a character
    EXPECT_EQ(Value(Array(1'000'000, 1)).inspect(7), "[1, 1, …");
    EXPECT_EQ(Value(sym(std::string(100, 'a'))).inspect(5), ":aaaa…");
    EXPECT_EQ(Value(Map{{1, Array{2, 3}}}).inspect(0), "…");
    EXPECT_LE(Value(std::string(std::size_t{1} << 20, '\n')).inspect(80).size(), 84U);
}

TEST(Value, PrintsIntoAStream) {
    std::ostringstream out;
    out << Value{1, nullptr};
    EXPECT_EQ(out.str(), "[1, nil]");
}

TEST(Value, DeepNestingMadeByTheHostIsNoDanger) {
#ifdef __OPTIMIZE__
    constexpr int levels = 10'000;
#else
    constexpr int levels = 2'000;  // each takes a dozen frames of the standard library then
#endif
    Value deep = nested(levels, "leaf");
    Value copy = deep;
    EXPECT_EQ(deep, copy);
    EXPECT_EQ(deep.hash(), copy.hash());
    EXPECT_EQ(deep.inspect().size(), 2U * levels + 6);
    EXPECT_LE(deep.inspect(50).size(), 53U);
    copy = nested(levels - 1, "leaf");
    EXPECT_FALSE(deep == copy);

    Value maps = 1;
    for (int i = 0; i < levels; ++i) {
        Map around;
        around.set(std::move(maps), i);
        maps = std::move(around);
    }
    const Value same = maps;
    EXPECT_EQ(maps, same);
    EXPECT_EQ(maps.size(), 1U);
}

TEST(Value, VisitGivesTheAlternative) {
    EXPECT_TRUE(Value().visit([]<class T>(const T&) { return std::same_as<T, std::monostate>; }));
    EXPECT_TRUE(Value(1).visit([]<class T>(const T&) { return std::same_as<T, std::int64_t>; }));
}

TEST(Execution, OutputIsTextWhenItIsUtf8AndElseBytes) {
    EXPECT_EQ((Output{"é\n", false}.value()), Value("é\n"));
    EXPECT_EQ((Output{"\xc3", true}.value()), Value(Binary("\xc3")));
    EXPECT_EQ(Output{}.value(), Value(""));
}

}  // namespace
}  // namespace hako
