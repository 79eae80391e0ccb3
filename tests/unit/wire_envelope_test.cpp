// The messages of the guest ABI: their bytes, their refusals, and hostile ones.
#include "wire/envelopes.hpp"

#include <gtest/gtest.h>

#include "support.hpp"

namespace hako::wire {
namespace {

using test::bytes;
using test::error_of;
using test::handle;
using test::hex;
using test::nested;

Request decode(std::string_view message) {
    test::KeptHandles handles;
    Request request;
    decode_request(message, handles, request);
    return request;
}

std::string refusal(std::string_view message) {
    return error_of<DecodeError>([&] { decode(message); });
}

auto decode_yield(std::string_view message) {
    test::KeptHandles handles;
    return decode_yield_response(message, handles);
}

std::string yield_refusal(std::string_view message) {
    return error_of<DecodeError>([&] { decode_yield(message); });
}

// --- host to guest --------------------------------------------------------------------------------------------------

std::string invocation(std::string_view entrypoint, const Array& arguments, const KeywordArguments& keywords,
                       Encoder::ObjectIds& objects) {
    std::string out = "left over";
    encode_invocation(out, entrypoint, arguments, keywords, objects);
    return out;
}

TEST(WireEnvelopes, FramesOfTheGuestAbi) {
    const auto preamble = encode_preamble({{"MyService", {"KV", "Logger"}}, {"Auth", {"Token"}}});
    EXPECT_EQ(
        hex(frame_header(preamble.size()) + preamble),
        hex(bytes("00 00 00 24  92 92 a9 4d 79 53 65 72 76 69 63 65 92 a2 4b 56 a6 4c 6f 67 67 65 72 92 a4 41 75 74 68 91 a5 "
                  "54 6f 6b 65 6e")));
    EXPECT_EQ(hex(encode_preamble({})), "90");
    EXPECT_EQ(hex(encode_preamble({{"A", {}}})), hex(bytes("91 92 a1 41 90")));
    EXPECT_EQ(hex(frame_header(0)), "00000000");
    EXPECT_EQ(hex(frame_header(max_payload)), "01000000");
}

TEST(WireEnvelopes, SnippetsOfTheGuestAbi) {
    EXPECT_EQ(hex(encode_snippets({{.name = "Helper", .body = "X = 1"}})),
              hex(bytes("91 83 a4 6e 61 6d 65 a6 48 65 6c 70 65 72 a4 6b 69 6e 64 a6 73 6f 75 72 63 65 a4 62 6f 64 79 "
                        "a5 58 20 3d 20 "
                        "31")));
    EXPECT_EQ(hex(encode_snippets({{.name = {}, .body = "RITE", .kind = Snippet::Kind::bytecode}})),
              hex(bytes("91 82 a4 6b 69 6e 64 a8 62 79 74 65 63 6f 64 65 a4 62 6f 64 79 c4 04 52 49 54 45")));
    EXPECT_EQ(hex(encode_snippets({})), "90");
}

struct Gadget {};

TEST(WireEnvelopes, InvocationsOfTheGuestAbi) {
    test::CountingIds ids;
    EXPECT_EQ(hex(invocation("Worker", {2}, {{"multiplier", 3}}, ids)),
              hex(bytes("83 aa 65 6e 74 72 79 70 6f 69 6e 74 c7 06 00 57 6f 72 6b 65 72 a4 61 72 67 73 91 02 a6 6b 77 "
                        "61 72 67 73 81 "
                        "c7 0a 00 6d 75 6c 74 69 70 6c 69 65 72 03")));
    const Object gadget = service(std::make_shared<Gadget>());
    EXPECT_EQ(hex(invocation("App", {gadget}, {}, ids)),
              hex(bytes("83 aa 65 6e 74 72 79 70 6f 69 6e 74 c7 03 00 41 70 70 a4 61 72 67 73 91 d6 01 00 00 00 01 a6 "
                        "6b 77 61 72 67 "
                        "73 80")));
}

TEST(WireEnvelopes, B34_EachObjectOfAnInvocationGetsAHandleOfItsOwn) {
    test::CountingIds ids;
    const Object gadget = service(std::make_shared<Gadget>());
    invocation("App", {gadget, Array{gadget}}, {{"k", Map{{"x", gadget}}}}, ids);
    EXPECT_EQ(ids.objects.size(), 3U);
    EXPECT_EQ(error_of<EncodeError>([&] { invocation("App", {Map{{gadget, 1}}}, {}, ids); }),
              "a host object (Gadget) can't cross here");
}

TEST(WireEnvelopes, InvocationsThatCannotCrossAreRefused) {
    test::CountingIds ids;
    EXPECT_EQ(error_of<EncodeError>([&] { invocation("App", {nested(127)}, {}, ids); }), "stack level too deep");
    EXPECT_EQ(error_of<EncodeError>([&] { invocation("App", {}, {{"k", nested(127)}}, ids); }), "stack level too deep");
    EXPECT_FALSE(invocation("App", {nested(126)}, {{"k", nested(126)}}, ids).empty());
    EXPECT_EQ(error_of<EncodeError>([&] { invocation("App", {}, {{"\xff", 1}}, ids); }), "Symbol payload is not valid UTF-8");
}

TEST(WireEnvelopes, ResponsesOfTheGuestAbi) {
    test::CountingIds ids;
    std::string out = "left over";
    encode_ok_response(out, 42, ids);
    EXPECT_EQ(hex(out), "92002a");
    encode_ok_response(out, nullptr, ids);
    EXPECT_EQ(hex(out), "9200c0");
    encode_ok_response(out, Object(service(std::make_shared<Gadget>())), ids);
    EXPECT_EQ(hex(out), "9200d60100000001");
    encode_ok_response_raw(out, bytes("d6 00 73 74 6f 70"));
    EXPECT_EQ(hex(out), "9200d60073746f70");
    encode_fault_response(out, FaultType::undefined, "no namespace named \"Z\"");
    EXPECT_EQ(hex(out), hex(bytes("92 01 c7 38 02 83 a4 74 79 70 65 a9 75 6e 64 65 66 69 6e 65 64 a7 6d 65 73 73 61 67 "
                                  "65 b6 6e 6f 20 6e 61 6d 65 "
                                  "73 70 61 63 65 20 6e 61 6d 65 64 20 22 5a 22 a7 64 65 74 61 69 6c 73 c0")));
    encode_fault_response(out, FaultType::runtime, "RuntimeError: boom");
    EXPECT_EQ(hex(out), hex(bytes("92 01 c7 32 02 83 a4 74 79 70 65 a7 72 75 6e 74 69 6d 65 a7 6d 65 73 73 61 67 65 b2 "
                                  "52 75 6e 74 69 6d 65 45 72 "
                                  "72 6f 72 3a 20 62 6f 6f 6d a7 64 65 74 61 69 6c 73 c0")));
    encode_fault_response(out, FaultType::argument, "");
    EXPECT_NE(out.find("\xa8"
                       "argument"),
              std::string::npos);
}

TEST(WireEnvelopes, AFaultsTextIsMadeUtf8) {
    std::string out;
    encode_fault_response(out, FaultType::runtime,
                          "a\xff"
                          "b\xc3");
    EXPECT_NE(out.find("\xa8"
                       "a\uFFFDb\uFFFD"),
              std::string::npos)
        << hex(out);
    encode_fault_response(out, FaultType::runtime, std::string(100'000, '\xff'));
    EXPECT_EQ(out.size(), 300'000U + 44U);
}

TEST(WireEnvelopes, D19_ResultsNestNoDeeperThanTheGuestReads) {
    test::CountingIds ids;
    std::string out;
    encode_ok_response(out, nested(127), ids);
    EXPECT_EQ(error_of<EncodeError>([&] { encode_ok_response(out, nested(128), ids); }), "stack level too deep");
}

TEST(WireEnvelopes, YieldArgumentsOfTheGuestAbi) {
    std::string out;
    encode_yield_arguments(out, {});
    EXPECT_EQ(hex(out), "90");
    out.clear();
    encode_yield_arguments(out, {1, "a"});
    EXPECT_EQ(hex(out), "9201a161");
    out.clear();
    const Object gadget = service(std::make_shared<Gadget>());
    EXPECT_EQ(error_of<EncodeError>([&] { encode_yield_arguments(out, {gadget}); }), "a host object (Gadget) can't cross here");
}

// --- requests -------------------------------------------------------------------------------------------------------

const char* const get_request =
    "95 ad 4d 79 53 65 72 76 69 63 65 3a 3a 4b 56 a3 67 65 74 91 a7 75 73 65 72 5f 34 32 81 c7 03 00 74 74 6c 3c c3";

TEST(WireEnvelopes, RequestsOfTheGuestAbi) {
    const auto ping_bytes = bytes("95 a4 47 3a 3a 4d a4 70 69 6e 67 90 80 c2");
    const auto ping = decode(ping_bytes);
    EXPECT_EQ(std::get<std::string_view>(ping.target), "G::M");
    EXPECT_EQ(ping.method, "ping");
    EXPECT_TRUE(ping.arguments.empty());
    EXPECT_TRUE(ping.keywords.empty());
    EXPECT_FALSE(ping.block_given);

    const auto get_bytes = bytes(get_request);
    const auto get = decode(get_bytes);
    EXPECT_EQ(std::get<std::string_view>(get.target), "MyService::KV");
    EXPECT_EQ(get.method, "get");
    EXPECT_EQ(get.arguments, Array{"user_42"});
    EXPECT_EQ(get.keywords, (KeywordArguments{{"ttl", 60}}));
    EXPECT_TRUE(get.block_given);

    const auto save_bytes = bytes("95 d6 01 00 00 00 07 a4 73 61 76 65 90 80 c2");
    const auto save = decode(save_bytes);
    EXPECT_EQ(std::get<std::uint32_t>(save.target), 7U);
    EXPECT_EQ(save.method, "save");
}

TEST(WireEnvelopes, ARequestsContainersAreReusedWithoutWhatWasThere) {
    test::KeptHandles handles;
    Request request;
    const auto first = bytes(get_request);
    decode_request(first, handles, request);
    const auto second = bytes("95 a1 41 a1 6d 91 01 80 c2");
    decode_request(second, handles, request);
    EXPECT_EQ(request.arguments, Array{1});
    EXPECT_TRUE(request.keywords.empty());
    EXPECT_FALSE(request.block_given);
}

TEST(WireEnvelopes, E10_MalformedRequestsHaveTheirReasons) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"", "end of buffer reached"},
        {"c0", "Request envelope is malformed (expected a 5-element array)"},
        {"80", "Request envelope is malformed (expected a 5-element array)"},
        {"90", "Request envelope is malformed (expected a 5-element array)"},
        {"94 a1 41 a1 6d 90 80", "Request envelope is malformed (expected a 5-element array)"},
        {"96 a1 41 a1 6d 90 80 c2 c2", "Request envelope is malformed (expected a 5-element array)"},
        {"95 2a a1 6d 90 80 c2", "Request target must be String or Kobako::Handle, got Integer"},
        {"95 c0 a1 6d 90 80 c2", "Request target must be String or Kobako::Handle, got NilClass"},
        {"95 c3 a1 6d 90 80 c2", "Request target must be String or Kobako::Handle, got TrueClass"},
        {"95 c2 a1 6d 90 80 c2", "Request target must be String or Kobako::Handle, got FalseClass"},
        {"95 d4 00 41 a1 6d 90 80 c2", "Request target must be String or Kobako::Handle, got Symbol"},
        {"95 c4 01 41 a1 6d 90 80 c2", "Request target must be String or Kobako::Handle, got String"},
        {"95 cb 00 00 00 00 00 00 00 00 a1 6d 90 80 c2", "Request target must be String or Kobako::Handle, got Float"},
        {"95 90 a1 6d 90 80 c2", "Request target must be String or Kobako::Handle, got Array"},
        {"95 80 a1 6d 90 80 c2", "Request target must be String or Kobako::Handle, got Hash"},
        {"95 d4 02 80 a1 6d 90 80 c2", "unexpected extension type"},
        {"95 a1 ff a1 6d 90 80 c2", "str payload is not valid UTF-8"},
        {"95 d6 01 00 00 00 00 a1 6d 90 80 c2", "Handle id 0 out of range [1, 2147483647]"},
        {"95 d5 01 00 07 a1 6d 90 80 c2", "Handle payload must be 4 bytes, got 2"},
        {"95 a1 41 2a 90 80 c2", "Request method_name must be String"},
        {"95 a1 41 c4 01 6d 90 80 c2", "Request method_name must be String"},
        {"95 a1 41 d4 00 6d 90 80 c2", "Request method_name must be String"},
        {"95 a1 41 a1 6d c0 80 c2", "Request args must be Array"},
        {"95 a1 41 a1 6d 80 80 c2", "Request args must be Array"},
        {"95 a1 41 a1 6d 91 d4 02 80 80 c2", "unexpected extension type"},
        {"95 a1 41 a1 6d 91 d4 05 80 80 c2", "unexpected extension type"},
        {"95 a1 41 a1 6d 91 d4 00 ff 80 c2", "Symbol payload is not valid UTF-8"},
        {"95 a1 41 a1 6d 91 c1 80 c2", "invalid byte"},
        {"95 a1 41 a1 6d 90 c0 c2", "Request kwargs must be Hash"},
        {"95 a1 41 a1 6d 90 90 c2", "Request kwargs must be Hash"},
        {"95 a1 41 a1 6d 90 81 a1 6b 01 c2", "Request kwargs keys must be Symbol, got String"},
        {"95 a1 41 a1 6d 90 81 05 01 c2", "Request kwargs keys must be Symbol, got Integer"},
        {"95 a1 41 a1 6d 90 81 c3 01 c2", "Request kwargs keys must be Symbol, got TrueClass"},
        {"95 a1 41 a1 6d 90 80 01", "Request block_given must be Boolean, got Integer"},
        {"95 a1 41 a1 6d 90 80 c0", "Request block_given must be Boolean, got NilClass"},
        {"95 a1 41 a1 6d 90 80 c2 00", "1 extra bytes after the deserialized object"},
    };
    for (const auto& [text, reason] : cases) EXPECT_EQ(refusal(bytes(text)), reason) << text;
}

TEST(WireEnvelopes, E10_EveryPrefixOfARequestIsRefused) {
    const auto whole = bytes(get_request);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_EQ(refusal(whole.substr(0, length)), "end of buffer reached") << length;
    }
}

TEST(WireEnvelopes, E10_ArgumentsNestNoDeeperThanTheRequestAllows) {
    const auto with_arguments = [](const std::string& arguments) {
        return bytes("95 a1 41 a1 6d 91") + arguments + bytes("80 c2");
    };
    EXPECT_EQ(refusal(with_arguments(std::string(126, '\x91') + '\xc0')), "no exception");
    EXPECT_EQ(refusal(with_arguments(std::string(127, '\x91') + '\xc0')), "stack level too deep");
    const auto with_keyword = [](const std::string& value) {
        return bytes("95 a1 41 a1 6d 90 81 d4 00 6b") + value + bytes("c2");
    };
    EXPECT_EQ(refusal(with_keyword(std::string(126, '\x91') + '\xc0')), "no exception");
    EXPECT_EQ(refusal(with_keyword(std::string(127, '\x91') + '\xc0')), "stack level too deep");
}

TEST(WireEnvelopes, ARepeatedKeywordStandsOnceWithItsLastValue) {
    const auto few = decode(bytes("95 a1 41 a1 6d 90 83 d4 00 61 01 d4 00 62 02 d4 00 61 03 c2"));
    EXPECT_EQ(few.keywords, (KeywordArguments{{"a", 3}, {"b", 2}}));

    std::string many = bytes("95 a1 41 a1 6d 90 de 00 28");
    for (int i = 0; i < 40; ++i) many += bytes("d4 00") + static_cast<char>('a' + i % 20) + static_cast<char>(i);
    const auto request_bytes = many + '\xc2';
    const auto request = decode(request_bytes);
    ASSERT_EQ(request.keywords.size(), 20U);
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(request.keywords[static_cast<std::size_t>(i)].first, std::string(1, static_cast<char>('a' + i)));
        EXPECT_EQ(request.keywords[static_cast<std::size_t>(i)].second, Value(i + 20));
    }
}

