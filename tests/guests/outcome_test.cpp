// Outcomes that a guest should never produce, and what of those it may.
#include <cmath>

#include "guests/wat_guest.hpp"
#include "support/bytes.hpp"
#include "support/shop.hpp"
#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

/// What becomes of an outcome of these bytes: the guest's outcome is its source.
Result outcome_of(std::string_view raw) {
    static const Sandbox box = [] {
        WatGuest guest;
        guest.memory = R"((memory $memory (export "memory") 300))";
        guest.eval = "(global.set $outcome (call $read_source (i32.const 1048576)))";
        return Sandbox(guest.guest());
    }();
    return box.try_eval(raw);
}
Result outcome(std::string_view hex) { return outcome_of(bytes(hex)); }

/// Expects that these bytes are refused with that text and reason, and as from the guest's wire layer.
void expect_transport(std::string_view raw, std::string_view text, std::string_view reason) {
    const auto result = outcome_of(raw);
    ASSERT_FALSE(result) << hex(raw.substr(0, 100)) << " is " << result.execution().value.inspect(100);
    const auto& failure = result.failure();
    EXPECT_EQ(failure.kind, ErrorKind::transport) << hex(raw.substr(0, 100));
    EXPECT_EQ(failure.message, text);
    EXPECT_EQ(failure.klass, "Kobako::Transport::Error");
    EXPECT_EQ(failure.origin, "sandbox");
    EXPECT_EQ(failure.details, Value(reason)) << hex(raw.substr(0, 100));
    EXPECT_TRUE(result.execution().value.is_nil());
}

std::string in_arrays(int levels, std::string_view leaf) {
    return std::string(static_cast<std::size_t>(levels), '\x91') + std::string(leaf);
}
std::string in_map_values(int levels, std::string_view leaf) {
    std::string out;
    for (int i = 0; i < levels; ++i) out += "\x81\xc0";
    return out + std::string(leaf);
}
std::string in_map_keys(int levels) {
    std::string out(static_cast<std::size_t>(levels), '\x81');
    return out + "\xc0" + std::string(static_cast<std::size_t>(levels), '\xc0');
}

// --- tags -----------------------------------------------------------------------------------------------------------

TEST(Outcome, E03_AnUnknownTagIsATrap) {
    for (int tag = 0; tag < 256; ++tag) {
        if (tag == 1 || tag == 2) continue;
        for (const auto* body : {"", "\xc0", "\x2a\x2a"}) {
            const auto result = outcome_of(static_cast<char>(tag) + std::string(body));
            ASSERT_FALSE(result);
            EXPECT_EQ(result.failure().kind, ErrorKind::trap);
            EXPECT_EQ(result.failure().message,
                      "Sandbox#eval failed: Sandbox produced an unrecognised result; the runtime is corrupted, discard this "
                      "Sandbox before another invocation");
        }
    }
}

// --- results --------------------------------------------------------------------------------------------------------

