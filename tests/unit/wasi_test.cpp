// WASI preview 1 as hako answers it: every function, hostile pointers, captures and input.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "wasi/preview1.hpp"
#include "wasi/world.hpp"

namespace hako::wasi {
namespace {

constexpr std::uint32_t success = 0, badf = 8, fault = 21, inval = 28, notsock = 57, notsup = 58, spipe = 70;
constexpr std::size_t page = 65536;

/// A guest's memory, what it sees, and calls of functions by name.
class Wasi : public testing::Test {
   protected:
    static const Function& find(std::string_view name) {
        const auto at = std::ranges::find(functions(), name, &Function::name);
        if (at == functions().end()) throw std::out_of_range(std::string(name));
        return *at;
    }
    Answer answer(std::string_view name, std::vector<std::uint64_t> arguments) {
        const auto& function = find(name);
        EXPECT_EQ(arguments.size(), function.parameters.size()) << name;
        return function.call(world, memory, arguments);
    }
    std::uint32_t call(std::string_view name, std::vector<std::uint64_t> arguments) {
        const auto result = answer(name, std::move(arguments));
        EXPECT_EQ(result.kind, Answer::Kind::error_number) << name;
        return result.value;
    }
    std::uint64_t load(std::size_t at, std::size_t bytes) const {
        std::uint64_t value = 0;
        for (std::size_t i = bytes; i > 0; --i) value = value << 8 | memory.at(at + i - 1);
        return value;
    }
    void store32(std::size_t at, std::uint32_t value) {
        for (int i = 0; i < 4; ++i) memory.at(at++) = static_cast<std::uint8_t>(value >> (8 * i));
    }
    /// An iovec array at 1024.
    void buffers(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& list) {
        std::size_t at = 1024;
        for (const auto& [pointer, length] : list) {
            store32(at, pointer);
            store32(at + 4, length);
            at += 8;
        }
    }
    void text(std::size_t at, std::string_view bytes) {
        std::ranges::copy(bytes, memory.begin() + static_cast<std::ptrdiff_t>(at));
    }
    std::string text(std::size_t at, std::size_t length) const {
        const auto begin = memory.begin() + static_cast<std::ptrdiff_t>(at);
        return {begin, begin + static_cast<std::ptrdiff_t>(length)};
    }

