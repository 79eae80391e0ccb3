// Starting a child and waiting for it.
#include "child_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "measure.hpp"

namespace hako::bench {

namespace {

std::vector<char*> pointers(std::vector<std::string>& strings) {
    std::vector<char*> all;
    for (auto& string : strings) all.push_back(string.data());
    all.push_back(nullptr);
    return all;
}

std::vector<std::string> environment_with(const std::string& cache_home) {
    std::vector<std::string> variables;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        if (cache_home.empty() || !std::string_view(*variable).starts_with("XDG_CACHE_HOME=")) variables.emplace_back(*variable);
    }
    if (!cache_home.empty()) variables.push_back("XDG_CACHE_HOME=" + cache_home);
    return variables;
}

std::string read_to_end(int descriptor) {
    std::string bytes;
    std::array<char, 4096> buffer;
    for (;;) {
        const auto got = read(descriptor, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return bytes;
        bytes.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

}  // namespace

ChildResult run_child(const std::vector<std::string>& arguments, const std::string& cache_home) {
    std::vector<std::string> command = {"hako_bench", "--child"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    auto variables = environment_with(cache_home);

    std::array<int, 2> pipe_ends;
    if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);

    ChildResult result;
    pid_t pid = 0;
    int status = 0, error = 0;
    result.seconds = seconds_of([&] {
        error = posix_spawn(&pid, "/proc/self/exe", &actions, nullptr, pointers(command).data(), pointers(variables).data());
        close(pipe_ends[1]);
        if (error != 0) return;
        result.output = read_to_end(pipe_ends[0]);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        }
    });
    close(pipe_ends[0]);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::system_error(error, std::generic_category(), "posix_spawn");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw std::runtime_error("the child `" + arguments.front() + "` failed");
    return result;
}

}  // namespace hako::bench
