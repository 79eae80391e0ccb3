// Writing for people.
#pragma once

#include <string>
#include <string_view>

namespace hako::command {

/// Writes out what std::cout holds. Throws UsageError when that or anything before failed, so that lost output is no
/// success.
void flush_output();

/// `text` with control characters other than tabs written as `\x1B`: untrusted text must not steer the terminal. Line
/// breaks are kept, with the lines after them indented, so that none can pass for a message of the command.
std::string printable(std::string_view text);

}  // namespace hako::command
