// The MessagePack profile: bytes of every type, every refusal, and hostile input.
#include "wire/codec.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "support.hpp"

namespace hako::wire {
namespace {

using test::bytes;
using test::error_of;
using test::handle;
using test::hex;
using test::nested;

std::string encode(const Value& value, int depth = 0, Encoder::ObjectIds* objects = nullptr) {
    std::string out;
    Encoder(out, objects).value(value, depth);
    return out;
}

Value decode(std::string_view in, int depth = 0) {
    Decoder decoder(in);
    Value value = decoder.value(depth);
    decoder.expect_end();
    return value;
}

std::string refusal(std::string_view in) {
    return error_of<DecodeError>([&] { (void)decode(in); });
}

// --- bytes ----------------------------------------------------------------------------------------------------------

TEST(WireCodec, ExamplesOfTheGuestAbi) {
    const std::pair<Value, std::string_view> cases[] = {
        {nullptr, "c0"},
        {false, "c2"},
        {true, "c3"},
        {127, "7f"},
        {128, "cc 80"},
        {-32, "e0"},
        {-33, "d0 df"},
        {2147483647, "ce 7f ff ff ff"},
        {-2147483648LL, "d2 80 00 00 00"},
        {std::uint64_t{1} << 63, "cf 80 00 00 00 00 00 00 00"},
        {1.5, "cb 3f f8 00 00 00 00 00 00"},
        {"", "a0"},
        {"hello", "a5 68 65 6c 6c 6f"},
        {Binary("\xff\xfe"), "c4 02 ff fe"},
        {Binary(), "c4 00"},
        {Value{1, nullptr}, "92 01 c0"},
        {Map{{"a", 1}}, "81 a1 61 01"},
        {sym(""), "c7 00 00"},
        {sym("a"), "d4 00 61"},
        {sym("ab"), "d5 00 61 62"},
        {sym("abc"), "c7 03 00 61 62 63"},
        {sym("stop"), "d6 00 73 74 6f 70"},
        {sym("hello"), "c7 05 00 68 65 6c 6c 6f"},
        {sym("abcdefgh"), "d7 00 61 62 63 64 65 66 67 68"},
        {handle(1), "d6 01 00 00 00 01"},
        {handle(2147483647), "d6 01 7f ff ff ff"},
    };
    for (const auto& [value, text] : cases) {
        EXPECT_EQ(hex(encode(value)), hex(bytes(text))) << value;
        EXPECT_EQ(decode(bytes(text)), value) << text;
    }
}

TEST(WireCodec, IntegersAreWrittenInTheNarrowestForm) {
    const std::pair<Value, std::string_view> cases[] = {
        {0, "00"},
        {255, "cc ff"},
        {256, "cd 01 00"},
        {65535, "cd ff ff"},
        {65536, "ce 00 01 00 00"},
        {4294967295LL, "ce ff ff ff ff"},
        {4294967296LL, "cf 00 00 00 01 00 00 00 00"},
        {std::numeric_limits<std::int64_t>::max(), "cf 7f ff ff ff ff ff ff ff"},
        {std::numeric_limits<std::uint64_t>::max(), "cf ff ff ff ff ff ff ff ff"},
        {-1, "ff"},
        {-128, "d0 80"},
        {-129, "d1 ff 7f"},
        {-32768, "d1 80 00"},
        {-32769, "d2 ff ff 7f ff"},
        {-2147483649LL, "d3 ff ff ff ff 7f ff ff ff"},
        {std::numeric_limits<std::int64_t>::min(), "d3 80 00 00 00 00 00 00 00"},
    };
    for (const auto& [value, text] : cases) {
        EXPECT_EQ(hex(encode(value)), hex(bytes(text))) << value;
        EXPECT_EQ(decode(bytes(text)), value) << text;
    }
}

TEST(WireCodec, IntegersAreReadInAnyForm) {
    for (const auto* five : {"05", "cc 05", "cd 00 05", "ce 00 00 00 05", "cf 00 00 00 00 00 00 00 05", "d0 05", "d1 00 05",
                             "d2 00 00 00 05", "d3 00 00 00 00 00 00 00 05"}) {
        EXPECT_EQ(decode(bytes(five)), Value(5)) << five;
    }
    for (const auto* minus_one : {"ff", "d0 ff", "d1 ff ff", "d2 ff ff ff ff", "d3 ff ff ff ff ff ff ff ff"}) {
        EXPECT_EQ(decode(bytes(minus_one)), Value(-1)) << minus_one;
    }
}

TEST(WireCodec, EveryMarkerIsReadOrRefused) {
    int refused = 0;
    for (int marker = 0; marker < 256; ++marker) {
        // Enough behind the marker for any value: zeros are small integers, empty strings and valid UTF-8.
        std::string in(1, static_cast<char>(marker));
        in.append(40, '\0');
        Decoder decoder(in);
        try {
            (void)decoder.value();
        } catch (const DecodeError& e) {
            ++refused;
            EXPECT_EQ(marker, 0xc1) << e.what();
        }
    }
    EXPECT_EQ(refused, 1);
}

TEST(WireCodec, FloatsKeepTheirBits) {
    for (const double x :
         {0.0, -0.0, 1e308, 5e-324, std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()}) {
        EXPECT_EQ(decode(encode(x)), Value(x));
    }
    EXPECT_TRUE(std::isnan(decode(encode(std::nan(""))).as<double>()));
    EXPECT_EQ(decode(bytes("ca 3f c0 00 00")), Value(1.5));
    EXPECT_EQ(decode(bytes("ca 80 00 00 00")), Value(-0.0));
    EXPECT_TRUE(std::isnan(decode(bytes("ca 7f c0 00 00")).as<double>()));
}

TEST(WireCodec, HeadersAreTheNarrowest) {
    struct Case {
        std::size_t size;
        std::string_view str, bin, array, map, symbol;
    };
    const Case cases[] = {
        {0, "a0", "c400", "90", "80", "c70000"},
        {15, "af", "c40f", "9f", "8f", "c70f00"},
        {16, "b0", "c410", "dc0010", "de0010", "d800"},
        {31, "bf", "c41f", "dc001f", "de001f", "c71f00"},
        {32, "d920", "c420", "dc0020", "de0020", "c72000"},
        {255, "d9ff", "c4ff", "dc00ff", "de00ff", "c7ff00"},
        {256, "da0100", "c50100", "dc0100", "de0100", "c8010000"},
        {65535, "daffff", "c5ffff", "dcffff", "deffff", "c8ffff00"},
        {65536, "db00010000", "c600010000", "dd00010000", "df00010000", "c90001000000"},
    };
    for (const auto& [size, str, bin, array, map, symbol] : cases) {
        Map numbers;
        for (std::size_t i = 0; i < size; ++i) numbers.set(i, nullptr);
        const std::pair<Value, std::string_view> values[] = {{std::string(size, 'a'), str},
                                                             {Binary(std::string(size, '\xff')), bin},
                                                             {Array(size), array},
                                                             {std::move(numbers), map},
                                                             {Symbol(std::string(size, 'a')), symbol}};
        for (const auto& [value, header] : values) {
            const auto out = encode(value);
            EXPECT_EQ(hex(out.substr(0, header.size() / 2)), header);
            EXPECT_EQ(decode(out), value);
        }
    }
}

TEST(WireCodec, TextThatIsNotUtf8GoesAsBytes) {
    EXPECT_EQ(hex(encode("\xff")), "c401ff");
    EXPECT_EQ(hex(encode(std::string("a\0b", 3))), "a3610062");
    EXPECT_EQ(error_of<EncodeError>([] { encode(sym("\xff")); }), "Symbol payload is not valid UTF-8");
}

TEST(WireCodec, Utf8IsCheckedStrictly) {
    for (const auto* valid : {"", "61", "00", "7f", "c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "efbfbf", "f0908080",
                              "f48fbfbf", "6161616161616161c3a9", "c3a96161616161616161"}) {
        EXPECT_TRUE(is_utf8(bytes(valid))) << valid;
    }
    for (const auto* invalid : {"80",
                                "bf",
                                "c0af",
                                "c1bf",
                                "c2",
                                "c241",
                                "e08080",
                                "e09fbf",
                                "eda080",
                                "edbfbf",
                                "e180",
                                "e18041",
                                "f0808080",
                                "f08fbfbf",
                                "f4908080",
                                "f5808080",
                                "f18080",
                                "f1808041",
                                "fe",
                                "ff",
                                "6161616161616161ff",
                                "616161616161ff61"}) {
        EXPECT_FALSE(is_utf8(bytes(invalid))) << invalid;
    }
}

TEST(WireCodec, VectorsOfAnIndependentImplementation) {
    using Json = nlohmann::json;
    const auto unrolled = [](const Json& runs) {
        std::string all;
        for (const auto& run : runs) {
            const auto part = bytes(run[0].get<std::string>());
            for (auto n = run[1].get<int>(); n > 0; --n) all += part;
        }
        return all;
    };
    const std::function<Value(const Json&)> value_of = [&](const Json& json) -> Value {
        const auto kind = json[0].get<std::string>();
        if (kind == "nil") return nullptr;
        const Json& content = json[1];
        if (kind == "bool") return content.get<bool>();
        if (kind == "int") {
            const auto digits = content.get<std::string>();
            return digits[0] == '-' ? Value(std::stoll(digits)) : Value(std::stoull(digits));
        }
        if (kind == "float") return std::bit_cast<double>(std::uint64_t{std::stoull(content.get<std::string>(), nullptr, 16)});
        if (kind == "str") return unrolled(content);
        if (kind == "bin") return Binary(unrolled(content));
        if (kind == "sym") return Symbol(unrolled(content));
        if (kind == "handle") return handle(content.get<std::uint32_t>());
        if (kind == "arr") {
            Array array;
            for (const auto& run : content) array.insert(array.end(), run[1].get<std::size_t>(), value_of(run[0]));
            return array;
        }
        EXPECT_EQ(kind, "map");
        Map map;
        for (const auto& pair : content) map.set(value_of(pair[0]), value_of(pair[1]));
        return map;
    };

    std::ifstream file(HAKO_TEST_VECTORS);
    ASSERT_TRUE(file) << HAKO_TEST_VECTORS;
    const auto vectors = Json::parse(file);
    EXPECT_GT(vectors.size(), 300U);
    for (const auto& vector : vectors) {
        const Value value = value_of(vector["value"]);
        const auto canonical = unrolled(vector["canonical"]);
        EXPECT_EQ(hex(encode(value)), hex(canonical)) << value.inspect(200);
        EXPECT_EQ(decode(canonical), value) << hex(canonical).substr(0, 200);
        EXPECT_EQ(encode(decode(canonical)), canonical);  // order of maps included
        for (const auto& other : vector["others"]) {
            EXPECT_EQ(decode(unrolled(other)), value) << hex(unrolled(other)).substr(0, 200);
        }
    }
}

TEST(WireCodec, RandomValuesComeBackAsTheyWere) {
    std::mt19937 random(17);
    for (int i = 0; i < 2000; ++i) {
        const Value value = test::random_value(random, 5);
        const auto out = encode(value);
        EXPECT_EQ(decode(out), value);
        EXPECT_EQ(encode(decode(out)), out);
    }
}

// --- refusals -------------------------------------------------------------------------------------------------------

TEST(WireCodec, RefusalsHaveTheirReasons) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"", "end of buffer reached"},
        {"c1", "invalid byte"},
        {"92 01 c1", "invalid byte"},
        {"a2 61", "end of buffer reached"},
        {"cd 01", "end of buffer reached"},
        {"92 01", "end of buffer reached"},
        {"81 01", "end of buffer reached"},
        {"c7 05", "end of buffer reached"},
        {"d4 00", "end of buffer reached"},
        {"a1 ff", "str payload is not valid UTF-8"},
        {"a2 c3 28", "str payload is not valid UTF-8"},
        {"a3 ed a0 80", "str payload is not valid UTF-8"},
        {"d4 00 ff", "Symbol payload is not valid UTF-8"},
        {"81 a1 ff 01", "str payload is not valid UTF-8"},
        {"d4 01 01", "Handle payload must be 4 bytes, got 1"},
        {"c7 00 01", "Handle payload must be 4 bytes, got 0"},
        {"d7 01 00 00 00 00 00 00 00 01", "Handle payload must be 4 bytes, got 8"},
        {"c7 05 01 00 00 00 00 01", "Handle payload must be 4 bytes, got 5"},
        {"d6 01 00 00 00 00", "Handle id 0 out of range [1, 2147483647]"},
        {"d6 01 80 00 00 00", "Handle id 2147483648 out of range [1, 2147483647]"},
        {"d6 01 ff ff ff ff", "Handle id 4294967295 out of range [1, 2147483647]"},
        {"d4 03 00", "unexpected extension type"},
        {"d6 ff 00 00 00 00", "unexpected extension type"},  // a timestamp
        {"c7 00 7f", "unexpected extension type"},
        {"d4 02 80", "unexpected extension type"},  // a fault where none may stand
        {"91 c7 01 02 80", "unexpected extension type"},
        {"c0 c0", "1 extra bytes after the deserialized object"},
        {"01 02 03 04", "3 extra bytes after the deserialized object"},
    };
    for (const auto& [text, reason] : cases) EXPECT_EQ(refusal(bytes(text)), reason) << text;
}

