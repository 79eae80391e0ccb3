// What a list of ours says of cases that aren't run or that fail.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "cases.hpp"

namespace hako::test {

/// A list with a line for each: `<entry> | <why>`, where an entry is one of
///
///   PATTERN           the cases whose names match it run and have to fail
///   !PATTERN          they aren't run
///   feature:NAME      those that need it aren't run
///   include:FILE      those that include it aren't run
class Expectations {
   public:
    explicit Expectations(const std::filesystem::path& list);

    bool runs(const Case& test_case) const;
    /// Whether a case that runs is known to fail.
    bool fails(const Case& test_case) const;
    /// The entries that are about none of the cases.
    std::vector<std::string> unused(const std::vector<Case>& cases) const;

   private:
    static bool is_about(const std::string& entry, const Case& test_case);

    std::vector<std::string> failing_, not_run_;
};

}  // namespace hako::test
