// A corpus of ordinary Ruby programs: each is evaluated in a sandbox and has to print what CRuby printed.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
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

const fs::path corpus = fs::path(HAKO_CORPUS_SOURCE);

std::string contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("can't read " + path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

/// One script. Its id is "group/name".
struct Script {
    std::string id;

    fs::path file(const char* extension) const { return corpus / "ruby" / (id + extension); }

    friend void PrintTo(const Script& script, std::ostream* out) { *out << script.id; }
};

std::vector<Script> scripts() {
    std::vector<Script> all;
    for (const auto& entry : fs::recursive_directory_iterator(corpus / "ruby")) {
        if (entry.path().extension() != ".rb") continue;
        all.push_back({fs::relative(entry.path(), corpus / "ruby").replace_extension().generic_string()});
    }
    std::ranges::sort(all, {}, &Script::id);
    return all;
}

/// A line of differences.txt: `<script> | <a line of CRuby's output, or whole> | <why>`.
struct Difference {
    std::string line;
    std::string why;
};

/// By script.
std::multimap<std::string, Difference> read_differences() {
    std::multimap<std::string, Difference> all;
    std::istringstream lines(contents(corpus / "differences.txt"));
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line[0] == '#') continue;
        // The quoted line may hold the separator, a script's id and a reason may not.
        const auto first = line.find(" | "), last = line.rfind(" | ");
        if (first == std::string::npos || first == last) throw std::runtime_error("differences.txt: " + line);
        all.insert({line.substr(0, first), {line.substr(first + 3, last - first - 3), line.substr(last + 3)}});
    }
    return all;
}

std::set<std::string> lines_of(const std::string& text) {
    std::set<std::string> all;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) all.insert(line);
    return all;
}

/// The first line in which two texts differ, for those who read the test's message.
std::string first_difference(const std::string& expected, const std::string& printed) {
    std::istringstream left(expected), right(printed);
    for (int number = 1;; ++number) {
        std::string wanted, got;
        const bool more_wanted = static_cast<bool>(std::getline(left, wanted));
        const bool more_got = static_cast<bool>(std::getline(right, got));
        if (!more_wanted && !more_got) return "only the last line's end differs";
        if (more_wanted == more_got && wanted == got) continue;
        std::ostringstream text;
        text << "line " << number << "\n  expected: " << (more_wanted ? wanted : "(end)")
             << "\n  printed:  " << (more_got ? got : "(end)");
        return text.str();
    }
}

const Sandbox& sandbox() {
    static const Sandbox box(ruby(), Options{.timeout = std::chrono::seconds(60), .memory_limit = 256_MiB});
    return box;
}

class Corpus : public testing::TestWithParam<Script> {};

TEST_P(Corpus, PrintsWhatRubyPrints) {
    const Script& script = GetParam();
    const bool differs = read_differences().contains(script.id);
    const std::string expected = contents(script.file(differs ? ".hako.out" : ".out"));
    // The value of a script's last expression need not be one that crosses to the host.
    const Result result = sandbox().try_eval(contents(script.file(".rb")) + "\nnil\n");
    const std::string& printed = result.execution().stdout_text();
    if (!result) ADD_FAILURE() << result.failure().message;
    EXPECT_TRUE(printed == expected) << first_difference(expected, printed);
    EXPECT_EQ(result.execution().stderr_text(), "");
}

std::string test_name(const testing::TestParamInfo<Script>& param) {
    std::string name = param.param.id;
    std::ranges::replace_if(name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(All, Corpus, testing::ValuesIn(scripts()), test_name);

TEST(CorpusFiles, EveryDifferenceIsOneAndIsExplained) {
    const auto all = scripts();
    for (const auto& [id, difference] : read_differences()) {
        SCOPED_TRACE(id);
        const auto found = std::ranges::find(all, id, &Script::id);
        if (found == all.end()) {
            ADD_FAILURE() << "no such script";
            continue;
        }
        EXPECT_FALSE(difference.why.empty());
        const std::string of_ruby = contents(found->file(".out")), of_hako = contents(found->file(".hako.out"));
        EXPECT_NE(of_ruby, of_hako);
        if (difference.line == "whole") continue;
        EXPECT_TRUE(lines_of(of_ruby).contains(difference.line)) << "CRuby doesn't print " << difference.line;
    }
}

TEST(CorpusFiles, EveryOutputBelongsToAScriptAndEveryScriptPrints) {
    const auto differences = read_differences();
    std::set<fs::path> known;
    for (const auto& script : scripts()) {
        known.insert(script.file(".out"));
        if (differences.contains(script.id)) known.insert(script.file(".hako.out"));
        EXPECT_FALSE(contents(script.file(".out")).empty()) << script.id;
    }
    EXPECT_GE(known.size(), 160u);
    for (const auto& entry : fs::recursive_directory_iterator(corpus / "ruby")) {
        if (entry.path().extension() != ".out") continue;
        EXPECT_TRUE(known.contains(entry.path())) << entry.path();
    }
}

}  // namespace
}  // namespace hako::test