TEST(WireCodec, AHandleIsReadInAnyCarrierOfFourBytes) {
    EXPECT_EQ(decode(bytes("c7 04 01 00 00 00 07")), handle(7));
    EXPECT_EQ(decode(bytes("c9 00 00 00 04 01 00 00 00 07")), handle(7));
}

TEST(WireCodec, LengthsBeyondTheInputAreRefusedBeforeAnythingIsReserved) {
    for (const auto* liar : {"db ff ff ff ff", "c6 ff ff ff ff", "c9 ff ff ff ff 00", "dd ff ff ff ff", "df ff ff ff ff",
                             "dc ff ff", "de ff ff", "dd 00 00 00 03 01 02", "df 00 00 00 02 01 02 03"}) {
        EXPECT_EQ(refusal(bytes(liar)), "end of buffer reached") << liar;
    }
    // Each level claims all that follows it; reserving for every claim would take 128 times the memory.
    std::string claims;
    for (int i = 0; i < 100; ++i) claims += bytes("dd 00 20 00 00");
    claims.append(std::size_t{0x200000}, '\xc1');
    EXPECT_EQ(refusal(claims), "invalid byte");
}

TEST(WireCodec, ReadersOfOneTypeSayWhatTheyFound) {
    const auto in = bytes("01");
    EXPECT_EQ(error_of<DecodeError>([&] { Decoder(in).array_header(); }), "expected Array, got Integer");
    EXPECT_EQ(error_of<DecodeError>([&] { Decoder(in).map_header(); }), "expected Hash, got Integer");
    EXPECT_EQ(error_of<DecodeError>([&] { Decoder(in).str(); }), "expected String, got Integer");
    EXPECT_EQ(error_of<DecodeError>([&] { Decoder(in).symbol(); }), "expected Symbol, got Integer");
    EXPECT_EQ(error_of<DecodeError>([&] { Decoder(in).boolean(); }), "expected Boolean, got Integer");
    EXPECT_EQ(error_of<DecodeError>([&] { Decoder(in).handle(); }), "expected Kobako::Handle, got Integer");
    EXPECT_EQ(error_of<DecodeError>([&] { Decoder(bytes("c0")).str(); }), "expected String, got NilClass");
}

