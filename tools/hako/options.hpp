// What the command's options say, as the library wants it.
#pragma once

#include <CLI/CLI.hpp>
#include <hako/hako.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace hako::command {

/// How the command ends. Documented in docs/command-line.md.
enum ExitCode {
    success = 0,
    script_failed = 1,
    wrong_usage = 2,
    service_failed = 3,
    stopped = 4,
    guest_unusable = 5,
};

/// Something that the user gave is wrong, or can't be read or written; the command ends with `wrong_usage` and this
/// text.
class UsageError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Code to preload.
struct Snippet {
    std::string name;  // of source
    std::string code;
    enum class Kind { source, bytecode, archive } kind = Kind::source;

    friend bool operator==(const Snippet&, const Snippet&) = default;
};

/// The options that every command which runs scripts has, as they were written.
struct SandboxOptions {
    std::string timeout = "60";
    std::string memory_limit = "1MiB";
    std::string stdout_limit = "1MiB";
    std::string stderr_limit = "1MiB";
    std::int64_t handle_limit = Options().handle_limit;
    std::string profile = "hermetic";
    std::string guest = "ruby";
    std::string image;
    std::vector<std::string> preload;

    void add_to(CLI::App& command);
    /// What --preload names. Throws UsageError.
    std::vector<Snippet> snippets() const;
    /// A sandbox with these options and `snippets`. Throws UsageError, and what the library throws.
    Sandbox make_sandbox(const std::vector<Snippet>& snippets) const;
};

/// A bundled guest by its name, or one from a file.
Guest named_guest(const std::string& name);
/// "1.5" or "off".
Timeout parse_timeout(std::string_view name, const std::string& text);
/// "1048576", "64KiB", "4MiB", "1GiB" or "off"; at least `least` bytes.
std::optional<Bytes> parse_size(std::string_view name, const std::string& text, std::int64_t least);

/// Code in a file, or on standard input for "-": bytecode or an archive if it looks like that, else source under a name
/// made from the file's.
Snippet read_snippet(const std::string& file);
/// A name for a snippet from a file: "my-rules.rb" gives "MyRules", and "my-rules.py" or "my-rules.js" gives "my_rules".
std::string snippet_name(const std::string& file);
/// Adds a snippet to `box`; how it fails is the library's.
void add_snippet(Sandbox& box, const Snippet& snippet);

/// Checks of options.
CLI::Validator not_empty();
CLI::Validator whole_number(std::int64_t least, std::int64_t most);

}  // namespace hako::command
