// ECMAScript's conformance tests inside the guest: each case of a folder is evaluated in a sandbox that has its includes as
// snippets.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "cases.hpp"
#include "expectations.hpp"
#include "hako/hako.hpp"

namespace hako::test {
namespace {

namespace fs = std::filesystem;
using namespace hako::literals;

const fs::path suite = HAKO_TEST262_SUITE;
const fs::path own_source = HAKO_QUICKJS_TEST_SOURCE;

const Expectations& expectations() {
    static const Expectations read(own_source / "test262_left_out.txt");
    return read;
}

bool is_case(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.ends_with(".js") && !name.ends_with("_FIXTURE.js") && name != "shell.js" && name != "browser.js";
}

/// "built-ins/Array", "language/asi" and so on.
std::vector<std::string> folders() {
    std::vector<std::string> all;
    for (const char* part : {"language", "built-ins", "annexB"}) {
        for (const auto& entry : fs::directory_iterator(suite / part)) {
            if (entry.is_directory()) all.push_back(std::string(part) + "/" + entry.path().filename().string());
        }
    }
    std::ranges::sort(all);
    return all;
}

/// The cases below a folder, in the order of their names.
std::vector<Case> cases_in(const std::string& folder) {
    std::vector<Case> cases;
    for (const auto& entry : fs::recursive_directory_iterator(suite / folder)) {
        if (entry.is_regular_file() && is_case(entry.path())) cases.push_back(read_case(suite, entry.path()));
    }
    std::ranges::sort(cases, {}, &Case::name);
    return cases;
}

/// The files that cases include, by name.
const std::map<std::string, std::string>& harness() {
    // The archive has joined what the cases of a folder include to one file, in which each begins with its name.
    static const auto files = [] {
        std::map<std::string, std::string> made;
        const std::string mark = "// file: ";
        for (const auto& entry : fs::recursive_directory_iterator(suite)) {
            if (entry.path().filename() != "shell.js") continue;
            const std::string joined = contents(entry.path());
            for (auto at = joined.find(mark); at != std::string::npos;) {
                const auto line = joined.find('\n', at), next = joined.find(mark, line);
                made.emplace(joined.substr(at + mark.size(), line - at - mark.size()), joined.substr(line + 1, next - line - 1));
                at = next;
            }
        }
        return made;
    }();
    return files;
}

/// A sandbox with the harness and what a case includes. What is to be raw is only so by its source being left as it is.
Sandbox sandbox_with(const std::vector<std::string>& includes) {
    // Some wait until the clock has moved on.
    Sandbox box(javascript(), {.timeout = std::chrono::seconds(20), .memory_limit = 512_MiB, .profile = Profile::permissive});
    box.preload("prelude", contents(own_source / "test262_prelude.js"));
    for (const char* file : {"assert.js", "sta.js", "compareArray.js", "propertyHelper.js"}) {
        box.preload(snippet_name(file), harness().at(file));
    }
    for (const auto& file : includes) {
        if (file != "compareArray.js" && file != "propertyHelper.js") box.preload(snippet_name(file), harness().at(file));
    }
    return box;
}

// --- one case ---------------------------------------------------------------------------------------------------------

/// Why a case has failed; empty when it has passed.
std::string judge(const Case& test_case, const Result& result) {
    const std::string& printed = result.execution().stdout_text();
    const std::string ended =
        result ? "nothing was thrown" : result.failure().klass.value_or("?") + ": " + result.failure().message;
    if (test_case.error) {
        if (test_case.early && !printed.empty()) return "it ran";
        return !result && result.failure().klass == test_case.error ? "" : "wants a " + *test_case.error + ", but " + ended;
    }
    // Many leave rejections behind that nobody cares about, which the guest tells when all else is over.
    if (printed == "completed\n") return "";
    return printed.empty() ? ended : printed.substr(0, printed.find('\n'));
}

class Runner {
   public:
    std::string run(const Case& test_case) {
        const Modules modules(test_case);
        if (!modules.any()) return judge(test_case, shared(test_case.includes).try_eval(test_case.source));
        Sandbox box = sandbox_with(test_case.includes);
        try {
            modules.preload_into(box);
        } catch (const Error& error) {
            return judge(test_case, Result(error.execution(), error.failure()));
        }
        return judge(test_case, box.try_eval(modules.source()));
    }

   private:
    const Sandbox& shared(const std::vector<std::string>& includes) {
        auto& box = sandboxes_[includes];
        if (!box) box = std::make_unique<Sandbox>(sandbox_with(includes));
        return *box;
    }

    std::map<std::vector<std::string>, std::unique_ptr<Sandbox>> sandboxes_;
};

// --- the suite --------------------------------------------------------------------------------------------------------

class Test262 : public testing::TestWithParam<std::string> {};

TEST_P(Test262, PassesInsideTheGuest) {
    Runner runner;
    int passed = 0, failed = 0, left_out = 0;
    for (const auto& test_case : cases_in(GetParam())) {
        if (!expectations().runs(test_case)) {
            left_out++;
            continue;
        }
        const std::string failure = runner.run(test_case);
        const bool is_known = expectations().fails(test_case);
        if (!failure.empty() && !is_known) ADD_FAILURE() << test_case.name << " | " << failure;
        if (failure.empty() && is_known) ADD_FAILURE() << test_case.name << " passes: it doesn't belong in test262_left_out.txt";
        ++(failure.empty() ? passed : failed);
    }
    std::cout << passed << " passed, " << failed << " failed, " << left_out << " left out\n";
    EXPECT_GT(passed + left_out, 0) << "nothing ran";
}

std::string test_name(const testing::TestParamInfo<std::string>& param) {
    std::string name = param.param;
    std::ranges::replace_if(name, [](unsigned char c) { return !std::isalnum(c); }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(All, Test262, testing::ValuesIn(folders()), test_name);

TEST(Test262Files, EveryEntryIsAboutACase) {
    std::vector<Case> all;
    for (const auto& folder : folders()) std::ranges::move(cases_in(folder), std::back_inserter(all));
    for (const auto& entry : expectations().unused(all)) ADD_FAILURE() << entry << " is about no case";
}

}  // namespace
}  // namespace hako::test