TEST(WireEnvelopes, AMillionKeywordsAreReadInLinearTime) {
    std::string message = bytes("95 a1 41 a1 6d 90 df 00 0f 42 40");
    for (int i = 0; i < 1'000'000; ++i) {
        const auto name = std::to_string(10'000'000 + i);
        message += bytes("d7 00") + name + '\x01';
    }
    message += '\xc2';
    EXPECT_EQ(decode(message).keywords.size(), 1'000'000U);
}

TEST(WireEnvelopes, B16_HandlesAmongArgumentsAreResolvedAtAnyDepth) {
    const auto message = bytes("95 a1 41 a1 6d 91 91 d6 01 00 00 00 03 81 d4 00 6b d6 01 00 00 00 04 c2");
    const auto request = decode(message);
    EXPECT_EQ(request.arguments, (Array{Array{handle(3)}}));
    EXPECT_EQ(request.keywords, (KeywordArguments{{"k", handle(4)}}));

    struct Refuses : Decoder::Handles {
        Value resolve(std::uint32_t id) override { throw std::out_of_range("no " + std::to_string(id)); }
    } refuses;
    Request target;
    EXPECT_EQ(error_of<std::out_of_range>([&] { decode_request(message, refuses, target); }), "no 3");
}

// --- panics ---------------------------------------------------------------------------------------------------------

