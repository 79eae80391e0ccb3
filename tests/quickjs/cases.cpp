#include "cases.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace hako::test {
namespace {

namespace fs = std::filesystem;

/// What stands between the marks of a case's head.
std::string head_of(const std::string& source) {
    const auto begin = source.find("/*---"), end = source.find("---*/");
    if (begin == std::string::npos || end == std::string::npos) return "";
    std::string head = source.substr(begin + 5, end - begin - 5);
    std::ranges::replace(head, '\r', '\n');  // there are cases about lines that end so
    return head;
}

/// The words of `key: [a, b]`, or of a list of lines with dashes.
std::vector<std::string> list_in(const std::string& head, const std::string& key) {
    const auto at = ("\n" + head).find("\n" + key + ":");
    if (at == std::string::npos) return {};
    std::string text;
    auto rest = head.substr(at + key.size() + 1);
    if (const auto open = rest.find_first_not_of(" \n"); open != std::string::npos && rest[open] == '[') {
        text = rest.substr(open + 1, rest.find(']') - open - 1);
    } else {
        std::istringstream lines(rest);
        std::string line;
        std::getline(lines, line);
        while (std::getline(lines, line) && line.find_first_not_of(' ') != std::string::npos &&
               line[line.find_first_not_of(' ')] == '-') {
            text += line.substr(line.find('-') + 1) + " ";
        }
    }
    std::ranges::replace(text, ',', ' ');
    std::istringstream words(text);
    return {std::istream_iterator<std::string>(words), {}};
}

std::string word_after(const std::string& head, const std::string& key) {
    const auto at = head.find(key + ":");
    std::istringstream words(at == std::string::npos ? "" : head.substr(at + key.size() + 1));
    std::string word;
    words >> word;
    return word;
}

}  // namespace

std::string contents(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("can't read " + path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}
Case read_case(const fs::path& suite, const fs::path& path) {
    Case made;
    made.name = path.lexically_relative(suite).string();
    made.path = path;
    made.source = contents(path);
    const std::string head = head_of(made.source);
    const auto flags = list_in(head, "flags"), features = list_in(head, "features");
    made.flags = {flags.begin(), flags.end()};
    made.features = {features.begin(), features.end()};
    made.includes = list_in(head, "includes");
    if (const auto at = head.find("negative:"); at != std::string::npos) {
        made.error = word_after(head.substr(at), "type");
        made.early = word_after(head.substr(at), "phase") != "runtime";
    }
    return made;
}

std::string snippet_name(const fs::path& file) {
    std::string name = file.filename().string();
    name = name.substr(0, name.rfind(".js"));
    std::ranges::replace_if(name, [](unsigned char c) { return !std::isalnum(c); }, '_');
    return std::isdigit(static_cast<unsigned char>(name[0])) ? "_" + name : name;
}

// --- modules ----------------------------------------------------------------------------------------------------------

Modules::Modules(const Case& test_case, const std::map<std::string, std::string>& names)
    : folder_(test_case.path.parent_path()), names_(names) {
    std::vector<fs::path> files;
    source_ = with_snippet_names(test_case.source, files);
    if (test_case.has("module") || std::ranges::count(files, test_case.path.filename()) > 0) {
        known_.insert(test_case.path.filename());
        // What could be a script would be one.
        snippets_.emplace_back(snippet_name(test_case.path), source_ + "\nexport {};\n");
        source_.clear();
    }
    for (const auto& file : files) add(file);
}

void Modules::preload_into(Sandbox& box) const {
    for (const auto& [name, source] : snippets_) box.preload(name, source);
}

std::string Modules::with_snippet_names(const std::string& source, std::vector<fs::path>& files) const {
    static const std::regex specifier(R"((['"])(\.{1,2}/[^'"\n]+\.js|qjs:\w+)\1)");
    std::string made;
    auto from = source.cbegin();
    for (std::sregex_iterator match(source.begin(), source.end(), specifier), end; match != end; ++match) {
        made.append(from, match->prefix().second);
        from = (*match)[0].second;
        const auto name = names_.find(match->str(2));
        if (name == names_.end()) files.push_back(fs::path(match->str(2)).lexically_normal());
        made += "'" + (name == names_.end() ? snippet_name(files.back()) : name->second) + "'";
    }
    return made.append(from, source.cend());
}

void Modules::add(const fs::path& file) {
    if (!known_.insert(file).second || !fs::exists(folder_ / file)) return;
    std::vector<fs::path> files;
    std::string source = with_snippet_names(contents(folder_ / file), files);
    snippets_.emplace_back(snippet_name(file), source + "\nexport {};\n");
    for (const auto& inner : files) add(inner);
}

}  // namespace hako::test
