// Requests that break the wire's rules, and names that a guest makes up: each is a fault, and the invocation goes on.
#include "guests/wat_guest.hpp"
#include "support/bytes.hpp"
#include "support/shop.hpp"
#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

std::string str(std::string_view text) {
    const auto size = text.size();
    if (size < 32) return static_cast<char>(0xa0 | size) + std::string(text);
    return std::string("\xd9") + static_cast<char>(size) + std::string(text);
}
std::string fault_response(std::string_view type, std::string_view text) {
    const auto payload = "\x83" + str("type") + str(type) + str("message") + str(text) + str("details") + "\xc0";
    std::string response = "\x92\x01";
    if (payload.size() > 255) {
        response += std::string("\xc8") + static_cast<char>(payload.size() >> 8);
    } else {
        response += '\xc7';
    }
    return response + static_cast<char>(payload.size()) + '\x02' + payload;
}
std::string malformed(std::string_view reason) {
    return fault_response("runtime", "Sandbox received a malformed request: " + std::string(reason));
}

/// A guest whose source is the request and whose result is the response.
class Requests : public testing::Test {
   protected:
    Requests() : box(guest().guest()) {
        box.define("G").bind("M", [this](Arguments arguments, Keywords keywords, Block* block) {
            ++calls;
            Map names;
            for (const auto& [name, value] : keywords) names.set(sym(name), value);
            return array(arguments, names, block != nullptr);
        });
        box.define("G").bind("Item", [this] { return item; });
        box.define("Empty");
    }
    static WatGuest guest() {
        WatGuest guest;
        guest.memory = R"((memory $memory (export "memory") 40))";
        guest.eval = R"(
            (local $source i64)
            (local.set $source (call $read_source (i32.const 262144)))
            (call $answer_packed (call $dispatch (i32.wrap_i64 (i64.shr_u (local.get $source) (i64.const 32)))
                                                 (i32.wrap_i64 (local.get $source)))))";
        return guest;
    }
    std::string answer(std::string_view request) const { return hex(box.eval(request).value.as<Binary>().bytes()); }

    Sandbox box;
    int calls = 0;
    std::shared_ptr<Item> item = std::make_shared<Item>("apple");
};

// The beginning of a request to G::M's call, up to the arguments.
const std::string to_call = "95 a4 47 3a 3a 4d a4 63 61 6c 6c ";

TEST_F(Requests, GoodOnesArriveHoweverTheyAreEncoded) {
    struct Case {
        std::string request;
        const char* response;
    };
    for (const auto& [request, response] :
         {Case{to_call + "90 80 c2", "92 00 93 90 80 c2"}, Case{to_call + "91 01 80 c3", "92 00 93 91 01 80 c3"},
          Case{to_call + "90 81 d4 00 61 02 c2", "92 00 93 90 81 d4 00 61 02 c2"},
          Case{"dc 00 05 d9 04 47 3a 3a 4d da 00 04 63 61 6c 6c dd 00 00 00 01 cc 05 df 00 00 00 01 c7 01 00 61 c0 c2",
               "92 00 93 91 05 81 d4 00 61 c0 c2"},
          Case{to_call + "90 82 d4 00 61 01 d4 00 61 02 c2", "92 00 93 90 81 d4 00 61 02 c2"},
          Case{to_call + "90 81 c7 00 00 01 c2", "92 00 93 90 81 c7 00 00 01 c2"},
          Case{to_call + "91 c4 01 ff 80 c2", "92 00 93 91 c4 01 ff 80 c2"}}) {
        EXPECT_EQ(answer(bytes(request)), hex(bytes(response))) << request;
    }
}

TEST_F(Requests, OfKeywordsThatRepeatTheLastOneWinsHoweverManyThereAre) {
    std::string request = to_call + "90 de 00 28";  // 40: a b … t a b … t
    std::string expected = "92 00 93 90 de 00 14";
    for (int i = 0; i < 40; ++i) {
        request += "d4 00" + hex(std::string(1, static_cast<char>('a' + i % 20))) + hex(std::string(1, static_cast<char>(i)));
        if (i < 20)
            expected +=
                "d4 00" + hex(std::string(1, static_cast<char>('a' + i))) + hex(std::string(1, static_cast<char>(i + 20)));
    }
    EXPECT_EQ(answer(bytes(request + "c2")), hex(bytes(expected + "c2")));
}