const char* const boom_panic =
    "84 a6 6f 72 69 67 69 6e a7 73 61 6e 64 62 6f 78 a5 63 6c 61 73 73 ac 52 75 6e 74 69 6d 65 45 72 72 6f 72 a7 6d 65 "
    "73 73 61 67 65 "
    "a4 62 6f 6f 6d a9 62 61 63 6b 74 72 61 63 65 91 a8 28 65 76 61 6c 29 3a 31";

std::string panic(const Value& map) {
    std::string out;
    Encoder(out).value(map);
    return out;
}

TEST(WireEnvelopes, PanicsOfTheGuestAbi) {
    const auto boom = decode_panic(bytes(boom_panic));
    EXPECT_EQ(boom.origin, "sandbox");
    EXPECT_EQ(boom.klass, "RuntimeError");
    EXPECT_EQ(boom.message, "boom");
    EXPECT_EQ(boom.backtrace, std::vector<std::string>{"(eval):1"});
    EXPECT_FALSE(boom.details);

    const auto undefined =
        decode_panic(bytes("84 a6 6f 72 69 67 69 6e a7 73 61 6e 64 62 6f 78 a5 63 6c 61 73 73 b4 4b 6f 62 61 6b 6f 3a "
                           "3a 53 61 6e 64 62 6f 78 45 72 72 "
                           "6f 72 a7 6d 65 73 73 61 67 65 ba 75 6e 64 65 66 69 6e 65 64 20 65 6e 74 72 79 70 6f 69 6e "
                           "74 3a 20 4e 6f 70 65 a7 64 65 "
                           "74 61 69 6c 73 81 a9 61 76 61 69 6c 61 62 6c 65 91 c7 06 00 57 6f 72 6b 65 72"));
    EXPECT_EQ(undefined.klass, "Kobako::SandboxError");
    EXPECT_EQ(undefined.message, "undefined entrypoint: Nope");
    EXPECT_EQ(undefined.details, Value(Map{{"available", Array{sym("Worker")}}}));
    EXPECT_TRUE(undefined.backtrace.empty());
}