TEST(Outcome, B06_EveryEncodingOfAValueIsTaken) {
    struct Case {
        const char* hex;
        Value value;
    };
    for (const auto& [hex, value] : {Case{"c0", nullptr},
                                     Case{"c2", false},
                                     Case{"c3", true},
                                     Case{"00", 0},
                                     Case{"7f", 127},
                                     Case{"e0", -32},
                                     Case{"ff", -1},
                                     Case{"cc 05", 5},
                                     Case{"cd 00 05", 5},
                                     Case{"ce 00 00 00 05", 5},
                                     Case{"cf 00 00 00 00 00 00 00 05", 5},
                                     Case{"cf ff ff ff ff ff ff ff ff", std::uint64_t{0xffff'ffff'ffff'ffff}},
                                     Case{"d0 80", -128},
                                     Case{"d0 05", 5},
                                     Case{"d1 80 00", -32768},
                                     Case{"d2 80 00 00 00", std::int64_t{-2147483648}},
                                     Case{"d3 80 00 00 00 00 00 00 00", std::numeric_limits<std::int64_t>::min()},
                                     Case{"ca 3f c0 00 00", 1.5},
                                     Case{"cb 3f f8 00 00 00 00 00 00", 1.5},
                                     Case{"cb 7f f0 00 00 00 00 00 00", std::numeric_limits<double>::infinity()},
                                     Case{"a1 61", "a"},
                                     Case{"d9 01 61", "a"},
                                     Case{"da 00 01 61", "a"},
                                     Case{"db 00 00 00 01 61", "a"},
                                     Case{"a1 00", std::string(1, '\0')},
                                     Case{"c4 01 ff", Binary("\xff")},
                                     Case{"c5 00 01 ff", Binary("\xff")},
                                     Case{"c6 00 00 00 01 ff", Binary("\xff")},
                                     Case{"dc 00 01 01", array(1)},
                                     Case{"dd 00 00 00 01 01", array(1)},
                                     Case{"de 00 01 01 02", Map{{1, 2}}},
                                     Case{"df 00 00 00 01 01 02", Map{{1, 2}}},
                                     Case{"82 01 02 01 03", Map{{1, 3}}},
                                     Case{"81 90 80", Map{{array(), Map()}}},
                                     Case{"c7 00 00", sym("")}}) {
        const auto result = outcome(std::string("01 ") + hex);
        ASSERT_TRUE(result) << hex << ": " << result.failure().message;
        EXPECT_EQ(result.value(), value) << hex;
    }
    EXPECT_TRUE(std::isnan(outcome("01 ca ff ff ff ff").value().as<double>()));
    EXPECT_TRUE(std::signbit(outcome("01 cb 80 00 00 00 00 00 00 00").value().as<double>()));
}

TEST(Outcome, E09_ABodyThatDoesNotDecodeIsATransportError) {
    struct Case {
        const char* hex;
        const char* reason;
    };
    constexpr auto truncated = "end of buffer reached";
    constexpr auto extension = "unexpected extension type";
    constexpr auto text = "str payload is not valid UTF-8";
    for (const auto& [hex, reason] : {Case{"", truncated},
                                      Case{"c1", "invalid byte"},
                                      Case{"91 c1", "invalid byte"},
                                      Case{"c0 c0", "1 extra bytes after the deserialized object"},
                                      Case{"2a 00 00 00", "3 extra bytes after the deserialized object"},
                                      Case{"90 c1", "1 extra bytes after the deserialized object"},
                                      Case{"cc", truncated},
                                      Case{"cd 00", truncated},
                                      Case{"ce 00 00 00", truncated},
                                      Case{"cf 00 00 00 00 00 00 00", truncated},
                                      Case{"d0", truncated},
                                      Case{"d3 00", truncated},
                                      Case{"ca 00 00 00", truncated},
                                      Case{"cb 00", truncated},
                                      Case{"a1", truncated},
                                      Case{"bf 61", truncated},
                                      Case{"d9", truncated},
                                      Case{"d9 02 61", truncated},
                                      Case{"db ff ff ff ff 61", truncated},
                                      Case{"c4 01", truncated},
                                      Case{"c6 ff ff ff ff", truncated},
                                      Case{"c6 7f ff ff ff", truncated},
                                      Case{"91", truncated},
                                      Case{"9f 00", truncated},
                                      Case{"dc ff ff 00", truncated},
                                      Case{"dd ff ff ff ff 00", truncated},
                                      Case{"dd 80 00 00 00", truncated},
                                      Case{"81 00", truncated},
                                      Case{"de 80 00 00 00", truncated},
                                      Case{"df ff ff ff ff 00 00", truncated},
                                      Case{"df 80 00 00 01 00 00", truncated},
                                      Case{"c9 ff ff ff ff 00", truncated},
                                      Case{"d8 00 61", truncated},
                                      Case{"c7 05", truncated},
                                      Case{"a1 ff", text},
                                      Case{"a2 c0 80", text},
                                      Case{"a3 ed a0 80", text},
                                      Case{"a4 f4 90 80 80", text},
                                      Case{"a1 c3", text},
                                      Case{"81 a1 ff 00", text},
                                      Case{"d4 00 ff", "Symbol payload is not valid UTF-8"},
                                      Case{"d4 03 00", extension},
                                      Case{"d4 ff 00", extension},
                                      Case{"d6 ff 00 00 00 00", extension},
                                      Case{"c7 0c ff 00 00 00 00 00 00 00 00 00 00 00 00", extension},
                                      Case{"d4 7f 00", extension},
                                      Case{"c7 00 01", "Handle payload must be 4 bytes, got 0"},
                                      Case{"d5 01 00 01", "Handle payload must be 4 bytes, got 2"},
                                      Case{"d7 01 00 00 00 00 00 00 00 01", "Handle payload must be 4 bytes, got 8"},
                                      Case{"d6 01 00 00 00 00", "Handle id 0 out of range [1, 2147483647]"},
                                      Case{"d6 01 80 00 00 00", "Handle id 2147483648 out of range [1, 2147483647]"},
                                      Case{"d6 01 ff ff ff ff", "Handle id 4294967295 out of range [1, 2147483647]"}}) {
        expect_transport(bytes(std::string("01 ") + hex), "Sandbox produced an invalid result value", reason);
    }
}

TEST(Outcome, D18_AFaultIsNoResultAtAnyDepth) {
    const std::string fault = "c7 15 02 82 a4 74 79 70 65 a7 72 75 6e 74 69 6d 65 a7 6d 65 73 73 61 67 65 a0";
    for (const auto& body :
         {fault, "91 " + fault, "81 c0 " + fault, "81 " + fault + " c0", "92 00 91 " + fault, std::string("c7 00 02")}) {
        expect_transport(bytes("01 " + body), "Sandbox produced an invalid result value", "unexpected extension type");
    }
}

TEST(Outcome, AResultIsALeafInUpTo128Containers) {
    EXPECT_EQ(outcome_of("\x01" + in_arrays(128, "\x2a")).value(), nested(128, 42));
    EXPECT_TRUE(outcome_of("\x01" + in_map_values(128, "\x2a")));
    EXPECT_TRUE(outcome_of("\x01" + in_map_keys(128)));
    // An empty container encloses nothing, but it is a level for what would be in it.
    EXPECT_TRUE(outcome_of("\x01" + in_arrays(128, "\x90")));
    for (const auto& body :
         {in_arrays(129, "\x2a"), in_arrays(129, "\x90"), in_map_values(129, "\x2a"), in_map_keys(129),
          in_arrays(64, in_map_values(65, "\x2a")), in_arrays(100'000, "\x2a"), in_map_values(60'000, "\x2a")}) {
        expect_transport("\x01" + body, "Sandbox produced an invalid result value", "stack level too deep");
    }
}

TEST(Outcome, CountsThatLieReserveNothing) {
    // Every level claims as many elements as there are bytes left; a megabyte for each of 128 levels would be a
    // gigabyte.
    std::string body;
    for (int i = 0; i < 128; ++i) body += bytes("dc ff ff");
    body += std::string(65'535, '\xc0');
    expect_transport("\x01" + body, "Sandbox produced an invalid result value", "end of buffer reached");
}

// --- handles in results ---------------------------------------------------------------------------------------------

TEST(Outcome, B37_AHandleThatWasNeverGivenOutIsNoResult) {
    for (const auto* body : {"01 d6 01 00 00 00 01", "01 91 d6 01 00 00 00 01", "01 81 c0 c7 04 01 00 00 00 01"}) {
        const auto result = outcome(body);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.failure().kind, ErrorKind::sandbox);
        EXPECT_EQ(result.failure().message, "unknown Handle id: 1");
        EXPECT_FALSE(result.failure().klass);
    }
    EXPECT_EQ(outcome("01 d6 01 7f ff ff ff").failure().message, "unknown Handle id: 2147483647");
}

TEST(Outcome, B37_AHandleOfThisInvocationIsItsObjectAgain) {
    const auto request = bytes("95 a4 47 3a 3a 4d a4 63 61 6c 6c 90 80 c2");
    const auto item = std::make_shared<Item>("apple");
    for (const auto* body : {"01 92 d6 01 00 00 00 01 c7 04 01 00 00 00 01", "01 81 d6 01 00 00 00 01 d6 01 00 00 00 01"}) {
        auto guest = WatGuest::with_outcome(bytes(body));
        guest.more += data(4096, request);
        guest.eval = "(drop " + dispatch(4096, request) + ")";
        Sandbox box(guest.guest());
        box.define("G").bind("M", [&] { return item; });
        const auto value = box.eval("").value;
        const Value expected = Object(item);
        if (value.get_if<Array>()) {
            EXPECT_EQ(value, array(expected, expected));
        } else {
            EXPECT_EQ(value, Value(Map{{expected, expected}}));
        }
    }
}

// --- panics ---------------------------------------------------------------------------------------------------------

const std::string origin = "a6 6f 72 69 67 69 6e a7 73 61 6e 64 62 6f 78 ";  // origin: sandbox
const std::string klass = "a5 63 6c 61 73 73 a1 45 ";                        // class: E
const std::string text = "a7 6d 65 73 73 61 67 65 a4 62 6f 6f 6d ";          // message: boom
const std::string backtrace_key = "a9 62 61 63 6b 74 72 61 63 65 ";
const std::string details_key = "a7 64 65 74 61 69 6c 73 ";

TEST(Outcome, D30_APanicNeedsOnlyThreeKeysInAnyOrder) {
    for (const auto& body :
         {"83 " + origin + klass + text, "83 " + text + klass + origin, "de 00 03 " + klass + origin + text,
          "84 " + origin + klass + text + "a1 7a 91 c0", "84 a0 c0 " + origin + klass + text,
          "84 " + origin + "a5 63 6c 61 73 73 a1 58 " + klass + text, "84 c4 01 7a c0 " + origin + klass + text,
          "83 c4 06 6f 72 69 67 69 6e a7 73 61 6e 64 62 6f 78 " + klass + text,
          "85 " + origin + klass + text + backtrace_key + "90 " + details_key + "c0"}) {
        const auto result = outcome("02 " + body);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.failure().kind, ErrorKind::sandbox) << body;
        EXPECT_EQ(result.failure().message, "boom") << body;
        EXPECT_EQ(result.failure().klass, "E");
        EXPECT_EQ(result.failure().origin, "sandbox");
        EXPECT_EQ(result.failure().backtrace, std::vector<std::string>());
        EXPECT_FALSE(result.failure().details);
    }
}

TEST(Outcome, E04_APanicCarriesItsBacktraceAndDetails) {
    const auto failure =
        outcome("02 85 " + origin + klass + text + backtrace_key + "92 a1 61 a1 62 " + details_key + "92 01 d6 01 00 00 00 09")
            .failure();
    EXPECT_EQ(failure.backtrace, (std::vector<std::string>{"a", "b"}));
    ASSERT_TRUE(failure.details);
    const auto& details = *failure.details->get_if<Array>();
    EXPECT_EQ(details[0], Value(1));
    ASSERT_TRUE(details[1].get_if<Handle>());  // not restored, so it needs no binding either
    EXPECT_EQ(details[1].get_if<Handle>()->id(), 9U);
}

TEST(Outcome, D12_OriginAndClassDecideTheKind) {
    struct Case {
        std::string origin;
        std::string klass;
        ErrorKind kind;
    };
    const auto str = [](const std::string& s) { return "d9" + hex(std::string(1, static_cast<char>(s.size()))) + hex(s); };
    for (const auto& [from, name, kind] :
         {Case{"sandbox", "RuntimeError", ErrorKind::sandbox}, Case{"service", "RuntimeError", ErrorKind::service},
          Case{"service", "Kobako::Transport::Error", ErrorKind::service},
          Case{"sandbox", "Kobako::ServiceError", ErrorKind::sandbox},
          Case{"sandbox", "Kobako::Transport::Error", ErrorKind::transport},
          Case{"sandbox", "Kobako::BytecodeError", ErrorKind::bytecode}, Case{"sandbox", "Kobako::TrapError", ErrorKind::sandbox},
          Case{"moon", "X", ErrorKind::sandbox}, Case{"", "", ErrorKind::sandbox}, Case{"SERVICE", "X", ErrorKind::sandbox}}) {
        const auto result = outcome("02 83 a6 6f 72 69 67 69 6e " + str(from) + "a5 63 6c 61 73 73 " + str(name) + text);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.failure().kind, kind) << from << " " << name;
        EXPECT_EQ(result.failure().origin, from);
        EXPECT_EQ(result.failure().klass, name);
    }
}