TEST_F(Requests, E10_D18_MalformedOnesAreFaultsWithTheirReason) {
    struct Case {
        std::string request;
        const char* reason;
    };
    constexpr auto envelope = "Request envelope is malformed (expected a 5-element array)";
    constexpr auto method = "Request method_name must be String";
    constexpr auto truncated = "end of buffer reached";
    constexpr auto extension = "unexpected extension type";
    const std::string fault = "c7 15 02 82 a4 74 79 70 65 a7 72 75 6e 74 69 6d 65 a7 6d 65 73 73 61 67 65 a0 ";
    const std::string to = "a4 47 3a 3a 4d ";
    const std::string rest = "a4 63 61 6c 6c 90 80 c2";
    for (const auto& [request, reason] : {
             // the whole
             Case{"", truncated},
             Case{"c0", envelope},
             Case{"80", envelope},
             Case{"a1 61", envelope},
             Case{"90", envelope},
             Case{"94 " + to + "a4 63 61 6c 6c 90 80", envelope},
             Case{"96 " + to + rest + "c0", envelope},
             Case{fault, envelope},
             Case{"c1", "invalid byte"},
             Case{"95", truncated},
             Case{"95 " + to, truncated},
             Case{to_call, truncated},
             Case{to_call + "90", truncated},
             Case{to_call + "90 80", truncated},
             Case{to_call + "90 80 c2 c0", "1 extra bytes after the deserialized object"},
             Case{to_call + "90 80 c2 c1 c1", "2 extra bytes after the deserialized object"},
             Case{"dd ff ff ff ff " + to + rest, truncated},
             // the target
             Case{"95 01 " + rest, "Request target must be String or Kobako::Handle, got Integer"},
             Case{"95 c0 " + rest, "Request target must be String or Kobako::Handle, got NilClass"},
             Case{"95 c2 " + rest, "Request target must be String or Kobako::Handle, got FalseClass"},
             Case{"95 c3 " + rest, "Request target must be String or Kobako::Handle, got TrueClass"},
             Case{"95 ca 00 00 00 00 " + rest, "Request target must be String or Kobako::Handle, got Float"},
             Case{"95 90 " + rest, "Request target must be String or Kobako::Handle, got Array"},
             Case{"95 80 " + rest, "Request target must be String or Kobako::Handle, got Hash"},
             Case{"95 d6 00 47 3a 3a 4d " + rest, "Request target must be String or Kobako::Handle, got Symbol"},
             Case{"95 c4 04 47 3a 3a 4d " + rest, "Request target must be String or Kobako::Handle, got String"},
             Case{"95 " + fault + rest, extension},
             Case{"95 a4 47 3a 3a ff " + rest, "str payload is not valid UTF-8"},
             Case{"95 d6 01 00 00 00 00 " + rest, "Handle id 0 out of range [1, 2147483647]"},
             Case{"95 d6 01 80 00 00 00 " + rest, "Handle id 2147483648 out of range [1, 2147483647]"},
             Case{"95 d5 01 00 01 " + rest, "Handle payload must be 4 bytes, got 2"},
             Case{"95 d9 ff 47 " + rest, truncated},
             // the method
             Case{"95 " + to + "c0 90 80 c2", method},
             Case{"95 " + to + "c4 04 63 61 6c 6c 90 80 c2", method},
             Case{"95 " + to + "d6 00 63 61 6c 6c 90 80 c2", method},
             Case{"95 " + to + "d6 01 00 00 00 01 90 80 c2", method},
             Case{"95 " + to + fault + "90 80 c2", method},
             Case{"95 " + to + "a1 ff 90 80 c2", "str payload is not valid UTF-8"},
             // the arguments
             Case{to_call + "c0 80 c2", "Request args must be Array"},
             Case{to_call + "80 80 c2", "Request args must be Array"},
             Case{to_call + "c1 80 c2", "invalid byte"},
             Case{to_call + "91 c1 80 c2", "invalid byte"},
             Case{to_call + "91 " + fault + "80 c2", extension},
             Case{to_call + "91 91 " + fault + "80 c2", extension},
             Case{to_call + "91 81 " + fault + "c0 80 c2", extension},
             Case{to_call + "91 d4 05 00 80 c2", extension},
             Case{to_call + "91 d6 ff 00 00 00 00 80 c2", extension},
             Case{to_call + "91 a1 ff 80 c2", "str payload is not valid UTF-8"},
             Case{to_call + "91 d4 00 ff 80 c2", "Symbol payload is not valid UTF-8"},
             Case{to_call + "91 d4 01 01 80 c2", "Handle payload must be 4 bytes, got 1"},
             Case{to_call + "91 d6 01 00 00 00 00 80 c2", "Handle id 0 out of range [1, 2147483647]"},
             Case{to_call + "dd ff ff ff ff 80 c2", truncated},
             Case{to_call + "91 dd 00 ff ff ff 80 c2", truncated},
             Case{to_call + "91 c6 ff ff ff ff 80 c2", truncated},
             // the keywords
             Case{to_call + "90 c0 c2", "Request kwargs must be Hash"},
             Case{to_call + "90 90 c2", "Request kwargs must be Hash"},
             Case{to_call + "90 81 a1 61 01 c2", "Request kwargs keys must be Symbol, got String"},
             Case{to_call + "90 81 c4 01 61 01 c2", "Request kwargs keys must be Symbol, got String"},
             Case{to_call + "90 81 01 01 c2", "Request kwargs keys must be Symbol, got Integer"},
             Case{to_call + "90 81 c0 01 c2", "Request kwargs keys must be Symbol, got NilClass"},
             Case{to_call + "90 82 d4 00 61 01 c3 01 c2", "Request kwargs keys must be Symbol, got TrueClass"},
             Case{to_call + "90 81 d6 01 00 00 00 01 01 c2", "Request kwargs keys must be Symbol, got Kobako::Handle"},
             Case{to_call + "90 81 d4 00 ff 01 c2", "Symbol payload is not valid UTF-8"},
             Case{to_call + "90 81 d4 00 61 " + fault + "c2", extension},
             Case{to_call + "90 81 d4 00 61 c1 c2", "invalid byte"},
             Case{to_call + "90 df ff ff ff ff d4 00 61 01 c2", truncated},
             Case{to_call + "90 81 d4 00 61", truncated},
             // whether there is a block
             Case{to_call + "90 80 c0", "Request block_given must be Boolean, got NilClass"},
             Case{to_call + "90 80 00", "Request block_given must be Boolean, got Integer"},
             Case{to_call + "90 80 a4 74 72 75 65", "Request block_given must be Boolean, got String"},
             Case{to_call + "90 80 c1", "invalid byte"},
         }) {
        EXPECT_EQ(answer(bytes(request)), hex(malformed(reason))) << request << ": " << reason;
    }
    EXPECT_EQ(calls, 0);
}