TEST(WireEnvelopes, PanicKeysMayComeInAnyOrderAsBytesAndWithUnknownOnes) {
    const auto decoded = decode_panic(panic(Map{{"zork", Array{1, Map{{2, 3}}}},
                                                {Binary("message"), "m"},
                                                {"details", handle(9)},
                                                {Binary("class"), "C"},
                                                {"origin", "elsewhere"}}));
    EXPECT_EQ(decoded.origin, "elsewhere");
    EXPECT_EQ(decoded.klass, "C");
    EXPECT_EQ(decoded.message, "m");
    EXPECT_EQ(decoded.details, handle(9));
}

TEST(WireEnvelopes, E08_PanicsThatAreIncompleteOrMistypedAreRefused) {
    const auto refused = [](const std::string& body) { return error_of<DecodeError>([&] { decode_panic(body); }); };
    EXPECT_EQ(refused(panic(Map{{"class", "C"}, {"message", "m"}})), "missing key \"origin\"");
    EXPECT_EQ(refused(panic(Map{{"origin", "sandbox"}, {"message", "m"}})), "missing key \"class\"");
    EXPECT_EQ(refused(panic(Map{{"origin", "sandbox"}, {"class", "C"}})), "missing key \"message\"");
    EXPECT_EQ(refused(panic(Map{{"origin", sym("sandbox")}})), "value of key \"origin\": expected String, got Symbol");
    EXPECT_EQ(refused(panic(Map{{"class", nullptr}})), "value of key \"class\": expected String, got NilClass");
    EXPECT_EQ(refused(panic(Map{{"message", Binary("m")}})), "value of key \"message\": expected String, got String");
    EXPECT_EQ(refused(panic(Map{{"backtrace", "line"}})), "value of key \"backtrace\": expected Array, got String");
    EXPECT_EQ(refused(panic(Map{{"backtrace", Array{1}}})), "value of key \"backtrace\": expected String, got Integer");
    EXPECT_EQ(refused(panic(Map{{sym("origin"), "sandbox"}})), "expected String, got Symbol");
    EXPECT_EQ(refused(panic(Array())), "expected Hash, got Array");
    EXPECT_EQ(refused(""), "end of buffer reached");
    EXPECT_EQ(refused(bytes(boom_panic) + "x"), "1 extra bytes after the deserialized object");
    EXPECT_EQ(refused(bytes("81 a7 64 65 74 61 69 6c 73 d4 02 80")), "value of key \"details\": unexpected extension type");
    EXPECT_EQ(refused(bytes("81 a1 78") + std::string(128, '\x91') + '\xc0'), "value of key \"x\": stack level too deep");
    const auto whole = bytes(boom_panic);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        EXPECT_TRUE(refused(whole.substr(0, length)).ends_with("end of buffer reached")) << length;
    }
}

