// What an invocation came to: as a JSON record, for a person, as an exit code.
#pragma once

#include <exception>
#include <hako/hako.hpp>
#include <nlohmann/json.hpp>

#include "options.hpp"

namespace hako::command {

/// The execution record that --json and batch print. Also of something that failed before an invocation could begin.
nlohmann::ordered_json record_of(const Result& result);

enum class ShowValue {
    never,
    unless_nil,
    with_arrow,  // always, as "=> 1"
};
/// Output, value and failure of an invocation on standard output and standard error; the value as it is written in the language
/// of `guest`, which is what --guest says.
void print_result(const Result& result, ShowValue show, const std::string& guest);
/// A failure on standard error, with its backtrace.
void print_failure(const Failure& failure);

ExitCode exit_code_of(const Failure& failure);
ExitCode exit_code_of(const Result& result);

/// What an exception is as a Failure.
Failure failure_of(const std::exception& e);

}  // namespace hako::command