TEST_F(Requests, AnArgumentIsALeafInUpTo126Containers) {
    const auto head = bytes(to_call);
    const auto leaf_in = [](std::size_t levels) { return std::string(levels, '\x91') + '\x2a'; };
    const auto good = std::string("\x80\xc2");
    const auto keyword = bytes("90 81 d4 00 61");
    EXPECT_TRUE(answer(head + '\x91' + leaf_in(125) + good).starts_with("920093"));  // the response adds a level of its own
    EXPECT_TRUE(answer(head + keyword + leaf_in(125) + "\xc2").starts_with("920093"));
    EXPECT_EQ(calls, 2);
    // Read, then too deep for the way back.
    EXPECT_EQ(answer(head + '\x91' + leaf_in(126) + good), hex(fault_response("runtime", "RuntimeError: stack level too deep")));
    EXPECT_EQ(answer(head + keyword + leaf_in(126) + "\xc2"),
              hex(fault_response("runtime", "RuntimeError: stack level too deep")));
    EXPECT_EQ(calls, 4);
    for (const std::size_t levels : {127, 128, 1000, 1'000'000}) {
        EXPECT_EQ(answer(head + '\x91' + leaf_in(levels) + good), hex(malformed("stack level too deep"))) << levels;
        EXPECT_EQ(answer(head + keyword + leaf_in(levels) + "\xc2"), hex(malformed("stack level too deep"))) << levels;
    }
    EXPECT_EQ(calls, 4);
}

TEST_F(Requests, E12_TargetsThatNobodyBoundAreUndefined) {
    struct Case {
        std::string_view target;
        const char* text;
    };
    using namespace std::string_view_literals;
    for (const auto& [target, text] :
         {Case{"Z::M", "no namespace named \"Z\""}, Case{"Z", "no member in target \"Z\""}, Case{"", "no member in target \"\""},
          Case{"G", "no member in target \"G\""}, Case{"::", "no namespace named \"\""}, Case{"::M", "no namespace named \"\""},
          Case{"G::", "no member named \"\" in namespace \"G\""}, Case{"G::m", "no member named \"m\" in namespace \"G\""},
          Case{"G::M::", "no member named \"M::\" in namespace \"G\""},
          Case{"G::M::M", "no member named \"M::M\" in namespace \"G\""},
          Case{"G::::M", "no member named \"::M\" in namespace \"G\""}, Case{"G:M", "no member in target \"G:M\""},
          Case{" G::M", "no namespace named \" G\""}, Case{"Empty::M", "no member named \"M\" in namespace \"Empty\""},
          Case{"G::M\xc2\xa0"sv, "no member named \"M\xc2\xa0\" in namespace \"G\""}}) {
        EXPECT_EQ(answer("\x95" + str(target) + bytes("a4 63 61 6c 6c 90 80 c2")), hex(fault_response("undefined", text)))
            << target;
    }
    using namespace std::string_literals;
    EXPECT_EQ(answer("\x95" + str("G::M\0"s) + bytes("a4 63 61 6c 6c 90 80 c2")),
              hex(fault_response("undefined", "no member named \"M\0\" in namespace \"G\""s)));
    EXPECT_EQ(calls, 0);
}