TEST(WireEnvelopes, ANilInDetailsIsNoDetails) {
    EXPECT_FALSE(decode_panic(panic(Map{{"origin", "sandbox"}, {"class", "C"}, {"message", "m"}, {"details", nullptr}})).details);
}

// --- yield responses ------------------------------------------------------------------------------------------------

const char* const boom_block =
    "04 83 a5 63 6c 61 73 73 ac 52 75 6e 74 69 6d 65 45 72 72 6f 72 a7 6d 65 73 73 61 67 65 a4 62 6f 6f 6d a9 62 61 63 "
    "6b 74 72 61 63 "
    "65 91 a8 28 65 76 61 6c 29 3a 31";

TEST(WireEnvelopes, YieldResponsesOfTheGuestAbi) {
    EXPECT_EQ(std::get<Value>(decode_yield(bytes("01 d6 00 64 6f 6e 65"))), Value(sym("done")));
    EXPECT_EQ(std::get<Value>(decode_yield(bytes("01 2a"))), Value(42));
    EXPECT_EQ(hex(std::get<YieldBreak>(decode_yield(bytes("02 d6 00 73 74 6f 70"))).encoded_value), "d60073746f70");
    EXPECT_EQ(hex(std::get<YieldBreak>(decode_yield(bytes("02 c0"))).encoded_value), "c0");
    const auto error = std::get<YieldError>(decode_yield(bytes(boom_block)));
    EXPECT_EQ(error.klass, "RuntimeError");
    EXPECT_EQ(error.message, "boom");
    EXPECT_EQ(error.backtrace, std::vector<std::string>{"(eval):1"});
}

