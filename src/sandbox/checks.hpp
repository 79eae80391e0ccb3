// Checks of what callers pass: names, limits, arguments. All throw ArgumentError with the texts of behaviour.md § 6.
#pragma once

#include <string_view>

#include "guests/source.hpp"
#include "hako/sandbox.hpp"

namespace hako::sandbox {

/// "<what> must match /\A[A-Z]\w*\z/ (got "x")" [E-16, E-17, E-25, E-34]
void check_name(std::string_view what, std::string_view name, guests::Naming naming);
/// The same for what `run` is to call. [E-25]
void check_entrypoint(std::string_view name, guests::Naming naming);

/// `name` is the option's: "timeout", "checkout_timeout".
void check_timeout(std::string_view name, const Timeout& timeout, std::string_view requirement);
/// [E-39]
void check_options(const Options& options);
/// Refuses handle tokens. [E-29]
void check_arguments(const Array& arguments, const KeywordArguments& keywords);

}  // namespace hako::sandbox
