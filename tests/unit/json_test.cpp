// hako::Value to JSON and back: the stated forms, round trips, and refusals.
#include "hako/json.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "support.hpp"

namespace hako {
namespace {

using test::error_of;
using test::nested;

struct Gadget {};

std::string refusal(std::string_view text) {
    return error_of<ConversionError>([&] { (void)parse_json(text); });
}

TEST(Json, EveryValueHasItsForm) {
    const std::pair<Value, std::string_view> cases[] = {
        {nullptr, "null"},
        {true, "true"},
        {false, "false"},
        {0, "0"},
        {std::numeric_limits<std::int64_t>::min(), "-9223372036854775808"},
        {std::numeric_limits<std::uint64_t>::max(), "18446744073709551615"},
        {1.0, "1.0"},
        {-0.0, "-0.0"},
        {0.1, "0.1"},
        {1e300, "1e+300"},
        {std::numeric_limits<double>::quiet_NaN(), R"({"$float":"nan"})"},
        {std::numeric_limits<double>::infinity(), R"({"$float":"inf"})"},
        {-std::numeric_limits<double>::infinity(), R"({"$float":"-inf"})"},
        {"é\n\"", R"("é\n\"")"},
        {sym("name"), R"({"$symbol":"name"})"},
        {sym(""), R"({"$symbol":""})"},
        {Binary(), R"({"$bytes":""})"},
        {Binary("a"), R"({"$bytes":"YQ=="})"},
        {Binary("ab"), R"({"$bytes":"YWI="})"},
        {Binary("abc"), R"({"$bytes":"YWJj"})"},
        {Binary("\xff\xfe\xfd\xfc"), R"({"$bytes":"//79/A=="})"},
        {Array(), "[]"},
        {Array{1, Array{2}}, "[1,[2]]"},
        {Map(), "{}"},
        {Map{{"b", 1}, {"a", 2}}, R"({"b":1,"a":2})"},
        {Map{{"$a", 1}, {"b", 2}}, R"({"$a":1,"b":2})"},
        {Map{{"$a", 1}}, R"({"$map":[["$a",1]]})"},
        {Map{{"$symbol", "x"}}, R"({"$map":[["$symbol","x"]]})"},
        {Map{{"", 1}}, R"({"":1})"},
        {Map{{sym("a"), 1}, {"b", 2}}, R"({"$map":[[{"$symbol":"a"},1],["b",2]]})"},
        {Map{{1, 2}}, R"({"$map":[[1,2]]})"},
    };
    for (const auto& [value, text] : cases) {
        EXPECT_EQ(print_json(value), text);
        EXPECT_EQ(parse_json(text), value) << text;
        EXPECT_EQ(from_json(to_json(value)), value) << text;
    }
}

TEST(Json, TextThatIsNotUtf8GoesAsBytes) {
    EXPECT_EQ(print_json("a\xff"), R"({"$bytes":"Yf8="})");
    EXPECT_EQ(print_json(Map{{"a\xff", 1}}), R"({"$map":[[{"$bytes":"Yf8="},1]]})");
    EXPECT_EQ(error_of<ConversionError>([] { print_json(sym("\xff")); }),
              "Symbol :\"\\xFF\" has no form in JSON: its name is not UTF-8");
}

TEST(Json, ObjectsAndHandlesShowButDoNotComeBack) {
    const Object gadget = service(std::make_shared<Gadget>());
    EXPECT_EQ(print_json(gadget), R"({"$object":"Gadget"})");
    EXPECT_EQ(print_json(test::handle(7)), R"({"$handle":7})");
    EXPECT_EQ(refusal(R"({"$object":"Gadget"})"), R"({"$object": …} only says that there was one; it can't be read back)");
    EXPECT_EQ(refusal(R"([{"$handle":7}])"), R"({"$handle": …} only says that there was one; it can't be read back)");
}

TEST(Json, RandomValuesComeBackAsTheyWere) {
    std::mt19937 random(3);
    for (int i = 0; i < 500; ++i) {
        const Value value = test::random_value(random, 4);
        const auto text = print_json(value);
        EXPECT_EQ(parse_json(text), value) << text;
        EXPECT_EQ(from_json(to_json(value)), value) << text;
        EXPECT_EQ(print_json(parse_json(text)), text);  // order included
    }
}

TEST(Json, MalformedFormsSayWhatWasExpected) {
    EXPECT_EQ(refusal(R"({"$symbol":1})"), R"(malformed {"$symbol": …}: expected text, got 1)");
    EXPECT_EQ(refusal(R"({"$symbol":{"$bytes":"YQ=="}})"), R"(malformed {"$symbol": …}: expected text, got "a")");
    EXPECT_EQ(refusal(R"({"$float":"NaN"})"), R"(malformed {"$float": …}: expected "nan", "inf" or "-inf", got "NaN")");
    EXPECT_EQ(refusal(R"({"$map":{}})"), R"(malformed {"$map": …}: expected an array of pairs, got {})");
    EXPECT_EQ(refusal(R"({"$map":[[1,2],[3]]})"), R"(malformed {"$map": …}: expected [key, value], got [3])");
    EXPECT_EQ(refusal(R"({"$map":[1]})"), R"(malformed {"$map": …}: expected [key, value], got 1)");
    EXPECT_EQ(refusal(R"({"$zork":1})"),
              R"(unknown form {"$zork": …}; an object with this key alone is written {"$map": [[key, value]]})");
    for (const auto* base64 : {"YQ=", "YQ", "Y===", "YR==", "YWJ=", "YQ==YQ==", "Y Q=", "YQ\\n=", "=aaa", "===="}) {
        EXPECT_TRUE(
            refusal(std::string(R"({"$bytes":")") + base64 + "\"}").starts_with("malformed {\"$bytes\": …}: expected base64"))
            << base64;
    }
}

TEST(Json, ARepeatedKeyOrPairCountsOnceWithItsLastValue) {
    EXPECT_EQ(parse_json(R"({"a":1,"b":2,"a":3})"), Value(Map{{"a", 3}, {"b", 2}}));
    EXPECT_EQ(parse_json(R"({"$map":[[1,1],[1,2]]})"), Value(Map{{1, 2}}));
}

TEST(Json, TextThatIsNotJsonSaysWhereItIsWrong) {
    EXPECT_TRUE(refusal("").starts_with("parse error at line 1, column 1:")) << refusal("");
    EXPECT_TRUE(refusal("[1,\n 2").starts_with("parse error at line 2, column 3:")) << refusal("[1,\n 2");
    EXPECT_TRUE(refusal("1 2").starts_with("parse error at line 1, column 3:")) << refusal("1 2");
    for (const auto* text :
         {"nul", "{1:2}", "[1,]", "'a'", "\"\xff\"", "\"\\ud800\"", "NaN", "01", "+1", "{\"a\"}", "]", "/**/1"}) {
        EXPECT_TRUE(refusal(text).starts_with("parse error")) << text << ": " << refusal(text);
    }
}

TEST(Json, NumbersOutOfRangeAreRefusedNotRounded) {
    EXPECT_EQ(refusal("18446744073709551616"),
              "integer 18446744073709551616 is out of range -9223372036854775808..18446744073709551615");
    EXPECT_EQ(refusal("[-9223372036854775809]"),
              "integer -9223372036854775809 is out of range -9223372036854775808..18446744073709551615");
    EXPECT_TRUE(refusal("1e999").starts_with("number overflow")) << refusal("1e999");
    EXPECT_EQ(parse_json("1e3"), Value(1000.0));
}

TEST(Json, NestingIsBounded) {
    EXPECT_EQ(parse_json(print_json(nested(128))), nested(128));
    const std::string refused = "JSON nests deeper than 128 levels";
    EXPECT_EQ(refusal(print_json(nested(129))), refused);
    EXPECT_EQ(refusal(std::string(1'000'000, '[')), refused);
    std::string objects;
    for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
    EXPECT_EQ(refusal(objects), refused);
    EXPECT_EQ(error_of<ConversionError>([] { (void)from_json(to_json(nested(1000))); }), refused);
}

TEST(Json, MapsWithOtherKeysNestAsDeepAsArrays) {
    Value maps = sym("leaf");
    for (int i = 0; i < 128; ++i) maps = Map{{i, maps}};
    EXPECT_EQ(parse_json(print_json(maps)), maps);
    EXPECT_EQ(refusal(print_json(Array{maps})), "JSON nests deeper than 128 levels");
}

TEST(Json, LargeObjectsAreReadInLinearTime) {
    std::string text = "{";
    for (int i = 0; i < 200'000; ++i) text += (i ? ",\"k" : "\"k") + std::to_string(i) + "\":0";
    text += '}';
    const Value value = parse_json(text);
    EXPECT_EQ(value.size(), 200'000U);
    EXPECT_EQ(print_json(value), text);
}

TEST(Json, MutatedTextNeverCrashes) {
    const std::string valid = R"({"a":[1,2.5,{"$symbol":"x"},{"$bytes":"YWJj"}],"b":{"$map":[[{"$float":"nan"},null]]}})";
    std::mt19937 random(5);
    for (int i = 0; i < 20'000; ++i) {
        std::string text = valid;
        for (auto n = 1 + random() % 3; n > 0; --n) text[random() % text.size()] = static_cast<char>(random());
        try {
            const Value value = parse_json(text);
            EXPECT_EQ(parse_json(print_json(value)), value);
        } catch (const ConversionError& e) {
            EXPECT_STRNE(e.what(), "");
        }
    }
}

}  // namespace
}  // namespace hako