TEST(WireEnvelopes, B25_AHandleInABreakValueStaysAsItIs) {
    EXPECT_EQ(hex(std::get<YieldBreak>(decode_yield(bytes("02 91 d6 01 00 00 00 07"))).encoded_value), "91d60100000007");
}

TEST(WireEnvelopes, B37_AHandleInABlocksValueIsResolved) {
    struct Named : Decoder::Handles {
        Value resolve(std::uint32_t id) override { return "object " + std::to_string(id); }
    } named;
    EXPECT_EQ(std::get<Value>(decode_yield_response(bytes("01 91 d6 01 00 00 00 07"), named)), Value(Array{"object 7"}));
}

TEST(WireEnvelopes, D17_MalformedYieldResponsesAreRefused) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"", "empty yield response"},
        {"00 c0", "unknown yield response tag 0"},
        {"03 c0", "unknown yield response tag 3"},
        {"05 c0", "unknown yield response tag 5"},
        {"ff", "unknown yield response tag 255"},
        {"01", "end of buffer reached"},
        {"02", "end of buffer reached"},
        {"04", "end of buffer reached"},
        {"01 c1", "invalid byte"},
        {"02 c1", "invalid byte"},
        {"01 c0 c0", "1 extra bytes after the deserialized object"},
        {"02 c0 c0", "1 extra bytes after the deserialized object"},
        {"01 d4 02 80", "unexpected extension type"},
        {"02 d4 02 80", "unexpected extension type"},
        {"04 c0", "expected Hash, got NilClass"},
        {"04 80", "missing key \"backtrace\""},
        {"04 81 a9 62 61 63 6b 74 72 61 63 65 90", "missing key \"class\""},
    };
    for (const auto& [text, reason] : cases) EXPECT_EQ(yield_refusal(bytes(text)), reason) << text;
    const auto whole = bytes(boom_block);
    for (std::size_t length = 1; length < whole.size(); ++length) {
        EXPECT_TRUE(yield_refusal(whole.substr(0, length)).ends_with("end of buffer reached")) << length;
    }
}

