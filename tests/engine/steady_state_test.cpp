// An invocation that calls no service, once its sandbox has been used: no allocation, no system call.
#include <gtest/gtest.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <string>

#include "hako/hako.hpp"

namespace {
std::atomic<long> allocations = 0;
}

// All allocations of the process come through here: C++'s, and those of the engine, which is Rust.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void* malloc(std::size_t size) {
    ++allocations;
    return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
    ++allocations;
    return __libc_calloc(count, size);
}
void* realloc(void* block, std::size_t size) {
    ++allocations;
    return __libc_realloc(block, size);
}
int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
    ++allocations;
    *block = __libc_memalign(alignment, size);
    return *block == nullptr ? 12 : 0;
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    ++allocations;
    return __libc_memalign(alignment, size);
}
}

namespace hako::test {
namespace {

constexpr int warm_up = 6000;  // in which the pages that are written are found out for good
constexpr int rounds = 2000;

long allocations_in(const std::function<void()>& work) {
    for (int i = 0; i < warm_up; ++i) work();
    const long before = allocations;
    for (int i = 0; i < rounds; ++i) work();
    return allocations - before;
}

/// Runs `work` often in a process of its own that the kernel ends at its first system call. Whether it got through.
bool without_system_calls(const std::function<void()>& work) {
    const auto child = fork();
    if (child == 0) {
        for (int i = 0; i < warm_up; ++i) work();
        // Anything but the end is refused.
        sock_filter program[] = {
            BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 0, 1),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        };
        const sock_fprog filter{static_cast<unsigned short>(std::size(program)), program};
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) _exit(2);
        for (int i = 0; i < rounds; ++i) work();
        _exit(0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 2) ADD_FAILURE() << "no filter for system calls";
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(SteadyState, TheCountersCount) {
    EXPECT_GE(allocations_in([] { std::string(100, 'x').append("y"); }), rounds);
    EXPECT_FALSE(without_system_calls([] { (void)getppid(); }));
    EXPECT_TRUE(without_system_calls([] {}));
}

TEST(SteadyState, EvalAllocatesNothingAndAsksTheSystemForNothing) {
    const Sandbox box;
    const auto work = [&] { box.eval("x = 6 * 7; x.to_s; nil"); };
    EXPECT_EQ(allocations_in(work), 0);
    EXPECT_TRUE(without_system_calls(work));
}

TEST(SteadyState, SoDoesRun) {
    Sandbox box;
    box.preload("Entry", "Entry = ->(n) { n + 1 }");
    const Array arguments(1, Value(41));
    const auto work = [&] { box.run("Entry", arguments); };
    EXPECT_EQ(allocations_in(work), 0);
    EXPECT_TRUE(without_system_calls(work));
}

TEST(SteadyState, AServiceWithSmallArgumentsAllocatesNothing) {
    Sandbox box;
    box.define("S").bind("Add", [](std::int64_t a, std::int64_t b) { return a + b; });
    const auto work = [&] { box.eval("i = 0; while i < 20; S::Add.(i, 1); i += 1; end"); };
    const auto once = allocations_in([&] { box.eval("S::Add.(1, 1); nil"); });
    EXPECT_EQ(allocations_in(work), once);  // calls after the first find their buffers there
    EXPECT_TRUE(without_system_calls(work));
}

TEST(SteadyState, NeitherDoesAThreadOfItsOwn) {
    const Sandbox box;
    const auto work = [&] { box.eval("nil"); };
    EXPECT_EQ(allocations_in(work), 0);
}

}  // namespace
}  // namespace hako::test