    World world{.in = {}, .out = Capture(100), .err = Capture(100)};
    std::vector<std::uint8_t> memory = std::vector<std::uint8_t>(page, 0xAA);
};

TEST_F(Wasi, All46FunctionsOfPreview1AreThereOnceEach) {
    EXPECT_EQ(functions().size(), 46U);
    std::map<std::string_view, int> times;
    for (const auto& function : functions()) ++times[function.name];
    EXPECT_EQ(times.size(), 46U);
    for (const char* name :
         {"args_get", "clock_time_get", "fd_readdir", "path_open", "poll_oneoff", "proc_exit", "sock_accept"}) {
        EXPECT_TRUE(times.contains(name)) << name;
    }
}

TEST_F(Wasi, OnlyProcExitHasNoResult) {
    for (const auto& function : functions()) EXPECT_EQ(function.has_result, function.name != "proc_exit") << function.name;
}

TEST_F(Wasi, ThereAreNoArgumentsAndNoEnvironment) {
    for (const std::string what : {"args", "environ"}) {
        EXPECT_EQ(call(what + "_sizes_get", {16, 20}), success);
        EXPECT_EQ(load(16, 4), 0U);
        EXPECT_EQ(load(20, 4), 0U);
        EXPECT_EQ(load(24, 1), 0xAAU);
        const auto before = memory;
        EXPECT_EQ(call(what + "_get", {16, 20}), success);
        EXPECT_EQ(memory, before);
        EXPECT_EQ(call(what + "_sizes_get", {16, page - 3}), fault);
    }
}

TEST_F(Wasi, B45_TheHermeticClocksStandAtZero) {
    for (const std::uint64_t clock : {0, 1}) {
        EXPECT_EQ(call("clock_time_get", {clock, 1, 32}), success);
        EXPECT_EQ(load(32, 8), 0U);
        EXPECT_EQ(call("clock_res_get", {clock, 32}), success);
        EXPECT_EQ(load(32, 8), clock == 0 ? 1'000'000'000U : 1U);
        EXPECT_EQ(call("clock_time_get", {clock, 1, page - 7}), fault);
        EXPECT_EQ(call("clock_res_get", {clock, page - 7}), fault);
    }
    for (const std::uint64_t clock : {2, 3, 4, 77}) {
        EXPECT_EQ(call("clock_time_get", {clock, 1, 32}), badf);
        EXPECT_EQ(call("clock_res_get", {clock, 32}), badf);
    }
}

TEST_F(Wasi, B45_HermeticRandomBytesAreZero) {
    EXPECT_EQ(call("random_get", {100, 50}), success);
    EXPECT_EQ(text(100, 50), std::string(50, '\0'));
    EXPECT_EQ(load(99, 1), 0xAAU);
    EXPECT_EQ(load(150, 1), 0xAAU);
}

TEST_F(Wasi, ThePermissiveProfileHasRealClocksAndEntropy) {
    world.permissive = true;
    EXPECT_EQ(call("clock_time_get", {0, 1, 32}), success);
    EXPECT_GT(load(32, 8), 1'600'000'000'000'000'000U);  // later than 2020
    EXPECT_EQ(call("clock_time_get", {1, 1, 32}), success);
    const auto earlier = load(32, 8);
    EXPECT_GT(earlier, 0U);
    EXPECT_EQ(call("clock_time_get", {1, 1, 32}), success);
    EXPECT_GE(load(32, 8), earlier);
    EXPECT_EQ(call("random_get", {100, 1000}), success);
    EXPECT_EQ(call("random_get", {1100, 1000}), success);
    EXPECT_NE(text(100, 1000), text(1100, 1000));
    EXPECT_NE(text(1000, 100), std::string(100, '\0'));
    EXPECT_EQ(load(2100, 1), 0xAAU);
    EXPECT_EQ(call("random_get", {page, 0}), success);
}

TEST_F(Wasi, RandomBytesOutsideTheMemoryAreRefused) {
    for (const bool permissive : {false, true}) {
        world.permissive = permissive;
        EXPECT_EQ(call("random_get", {page - 1, 2}), fault);
        EXPECT_EQ(call("random_get", {0xffff'ffff, 0xffff'ffff}), fault);
        EXPECT_EQ(call("random_get", {0, page + 1}), fault);
        EXPECT_EQ(load(page - 1, 1), 0xAAU);
    }
}

TEST_F(Wasi, B04_WhatIsWrittenIsCapturedByChannel) {
    text(200, "hello world");
    buffers({{200, 6}, {0, 0}, {206, 5}});
    EXPECT_EQ(call("fd_write", {1, 1024, 3, 16}), success);
    EXPECT_EQ(load(16, 4), 11U);
    buffers({{200, 5}});
    EXPECT_EQ(call("fd_write", {2, 1024, 1, 16}), success);
    EXPECT_EQ(world.out.take(), "hello world");
    EXPECT_EQ(world.err.take(), "hello");
}

TEST_F(Wasi, B04_AWriteComesUpShortAtTheLimitAndNeverTraps) {
    buffers({{0, 60}, {0, 60}, {0, 60}});
    EXPECT_EQ(call("fd_write", {1, 1024, 3, 16}), success);
    EXPECT_EQ(load(16, 4), 100U);
    EXPECT_TRUE(world.out.truncated());
    EXPECT_EQ(call("fd_write", {1, 1024, 1, 16}), success);
    EXPECT_EQ(load(16, 4), 0U);
    EXPECT_EQ(world.out.take().size(), 100U);
    EXPECT_FALSE(world.err.truncated());
}

TEST_F(Wasi, FramesAreReadAcrossPiecesAndBuffersAndThenThereIsNothing) {
    world.in.append("abc");
    world.in.append("");
    world.in.append("defgh");
    buffers({{200, 2}, {300, 2}});
    EXPECT_EQ(call("fd_read", {0, 1024, 2, 16}), success);
    EXPECT_EQ(load(16, 4), 4U);
    EXPECT_EQ(text(200, 2) + text(300, 2), "abcd");
    buffers({{200, 100}});
    EXPECT_EQ(call("fd_read", {0, 1024, 1, 16}), success);
    EXPECT_EQ(load(16, 4), 4U);
    EXPECT_EQ(text(200, 4), "efgh");
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(call("fd_read", {0, 1024, 1, 16}), success);
        EXPECT_EQ(load(16, 4), 0U);
    }
}

TEST_F(Wasi, ChannelsGoOneWay) {
    buffers({{200, 2}});
    EXPECT_EQ(call("fd_read", {1, 1024, 1, 16}), badf);
    EXPECT_EQ(call("fd_read", {2, 1024, 1, 16}), badf);
    EXPECT_EQ(call("fd_write", {0, 1024, 1, 16}), badf);
}

TEST_F(Wasi, LyingBufferArraysAreRefused) {
    world.in.append("abc");
    const auto both = [&](std::vector<std::uint64_t> rest, std::uint32_t expected) {
        for (const auto& [name, fd] : {std::pair{"fd_read", 0U}, std::pair{"fd_write", 1U}}) {
            auto arguments = rest;
            arguments.insert(arguments.begin(), fd);
            EXPECT_EQ(call(name, arguments), expected) << name;
        }
    };
    both({page - 7, 1, 16}, fault);        // the array's end is outside
    both({0xffff'fff8, 1, 16}, fault);     // pointer plus length would overflow 32 bits
    both({0, 0xffff'ffff, 16}, fault);     // far more buffers than memory
    both({1024, 0x2000'0000, 16}, fault);  // count times eight overflows 32 bits
    buffers({{200, 1}});
    both({1024, 1, page - 3}, fault);  // nowhere to put the count
    buffers({{page - 1, 2}});
    both({1024, 1, 16}, fault);  // a buffer that ends outside
    buffers({{0xffff'ffff, 0xffff'ffff}});
    both({1024, 1, 16}, fault);
    EXPECT_EQ(world.out.take(), "");
}

TEST_F(Wasi, BuffersThatTogetherExceed32BitsAreInvalid) {
    // Overlapping buffers of 1 MiB each: 4,096 of them are 4 GiB.
    memory.assign(std::size_t{1} << 20, 0);
    for (std::size_t i = 0; i < 4096; ++i) {
        store32(1024 + 8 * i, 0);
        store32(1024 + 8 * i + 4, 1 << 20);
    }
    world.out = Capture(std::nullopt);
    EXPECT_EQ(call("fd_write", {1, 1024, 4096, 16}), inval);
    EXPECT_EQ(world.out.take(), "");
    EXPECT_EQ(call("fd_read", {0, 1024, 4096, 16}), inval);
}

TEST_F(Wasi, DescriptorsFromThreeOnDoNotExist) {
    for (const auto& function : functions()) {
        if (!function.name.starts_with("fd_") && !function.name.starts_with("path_") && !function.name.starts_with("sock_"))
            continue;
        for (const std::uint64_t fd : {3U, 4U, 0xffff'ffffU}) {
            EXPECT_EQ(call(function.name,
                           [&] {
                               std::vector<std::uint64_t> arguments(function.parameters.size(), 16);
                               arguments[0] = fd;
                               // path_symlink and sock functions differ in where the descriptor stands; all are out of range.
                               if (function.name == "path_symlink") arguments[2] = fd;
                               return arguments;
                           }()),
                      badf)
                << function.name;
        }
    }
}

TEST_F(Wasi, NoPathOperationReachesAnything) {
    for (const auto& function : functions()) {
        if (!function.name.starts_with("path_")) continue;
        EXPECT_EQ(call(function.name, std::vector<std::uint64_t>(function.parameters.size(), 0)), badf) << function.name;
    }
    EXPECT_EQ(call("fd_prestat_get", {3, 16}), badf);
    EXPECT_EQ(call("fd_prestat_dir_name", {3, 16, 10}), badf);
}

TEST_F(Wasi, TheStandardDescriptorsArePipesOfUnknownKind) {
    for (const std::uint64_t fd : {0, 1, 2}) {
        EXPECT_EQ(call("fd_fdstat_get", {fd, 64}), success);
        EXPECT_EQ(load(64, 8), 0U);
        EXPECT_EQ(load(72, 8), fd == 0 ? 2U : 64U);
        EXPECT_EQ(load(80, 8), 0U);
        EXPECT_EQ(load(88, 1), 0xAAU);
        EXPECT_EQ(call("fd_filestat_get", {fd, 128}), success);
        EXPECT_EQ(text(128, 64), std::string(64, '\0'));
        EXPECT_EQ(load(192, 1), 0xAAU);
        EXPECT_EQ(call("fd_seek", {fd, 0, 1, 16}), spipe);
        EXPECT_EQ(call("fd_tell", {fd, 16}), spipe);
        EXPECT_EQ(call("fd_close", {fd}), success);
        EXPECT_EQ(call("fd_fdstat_get", {fd, page - 23}), fault);
        EXPECT_EQ(call("fd_filestat_get", {fd, page - 63}), fault);
        EXPECT_EQ(call("sock_shutdown", {fd, 0}), notsock);
    }
    EXPECT_EQ(call("fd_close", {3}), badf);
}

TEST_F(Wasi, AGuestCannotSleepOrRaise) {
    EXPECT_EQ(call("poll_oneoff", {0, 256, 1, 16}), notsup);
    world.permissive = true;
    EXPECT_EQ(call("poll_oneoff", {0, 256, 1, 16}), notsup);
    EXPECT_EQ(call("proc_raise", {9}), notsup);
    EXPECT_EQ(call("sched_yield", {}), success);
}

TEST_F(Wasi, ProcExitEndsTheInvocationWithItsStatus) {
    const auto result = answer("proc_exit", {7});
    EXPECT_EQ(result.kind, Answer::Kind::exit);
    EXPECT_EQ(result.value, 7U);
}

TEST_F(Wasi, EveryFunctionEnduresHostileWordsOnAnEmptyMemory) {
    for (const std::uint64_t word :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{0x7fff'ffff}, std::uint64_t{0xffff'ffff}}) {
        for (const auto& function : functions()) {
            const std::vector<std::uint64_t> arguments(function.parameters.size(), word);
            EXPECT_NO_FATAL_FAILURE(function.call(world, {}, arguments)) << function.name;
        }
    }
}

TEST(Capture, B04_ExactlyTheLimitIsNotTruncation) {
    Capture capture(5);
    EXPECT_EQ(capture.write("12345"), 5U);
    EXPECT_FALSE(capture.truncated());
    EXPECT_EQ(capture.write(""), 0U);
    EXPECT_FALSE(capture.truncated());
    EXPECT_EQ(capture.write("6"), 0U);
    EXPECT_TRUE(capture.truncated());
    EXPECT_EQ(capture.take(), "12345");
}

TEST(Capture, B04_ALimitOfZeroKeepsNothingAndNoLimitKeepsAll) {
    Capture none(0);
    EXPECT_EQ(none.write("x"), 0U);
    EXPECT_TRUE(none.truncated());
    Capture all(std::nullopt);
    const std::string big(3 << 20, 'x');
    EXPECT_EQ(all.write(big), big.size());
    EXPECT_FALSE(all.truncated());
    EXPECT_EQ(all.take(), big);
}

}  // namespace
}  // namespace hako::wasi