// --- hostile messages -----------------------------------------------------------------------------------------------

TEST(WireEnvelopes, MutatedMessagesNeverCrash) {
    std::mt19937 random(31);
    test::KeptHandles handles;
    const auto try_all = [&](std::string_view message) {
        Request request;
        const auto survives = [](auto&& f) {
            try {
                f();
            } catch (const DecodeError& e) {
                EXPECT_STRNE(e.what(), "");
            }
        };
        survives([&] { decode_request(message, handles, request); });
        survives([&] { decode_panic(message); });
        survives([&] { decode_yield_response(message, handles); });
    };
    const std::string seeds[] = {bytes(get_request), bytes(boom_panic), bytes(boom_block),
                                 bytes("95 d6 01 00 00 00 07 a4 73 61 76 65 90 80 c2")};
    for (const auto& seed : seeds) {
        for (std::size_t at = 0; at < seed.size(); ++at) {  // every single byte in every value
            for (int byte = 0; byte < 256; ++byte) {
                auto message = seed;
                message[at] = static_cast<char>(byte);
                try_all(message);
            }
        }
        for (int i = 0; i < 5000; ++i) {
            auto message = seed;
            for (auto n = 2 + random() % 4; n > 0; --n) message[random() % message.size()] = static_cast<char>(random());
            try_all(message);
        }
    }
    for (int i = 0; i < 20'000; ++i) {
        std::string noise(random() % 64, '\0');
        for (char& c : noise) c = static_cast<char>(random());
        try_all(noise);
    }
}

}  // namespace
}  // namespace hako::wire
