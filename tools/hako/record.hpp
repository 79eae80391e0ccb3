// What an invocation came to: as a JSON record, for a person, as an exit code.
#pragma once

#include <hako/hako.hpp>
#include <hako/json.hpp>
#include <nlohmann/json.hpp>

#include "options.hpp"

namespace hako::command {

/// The execution record that --json and batch print.
nlohmann::ordered_json record_of(const Result& result);
/// The record of something that failed before an invocation could begin.
nlohmann::ordered_json record_of(const Failure& failure);

/// A failure on standard error, with its backtrace.
void print_failure(const Failure& failure);
/// Output, value and failure of an invocation on standard output and standard error.
void print_result(const Result& result);

ExitCode exit_code_of(ErrorKind kind);
ExitCode exit_code_of(const Result& result);

/// What an exception that a library call threw is as a Failure.
Failure failure_of(const std::exception& e);

}  // namespace hako::command
