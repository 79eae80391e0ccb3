// CPython's regression tests in a sandbox.
#pragma once

#include <filesystem>
#include <string>

#include "hako/hako.hpp"

namespace hako::test {

std::string contents(const std::filesystem::path& path);

/// Whose snippet `runner` runs modules of tests; see runner.py.
const Sandbox& cpython_sandbox();

/// The test that began last, when the guest was stopped.
std::string last_test(const Execution& execution);

}  // namespace hako::test
