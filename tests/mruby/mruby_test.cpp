// mruby's own test suite, inside the guest: each of its files is evaluated in a sandbox.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <ostream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "hako/hako.hpp"

namespace hako::test {
namespace {

namespace fs = std::filesystem;
using namespace hako::literals;

// The suite comes with mruby's sources, which the build of the guest unpacks.
const fs::path mruby_source = HAKO_MRUBY_SOURCE;
const fs::path guest_source = HAKO_RUBY_GUEST_SOURCE;
const fs::path own_source = HAKO_MRUBY_TEST_SOURCE;

std::string contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("can't read " + path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

/// One file of the suite. Its id is "core/array" or "mruby-array-ext/array".
struct Case {
    std::string id;
    fs::path path;

    friend bool operator<(const Case& a, const Case& b) { return a.id < b.id; }
    friend void PrintTo(const Case& test_case, std::ostream* out) { *out << test_case.id; }
};

/// A line of left_out.txt: `<file> | <assertion, or * for the whole file> | <why>`.
struct LeftOut {
    std::string file;
    std::string assertion;
};

std::vector<LeftOut> read_left_out() {
    std::vector<LeftOut> all;
    std::istringstream lines(contents(own_source / "left_out.txt"));
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line[0] == '#') continue;
        // An assertion's name may hold the separator, a file's and a reason may not.
        const auto first = line.find(" | "), last = line.rfind(" | ");
        if (first == std::string::npos || first == last) throw std::runtime_error("left_out.txt: " + line);
        all.push_back({line.substr(0, first), line.substr(first + 3, last - first - 3)});
    }
    return all;
}

bool whole_file_left_out(const std::string& id) {
    const auto all = read_left_out();
    return std::ranges::any_of(all, [&](const LeftOut& left_out) { return left_out.file == id && left_out.assertion == "*"; });
}

/// The gems that the guest's build links.
std::vector<std::string> guest_gems() {
    const std::string config = contents(guest_source / "mruby_config.rb");
    const std::string head = "GEMS = %w[";
    const auto begin = config.find(head) + head.size();
    std::istringstream words(config.substr(begin, config.find(']', begin) - begin));
    return {std::istream_iterator<std::string>(words), {}};
}

std::vector<Case> suite() {
    std::vector<Case> cases;
    const auto add = [&](const std::string& part, const fs::path& folder) {
        if (!fs::exists(folder)) return;
        for (const auto& entry : fs::directory_iterator(folder)) {
            if (entry.path().extension() == ".rb") cases.push_back({part + "/" + entry.path().stem().string(), entry.path()});
        }
    };
    add("core", mruby_source / "test" / "t");
    for (const auto& gem : guest_gems()) add(gem, mruby_source / "mrbgems" / gem / "test");
    std::ranges::sort(cases, {}, &Case::id);
    return cases;
}

std::vector<Case> cases_to_run() {
    auto cases = suite();
    std::erase_if(cases, [](const Case& test_case) { return whole_file_left_out(test_case.id); });
    return cases;
}

const Sandbox& sandbox() {
    static const Sandbox box = [] {
        Sandbox made(Options{.timeout = std::chrono::minutes(5), .memory_limit = 1_GiB});
        made.preload("Assert", contents(mruby_source / "test" / "assert.rb"));
        made.preload("Prelude", contents(own_source / "prelude.rb"));
        return made;
    }();
    return box;
}

class MrubySuite : public testing::TestWithParam<Case> {};

TEST_P(MrubySuite, PassesInsideTheGuest) {
    std::set<std::string> left_out;
    for (const auto& [file, assertion] : read_left_out()) {
        if (file == GetParam().id) left_out.insert(assertion);
    }
    // On the file's first line, so that line numbers in messages are the file's.
    const std::string head = "Mrbtest.leave_out(" + Value(Array(left_out.begin(), left_out.end())).inspect() + "); ";
    const Value result = sandbox().eval(head + contents(GetParam().path) + "\nMrbtest.result\n").value;

    for (const auto& message : result[sym("messages")].as<Array>()) {
        std::cout << (message.is_text() ? message.as<std::string>() : message.inspect()) << '\n';
    }
    EXPECT_GT(result[sym("ok")].as<int>(), 0) << "no assertion ran";
    EXPECT_EQ(result[sym("failed")], Value(0));
    EXPECT_EQ(result[sym("crashed")], Value(0));
    // The suite leaves these out by itself; what doesn't run has to stand in left_out.txt.
    EXPECT_EQ(result[sym("skipped")], Value(0));
    EXPECT_EQ(result[sym("warned")], Value(0)) << "no assertion in one that ran";
    for (const auto& seen : result[sym("left_out")].as<Array>()) left_out.erase(seen.as<std::string>());
    for (const auto& assertion : left_out) ADD_FAILURE() << "left_out.txt names an assertion that isn't there: " << assertion;
}

std::string test_name(const testing::TestParamInfo<Case>& param) {
    std::string name = param.param.id;
    std::ranges::replace_if(name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(All, MrubySuite, testing::ValuesIn(cases_to_run()), test_name);

TEST(MrubySuiteFiles, EveryFileThatIsLeftOutExists) {
    const auto cases = suite();
    for (const auto& left_out : read_left_out()) {
        EXPECT_TRUE(std::ranges::any_of(cases, [&](const Case& test_case) { return test_case.id == left_out.file; }))
            << left_out.file;
    }
}

TEST(MrubySuiteFiles, CoverTheCoreAndTheGemsOfTheGuest) {
    EXPECT_GT(suite().size(), 50u);
    EXPECT_GT(guest_gems().size(), 10u);
}

}  // namespace
}  // namespace hako::test
