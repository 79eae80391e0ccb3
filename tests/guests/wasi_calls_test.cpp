// The system calls of a guest, through the module's imports: which number each answers and what it leaves in memory.
// What each does in detail: unit/wasi_test.cpp.
#include "guests/wat_guest.hpp"
#include "support/bytes.hpp"
#include "support/thrown.hpp"

namespace hako::test {
namespace {

constexpr std::uint32_t success = 0, badf = 8, fault = 21, inval = 28, notsock = 57, notsup = 58, spipe = 70;

/// A guest that imports `name` as $call; `type` has a letter for each parameter, I for 64 bits.
WatGuest importing(const std::string& name, std::string_view type) {
    WatGuest guest;
    std::string parameters;
    for (const char letter : type) parameters += letter == 'I' ? " i64" : " i32";
    guest.memory =
        "(import \"wasi_snapshot_preview1\" \"" + name + "\" (func $call (param" + parameters + ") (result i32)))" + guest.memory;
    return guest;
}
/// "(call $call …)" with these arguments.
std::string call(std::string_view type, const std::vector<std::int64_t>& arguments) {
    std::string text = "(call $call";
    for (std::size_t i = 0; i < type.size(); ++i) {
        text += std::string(type[i] == 'I' ? "(i64.const " : "(i32.const ") + std::to_string(arguments[i]) + ")";
    }
    return text + ")";
}
/// The error number of one call.
Value answer(const std::string& name, std::string_view type, const std::vector<std::int64_t>& arguments) {
    auto guest = importing(name, type);
    guest.eval = "(call $answer_number " + call(type, arguments) + ")";
    return Sandbox(guest.guest()).eval("").value;
}
/// What the call leaves in `length` bytes at 4096, which were all ff.
std::string left_behind(const std::string& name, std::string_view type, const std::vector<std::int64_t>& arguments,
                        std::uint32_t length) {
    auto guest = importing(name, type);
    guest.more = data(4096, std::string(length, '\xff'));
    guest.eval = "(if " + call(type, arguments) + "(then unreachable)) (call $answer (i32.const 4096) (i32.const " +
                 std::to_string(length) + "))";
    return hex(Sandbox(guest.guest()).eval("").value.as<Binary>().bytes());
}

struct Call {
    const char* name;
    const char* type;
    std::vector<std::int64_t> arguments;
    std::uint32_t number;
};

TEST(WasiCalls, B45_EveryFunctionAnswersAHermeticWorld) {
    const std::vector<Call> calls = {
        {"args_sizes_get", "ii", {4096, 4100}, success},
        {"args_get", "ii", {4096, 4100}, success},
        {"environ_sizes_get", "ii", {4096, 4100}, success},
        {"environ_get", "ii", {4096, 4100}, success},
        {"clock_res_get", "ii", {0, 4096}, success},
        {"clock_res_get", "ii", {1, 4096}, success},
        {"clock_res_get", "ii", {2, 4096}, badf},
        {"clock_time_get", "iIi", {0, 0, 4096}, success},
        {"clock_time_get", "iIi", {1, 0, 4096}, success},
        {"clock_time_get", "iIi", {2, 0, 4096}, badf},
        {"clock_time_get", "iIi", {3, 0, 4096}, badf},
        {"clock_time_get", "iIi", {-1, 0, 4096}, badf},
        {"fd_close", "i", {0}, success},
        {"fd_close", "i", {2}, success},
        {"fd_close", "i", {3}, badf},
        {"fd_close", "i", {-1}, badf},
        {"fd_fdstat_get", "ii", {0, 4096}, success},
        {"fd_fdstat_get", "ii", {3, 4096}, badf},
        {"fd_filestat_get", "ii", {1, 4096}, success},
        {"fd_filestat_get", "ii", {3, 4096}, badf},
        {"fd_prestat_get", "ii", {3, 4096}, badf},
        {"fd_prestat_get", "ii", {0, 4096}, badf},
        {"fd_prestat_dir_name", "iii", {3, 4096, 10}, badf},
        {"fd_seek", "iIii", {0, 0, 0, 4096}, spipe},
        {"fd_seek", "iIii", {1, -1, 2, 4096}, spipe},
        {"fd_seek", "iIii", {3, 0, 0, 4096}, badf},
        {"fd_tell", "ii", {2, 4096}, spipe},
        {"fd_tell", "ii", {3, 4096}, badf},
        {"fd_pread", "iiiIi", {3, 4096, 1, 0, 4200}, badf},
        {"fd_pwrite", "iiiIi", {3, 4096, 1, 0, 4200}, badf},
        {"fd_readdir", "iiiIi", {3, 4096, 100, 0, 4200}, badf},
        {"fd_renumber", "ii", {3, 1}, badf},
        {"fd_advise", "iIIi", {3, 0, 0, 0}, badf},
        {"fd_allocate", "iII", {3, 0, 100}, badf},
        {"fd_datasync", "i", {3}, badf},
        {"fd_sync", "i", {3}, badf},
        {"fd_fdstat_set_flags", "ii", {3, 0}, badf},
        {"fd_fdstat_set_rights", "iII", {3, 0, 0}, badf},
        {"fd_filestat_set_size", "iI", {3, 0}, badf},
        {"fd_filestat_set_times", "iIIi", {3, 0, 0, 0}, badf},
        {"path_create_directory", "iii", {3, 4096, 1}, badf},
        {"path_filestat_get", "iiiii", {3, 0, 4096, 1, 4200}, badf},
        {"path_filestat_set_times", "iiiiIIi", {3, 0, 4096, 1, 0, 0, 0}, badf},
        {"path_link", "iiiiiii", {3, 0, 4096, 1, 3, 4096, 1}, badf},
        {"path_open", "iiiiiIIii", {3, 0, 4096, 1, 0, -1, -1, 0, 4200}, badf},
        {"path_open", "iiiiiIIii", {0, 0, 4096, 1, 0, -1, -1, 0, 4200}, badf},
        {"path_readlink", "iiiiii", {3, 4096, 1, 4100, 10, 4200}, badf},
        {"path_remove_directory", "iii", {3, 4096, 1}, badf},
        {"path_rename", "iiiiii", {3, 4096, 1, 3, 4096, 1}, badf},
        {"path_symlink", "iiiii", {4096, 1, 3, 4096, 1}, badf},
        {"path_unlink_file", "iii", {3, 4096, 1}, badf},
        {"poll_oneoff", "iiii", {4096, 4200, 1, 4300}, notsup},
        {"proc_raise", "i", {9}, notsup},
        {"sched_yield", "", {}, success},
        {"random_get", "ii", {4096, 16}, success},
        {"random_get", "ii", {0, WatGuest::memory_size}, success},
        {"sock_accept", "iii", {0, 0, 4096}, notsock},
        {"sock_accept", "iii", {3, 0, 4096}, badf},
        {"sock_recv", "iiiiii", {0, 4096, 1, 0, 4200, 4300}, notsock},
        {"sock_send", "iiiii", {1, 4096, 1, 0, 4200}, notsock},
        {"sock_shutdown", "ii", {3, 0}, badf},
    };
    for (const auto& [name, type, arguments, number] : calls) EXPECT_EQ(answer(name, type, arguments), Value(number)) << name;
}

TEST(WasiCalls, PointersOutOfTheMemoryAreErrorNumbers) {
    constexpr std::int64_t size = WatGuest::memory_size;
    const std::vector<Call> calls = {
        {"args_sizes_get", "ii", {size, 0}, fault},
        {"args_sizes_get", "ii", {0, size - 3}, fault},
        {"environ_sizes_get", "ii", {-1, 0}, fault},
        {"clock_res_get", "ii", {0, size - 7}, fault},
        {"clock_time_get", "iIi", {0, 0, -8}, fault},
        {"fd_fdstat_get", "ii", {0, size - 23}, fault},
        {"fd_filestat_get", "ii", {0, size - 63}, fault},
        {"random_get", "ii", {size - 1, 2}, fault},
        {"random_get", "ii", {1, -1}, fault},
        {"random_get", "ii", {-1, -1}, fault},
        {"fd_read", "iiii", {0, size - 7, 1, 16}, fault},  // the array
        {"fd_read", "iiii", {0, 0, -1, 16}, fault},
        {"fd_read", "iiii", {0, 8, 0x2000'0000, 16}, fault},  // whose size is 0 in 32 bits
        {"fd_read", "iiii", {0, 4096, 1, size - 3}, fault},   // the result
        {"fd_write", "iiii", {1, size, 1, 16}, fault},
        {"fd_write", "iiii", {2, 4096, 1, -4}, fault},
        {"fd_write", "iiii", {0, size, 1, 16}, badf},  // the descriptor comes first
        {"fd_read", "iiii", {1, size, 1, 16}, badf},
        {"fd_read", "iiii", {-1, 0, 0, 16}, badf},
        // What they would never look at.
        {"path_open", "iiiiiIIii", {-1, -1, -1, -1, -1, -1, -1, -1, -1}, badf},
        {"poll_oneoff", "iiii", {-1, -1, -1, -1}, notsup},
        {"poll_oneoff", "iiii", {0, 0, 0, 0}, notsup},
    };
    for (const auto& [name, type, arguments, number] : calls) {
        EXPECT_EQ(answer(name, type, arguments), Value(number)) << name << " " << arguments[0] << " " << arguments[1];
    }
}

TEST(WasiCalls, BuffersOutOfTheMemoryAreErrorNumbersAndTransferNothing) {
    // A good buffer, then one that ends past the memory.
    for (const auto& [pointer, length] :
         {std::pair{WatGuest::memory_size - 1, 2U}, {0xffff'ffffU, 1U}, {0U, 0xffff'ffffU}, {0xffff'fff0U, 0x20U}}) {
        for (const auto* name : {"fd_write", "fd_read"}) {
            auto guest = importing(name, "iiii");
            const auto word = [](std::uint32_t n) {
                return std::string{static_cast<char>(n), static_cast<char>(n >> 8), static_cast<char>(n >> 16),
                                   static_cast<char>(n >> 24)};
            };
            guest.more = data(4096, word(5000) + word(4) + word(pointer) + word(length)) + data(5000, "good");
            const bool writes = name == std::string_view("fd_write");
            guest.eval = "(call $answer_number (i32.add " + call("iiii", {writes ? 1 : 0, 4096, 2, 16}) +
                         "(i32.mul (i32.const 1000) (i32.ne (i32.load (i32.const 5000)) (i32.const 0x646f6f67)))))";
            const auto done = Sandbox(guest.guest()).eval("");
            EXPECT_EQ(done.value, Value(fault)) << name << " " << pointer;
            EXPECT_EQ(done.stdout_text(), "");
        }
    }
}

TEST(WasiCalls, ManyBuffersThatAreTheSameMemoryDoNotOverflow) {
    auto guest = importing("fd_write", "iiii");
    std::string table;
    for (int i = 0; i < 20'000; ++i) table += std::string("\0\0\0\0\0\0\4\0", 8);  // 256 KiB each: 5 GB
    guest.more = data(4096, table);
    guest.eval = "(call $answer_number " + call("iiii", {1, 4096, 20'000, 16}) + ")";
    EXPECT_EQ(Sandbox(guest.guest()).eval("").value, Value(inval));
}

TEST(WasiCalls, B45_ClocksAndRandomAreZeroForEver) {
    EXPECT_EQ(left_behind("clock_time_get", "iIi", {0, 0, 4096}, 9), "0000000000000000ff");
    EXPECT_EQ(left_behind("clock_time_get", "iIi", {1, 0, 4096}, 9), "0000000000000000ff");
    EXPECT_EQ(left_behind("clock_res_get", "ii", {0, 4096}, 8), "00ca9a3b00000000");
    EXPECT_EQ(left_behind("clock_res_get", "ii", {1, 4096}, 8), "0100000000000000");
    EXPECT_EQ(left_behind("random_get", "ii", {4096, 6}, 8), "000000000000ffff");
}

TEST(WasiCalls, ThereAreNoArgumentsAndNoEnvironment) {
    EXPECT_EQ(left_behind("args_sizes_get", "ii", {4096, 4100}, 9), "0000000000000000ff");
    EXPECT_EQ(left_behind("environ_sizes_get", "ii", {4096, 4100}, 9), "0000000000000000ff");
    EXPECT_EQ(left_behind("args_get", "ii", {4096, 4100}, 8), "ffffffffffffffff");
    EXPECT_EQ(left_behind("environ_get", "ii", {4096, 4100}, 8), "ffffffffffffffff");
}

TEST(WasiCalls, TheDescriptorsAreOfUnknownKind) {
    EXPECT_EQ(left_behind("fd_fdstat_get", "ii", {0, 4096}, 24),
              std::string(16, '0') + "0200000000000000" + std::string(16, '0'));
    for (const int fd : {1, 2}) {
        EXPECT_EQ(left_behind("fd_fdstat_get", "ii", {fd, 4096}, 24),
                  std::string(16, '0') + "4000000000000000" + std::string(16, '0'));
    }
    EXPECT_EQ(left_behind("fd_filestat_get", "ii", {0, 4096}, 65), std::string(128, '0') + "ff");
}

TEST(WasiCalls, StandardInputEndsAndStaysAtItsEnd) {
    WatGuest guest;
    guest.eval = R"(
        (drop (call $read_stdin))
        (i32.store (i32.const 16) (i32.const -1))
        (if (call $fd_read (i32.const 0) (i32.const 8) (i32.const 1) (i32.const 16)) (then unreachable))
        (call $answer_number (i32.add (i32.load (i32.const 16)) (call $read_stdin))))";
    EXPECT_EQ(Sandbox(guest.guest()).eval("abc").value, Value(0));
}

TEST(WasiCalls, B04_AWritePastTheLimitComesUpShortAndTheScriptGoesOn) {
    WatGuest guest;
    guest.more = data(4096, "hello");
    guest.eval = R"(
        (i32.store (i32.const 8) (i32.const 4096)) (i32.store (i32.const 12) (i32.const 5))
        (drop (call $fd_write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 16)))
        (drop (call $fd_write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 20)))
        (drop (call $fd_write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 24)))
        (call $answer (i32.const 16) (i32.const 12)))";
    const auto done = Sandbox(guest.guest(), {.stdout_limit = Bytes(7)}).eval("");
    EXPECT_EQ(hex(done.value.as<Binary>().bytes()), "050000000200000000000000");
    EXPECT_EQ(done.stdout_text(), "hellohe");
    EXPECT_TRUE(done.stdout_truncated());
    EXPECT_FALSE(done.stderr_truncated());
}

TEST(WasiCalls, WithoutALimitOneCallMayWriteMoreThanTheMemoryHolds) {
    // 100 times the memory, in one call of 100 buffers that are the same.
    WatGuest guest;
    std::string table;
    for (int i = 0; i < 100; ++i) table += std::string("\0\0\0\0\0\0\4\0", 8);
    guest.more = data(4096, table);
    guest.eval = "(call $answer_number (call $fd_write (i32.const 2) (i32.const 4096) (i32.const 100) (i32.const 16)))";
    const auto done = Sandbox(guest.guest(), {.stderr_limit = std::nullopt}).eval("");
    EXPECT_EQ(done.value, Value(0));
    EXPECT_EQ(done.stderr_text().size(), 100U * WatGuest::memory_size);
}

TEST(WasiCalls, AStartSectionCallsLikeAScript) {
    WatGuest guest = importing("random_get", "ii");
    guest.more = data(4096, "\xff\xff") + "(func $start (if " + call("ii", {4096, 1}) + "(then unreachable))) (start $start)";
    guest.eval = "(call $answer_number (i32.load16_u (i32.const 4096)))";
    EXPECT_EQ(Sandbox(guest.guest()).eval("").value, Value(0xff00));
}

}  // namespace
}  // namespace hako::test
