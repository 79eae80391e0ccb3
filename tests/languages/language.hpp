// One test, several languages: each states what happens once, and its scripts in every language that hako has a guest for.
#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "hako/hako.hpp"
#include "support/thrown.hpp"

namespace hako::test {

/// The same in each language: a script, a name, a text.
struct Scripts {
    std::string_view ruby = {};
    std::string_view python = {};
    std::string_view javascript = {};
};

/// What differs between the languages everywhere.
struct Language {
    const char* name;
    Guest (*guest)();
    std::string_view Scripts::* text;
    /// The class of a service's failure, as the host is told.
    const char* service_error;
    /// A message of the host's that shows the pattern of names.
    const char* name_pattern;
};

inline constexpr Language languages[] = {
    {"ruby", ruby, &Scripts::ruby, "Kobako::ServiceError", R"(/\A[A-Z]\w*\z/)"},
    {"python", python, &Scripts::python, "hako.ServiceError", R"(/\A[A-Za-z_]\w*\z/)"},
    {"javascript", javascript, &Scripts::javascript, "ServiceError", R"(/\A[A-Za-z_]\w*\z/)"},
};

inline void PrintTo(const Language& language, std::ostream* out) { *out << language.name; }

/// A test that runs once for each language. Instantiate its suite with HAKO_IN_EVERY_LANGUAGE.
class InEveryLanguage : public testing::TestWithParam<Language> {
   protected:
    static const Language& language() { return GetParam(); }
    static bool is(std::string_view name) { return name == language().name; }

    /// The text in this test's language.
    static std::string in(const Scripts& scripts) { return std::string(scripts.*language().text); }

    static Sandbox sandbox(const Options& options = {}) { return Sandbox(language().guest(), options); }

    static Value eval(const Sandbox& box, const Scripts& scripts, const With& with = {}) {
        return box.eval(in(scripts), with).value;
    }

    /// The failure of a script, as "ZeroDivisionError: divided by 0".
    static std::string script_error(const Sandbox& box, const Scripts& scripts) { return test::script_error(box, in(scripts)); }

    /// The text of the service's failure that the script doesn't rescue.
    static std::string fault(const Sandbox& box, const Scripts& scripts, const With& with = {}) {
        const auto error = thrown<ServiceError>([&] { box.eval(in(scripts), with); });
        EXPECT_EQ(error.klass(), language().service_error);
        EXPECT_EQ(error.origin(), "service");
        EXPECT_FALSE(error.details());
        return error.what();
    }

    /// "<what> must match <the language's pattern> (got <name>)"
    static std::string name_refusal(std::string_view what, std::string_view name) {
        return std::string(what) + " must match " + language().name_pattern + " (got " + Value(name).inspect() + ")";
    }
};

/// Tests' names end in "/ruby", "/python" and so on.
#define HAKO_IN_EVERY_LANGUAGE(suite)                      \
    INSTANTIATE_TEST_SUITE_P(                              \
        , suite, testing::ValuesIn(hako::test::languages), \
        [](const testing::TestParamInfo<hako::test::Language>& test) { return std::string(test.param.name); })

}  // namespace hako::test
