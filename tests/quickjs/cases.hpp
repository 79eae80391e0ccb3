// Cases of test262, and of quickjs-ng's own suite, which is written like it.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hako/hako.hpp"

namespace hako::test {

std::string contents(const std::filesystem::path& path);

struct Case {
    std::string name;  // the path below the suite's folder
    std::filesystem::path path;
    std::string source;
    std::set<std::string> flags, features;
    std::vector<std::string> includes;
    std::optional<std::string> error;  // what a negative case has to end with
    bool early = false;                // before any of it runs

    bool has(const char* flag) const { return flags.contains(flag); }
};

Case read_case(const std::filesystem::path& suite, const std::filesystem::path& path);

/// The snippets that a case needs: the files that it imports, and that those import.
class Modules {
   public:
    /// `names` says which snippet an import means that names no file.
    explicit Modules(const Case& test_case, const std::map<std::string, std::string>& names = {});

    /// What is left of the case to evaluate: nothing of a module, which is the first of the snippets, so that the others run when
    /// it wants them to.
    const std::string& source() const { return source_; }
    bool any() const { return !snippets_.empty(); }
    void preload_into(Sandbox& box) const;

   private:
    std::string with_snippet_names(const std::string& source, std::vector<std::filesystem::path>& files) const;
    void add(const std::filesystem::path& file);

    std::filesystem::path folder_;
    const std::map<std::string, std::string>& names_;
    std::string source_;
    std::set<std::filesystem::path> known_;
    std::vector<std::pair<std::string, std::string>> snippets_;
};

/// A file's name as a snippet may have it.
std::string snippet_name(const std::filesystem::path& file);

}  // namespace hako::test
