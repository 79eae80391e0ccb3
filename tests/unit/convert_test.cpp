// Conversions between hako::Value and ordinary types, with the messages of those that fail.
#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <map>
#include <set>
#include <unordered_map>

#include "support.hpp"

namespace app {

struct Money {
    std::int64_t cents = 0;
    friend bool operator==(const Money&, const Money&) = default;
};

/// Comes from a script only.
struct Percent {
    int value = 0;
};

}  // namespace app

template <>
struct hako::Converter<app::Money> {
    static constexpr std::string_view expected = "Integer of cents";
    static hako::Value to_value(const app::Money& money) { return money.cents; }
    static app::Money from_value(const hako::Value& value) { return {value.as<std::int64_t>()}; }
};

template <>
struct hako::Converter<app::Percent> {
    static constexpr std::string_view expected = "Integer of 0 to 100";
    static app::Percent from_value(const hako::Value& value) {
        const auto n = value.as<int>();
        if (n < 0 || n > 100) throw hako::ConversionError(expected, value);
        return {n};
    }
};

namespace hako {
namespace {

using test::error_of;

template <class T>
std::string failure(const Value& value) {
    return error_of<ConversionError>([&] { (void)value.as<T>(); });
}

template <class T>
void expect_round_trip(const T& x) {
    EXPECT_EQ(Value(x).as<T>(), x) << Value(x);
}

TEST(Convert, OrdinaryTypesComeBackAsTheyWere) {
    expect_round_trip(true);
    expect_round_trip(std::int8_t{-128});
    expect_round_trip(std::uint16_t{65535});
    expect_round_trip(std::numeric_limits<std::int64_t>::min());
    expect_round_trip(std::numeric_limits<std::uint64_t>::max());
    expect_round_trip(1.25);
    expect_round_trip(1.25F);
    expect_round_trip(std::string("é"));
    expect_round_trip(Binary("\xff"));
    expect_round_trip(sym("a"));
    expect_round_trip(Map{{1, 2}});
    expect_round_trip(std::optional<int>(3));
    expect_round_trip(std::optional<int>());
    expect_round_trip(std::vector<std::string>{"a", "b"});
    expect_round_trip(std::vector<std::vector<int>>{{1}, {}, {2, 3}});
    expect_round_trip(std::array<int, 3>{1, 2, 3});
    expect_round_trip(std::set<int>{3, 1});
    expect_round_trip(std::map<std::string, double>{{"a", 1.5}});
    expect_round_trip(std::map<std::string, int, std::less<>>{{"a", 1}});
    expect_round_trip(std::unordered_map<std::string, int>{{"a", 1}, {"b", 2}});
    expect_round_trip(std::pair<int, std::string>{1, "a"});
    expect_round_trip(std::tuple<int, bool, std::string>{1, true, "a"});
    expect_round_trip(std::variant<int, std::string>("a"));
    expect_round_trip(app::Money{12});
    expect_round_trip(std::vector<std::optional<app::Money>>{app::Money{1}, std::nullopt});
}

TEST(Convert, AnOptionalThatIsEmptyIsNil) {
    EXPECT_TRUE(Value(std::optional<int>()).is_nil());
    EXPECT_EQ(Value().as<std::optional<std::string>>(), std::nullopt);
}

TEST(Convert, IntegersAreCheckedAgainstTheirType) {
    EXPECT_EQ(Value(255).as<std::uint8_t>(), 255);
    EXPECT_EQ(failure<std::uint8_t>(256), "expected Integer in 0..255, got 256");
    EXPECT_EQ(failure<std::int8_t>(-129), "expected Integer in -128..127, got -129");
    EXPECT_EQ(failure<unsigned>(-1), "expected Integer in 0..4294967295, got -1");
    EXPECT_EQ(failure<std::int64_t>(~0ULL),
              "expected Integer in -9223372036854775808..9223372036854775807, got 18446744073709551615");
    EXPECT_EQ(Value(~0ULL).as<std::uint64_t>(), ~0ULL);
}

TEST(Convert, NothingIsCoercedButAnIntegerThatAFloatHoldsExactly) {
    EXPECT_EQ(Value(3).as<double>(), 3.0);
    EXPECT_EQ(Value(std::int64_t{1} << 53).as<double>(), 9007199254740992.0);
    EXPECT_EQ(failure<double>((std::int64_t{1} << 53) + 1), "expected Float, got 9007199254740993");
    EXPECT_EQ(failure<float>((std::int64_t{1} << 24) + 1), "expected Float, got 16777217");
    EXPECT_EQ(failure<int>(1.0), "expected Integer, got 1.0");
    EXPECT_EQ(failure<int>("1"), "expected Integer, got \"1\"");
    EXPECT_EQ(failure<std::string>(sym("a")), "expected String, got :a");
    EXPECT_EQ(failure<std::string>(Binary("a\xff")), "expected String, got \"a\\xFF\"");
    EXPECT_EQ(failure<Symbol>("a"), "expected Symbol, got \"a\"");
    EXPECT_EQ(failure<bool>(nullptr), "expected true or false, got nil");
    EXPECT_EQ(failure<double>(true), "expected Float, got true");
    EXPECT_EQ(failure<std::nullptr_t>(1), "expected nil, got 1");
    EXPECT_EQ(failure<Map>(Array()), "expected Hash, got []");
    EXPECT_EQ(failure<std::vector<int>>(Map()), "expected Array, got {}");
    EXPECT_EQ(failure<Object>(1), "expected host object, got 1");
}

TEST(Convert, BytesComeFromTextToo) {
    EXPECT_EQ(Value("abc").as<Binary>(), Binary("abc"));
    EXPECT_EQ(Value(Binary("\xff")).as<Binary>(), Binary("\xff"));
}

TEST(Convert, ErrorsInsideContainersSayWhere) {
    EXPECT_EQ(failure<std::vector<int>>(Array{1, 2, 3, "x"}), "at 3: expected Integer, got \"x\"");
    using Deep = std::vector<std::map<std::string, std::vector<int>>>;
    EXPECT_EQ(failure<Deep>(Array{Map{{"k", Array{1, nullptr}}}}), "at 0: at \"k\": at 1: expected Integer, got nil");
    EXPECT_EQ((failure<std::map<std::string, int>>(Map{{sym("a"), 1}})), "at :a: expected String, got :a");
    EXPECT_EQ((failure<std::pair<int, int>>(Array{1, 2.5})), "at 1: expected Integer, got 2.5");
    EXPECT_EQ((failure<std::pair<int, int>>(Array{1})), "expected Array of 2 elements, got [1]");
    EXPECT_EQ((failure<std::array<int, 2>>(Array{1, 2, 3})), "expected Array of 2 elements, got [1, 2, 3]");
    EXPECT_EQ((failure<std::set<int>>(Array{1, "a"})), "at 1: expected Integer, got \"a\"");
}

TEST(Convert, ErrorsShowALongValueInPart) {
    const auto text = failure<int>(std::string(10'000, 'x'));
    EXPECT_TRUE(text.ends_with("xxx…")) << text;
    EXPECT_LT(text.size(), 120U);
}

TEST(Convert, AVariantTakesTheFirstAlternativeThatFits) {
    using Either = std::variant<int, double, std::string>;
    EXPECT_EQ(Value(1).as<Either>().index(), 0U);
    EXPECT_EQ(Value(1.5).as<Either>().index(), 1U);
    EXPECT_EQ(Value("a").as<Either>().index(), 2U);
    EXPECT_EQ(failure<Either>(sym("a")), "expected Integer or Float or String, got :a");
}

TEST(Convert, ATypeOfTheHostMayGoOneWayOnly) {
    static_assert(!std::constructible_from<Value, app::Percent>);
    EXPECT_EQ(Value(50).as<app::Percent>().value, 50);
    EXPECT_EQ(failure<app::Percent>(101), "expected Integer of 0 to 100, got 101");
}

TEST(Convert, CharactersAndPointersAreNoValues) {
    static_assert(!std::constructible_from<Value, char>);
    static_assert(!std::constructible_from<Value, void*>);
    static_assert(!std::constructible_from<Value, std::deque<int>>);
}

TEST(Convert, FunctionsDoTheSameForGenericCode) {
    EXPECT_EQ(to_value(std::vector<int>{1}), Value(Array{1}));
    EXPECT_EQ(from_value<int>(Value(5)), 5);
}

}  // namespace
}  // namespace hako
