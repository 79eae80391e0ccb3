#include "suite.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace hako::test {

using namespace hako::literals;

std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("can't read " + path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

const Sandbox& cpython_sandbox() {
    static const Sandbox box = [] {
        // The suite wants clocks that go and random numbers that differ.
        Sandbox made(python(), {.timeout = std::chrono::seconds(120),
                                .memory_limit = 512_MiB,
                                .stderr_limit = std::nullopt,
                                .profile = Profile::permissive});
        made.preload_archive(contents(HAKO_CPYTHON_ARCHIVE));
        made.preload("runner", contents(HAKO_CPYTHON_TEST_SOURCE "/runner.py"));
        return made;
    }();
    return box;
}

std::string last_test(const Execution& execution) {
    const std::string& begun = execution.stderr_text();
    const auto end = begun.rfind("\ntest_");
    return begun.substr(end == std::string::npos ? 0 : end + 1, begun.find('\n', end + 1) - end - 1);
}

}  // namespace hako::test
