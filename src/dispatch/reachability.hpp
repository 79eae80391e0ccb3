// Which method names no script may call on a host object. [B-42, behaviour.md § 5]
#pragma once

#include <string>
#include <string_view>

namespace hako::dispatch {

/// Refused on every target, and never registrable.
bool hard_refused(std::string_view method);

/// Refused unless the service registered a method of that very name.
bool ambient_refused(std::string_view method);

/// Refused on a bare callable, beside the other two lists.
bool proc_refused(std::string_view method);

/// A name as Ruby prints a symbol: `:zork`, `:[]`, `:foo=`, `:+`, `:"a b"`.
std::string ruby_symbol(std::string_view name);

}  // namespace hako::dispatch
