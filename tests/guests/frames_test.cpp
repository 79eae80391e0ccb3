// What arrives in the guest, byte for byte: frames on standard input, the invocation envelope, results of services.
#include "guests/wat_guest.hpp"
#include "support/bytes.hpp"
#include "support/shop.hpp"
#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

/// A guest whose invocations answer with everything that they read.
WatGuest echo_of_input() {
    WatGuest guest;
    guest.eval = "(call $answer (i32.const 32768) (call $read_stdin))";
    guest.run = guest.eval;
    return guest;
}
/// A guest whose run answers with the envelope.
WatGuest echo_of_envelope() {
    WatGuest guest;
    guest.run = "(call $answer (local.get $pointer) (local.get $length))";
    return guest;
}

std::string bytes_of(const Execution& execution) { return hex(execution.value.as<Binary>().bytes()); }
std::string same(std::string_view text) { return hex(bytes(text)); }

TEST(Frames, B02_StandardInputOfAnEval) {
    const Sandbox box(echo_of_input().guest());
    EXPECT_EQ(bytes_of(box.eval("1 + 1")), same("00 00 00 01 90  00 00 00 05 31 20 2b 20 31  00 00 00 01 90"));
    EXPECT_EQ(bytes_of(box.eval("")), same("00 00 00 01 90  00 00 00 00  00 00 00 01 90"));
    // Not text, and 300 bytes: nothing is looked at or changed.
    const auto junk = std::string("\xff\0\xc3", 3) + std::string(297, '\n');
    EXPECT_EQ(bytes_of(box.eval(junk)), same("00 00 00 01 90  00 00 01 2c") + hex(junk) + same("00 00 00 01 90"));
}

TEST(Frames, B31_StandardInputOfARun) {
    EXPECT_EQ(bytes_of(Sandbox(echo_of_input().guest()).run("Main")), same("00 00 00 01 90  00 00 00 01 90"));
}

TEST(Frames, B08_ThePreambleListsNamespacesAndMembersInTheirOrder) {
    Sandbox box(echo_of_input().guest());
    const auto nothing = [] {};
    box.define("MyService").bind("KV", nothing).bind("Logger", nothing);
    box.define("Auth").bind("Token", nothing);
    static constexpr std::string_view preamble =
        "00 00 00 24  92 92 a9 4d 79 53 65 72 76 69 63 65 92 a2 4b 56 a6 4c 6f 67 67 65 72 92 a4 41 75 74 68 91 a5 54 "
        "6f 6b 65 6e";
    EXPECT_EQ(bytes_of(box.run("Main")), same(preamble) + same("00 00 00 01 90"));
    EXPECT_EQ(bytes_of(box.eval("")), same(preamble) + same("00 00 00 00  00 00 00 01 90"));
}

TEST(Frames, B10_ANamespaceWithoutMembersIsThere) {
    Sandbox box(echo_of_input().guest());
    box.define("Empty");
    EXPECT_EQ(bytes_of(box.run("Main")), same("00 00 00 09  91 92 a5 45 6d 70 74 79 90  00 00 00 01 90"));
}

TEST(Frames, TheInvocationsOwnServicesAreInThePreambleOfThatInvocationOnly) {
    Sandbox box(echo_of_input().guest());
    box.define("N").bind("A", [] {});
    const auto with = With().bind("N", "B", [] {});
    EXPECT_EQ(bytes_of(box.run("Main", {}, {}, with)), same("00 00 00 09  91 92 a1 4e 92 a1 41 a1 42  00 00 00 01 90"));
    EXPECT_EQ(bytes_of(box.run("Main")), same("00 00 00 07  91 92 a1 4e 91 a1 41  00 00 00 01 90"));
}

TEST(Frames, B32_SnippetsAreMapsInTheirOrder) {
    Sandbox box(echo_of_input().guest());
    box.preload("Helper", "X = 1").preload_bytecode("RITE").preload_bytecode("");
    EXPECT_EQ(bytes_of(box.run("Main")),
              same("00 00 00 01 90  00 00 00 55"
                   "93 83 a4 6e 61 6d 65 a6 48 65 6c 70 65 72 a4 6b 69 6e 64 a6 73 6f 75 72 63 65 a4 62 6f 64 79 a5 58 "
                   "20 3d 20 31"
                   "82 a4 6b 69 6e 64 a8 62 79 74 65 63 6f 64 65 a4 62 6f 64 79 c4 04 52 49 54 45"
                   "82 a4 6b 69 6e 64 a8 62 79 74 65 63 6f 64 65 a4 62 6f 64 79 c4 00"));
}

