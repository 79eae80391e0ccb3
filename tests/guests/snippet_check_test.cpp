// Snippets that the guest is asked about when they are preloaded, and guests that answer with rubbish.
#include "guests/wat_guest.hpp"
#include "support/bytes.hpp"
#include "support/thrown.hpp"

namespace hako::test {
namespace {

const std::string syntax_error = bytes(
    "02 83 a6 6f 72 69 67 69 6e a7 73 61 6e 64 62 6f 78 a5 63 6c 61 73 73 ab 53 79 6e 74 61 78 45 72 72 6f 72 a7 6d 65 "
    "73 73"
    "61 67 65 ac 73 79 6e 74 61 78 20 65 72 72 6f 72");

/// A guest whose check does `body`; its outcome is `outcome`.
WatGuest checking(const std::string& body, std::string_view outcome = syntax_error) {
    auto guest = WatGuest::with_outcome(outcome);
    guest.more += R"((func (export "__hako_compile_check") (param $pointer i32) (param $length i32) (result i32) )" + body + ")";
    return guest;
}
void preload(const WatGuest& guest) {
    Sandbox box(guest.guest());
    box.preload("Helper", "X = 1");
}
std::string trap(const WatGuest& guest) {
    return message<TrapError>([&] { preload(guest); });
}

TEST(SnippetCheck, E32_WhatTheGuestRefusesIsNotAdded) {
    auto guest = checking("(i32.const 1)");
    Sandbox box(guest.guest());
    const auto error = thrown<SandboxError>([&] { box.preload("Helper", "X ="); });
    EXPECT_EQ(error.klass(), "SyntaxError");
    EXPECT_EQ(std::string(error.what()), "syntax error");
    EXPECT_FALSE(box.sealed());
    EXPECT_THROW(box.preload("Helper", "X ="), SandboxError);  // the name is still free
    box.preload_bytecode("");                                  // not asked about
}

TEST(SnippetCheck, AnyOtherAnswerThanZeroRefuses) {
    for (const auto* answer : {"(i32.const 2)", "(i32.const -1)", "(i32.const 0x80000000)"})
        EXPECT_THROW(preload(checking(answer)), SandboxError);
    EXPECT_NO_THROW(preload(checking("(i32.const 0)")));
}

TEST(SnippetCheck, AGuestThatCannotTellIsNotAsked) {
    EXPECT_NO_THROW(preload(WatGuest()));
    for (const auto* mistyped : {R"((func (export "__hako_compile_check") (result i32) unreachable))",
                                 R"((func (export "__hako_compile_check") (param i32 i32) unreachable))"}) {
        WatGuest guest;
        guest.more = mistyped;
        EXPECT_NO_THROW(preload(guest));
    }
    for (const auto* hook : {"__kobako_alloc", "__kobako_take_outcome"}) {
        auto guest = checking("unreachable");
        guest.left_out = {hook};
        EXPECT_NO_THROW(preload(guest));
    }
}

TEST(SnippetCheck, TheGuestIsGivenFileAndCode) {
    // Refuses with what it was given as the details: bytes that follow the panic's other keys.
    const auto head = bytes(
        "02 84 a6 6f 72 69 67 69 6e a1 6f a5 63 6c 61 73 73 a1 43 a7 6d 65 73 73 61 67 65 a1 6d a7 64 65 74 61 69 6c "
        "73 c4");
    auto guest = WatGuest();
    guest.more = data(WatGuest::result_area, head) +
                 R"((func (export "__hako_compile_check") (param $pointer i32) (param $length i32) (result i32)
                     (i32.store8 (i32.const )" +
                 std::to_string(WatGuest::result_area + head.size()) + R"() (local.get $length))
                     (memory.copy (i32.const )" +
                 std::to_string(WatGuest::result_area + head.size() + 1) +
                 R"() (local.get $pointer) (local.get $length))
                     (global.set $outcome (i64.or (i64.const 0x0002000000000000) (i64.extend_i32_u (i32.add (local.get $length) (i32.const )" +
                 std::to_string(head.size() + 1) + R"()))))
                     (i32.const 1)))";
    Sandbox box(guest.guest());
    const auto error = thrown<SandboxError>([&] { box.preload("Helper", "X = 1"); });
    EXPECT_EQ(hex(error.details()->as<Binary>().bytes()),
              hex(bytes("92 b0 28 73 6e 69 70 70 65 74 3a 48 65 6c 70 65 72 29 a5 58 20 3d 20 31")));
}

TEST(SnippetCheck, ABadPanicIsATransportError) {
    for (const auto* outcome : {"02", "02 c0", "02 80", "02 83 a6 6f 72 69 67 69 6e"}) {
        EXPECT_EQ(message<TransportError>([&] { preload(checking("(i32.const 1)", bytes(outcome))); }),
                  "Sandbox produced an invalid panic record");
    }
}

TEST(SnippetCheck, E01_ARefusalWithoutAPanicIsATrap) {
    for (const auto* outcome : {"", "01 c0", "00", "03 c0"}) {
        EXPECT_EQ(trap(checking("(i32.const 1)", bytes(outcome))),
                  "Sandbox#preload failed: Sandbox exited without producing a result");
    }
    for (const auto& lie : {packed(WatGuest::memory_size, 1), packed(0xffff'ffff, 0xffff'ffff)}) {
        auto guest = checking("(i32.const 1)");
        guest.take_outcome = lie;
        EXPECT_EQ(trap(guest), "Sandbox#preload failed: Sandbox exited without producing a result");
    }
}

TEST(SnippetCheck, E01_AGuestThatTrapsOnTheWayIsATrap) {
    static constexpr auto unreachable = "Sandbox#preload failed: wasm trap: wasm `unreachable` instruction executed";
    EXPECT_EQ(trap(checking("unreachable")), unreachable);
    auto taking = checking("(i32.const 1)");
    taking.take_outcome = "unreachable";
    EXPECT_EQ(trap(taking), unreachable);
    auto allocating = checking("(i32.const 0)");
    allocating.alloc = "unreachable";
    EXPECT_EQ(trap(allocating), unreachable);
    EXPECT_EQ(trap(checking("(call $proc_exit (i32.const 2)) (i32.const 0)")),
              "Sandbox#preload failed: Exited with i32 exit status 2");
    EXPECT_EQ(trap(checking("(drop (call $dispatch (i32.const 0) (i32.const 0))) (i32.const 0)")),
              "Sandbox#preload failed: the guest called a service outside of an invocation");
    for (const auto* nowhere : {"(i32.const 0)", "(i32.const 262140)", "(i32.const -1)"}) {
        allocating.alloc = nowhere;
        EXPECT_EQ(trap(allocating), "Sandbox#preload failed: could not allocate input buffer (out of memory)") << nowhere;
    }
}

TEST(SnippetCheck, E19_E20_AGuestWithoutEndIsStopped) {
    EXPECT_EQ(message<TimeoutError>([] {
                  Sandbox box(checking("(loop $again (br $again)) (i32.const 0)").guest(),
                              {.timeout = std::chrono::milliseconds(1)});
                  box.preload("Helper", "X = 1");
              }),
              "Sandbox#preload failed: wall-clock deadline exceeded");
    EXPECT_EQ(message<MemoryLimitError>(
                  [] { preload(checking("(loop $again (drop (memory.grow (i32.const 16))) (br $again)) (i32.const 0)")); }),
              "Sandbox#preload failed: memory usage exceeded memory_limit: requested=68157440 bytes, limit=67108864 bytes");
}

TEST(SnippetCheck, NothingOfItIsSeenByAnInvocation) {
    WatGuest guest;
    guest.more =
        R"((func (export "__hako_compile_check") (param i32 i32) (result i32) (i32.store (i32.const 100) (i32.const 7)) (i32.const 0)))";
    guest.eval = "(call $answer_number (i32.load (i32.const 100)))";
    Sandbox box(guest.guest());
    box.preload("Helper", "X = 1");
    EXPECT_FALSE(box.sealed());
    EXPECT_EQ(box.eval("").value, Value(0));
}

}  // namespace
}  // namespace hako::test
