// Making a sandbox: options, their checks, and guests that can't be used.
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include "support/thrown.hpp"
#include "support/tiny_guest.hpp"

namespace hako {
namespace {

using namespace hako::literals;
using namespace std::chrono_literals;
using test::message;
using test::thrown;
using test::TinyGuest;

std::string refused(const Options& options) {
    return message<ArgumentError>([&] { Sandbox box(options); });
}

/// A path in a folder that is removed again.
class TemporaryFolder {
   public:
    TemporaryFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "hako-test-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = pattern;
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    std::filesystem::path file(const std::string& name, std::string_view content) const {
        std::ofstream(path_ / name, std::ios::binary) << content;
        return path_ / name;
    }
    const std::filesystem::path& path() const { return path_; }

   private:
    std::filesystem::path path_;
};

TEST(Construction, B01_DefaultLimitsAreAMinuteAndAMebibyteEach) {
    const Sandbox box;
    EXPECT_EQ(box.options().timeout->count(), 60.0);
    EXPECT_EQ(box.options().memory_limit, Bytes(1'048'576));
    EXPECT_EQ(box.options().stdout_limit, Bytes(1'048'576));
    EXPECT_EQ(box.options().stderr_limit, Bytes(1'048'576));
    EXPECT_EQ(box.options().profile, Profile::hermetic);
    EXPECT_FALSE(box.sealed());
}

TEST(Construction, B01_ReadersReturnTheEffectiveLimits) {
    const Sandbox box(ruby(), {.timeout = 1500ms, .memory_limit = 4_MiB, .stdout_limit = 0_B, .stderr_limit = std::nullopt});
    EXPECT_EQ(box.options().timeout->count(), 1.5);
    EXPECT_EQ(box.options().memory_limit, 4_MiB);
    EXPECT_EQ(box.options().stdout_limit, 0_B);
    EXPECT_EQ(box.options().stderr_limit, std::nullopt);
}

TEST(Construction, B01_EveryLimitCanBeOff) {
    const Sandbox box(
        ruby(),
        {.timeout = std::nullopt, .memory_limit = std::nullopt, .stdout_limit = std::nullopt, .stderr_limit = std::nullopt});
    EXPECT_EQ(box.eval("6 * 7").value, Value(42));
}

TEST(Construction, B05_AnExecutionThatNothingFilledIsEmpty) {
    const Execution none;
    EXPECT_TRUE(none.value.is_nil());
    EXPECT_EQ(none.stdout_text(), "");
    EXPECT_EQ(none.stderr_text(), "");
    EXPECT_FALSE(none.stdout_truncated());
    EXPECT_FALSE(none.stderr_truncated());
    EXPECT_EQ(none.usage.wall_time.count(), 0.0);
    EXPECT_EQ(none.usage.memory_peak, 0_B);
}

TEST(Construction, E39_ATimeoutMustBePositiveAndFinite) {
    EXPECT_EQ(refused({.timeout = 0s}), "timeout must be > 0 (got 0)");
    EXPECT_EQ(refused({.timeout = std::chrono::duration<double>(-1.5)}), "timeout must be > 0 (got -1.5)");
    for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        EXPECT_TRUE(refused({.timeout = std::chrono::duration<double>(bad)}).starts_with("timeout must be > 0")) << bad;
    }
}

TEST(Construction, E39_AMemoryLimitMustBePositive) {
    EXPECT_EQ(refused({.memory_limit = 0_B}), "memory_limit must be a positive Integer or nil, got 0");
    EXPECT_EQ(refused({.memory_limit = Bytes(-1)}), "memory_limit must be a positive Integer or nil, got -1");
}

TEST(Construction, E39_OutputLimitsMustNotBeNegative) {
    EXPECT_EQ(refused({.stdout_limit = Bytes(-1)}), "stdout_limit must be a non-negative Integer or nil, got -1");
    EXPECT_EQ(refused({.stderr_limit = Bytes(-7)}), "stderr_limit must be a non-negative Integer or nil, got -7");
}

TEST(Construction, E39_AHandleLimitMustFitAHandle) {
    for (const std::int64_t bad : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{2'147'483'648}}) {
        EXPECT_EQ(refused({.handle_limit = bad}),
                  "handle_limit must be between 1 and 2147483647 (got " + std::to_string(bad) + ")");
    }
}

TEST(Construction, E39_LimitsAreCheckedBeforeAnyFileIsTouched) {
    EXPECT_EQ(message<ArgumentError>([] { Sandbox box(Guest::from_file("no/such/guest.wasm"), {.timeout = 0s}); }),
              "timeout must be > 0 (got 0)");
}

TEST(Construction, E40_AMissingGuestFileIsNamed) {
    for (int attempt = 0; attempt < 2; ++attempt) {
        const auto error = thrown<ModuleNotBuiltError>([] { Sandbox box(Guest::from_file("no/such/guest.wasm")); });
        EXPECT_TRUE(std::string(error.what()).starts_with("Sandbox runtime not found at no/such/guest.wasm; ")) << error.what();
        EXPECT_EQ(error.kind(), ErrorKind::module_not_built);
        EXPECT_FALSE(error.origin());
        EXPECT_FALSE(error.klass());
    }
    EXPECT_THROW(Sandbox(Guest::from_file("no/such/guest.wasm")), SetupError);
}

TEST(Construction, E41_AnUnreadableGuestFileIsToldWithThePath) {
    const TemporaryFolder folder;
    const auto text = message<SetupError>([&] { Sandbox box(Guest::from_file(folder.path())); });
    EXPECT_TRUE(text.starts_with("failed to read Sandbox runtime at " + folder.path().string() + ": ")) << text;
}

TEST(Construction, E41_WhatIsNotWebAssemblyDoesNotCompile) {
    const TemporaryFolder folder;
    for (const std::string_view content :
         {std::string_view(""), std::string_view("not wasm at all"), std::string_view("\0asm\x02\0\0\0", 8)}) {
        const auto text = message<SetupError>([&] { Sandbox box(Guest::from_file(folder.file("bad.wasm", content))); });
        EXPECT_TRUE(text.starts_with("failed to compile Sandbox runtime: ")) << text;
    }
}

TEST(Construction, E41_AnImportThatHakoDoesNotHaveIsNamed) {
    const std::string module(
        "\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x0c\x01\x03"
        "env\x04nope\0\0",
        28);
    const auto text = message<SetupError>([&] { Sandbox box(Guest::from_bytes(module)); });
    EXPECT_TRUE(text.starts_with("instantiate: ")) << text;
    EXPECT_NE(text.find("nope"), std::string::npos) << text;
}

TEST(Construction, E42_AGuestWithoutAVersionIsRefused) {
    TinyGuest tiny;
    tiny.exports_version = false;
    EXPECT_EQ(message<SetupError>([&] { Sandbox box(tiny.guest()); }),
              "the Guest Binary does not export __kobako_abi_version; rebuild it against ABI version 2");
}

TEST(Construction, E42_D22_AGuestOfAnotherVersionIsRefused) {
    for (const std::uint32_t version : {1U, 3U, 0U, 0xffff'ffffU}) {
        TinyGuest tiny;
        tiny.version = TinyGuest::i32_const(static_cast<std::int32_t>(version));
        EXPECT_EQ(message<SetupError>([&] { Sandbox box(tiny.guest()); }),
                  "the Guest Binary reports ABI version " + std::to_string(version) +
                      ", but this host implements ABI version 2; rebuild the Guest Binary against the host's version");
    }
}

TEST(Construction, E42_AProbeThatTrapsIsRefused) {
    TinyGuest tiny;
    tiny.version = TinyGuest::unreachable();
    const auto text = message<SetupError>([&] { Sandbox box(tiny.guest()); });
    EXPECT_TRUE(text.starts_with("failed to read the Guest Binary's ABI version: ")) << text;
}

TEST(Construction, B40_OnlyTheVersionIsAskedFor) {
    TinyGuest tiny;  // whose other functions would trap
    tiny.eval = tiny.run = TinyGuest::unreachable();
    tiny.alloc = TinyGuest::unreachable();
    EXPECT_NO_THROW(Sandbox(tiny.guest()));
}

TEST(Construction, B01_AGuestFileThatIsReplacedIsLoadedAnew) {
    const TemporaryFolder folder;
    const auto path = folder.file("guest.wasm", "nonsense");
    EXPECT_THROW(Sandbox(Guest::from_file(path)), SetupError);
    TinyGuest tiny;
    tiny.outcome = "\x01\x07";
    std::ofstream(path, std::ios::binary) << tiny.bytes();
    EXPECT_EQ(Sandbox(Guest::from_file(path)).eval("").value, Value(7));
    EXPECT_EQ(Guest::from_file(path).path(), path);
}

TEST(Construction, ASandboxMovesWithItsNamespaces) {
    Sandbox first;
    auto& store = first.define("Store");
    Sandbox second = std::move(first);
    store.bind("Answer", [] { return 42; });
    EXPECT_EQ(second.eval("Store::Answer.()").value, Value(42));
}

}  // namespace
}  // namespace hako
