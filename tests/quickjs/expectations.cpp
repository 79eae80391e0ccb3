#include "expectations.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace hako::test {

Expectations::Expectations(const std::filesystem::path& list) {
    std::istringstream lines(contents(list));
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line[0] == '#') continue;
        const auto bar = line.find(" | ");
        if (bar == std::string::npos) throw std::runtime_error(list.filename().string() + ": " + line);
        const std::string entry = line.substr(0, bar);
        const bool names_no_path = entry.starts_with("feature:") || entry.starts_with("include:");
        (names_no_path || entry[0] == '!' ? not_run_ : failing_).push_back(entry);
    }
}

bool Expectations::is_about(const std::string& entry, const Case& test_case) {
    if (entry.starts_with("feature:")) return test_case.features.contains(entry.substr(8));
    if (entry.starts_with("include:")) return std::ranges::count(test_case.includes, entry.substr(8)) > 0;
    return fnmatch(entry.c_str() + (entry[0] == '!' ? 1 : 0), test_case.name.c_str(), 0) == 0;
}

bool Expectations::runs(const Case& test_case) const {
    return std::ranges::none_of(not_run_, [&](const std::string& entry) { return is_about(entry, test_case); });
}

bool Expectations::fails(const Case& test_case) const {
    return std::ranges::any_of(failing_, [&](const std::string& entry) { return is_about(entry, test_case); });
}

std::vector<std::string> Expectations::unused(const std::vector<Case>& cases) const {
    auto entries = failing_;
    entries.insert(entries.end(), not_run_.begin(), not_run_.end());
    for (const auto& test_case : cases) {
        std::erase_if(entries, [&](const std::string& entry) { return is_about(entry, test_case); });
    }
    return entries;
}

}  // namespace hako::test
