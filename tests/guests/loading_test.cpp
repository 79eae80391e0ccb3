// Guests that can't be used: what a sandbox's construction says about them.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "guests/wat_guest.hpp"
#include "support/thrown.hpp"
#include "support/wat.hpp"

namespace hako::test {
namespace {

namespace fs = std::filesystem;

std::string refusal(const Guest& guest) {
    return message<SetupError>([&] { Sandbox box(guest); });
}
std::string refusal_of_text(std::string_view wat) { return refusal(Guest::from_bytes(wasm_of(wat))); }
std::string refusal_of(const WatGuest& guest) { return refusal(guest.guest()); }

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

class GuestFiles : public testing::Test {
   protected:
    GuestFiles() {
        std::string pattern = (fs::temp_directory_path() / "hako-guests-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder_ = pattern;
    }
    ~GuestFiles() override { fs::remove_all(folder_); }
    fs::path file(const std::string& name, std::string_view content) const {
        std::ofstream(folder_ / name, std::ios::binary) << content;
        return folder_ / name;
    }
    fs::path folder_;
};

TEST_F(GuestFiles, E40_AFileThatIsNotThereIsNamed) {
    for (const auto& path : {folder_ / "none.wasm", folder_ / "none" / "guest.wasm", file("file", "") / "below.wasm"}) {
        EXPECT_EQ(message<ModuleNotBuiltError>([&] { Sandbox box(Guest::from_file(path)); }),
                  "Sandbox runtime not found at " + path.string() + "; name an existing guest binary or use the bundled one");
    }
    fs::create_symlink(folder_ / "nowhere", folder_ / "dangling.wasm");
    EXPECT_THROW(Sandbox(Guest::from_file(folder_ / "dangling.wasm")), ModuleNotBuiltError);
}

TEST_F(GuestFiles, E41_WhatIsNoFileCannotBeRead) {
    const auto pipe = folder_ / "pipe";
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    for (const auto& path : {folder_, pipe, fs::path("/dev/null")}) {
        EXPECT_EQ(refusal(Guest::from_file(path)), "failed to read Sandbox runtime at " + path.string() + ": not a regular file");
    }
}

TEST_F(GuestFiles, E41_AFileWithoutPermissionCannotBeRead) {
    const auto path = file("secret.wasm", "x");
    fs::permissions(path, fs::perms::none);
    if (access(path.c_str(), R_OK) == 0) GTEST_SKIP() << "this user may read everything";
    EXPECT_EQ(refusal(Guest::from_file(path)), "failed to read Sandbox runtime at " + path.string() + ": Permission denied");
}

TEST_F(GuestFiles, AGuestFromAFileWorksLikeItsBytes) {
    EXPECT_TRUE(Sandbox(Guest::from_file(file("good.wasm", WatGuest().wasm()))).eval("").value.is_nil());
    fs::create_symlink(folder_ / "good.wasm", folder_ / "link.wasm");
    EXPECT_TRUE(Sandbox(Guest::from_file(folder_ / "link.wasm")).eval("").value.is_nil());
}

TEST(Loading, E41_BytesThatAreNoModuleDoNotCompile) {
    const std::string good = WatGuest().wasm();
    std::string other_version = good;
    other_version[4] = '\x02';
    std::string component = good;
    component.replace(4, 4, std::string("\x0d\0\x01\0", 4));
    for (const std::string& bytes : {std::string(), std::string("\0", 1), std::string("\0asm", 4), std::string("MZ nonsense"),
                                     WatGuest().text(), std::string(100'000, '\xff'), good + "x", other_version, component}) {
        const auto text = refusal(Guest::from_bytes(bytes));
        EXPECT_TRUE(text.starts_with("failed to compile Sandbox runtime: ")) << text;
        EXPECT_FALSE(contains(text, "\n")) << text;
    }
}

TEST(Loading, E41_AModuleThatIsCutOffIsRefusedWhereverItEnds) {
    const std::string good = WatGuest().wasm();
    const std::size_t code_end = good.rfind(std::string("\0\x41\x80\x08\x0b", 5)) - 3;  // before the data section
    std::set<std::size_t> complete;
    for (std::size_t length = 0; length < good.size(); ++length) {
        try {
            const Sandbox box(Guest::from_bytes(good.substr(0, length)));
            complete.insert(length);
        } catch (const SetupError&) {
        }
    }
    // What ends after the code or the data is still a module that has everything.
    EXPECT_EQ(complete.size(), 2U);
    EXPECT_TRUE(complete.contains(code_end)) << code_end;
}

TEST(Loading, E41_AModuleWithOneByteChangedIsRefusedOrRuns) {
    const std::string good = WatGuest().wasm();
    for (std::size_t at = 8; at < good.size(); ++at) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ (1 << (at % 8)));
        try {
            const Sandbox box(Guest::from_bytes(bad), {.timeout = std::chrono::milliseconds(50)});
            static_cast<void>(box.try_eval(""));
        } catch (const SetupError&) {
        }
    }
}

// --- the version ----------------------------------------------------------------------------------------------------

TEST(Loading, E42_TheVersionFunctionMustHaveItsType) {
    static constexpr std::string_view missing =
        "the Guest Binary does not export __kobako_abi_version; rebuild it against ABI version 2";
    WatGuest without;
    without.left_out = {"__kobako_abi_version"};
    EXPECT_EQ(refusal_of(without), missing);
    for (const auto* mistyped :
         {R"((func (export "__kobako_abi_version") (result i64) (i64.const 2)))",
          R"((func (export "__kobako_abi_version") (param i32) (result i32) (i32.const 2)))",
          R"((func (export "__kobako_abi_version")))",
          R"((func (export "__kobako_abi_version") (result i32 i32) (i32.const 2) (i32.const 2)))",
          R"((global (export "__kobako_abi_version") i32 (i32.const 2)))", R"((table (export "__kobako_abi_version") 2 funcref))",
          R"((tag (export "__kobako_abi_version")))"}) {
        WatGuest guest = without;
        guest.more = mistyped;
        EXPECT_EQ(refusal_of(guest), missing) << mistyped;
    }
    EXPECT_EQ(refusal_of_text("(module)"), missing);
}

TEST(Loading, E42_OnlyTheVersionOfThisHostWillDo) {
    for (const std::uint32_t version : {0U, 1U, 3U, 0x8000'0002U, 0xffff'ffffU}) {
        WatGuest guest;
        guest.version = "(i32.const " + std::to_string(version) + ")";
        EXPECT_EQ(refusal_of(guest),
                  "the Guest Binary reports ABI version " + std::to_string(version) +
                      ", but this host implements ABI version 2; rebuild the Guest Binary against the host's version");
    }
}

TEST(Loading, E42_AVersionFunctionThatTrapsIsRefused) {
    WatGuest guest;
    guest.version = "unreachable";
    EXPECT_EQ(refusal_of(guest),
              "failed to read the Guest Binary's ABI version: wasm trap: wasm `unreachable` instruction executed");
    guest.version = "(call $proc_exit (i32.const 7)) (i32.const 2)";
    EXPECT_EQ(refusal_of(guest), "failed to read the Guest Binary's ABI version: Exited with i32 exit status 7");
    guest.version = "(drop (call $dispatch (i32.const 0) (i32.const 0))) (i32.const 2)";
    EXPECT_EQ(refusal_of(guest),
              "failed to read the Guest Binary's ABI version: the guest called a service outside of an invocation");
}

TEST(Loading, B40_TheProbeSeesNoInput) {
    WatGuest guest;  // a version that is not 2 when there is something to read
    guest.version = "(i32.add (i32.const 2) (call $read_stdin))";
    EXPECT_NO_THROW(Sandbox(guest.guest()));
}

TEST(Loading, B40_NothingThatTheProbeLeavesBehindIsSeenLater) {
    WatGuest guest;
    guest.version = "(i32.store (i32.const 100) (i32.const 1)) (i32.const 2)";
    guest.eval = "(call $answer_number (i32.load (i32.const 100)))";
    EXPECT_EQ(Sandbox(guest.guest()).eval("").value, Value(0));
}

// --- imports --------------------------------------------------------------------------------------------------------

TEST(Loading, E41_AnImportThatHakoDoesNotHaveIsNamed) {
    struct Case {
        const char* import;
        const char* name;
    };
    for (const auto& [import, name] :
         {Case{R"((import "env" "nope" (func)))", "env::nope"},
          Case{R"((import "env" "__kobako_eval" (func)))", "env::__kobako_eval"},
          Case{R"((import "wasi_snapshot_preview1" "sock_open" (func (param i32 i32 i32) (result i32))))",
               "wasi_snapshot_preview1::sock_open"},
          Case{R"((import "wasi_unstable" "fd_read" (func (param i32 i32 i32 i32) (result i32))))", "wasi_unstable::fd_read"},
          Case{R"((import "env" "memory" (memory 1)))", "env::memory"},
          Case{R"((import "env" "table" (table 1 funcref)))", "env::table"},
          Case{R"((import "env" "global" (global i32)))", "env::global"}, Case{R"((import "env" "tag" (tag)))", "env::tag"},
          Case{R"((import "" "" (func)))", "::"}}) {
        const auto text = refusal_of_text("(module " + std::string(import) + ")");
        EXPECT_TRUE(text.starts_with("instantiate: unknown import: ")) << text;
        EXPECT_TRUE(contains(text, name)) << text;
    }
}

TEST(Loading, E41_AnImportOfAnotherTypeIsNamed) {
    for (const auto* import : {R"((import "env" "__kobako_dispatch" (func (param i32 i32) (result i32))))",
                               R"((import "env" "__kobako_dispatch" (func (param i64 i64) (result i64))))",
                               R"((import "env" "__kobako_dispatch" (global i64)))"}) {
        const auto text = refusal_of_text("(module " + std::string(import) + ")");
        EXPECT_TRUE(text.starts_with("instantiate: ")) << text;
        EXPECT_TRUE(contains(text, "__kobako_dispatch")) << text;
    }
    const auto text = refusal_of_text(R"((module (import "wasi_snapshot_preview1" "fd_read" (func (param i32) (result i32)))))");
    EXPECT_TRUE(contains(text, "fd_read")) << text;
}

TEST(Loading, AGuestMayImportNothing) {
    EXPECT_TRUE(Sandbox(Guest::from_bytes(wasm_of(R"((module
        (memory (export "memory") 1)
        (data (i32.const 0) "\01\c0")
        (func (export "__kobako_abi_version") (result i32) (i32.const 2))
        (func (export "__kobako_eval"))
        (func (export "__kobako_alloc") (param i32) (result i32) (i32.const 0))
        (func (export "__kobako_take_outcome") (result i64) (i64.const 2))))")))
                    .eval("")
                    .value.is_nil());
}

// --- memories and tables --------------------------------------------------------------------------------------------

TEST(Loading, E41_AMemoryLargerThanAllowedIsRefused) {
    for (const auto* memory : {R"((memory $memory (export "memory") 16385))", R"((memory $memory (export "memory") 65536))"}) {
        WatGuest guest;
        guest.memory = memory;
        const auto text = refusal_of(guest);
        EXPECT_TRUE(text.starts_with("instantiate: the module starts with ")) << text;
        EXPECT_TRUE(contains(text, "1073741824")) << text;
    }
    WatGuest largest;
    largest.memory = R"((memory $memory (export "memory") 16384))";
    EXPECT_TRUE(Sandbox(largest.guest()).eval("").value.is_nil());
}

TEST(Loading, E41_AMemoryThatIsNotExportedIsNoLargerEither) {
    WatGuest guest;
    for (const auto* memory : {"(memory $memory 65536)", R"((memory $memory (export "other") 16385))"}) {
        guest.memory = memory;
        guest.more = R"((func $touch (memory.fill (i32.const 0) (i32.const 1) (i32.const -1))) (start $touch))";
        const auto text = refusal_of(guest);
        EXPECT_TRUE(text.starts_with("instantiate: the module starts with ")) << text;
    }
}

TEST(Loading, E41_OtherKindsOfMemoryAreRefused) {
    for (const auto* memory :
         {R"((memory $memory (export "memory") i64 4))", R"((memory $memory (export "memory") 4) (memory 1))",
          R"((memory $memory (export "memory") 4 4 shared))", R"((memory $memory (export "memory") 4 (pagesize 1)))"}) {
        std::string wasm;
        try {
            wasm = wasm_of("(module " + std::string(memory) + ")");
        } catch (const std::runtime_error&) {
            continue;  // not even the assembler knows it
        }
        const auto text = refusal(Guest::from_bytes(wasm));
        EXPECT_TRUE(text.starts_with("failed to compile Sandbox runtime: ")) << text;
    }
    std::string many = "(module";
    for (int i = 0; i < 1000; ++i) many += "(memory 1)";
    EXPECT_TRUE(refusal_of_text(many + ")").starts_with("failed to compile Sandbox runtime: "));
}

TEST(Loading, E41_TooManyTablesOrTooLargeOnesAreRefused) {
    std::string many;
    for (int i = 0; i < 50; ++i) many += "(table 1000000 funcref)";
    for (const auto& tables : {many, std::string("(table 4000000000 funcref)"), std::string("(table 9000000 externref)")}) {
        WatGuest guest;
        guest.more = tables;
        const auto text = refusal_of(guest);
        EXPECT_TRUE(text.starts_with("instantiate: ")) << text;
        EXPECT_TRUE(contains(text, "table")) << text;
    }
}

TEST(Loading, ATableThatKeepsGrowingMeetsItsLimit) {
    WatGuest guest;
    guest.more = R"((table $t 10 funcref))";
    guest.eval = R"(
        (loop $again (br_if $again (i32.ne (table.grow $t (ref.null func) (i32.const 100000)) (i32.const -1))))
        (call $answer_number (table.size $t)))";
    const Sandbox box(guest.guest());
    EXPECT_LE(box.eval("").value.as<std::int64_t>(), 1'000'000);
}

// --- what runs before anything is asked for
// ----------------------------------------------------------------------------

WatGuest with_start(const std::string& body) {
    WatGuest guest;
    guest.more = "(func $start " + body + ") (start $start)";
    return guest;
}

TEST(Loading, E41_AStartSectionThatFailsIsRefused) {
    EXPECT_EQ(refusal_of(with_start("unreachable")), "instantiate: wasm trap: wasm `unreachable` instruction executed");
    EXPECT_EQ(refusal_of(with_start("(call $start)")), "instantiate: wasm trap: call stack exhausted");
    EXPECT_EQ(refusal_of(with_start("(call $proc_exit (i32.const 0))")), "instantiate: Exited with i32 exit status 0");
    EXPECT_EQ(refusal_of(with_start("(drop (call $dispatch (i32.const 0) (i32.const 0)))")),
              "instantiate: the guest called a service outside of an invocation");
    WatGuest out_of_bounds;
    out_of_bounds.more = data(262'143, "ab");
    EXPECT_EQ(refusal_of(out_of_bounds), "instantiate: wasm trap: out of bounds memory access");
}

TEST(Loading, AStartSectionMayWriteAndGrowMemory) {
    // Under the limits of housekeeping, not those of the script, counted from the size that the module declares.
    for (const int pages : {4, 2000}) {
        auto guest = with_start(R"((i32.store (i32.const 200) (memory.grow (i32.const 500))))");
        guest.memory = R"((memory $memory (export "memory") )" + std::to_string(pages) + ")";
        guest.eval = "(call $answer_number (i32.load (i32.const 200)))";
        const auto done = Sandbox(guest.guest(), {.memory_limit = Bytes(1)}).eval("");
        EXPECT_EQ(done.value, Value(pages));
        EXPECT_EQ(done.usage.memory_peak, Bytes(0));
    }
}

TEST(Loading, E41_AStartSectionThatGrowsMemoryWithoutEndIsRefused) {
    const auto text = refusal_of(with_start("(loop $again (drop (memory.grow (i32.const 16))) (br $again))"));
    EXPECT_TRUE(text.starts_with("instantiate: memory usage exceeded memory_limit: ")) << text;
}

TEST(Loading, Initialize_IsCalledOnceOnEveryInstanceBeforeAnythingElse) {
    WatGuest guest;
    guest.more =
        R"((func (export "_initialize") (i32.store (i32.const 100) (i32.add (i32.load (i32.const 100)) (i32.const 1)))))";
    guest.version = "(i32.add (i32.load (i32.const 100)) (i32.const 1))";  // 2 if it was called once
    guest.eval = "(call $answer_number (i32.load (i32.const 100)))";
    const Sandbox box(guest.guest());
    for (int i = 0; i < 3; ++i) EXPECT_EQ(box.eval("").value, Value(1));
}

TEST(Loading, Initialize_OfAnotherTypeIsNotCalled) {
    WatGuest guest;
    guest.more = R"((func (export "_initialize") (result i32) unreachable))";
    EXPECT_TRUE(Sandbox(guest.guest()).eval("").value.is_nil());
    guest.more = R"((func (export "_start") unreachable))";
    EXPECT_TRUE(Sandbox(guest.guest()).eval("").value.is_nil());
}

TEST(Loading, E41_Initialize_ThatFailsIsRefused) {
    const auto with_initialize = [](const std::string& body) {
        WatGuest guest;
        guest.more = R"((func $init (export "_initialize") )" + body + ")";
        return guest;
    };
    EXPECT_EQ(refusal_of(with_initialize("unreachable")), "instantiate: wasm trap: wasm `unreachable` instruction executed");
    EXPECT_EQ(refusal_of(with_initialize("(call $init)")), "instantiate: wasm trap: call stack exhausted");
    EXPECT_EQ(refusal_of(with_initialize("(call $proc_exit (i32.const -1))")), "instantiate: Exited with i32 exit status -1");
    EXPECT_EQ(refusal_of(with_initialize("(drop (call $dispatch (i32.const 0) (i32.const 0)))")),
              "instantiate: the guest called a service outside of an invocation");
    const auto text = refusal_of(with_initialize("(loop $again (drop (memory.grow (i32.const 16))) (br $again))"));
    EXPECT_TRUE(text.starts_with("instantiate: memory usage exceeded memory_limit: ")) << text;
}

TEST(Loading, E41_GuestsThatNeverGetReadyAreStopped) {
    // Each takes as long as the probe may take, hence all at once.
    WatGuest probe;
    probe.version = "(loop $again (br $again)) (i32.const 2)";
    auto start = with_start("(loop $again (br $again))");
    auto tail_calls = with_start("(return_call $start)");
    WatGuest initialize;
    initialize.more = R"((func (export "_initialize") (loop $again (br $again))))";
    std::string texts[4];
    {
        std::vector<std::jthread> threads;
        int i = 0;
        for (const auto* guest : {&probe, &start, &tail_calls, &initialize}) {
            threads.emplace_back([guest, &text = texts[i++]] { text = refusal_of(*guest); });
        }
    }
    EXPECT_EQ(texts[0], "failed to read the Guest Binary's ABI version: wall-clock deadline exceeded");
    for (int i = 1; i < 4; ++i) EXPECT_EQ(texts[i], "instantiate: wall-clock deadline exceeded");
}

// --- inspect --------------------------------------------------------------------------------------------------------

TEST(Loading, InspectTellsAboutBadGuestsWhatConstructionWould) {
    WatGuest version;
    version.version = "(i32.const 3)";
    WatGuest large;
    large.memory = R"((memory $memory (export "memory") 65536))";
    for (const auto& wasm : {version.wasm(), large.wasm(), std::string(), std::string("x"), wasm_of("(module)"),
                             wasm_of(R"((module (import "env" "nope" (func))))"), with_start("unreachable").wasm()}) {
        const auto guest = Guest::from_bytes(wasm);
        const auto info = inspect(guest);
        EXPECT_EQ(info.problem, refusal(guest));
        EXPECT_EQ(info.size, Bytes(static_cast<std::int64_t>(wasm.size())));
        EXPECT_FALSE(info.abi_version);
    }
    EXPECT_EQ(inspect(large.guest()).initial_memory, Bytes(std::int64_t{1} << 32));
}

TEST(Loading, InspectShowsDeclarations) {
    WatGuest guest;
    guest.memory = R"((memory $memory (export "memory") 4 10))";
    const auto info = inspect(guest.guest());
    EXPECT_EQ(info.problem, "");
    EXPECT_EQ(info.abi_version, 2U);
    EXPECT_EQ(info.initial_memory, Bytes(262'144));
    EXPECT_EQ(info.maximum_memory, Bytes(655'360));
    ASSERT_EQ(info.imports.size(), 4U);
    EXPECT_EQ(info.imports[0], "env.__kobako_dispatch: (i32, i32) -> i64");
    EXPECT_EQ(info.imports[3], "wasi_snapshot_preview1.proc_exit: (i32) -> ()");
    EXPECT_TRUE(std::ranges::count(info.exports, "memory: memory") == 1);
    EXPECT_TRUE(std::ranges::count(info.exports, "__kobako_run: (i32, i32) -> ()") == 1);
}

}  // namespace
}  // namespace hako::test
