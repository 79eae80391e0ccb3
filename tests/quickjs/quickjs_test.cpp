// quickjs-ng's own test suite inside the guest: each of its files is evaluated in a sandbox that has what it imports as snippets.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <ostream>
#include <regex>
#include <string>
#include <vector>

#include "cases.hpp"
#include "expectations.hpp"
#include "hako/hako.hpp"

namespace hako::test {
namespace {

namespace fs = std::filesystem;
using namespace hako::literals;

// It comes with the crate whose sources the build of the guest unpacks.
const fs::path suite = fs::path(HAKO_QUICKJS_SOURCE) / "tests";
const fs::path own_source = HAKO_QUICKJS_TEST_SOURCE;

const Expectations& expectations() {
    static const Expectations read(own_source / "quickjs_left_out.txt");
    return read;
}

std::vector<Case> suite_cases() {
    std::vector<Case> cases;
    for (const auto& entry : fs::recursive_directory_iterator(suite)) {
        if (entry.path().extension() == ".js") cases.push_back(read_case(suite, entry.path()));
    }
    std::ranges::sort(cases, {}, &Case::name);
    return cases;
}

std::vector<std::string> cases_to_run() {
    std::vector<std::string> names;
    for (const auto& test_case : suite_cases()) {
        if (expectations().runs(test_case)) names.push_back(test_case.name);
    }
    return names;
}

/// The file's own name, for which it looks in traces, is that of a snippet.
std::string with_name_in_traces(const std::string& source, const fs::path& path) {
    const std::string file = path.filename().string(), in_traces = "(snippet:" + snippet_name(path) + ")";
    std::string made;
    std::size_t from = 0;
    for (auto at = source.find(file); at != std::string::npos; at = source.find(file, from)) {
        const bool is_import = at > 0 && source[at - 1] == '/';
        made += source.substr(from, at - from) + (is_import ? file : in_traces);
        from = at + file.size();
    }
    return made + source.substr(from);
}

class QuickjsSuite : public testing::TestWithParam<std::string> {};

TEST_P(QuickjsSuite, PassesInsideTheGuest) {
    Case test_case = read_case(suite, suite / GetParam());
    test_case.source = with_name_in_traces(test_case.source, test_case.path);
    // As quickjs-ng's own command finds it out; such a file is strict.
    static const std::regex imports(R"((^|\n)(import|export)\b)");
    if (!test_case.has("qjs:no-detect-module") && std::regex_search(test_case.source, imports)) test_case.flags.insert("module");
    const std::map<std::string, std::string> names = {{"qjs:std", "quickjs_std"}, {"qjs:os", "quickjs_os"}};
    const Modules modules(test_case, names);
    // Some want to be interrupted.
    const bool endless = test_case.has("qjs:set-interrupt-handler");
    Sandbox box(javascript(),
                {.timeout = endless ? std::chrono::milliseconds(50) : std::chrono::minutes(1), .memory_limit = 512_MiB});
    box.preload("prelude", contents(own_source / "quickjs_prelude.js"));
    box.preload("quickjs_std", "export const gc = globalThis.gc");
    box.preload("quickjs_os", "export const platform = 'wasi'");
    const Result result = [&] {
        try {
            modules.preload_into(box);
        } catch (const Error& error) {
            return Result(error.execution(), error.failure());
        }
        // Its own value may be one that can't cross.
        return box.try_eval(modules.source() + "\nvoid 0;");
    }();
    const std::string ended = result ? "nothing was thrown" : result.failure().message + "\n" + result.failure().report;
    const bool passed = endless           ? !result && result.failure().kind == ErrorKind::timeout
                        : test_case.error ? !result && result.failure().klass == test_case.error
                                          : static_cast<bool>(result);
    EXPECT_EQ(passed, !expectations().fails(test_case)) << ended;
}

std::string test_name(const testing::TestParamInfo<std::string>& param) {
    std::string name = param.param;
    std::ranges::replace_if(name, [](unsigned char c) { return !std::isalnum(c); }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(All, QuickjsSuite, testing::ValuesIn(cases_to_run()), test_name);

TEST(QuickjsSuiteFiles, EveryEntryIsAboutACase) {
    for (const auto& entry : expectations().unused(suite_cases())) ADD_FAILURE() << entry << " is about no case";
}

}  // namespace
}  // namespace hako::test