TEST(WireCodec, NestingIsBoundedInBothDirections) {
    EXPECT_EQ(decode(encode(nested(128))), nested(128));
    EXPECT_EQ(error_of<EncodeError>([] { encode(nested(129)); }), "stack level too deep");
    EXPECT_EQ(refusal(std::string(129, '\x91') + '\xc0'), "stack level too deep");
    EXPECT_EQ(refusal(std::string(128, '\x91') + '\x90'), "no exception");
    // Two levels are the request's own.
    const auto deep = std::string(126, '\x91') + '\xc0';
    EXPECT_EQ(decode(deep, 2), nested(126));
    EXPECT_EQ(error_of<DecodeError>([&] { (void)decode('\x91' + deep, 2); }), "stack level too deep");
    EXPECT_EQ(encode(nested(126), 2), deep);
    EXPECT_EQ(error_of<EncodeError>([] { encode(nested(127), 2); }), "stack level too deep");
    EXPECT_EQ(error_of<EncodeError>([] { encode(nested(2'000)); }), "stack level too deep");
}

TEST(WireCodec, NestingCountsMapsAndKeysToo) {
    std::string maps, keys;
    for (int i = 0; i < 128; ++i) {
        maps += bytes("81 c0");
        keys = bytes("81") + keys + bytes("c0");
    }
    EXPECT_EQ(refusal(maps + bytes("c0")), "no exception");
    EXPECT_EQ(refusal(bytes("81 c0") + maps + bytes("c0")), "stack level too deep");
    keys.insert(128, bytes("c0"));
    EXPECT_EQ(refusal(keys), "no exception");
    EXPECT_EQ(refusal('\x81' + keys + '\xc0'), "stack level too deep");
}

TEST(WireCodec, NestingBombsOfTheLargestSizeAreRefused) {
    EXPECT_EQ(refusal(std::string(max_payload, '\x91')), "stack level too deep");
    EXPECT_EQ(refusal(std::string(max_payload, '\x81')), "stack level too deep");
    EXPECT_EQ(refusal(std::string(max_payload, '\x9f')), "stack level too deep");
}

// --- handles and objects --------------------------------------------------------------------------------------------

struct Gadget {};

TEST(WireCodec, HandlesAreResolvedAtAnyDepth) {
    struct Doubled : Decoder::Handles {
        Value resolve(std::uint32_t id) override { return id * 2; }
    } doubled;
    const auto in = bytes("92 d6 01 00 00 00 05 81 d6 01 00 00 00 01 91 d6 01 00 00 00 02");
    Decoder decoder(in, &doubled);
    EXPECT_EQ(decoder.value(), Value(10, Map{{2, Array{4}}}));
}

TEST(WireCodec, B15_ObjectsAreNumberedOneByOne) {
    test::CountingIds ids;
    const Object gadget = service(std::make_shared<Gadget>());
    EXPECT_EQ(hex(encode(Value{gadget, Map{{"k", gadget}}}, 0, &ids)),
              hex(bytes("92 d6 01 00 00 00 01 81 a1 6b d6 01 00 00 00 02")));
    EXPECT_EQ(ids.objects.size(), 2U);
}

TEST(WireCodec, B34_ObjectsAreRefusedWithoutIdsAndAsKeys) {
    test::CountingIds ids;
    const Object gadget = service(std::make_shared<Gadget>());
    const auto* text = "a host object (Gadget) can't cross here";
    EXPECT_EQ(error_of<EncodeError>([&] { encode(Array{gadget}); }), text);
    EXPECT_EQ(error_of<EncodeError>([&] { encode(Map{{gadget, 1}}, 0, &ids); }), text);
    EXPECT_EQ(error_of<EncodeError>([&] { encode(Map{{Array{gadget}, 1}}, 0, &ids); }), text);
}

// --- hostile input --------------------------------------------------------------------------------------------------

TEST(WireCodec, ARepeatedKeyCountsOnceWithItsLastValue) {
    EXPECT_EQ(decode(bytes("83 a1 61 01 a1 62 02 a1 61 03")), Value(Map{{"a", 3}, {"b", 2}}));
    EXPECT_EQ(decode(bytes("82 91 01 02 91 01 03")), Value(Map{{Array{1}, 3}}));
    // A symbol and a string with the same letters are different keys.
    EXPECT_EQ(decode(bytes("82 a1 61 01 d4 00 61 02")).size(), 2U);
}

TEST(WireCodec, AMapOfAMillionKeysIsReadInLinearTime) {
    std::string in = bytes("df 00 0f 42 40");
    for (std::uint32_t i = 0; i < 1'000'000; ++i) {
        in += '\xce';
        for (int shift = 24; shift >= 0; shift -= 8) in += static_cast<char>((i << 12) >> shift);
        in += '\xc0';
    }
    // i << 12 repeats after 2^20, which is more than there are.
    EXPECT_EQ(decode(in).size(), 1'000'000U);
}

TEST(WireCodec, KeysWithinKeysAreReadInLinearTime) {
    // Each map has two keys that are the same maps, but in another order; 18 levels make some 8 MB.
    std::string a = bytes("01"), b = bytes("02");
    for (int i = 0; i < 18; ++i) {
        const std::string first = '\x82' + a + '\x00' + b + '\x00';
        b = '\x82' + b + '\x00' + a + '\x01';
        a = first;
    }
    const auto in = '\x82' + a + '\x00' + b + '\x00';
    EXPECT_EQ(decode(in).size(), 2U);
}

TEST(WireCodec, EveryPrefixOfAMessageIsRefused) {
    std::mt19937 random(23);
    for (int i = 0; i < 200; ++i) {
        const auto out = encode(test::random_value(random, 4));
        for (std::size_t length = 0; length < out.size(); ++length) {
            EXPECT_EQ(refusal(out.substr(0, length)), "end of buffer reached") << hex(out);
        }
    }
}

TEST(WireCodec, MutatedMessagesNeverCrashAndDecodeToWhatEncodes) {
    std::mt19937 random(29);
    for (int i = 0; i < 20'000; ++i) {
        auto in = encode(test::random_value(random, 4));
        for (auto n = 1 + random() % 3; n > 0; --n) in[random() % in.size()] = static_cast<char>(random());
        try {
            const Value value = decode(in);
            EXPECT_EQ(decode(encode(value)), value);
        } catch (const DecodeError& e) {
            EXPECT_STRNE(e.what(), "");
        }
    }
}

}  // namespace
}  // namespace hako::wire