TEST(Frames, B31_TheInvocationEnvelope) {
    const Sandbox box(echo_of_envelope().guest());
    EXPECT_EQ(bytes_of(box.run("Worker", {2}, {{"multiplier", 3}})),
              same("83 aa 65 6e 74 72 79 70 6f 69 6e 74 c7 06 00 57 6f 72 6b 65 72 a4 61 72 67 73 91 02"
                   "a6 6b 77 61 72 67 73 81 c7 0a 00 6d 75 6c 74 69 70 6c 69 65 72 03"));
    EXPECT_EQ(bytes_of(box.run("App", {Object(std::make_shared<Item>("x"))})),
              same("83 aa 65 6e 74 72 79 70 6f 69 6e 74 c7 03 00 41 70 70 a4 61 72 67 73 91 d6 01 00 00 00 01"
                   "a6 6b 77 61 72 67 73 80"));
}

TEST(Frames, D23_SymbolsHaveTheNarrowestFrame) {
    const Sandbox box(echo_of_envelope().guest());
    struct Case {
        std::size_t length;
        std::string_view header;
    };
    for (const auto& [length, header] :
         {Case{0, "c7 00 00"}, Case{1, "d4 00"}, Case{2, "d5 00"}, Case{3, "c7 03 00"}, Case{4, "d6 00"}, Case{5, "c7 05 00"},
          Case{8, "d7 00"}, Case{15, "c7 0f 00"}, Case{16, "d8 00"}, Case{17, "c7 11 00"}, Case{255, "c7 ff 00"},
          Case{256, "c8 01 00 00"}}) {
        const auto name = std::string(length, 'a');
        EXPECT_EQ(bytes_of(box.run("M", {sym(name)})), same("83 aa 65 6e 74 72 79 70 6f 69 6e 74 d4 00 4d a4 61 72 67 73 91") +
                                                           same(header) + hex(name) + same("a6 6b 77 61 72 67 73 80"))
            << length;
    }
}

TEST(Frames, D23_TheGuestMayFrameSymbolsAsItLikes) {
    for (const auto* outcome : {"01 d5 00 61 62", "01 c7 02 00 61 62", "01 c8 00 02 00 61 62", "01 c9 00 00 00 02 00 61 62"}) {
        EXPECT_EQ(Sandbox(WatGuest::with_outcome(bytes(outcome)).guest()).eval("").value, Value(sym("ab"))) << outcome;
    }
}

TEST(Frames, D19_ArgumentsNestUpToTheLimit) {
    const Sandbox box(echo_of_envelope().guest());
    // The envelope and its args enclose every argument.
    EXPECT_NO_THROW(box.run("M", {nested(126)}));
    EXPECT_EQ(message<SandboxError>([&] { box.run("M", {nested(127)}); }), "stack level too deep");
    EXPECT_NO_THROW(box.run("M", {}, {{"deep", nested(126)}}));
    EXPECT_EQ(message<SandboxError>([&] { box.run("M", {}, {{"deep", nested(127)}}); }), "stack level too deep");
}

TEST(Frames, ResponsesToTheGuest) {
    WatGuest guest;
    const auto request = bytes("95 a4 47 3a 3a 4d a4 63 61 6c 6c 90 80 c2");
    guest.more = data(4096, request);
    guest.eval = "(call $answer_packed " + dispatch(4096, request) + ")";
    struct Case {
        Value value;
        std::string_view response;
    };
    for (const auto& [value, response] :
         {Case{42, "92 00 2a"}, Case{nullptr, "92 00 c0"}, Case{sym("stop"), "92 00 d6 00 73 74 6f 70"},
          Case{Object(std::make_shared<Item>("x")), "92 00 d6 01 00 00 00 01"}, Case{Binary("\xff"), "92 00 c4 01 ff"},
          Case{std::uint64_t{1} << 63, "92 00 cf 80 00 00 00 00 00 00 00"}, Case{1.5, "92 00 cb 3f f8 00 00 00 00 00 00"}}) {
        Sandbox box(guest.guest());
        box.define("G").bind("M", [&value] { return value; });
        EXPECT_EQ(bytes_of(box.eval("")), same(response));
    }
}

}  // namespace
}  // namespace hako::test
