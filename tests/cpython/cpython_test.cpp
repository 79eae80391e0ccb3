// CPython's own regression tests of the language and of the library that needs no system, inside the guest.
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "suite.hpp"

namespace hako::test {
namespace {

const std::string own_source = HAKO_CPYTHON_TEST_SOURCE;

/// The lines of a file of ours that aren't comments.
std::vector<std::string> lines(const std::string& file) {
    std::vector<std::string> all;
    std::istringstream text(contents(own_source + "/" + file));
    for (std::string line; std::getline(text, line);) {
        if (!line.empty() && line[0] != '#') all.push_back(line);
    }
    return all;
}

std::vector<std::string> modules() { return lines("modules.txt"); }

class CpythonSuite : public testing::TestWithParam<std::string> {};

TEST_P(CpythonSuite, PassesInsideTheGuest) {
    const Result result = cpython_sandbox().try_run("runner.run", {GetParam(), contents(own_source + "/exclusions.txt")});
    ASSERT_TRUE(result) << result.failure().message << "\nin " << last_test(result.execution()) << '\n'
                        << result.failure().report;

    const Value& counts = result.value();
    std::cout << counts["passed"].inspect() << " passed, " << counts["skipped"].as<Array>().size() << " skipped by themselves, "
              << counts["excluded"].inspect() << " excluded\n";
    EXPECT_GT(counts["passed"].as<int>(), 0) << "no test ran";
    for (const auto& failure : counts["failed"].as<Array>()) {
        ADD_FAILURE() << failure[0].as<std::string>() << '\n' << failure[1].as<std::string>();
    }
    for (const auto& pattern : counts["stale"].as<Array>()) {
        ADD_FAILURE() << "exclusions.txt names what passes or isn't there: " << pattern.as<std::string>();
    }
}

std::string test_name(const testing::TestParamInfo<std::string>& param) {
    std::string name = param.param;
    std::ranges::replace(name, '.', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(All, CpythonSuite, testing::ValuesIn(modules()), test_name);

TEST(CpythonSuiteFiles, EachExclusionIsOfAModuleThatRuns) {
    const auto all = modules();
    for (const auto& line : lines("exclusions.txt")) {
        const std::string id = line.substr(line.find_first_not_of('!'));
        EXPECT_TRUE(std::ranges::any_of(all, [&](const std::string& module) { return id.starts_with(module + "."); })) << line;
    }
}

}  // namespace
}  // namespace hako::test