TEST(Outcome, E08_D20_ABadPanicIsATransportError) {
    struct Case {
        std::string body;
        const char* reason;
    };
    constexpr auto truncated = "end of buffer reached";
    for (const auto& [body, reason] : {
             Case{"", truncated},
             Case{"c0", "expected Hash, got NilClass"},
             Case{"90", "expected Hash, got Array"},
             Case{"a1 61", "expected Hash, got String"},
             Case{"c7 00 02", "expected Hash, got Kobako::Fault"},
             Case{"c1", "invalid byte"},
             Case{"df ff ff ff ff", truncated},
             Case{"83 " + origin + klass, truncated},
             Case{"80", "missing key \"origin\""},
             Case{"82 " + klass + text, "missing key \"origin\""},
             Case{"82 " + origin + text, "missing key \"class\""},
             Case{"82 " + origin + klass, "missing key \"message\""},
             Case{"83 " + origin + klass + text + "c0", "1 extra bytes after the deserialized object"},
             Case{"83 " + origin + klass + "a7 6d 65 73 73 61 67 65 c0",
                  "value of key \"message\": expected String, got NilClass"},
             Case{"83 " + origin + klass + "a7 6d 65 73 73 61 67 65 c4 01 61",
                  "value of key \"message\": expected String, got String"},
             Case{"83 " + origin + klass + "a7 6d 65 73 73 61 67 65 a1 ff",
                  "value of key \"message\": str payload is not valid UTF-8"},
             Case{"83 " + origin + "a5 63 6c 61 73 73 d4 00 45 " + text, "value of key \"class\": expected String, got Symbol"},
             Case{"83 a6 6f 72 69 67 69 6e 01 " + klass + text, "value of key \"origin\": expected String, got Integer"},
             Case{"84 " + origin + klass + text + backtrace_key + "c0",
                  "value of key \"backtrace\": expected Array, got NilClass"},
             Case{"84 " + origin + klass + text + backtrace_key + "91 01",
                  "value of key \"backtrace\": expected String, got Integer"},
             Case{"84 " + origin + klass + text + backtrace_key + "dd 00 ff ff ff",
                  "value of key \"backtrace\": end of buffer reached"},
             Case{"84 " + origin + klass + text + details_key + "c7 00 02",
                  "value of key \"details\": unexpected extension type"},
             Case{"84 " + origin + klass + text + details_key + "d6 01 00 00 00 00",
                  "value of key \"details\": Handle id 0 out of range [1, 2147483647]"},
             Case{"84 " + origin + klass + text + "a1 7a c1", "value of key \"z\": invalid byte"},
             Case{"84 01 c0 " + origin + klass + text, "expected String, got Integer"},
             Case{"84 d4 00 7a c0 " + origin + klass + text, "expected String, got Symbol"},
             Case{"84 a1 ff c0 " + origin + klass + text, "str payload is not valid UTF-8"},
         }) {
        expect_transport(bytes("02 " + body), "Sandbox produced an invalid panic record", reason);
    }
}

TEST(Outcome, APanicsDetailsAreALeafInUpTo128ContainersWithThePanic) {
    const auto head = bytes("02 84 " + origin + klass + text + details_key);
    EXPECT_EQ(outcome_of(head + in_arrays(127, "\x2a")).failure().details, nested(127, 42));
    expect_transport(head + in_arrays(128, "\x2a"), "Sandbox produced an invalid panic record",
                     "value of key \"details\": stack level too deep");
    const auto unknown = bytes("02 84 " + origin + klass + text + "a1 7a");
    expect_transport(unknown + in_arrays(100'000, "\x2a"), "Sandbox produced an invalid panic record",
                     "value of key \"z\": stack level too deep");
}

TEST(Outcome, D08_AfterABadOutcomeTheSandboxWorks) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(outcome("07"));
        EXPECT_TRUE(outcome("01 2a"));
        EXPECT_FALSE(outcome("02"));
    }
}

}  // namespace
}  // namespace hako::test
