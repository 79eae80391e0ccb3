// The answers of WASI preview 1 in a world without files, sockets, arguments or environment.
#include "wasi/preview1.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <optional>

namespace hako::wasi {

namespace {

using Memory = std::span<std::uint8_t>;
using Arguments = std::span<const std::uint64_t>;

enum Errno : std::uint32_t { success = 0, badf = 8, fault = 21, inval = 28, io = 29, notsock = 57, notsup = 58, spipe = 70 };

Answer answer(Errno number) { return {Answer::Kind::error_number, number}; }

/// `length` bytes at a guest address, if they lie in the memory.
std::optional<Memory> range(Memory memory, std::uint64_t address, std::uint64_t length) {
    if (address > memory.size() || length > memory.size() - address) return std::nullopt;
    return memory.subspan(static_cast<std::size_t>(address), static_cast<std::size_t>(length));
}

/// Writes `value` little-endian; false when the address is outside.
template <class T>
bool store(Memory memory, std::uint64_t address, T value) {
    const auto target = range(memory, address, sizeof value);
    if (!target) return false;
    for (std::size_t i = 0; i < sizeof value; ++i) (*target)[i] = static_cast<std::uint8_t>(value >> (8 * i));
    return true;
}

std::uint32_t load_u32(Memory bytes, std::size_t at) {
    return static_cast<std::uint32_t>(bytes[at]) | static_cast<std::uint32_t>(bytes[at + 1]) << 8 |
           static_cast<std::uint32_t>(bytes[at + 2]) << 16 | static_cast<std::uint32_t>(bytes[at + 3]) << 24;
}

bool standard(std::uint64_t fd) { return fd <= 2; }

/// Calls `transfer(piece)` for each buffer of an iovec array until one is not used up; it returns the bytes that it took.
/// Stores the total at `result`. Nothing is transferred unless all buffers are good.
template <class Transfer>
Answer for_each_buffer(Memory memory, std::uint64_t iovecs, std::uint64_t count, std::uint64_t result, const Transfer& transfer) {
    const auto table = range(memory, iovecs, count * 8);  // count has 32 bits: no overflow
    if (!table || !range(memory, result, 4)) return answer(fault);
    const auto buffer = [&](std::size_t i) { return range(memory, load_u32(*table, 8 * i), load_u32(*table, 8 * i + 4)); };
    std::uint64_t wanted = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto target = buffer(i);
        if (!target) return answer(fault);
        // Buffers may overlap, so their total isn't bounded by the memory's size.
        wanted += target->size();
        if (wanted > 0xffff'ffff) return answer(inval);
    }
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto target = buffer(i);
        // Only what was read into the array itself can have spoilt it since.
        if (!target || total + target->size() > 0xffff'ffff) return answer(inval);
        const std::size_t done = transfer(*target);
        total += done;
        if (done < target->size()) break;
    }
    store(memory, result, static_cast<std::uint32_t>(total));
    return answer(success);
}

Answer fd_read(World& world, Memory memory, Arguments a) {
    if (a[0] != 0) return answer(badf);
    world.has_read_input = true;
    return for_each_buffer(memory, a[1], a[2], a[3], [&](Memory buffer) {
        std::size_t done = 0;
        while (done < buffer.size()) {
            const auto piece = world.in.read(buffer.size() - done);
            if (piece.empty()) break;
            std::memcpy(buffer.data() + done, piece.data(), piece.size());
            done += piece.size();
        }
        return done;
    });
}

Answer fd_write(World& world, Memory memory, Arguments a) {
    if (a[0] != 1 && a[0] != 2) return answer(badf);
    world.has_effects = true;
    Capture& capture = a[0] == 1 ? world.out : world.err;
    return for_each_buffer(memory, a[1], a[2], a[3], [&](Memory buffer) {
        return capture.write({reinterpret_cast<const char*>(buffer.data()), buffer.size()});
    });
}

/// Two counts of nothing: arguments, environment.
Answer no_strings_sizes(World&, Memory memory, Arguments a) {
    return answer(store<std::uint32_t>(memory, a[0], 0) && store<std::uint32_t>(memory, a[1], 0) ? success : fault);
}
Answer no_strings(World&, Memory, Arguments) { return answer(success); }

Answer fd_close(World&, Memory, Arguments a) { return answer(standard(a[0]) ? success : badf); }

Answer fd_fdstat_get(World&, Memory memory, Arguments a) {
    if (!standard(a[0])) return answer(badf);
    const auto target = range(memory, a[1], 24);
    if (!target) return answer(fault);
    std::ranges::fill(*target, std::uint8_t{0});
    constexpr std::uint64_t right_to_read = 2;
    constexpr std::uint64_t right_to_write = 64;
    store(memory, a[1] + 8, a[0] == 0 ? right_to_read : right_to_write);
    return answer(success);
}

Answer fd_filestat_get(World&, Memory memory, Arguments a) {
    if (!standard(a[0])) return answer(badf);
    const auto target = range(memory, a[1], 64);
    if (!target) return answer(fault);
    std::ranges::fill(*target, std::uint8_t{0});
    return answer(success);
}

Answer pipe_position(World&, Memory, Arguments a) { return answer(standard(a[0]) ? spipe : badf); }
Answer bad_descriptor(World&, Memory, Arguments) { return answer(badf); }
/// What a pipe can't do.
Answer not_on_pipes(World&, Memory, Arguments a) { return answer(standard(a[0]) ? notsup : badf); }
Answer not_a_socket(World&, Memory, Arguments a) { return answer(standard(a[0]) ? notsock : badf); }
Answer not_supported(World&, Memory, Arguments) { return answer(notsup); }
Answer succeed(World&, Memory, Arguments) { return answer(success); }

constexpr std::uint64_t clock_realtime = 0;
constexpr std::uint64_t clock_monotonic = 1;

Answer clock_res_get(World&, Memory memory, Arguments a) {
    if (a[0] != clock_realtime && a[0] != clock_monotonic) return answer(badf);
    const std::uint64_t resolution = a[0] == clock_realtime ? 1'000'000'000 : 1;
    return answer(store(memory, a[1], resolution) ? success : fault);
}

Answer clock_time_get(World& world, Memory memory, Arguments a) {
    if (a[0] != clock_realtime && a[0] != clock_monotonic) return answer(badf);
    std::uint64_t time = 0;
    if (world.permissive) {
        world.has_effects = true;
        timespec now{};
        clock_gettime(a[0] == clock_realtime ? CLOCK_REALTIME : CLOCK_MONOTONIC, &now);
        time = static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::uint64_t>(now.tv_nsec);
    }
    return answer(store(memory, a[2], time) ? success : fault);
}

Answer random_get(World& world, Memory memory, Arguments a) {
    auto target = range(memory, a[0], a[1]);
    if (!target) return answer(fault);
    if (!world.permissive) {
        std::ranges::fill(*target, std::uint8_t{0});
        return answer(success);
    }
    world.has_effects = true;
    // Through a buffer of the host's: the kernel never writes to guest memory.
    std::array<std::uint8_t, 256> chunk{};
    while (!target->empty()) {
        const auto count = std::min(chunk.size(), target->size());
        if (getrandom(chunk.data(), count, 0) != static_cast<ssize_t>(count)) return answer(io);
        std::memcpy(target->data(), chunk.data(), count);
        target = target->subspan(count);
    }
    return answer(success);
}

Answer proc_exit(World&, Memory, Arguments a) { return {Answer::Kind::exit, static_cast<std::uint32_t>(a[0])}; }

constexpr std::array all_functions = {
    Function{"args_get", "ii", true, no_strings},
    Function{"args_sizes_get", "ii", true, no_strings_sizes},
    Function{"environ_get", "ii", true, no_strings},
    Function{"environ_sizes_get", "ii", true, no_strings_sizes},
    Function{"clock_res_get", "ii", true, clock_res_get},
    Function{"clock_time_get", "iIi", true, clock_time_get},
    Function{"fd_advise", "iIIi", true, not_on_pipes},
    Function{"fd_allocate", "iII", true, not_on_pipes},
    Function{"fd_close", "i", true, fd_close},
    Function{"fd_datasync", "i", true, not_on_pipes},
    Function{"fd_fdstat_get", "ii", true, fd_fdstat_get},
    Function{"fd_fdstat_set_flags", "ii", true, not_on_pipes},
    Function{"fd_fdstat_set_rights", "iII", true, not_on_pipes},
    Function{"fd_filestat_get", "ii", true, fd_filestat_get},
    Function{"fd_filestat_set_size", "iI", true, not_on_pipes},
    Function{"fd_filestat_set_times", "iIIi", true, not_on_pipes},
    Function{"fd_pread", "iiiIi", true, pipe_position},
    Function{"fd_prestat_get", "ii", true, bad_descriptor},
    Function{"fd_prestat_dir_name", "iii", true, bad_descriptor},
    Function{"fd_pwrite", "iiiIi", true, pipe_position},
    Function{"fd_read", "iiii", true, fd_read},
    Function{"fd_readdir", "iiiIi", true, bad_descriptor},
    Function{"fd_renumber", "ii", true, not_on_pipes},
    Function{"fd_seek", "iIii", true, pipe_position},
    Function{"fd_sync", "i", true, not_on_pipes},
    Function{"fd_tell", "ii", true, pipe_position},
    Function{"fd_write", "iiii", true, fd_write},
    Function{"path_create_directory", "iii", true, bad_descriptor},
    Function{"path_filestat_get", "iiiii", true, bad_descriptor},
    Function{"path_filestat_set_times", "iiiiIIi", true, bad_descriptor},
    Function{"path_link", "iiiiiii", true, bad_descriptor},
    Function{"path_open", "iiiiiIIii", true, bad_descriptor},
    Function{"path_readlink", "iiiiii", true, bad_descriptor},
    Function{"path_remove_directory", "iii", true, bad_descriptor},
    Function{"path_rename", "iiiiii", true, bad_descriptor},
    Function{"path_symlink", "iiiii", true, bad_descriptor},
    Function{"path_unlink_file", "iii", true, bad_descriptor},
    Function{"poll_oneoff", "iiii", true, not_supported},
    Function{"proc_exit", "i", false, proc_exit},
    Function{"proc_raise", "i", true, not_supported},
    Function{"sched_yield", "", true, succeed},
    Function{"random_get", "ii", true, random_get},
    Function{"sock_accept", "iii", true, not_a_socket},
    Function{"sock_recv", "iiiiii", true, not_a_socket},
    Function{"sock_send", "iiiii", true, not_a_socket},
    Function{"sock_shutdown", "ii", true, not_a_socket},
};

}  // namespace

std::span<const Function> functions() { return all_functions; }

}  // namespace hako::wasi
