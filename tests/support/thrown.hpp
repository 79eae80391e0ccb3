// What a call threw, as a value that a test can look at.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <typeinfo>

#include "hako/hako.hpp"

namespace hako::test {

/// The E that `f` throws: of exactly that class, not of one below it. Fails the test, and ends it, when it throws none or
/// another.
template <class E, class F>
E thrown(F&& f) {
    try {
        f();
    } catch (const E& e) {
        if (typeid(e) != typeid(E)) ADD_FAILURE() << "thrown: " << typeid(e).name() << ": " << e.what();
        return e;
    } catch (const std::exception& e) {
        ADD_FAILURE() << "thrown: " << typeid(e).name() << ": " << e.what();
        throw;
    }
    throw std::runtime_error("nothing was thrown");
}

/// The text of the E that `f` throws.
template <class E, class F>
std::string message(F&& f) {
    return thrown<E>(std::forward<F>(f)).what();
}

/// The text of the service's failure that `code` doesn't rescue.
inline std::string fault(const Sandbox& box, std::string_view code, const With& with = {}) {
    const auto error = thrown<ServiceError>([&] { box.eval(code, with); });
    EXPECT_EQ(error.klass(), "Kobako::ServiceError");
    EXPECT_EQ(error.origin(), "service");
    EXPECT_FALSE(error.details());
    return error.what();
}

/// The failure of a script: its class and text, as "ZeroDivisionError: divided by 0".
inline std::string script_error(const Sandbox& box, std::string_view code) {
    const auto error = thrown<SandboxError>([&] { box.eval(code); });
    EXPECT_EQ(error.origin(), "sandbox");
    return error.klass().value_or("none") + ": " + error.failure().message;  // not what(): it may hold NUL
}

}  // namespace hako::test