TEST_F(Requests, E12_TheBytesOfTheAbisExample) {
    EXPECT_EQ(answer(bytes("95 a4 5a 3a 3a 5a a4 63 61 6c 6c 90 80 c2")),
              hex(bytes("92 01 c7 38 02 83 a4 74 79 70 65 a9 75 6e 64 65 66 69 6e 65 64 a7 6d 65 73 73 61 67 65 b6 6e 6f 20 6e 61"
                        "6d 65 73 70 61 63 65 20 6e 61 6d 65 64 20 22 5a 22 a7 64 65 74 61 69 6c 73 c0")));
}

TEST_F(Requests, MethodsThatAServiceDoesNotHaveAreUndefinedWhateverTheirName) {
    for (const std::string_view method :
         {"", "nope", "send", "__send__", "public_send", "instance_eval", "eval", "method", "class", "object_id",
          "instance_variable_get", "define_method", "system", "call ", "CALL", "~Item", "inspect", "to_s"}) {
        const auto response = bytes(answer("\x95" + str("G::M") + str(method) + bytes("90 80 c2")));
        EXPECT_TRUE(response.find(str("undefined")) != std::string::npos) << method << ": " << response;
    }
    EXPECT_EQ(calls, 0);
}

TEST_F(Requests, E13_HandlesThatWereNeverGivenOutAreUndefined) {
    const auto unknown = [](const char* id) { return hex(fault_response("undefined", "unknown Handle id: " + std::string(id))); };
    EXPECT_EQ(answer(bytes("95 d6 01 00 00 00 01 a4 6e 61 6d 65 90 80 c2")), unknown("1"));
    EXPECT_EQ(answer(bytes("95 d6 01 7f ff ff ff a4 6e 61 6d 65 90 80 c2")), unknown("2147483647"));
    EXPECT_EQ(answer(bytes(to_call + "91 d6 01 00 00 00 02 80 c2")), unknown("2"));
    EXPECT_EQ(answer(bytes(to_call + "91 91 81 d6 01 00 00 00 03 c0 80 c2")), unknown("3"));
    EXPECT_EQ(answer(bytes(to_call + "90 81 d4 00 61 d6 01 00 00 00 04 c2")), unknown("4"));
    EXPECT_EQ(calls, 0);
}

TEST_F(Requests, TheInvocationGoesOnAfterAMalformedRequest) {
    WatGuest guest;
    const auto bad = bytes("95 01");
    const auto good = bytes(to_call + "90 80 c2");
    guest.more = data(4096, bad) + data(4200, good);
    guest.eval =
        "(drop " + dispatch(4096, bad) + ")(drop " + dispatch(4096, bad) + ")(call $answer_packed " + dispatch(4200, good) + ")";
    Sandbox other(guest.guest());
    int count = 0;
    other.define("G").bind("M", [&] { return ++count; });
    EXPECT_EQ(hex(other.eval("").value.as<Binary>().bytes()), "920001");
}

TEST_F(Requests, E01_ARequestWhileTheOutcomeIsTakenIsATrap) {
    WatGuest guest;
    guest.take_outcome = "(drop (call $dispatch (i32.const 0) (i32.const 0))) (global.get $outcome)";
    EXPECT_EQ(message<TrapError>([&] { Sandbox(guest.guest()).eval(""); }),
              "Sandbox#eval failed: failed to read the Sandbox result: the guest called a service outside of an invocation");
}

TEST_F(Requests, TheRequestIsReadBeforeTheServiceRuns) {
    // The block of the call writes over the request; its arguments were copied before.
    WatGuest guest;
    const auto request = bytes(to_call + "92 a5 68 65 6c 6c 6f c4 02 ff fe 81 d4 00 61 a5 77 6f 72 6c 64 c3");
    guest.more = data(4096, request) + data(8192, bytes("01 c0"));
    guest.yield_to_block = "(memory.fill (i32.const 4096) (i32.const 0xc1) (i32.const 64)) " + packed(8192, 2);
    guest.eval = "(call $answer_packed " + dispatch(4096, request) + ")";
    Sandbox other(guest.guest());
    other.define("G").bind("M", [](Block& block, Call& call, Arguments arguments, Keywords keywords) {
        block();
        return array(arguments, keywords[0].first, keywords[0].second, call.target(), call.method());
    });
    EXPECT_EQ(hex(other.eval("").value.as<Binary>().bytes()),
              hex(bytes("92 00 95 92 a5 68 65 6c 6c 6f c4 02 ff fe a1 61 a5 77 6f 72 6c 64 a4 47 3a 3a 4d a4 63 61 6c 6c")));
}

}  // namespace
}  // namespace hako::test
