// Tables of scripts.
#pragma once

#include <initializer_list>

#include "support/thrown.hpp"

namespace hako::test {

/// A script and its value.
struct Case {
    const char* source;
    Value value;
};

inline void expect_values(const Sandbox& box, std::initializer_list<Case> cases) {
    for (const auto& [source, value] : cases) {
        const auto result = box.try_eval(source);
        if (result) {
            EXPECT_EQ(result.value(), value) << source;
        } else {
            ADD_FAILURE() << source << ": " << result.failure().klass.value_or("") << ": " << result.failure().message;
        }
    }
}

/// A script and how it fails.
struct ErrorCase {
    const char* source;
    const char* error;  // "Class: message"
};

inline void expect_errors(const Sandbox& box, std::initializer_list<ErrorCase> cases) {
    for (const auto& [source, error] : cases) EXPECT_EQ(script_error(box, source), error) << source;
}

}  // namespace hako::test
