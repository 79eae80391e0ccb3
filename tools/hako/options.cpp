// Reading options.
#include "options.hpp"

#include <cctype>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

namespace hako::command {

void SandboxOptions::add_to(CLI::App& command) {
    command.add_option("--timeout", timeout, "Seconds that a script may run, or off")->capture_default_str();
    command.add_option("--memory-limit", memory_limit, "Memory that a script may add: bytes, KiB, MiB, GiB, or off")
        ->capture_default_str();
    command.add_option("--stdout-limit", stdout_limit, "Standard output that is kept, or off")->capture_default_str();
    command.add_option("--stderr-limit", stderr_limit, "Standard error that is kept, or off")->capture_default_str();
    command.add_option("--handle-limit", handle_limit, "Host objects that a script may refer to")->capture_default_str();
    command.add_option("--profile", profile, "hermetic (clocks stand still) or permissive (real clocks and entropy)")
        ->capture_default_str();
    command.add_option("--guest", guest, "Guest binary to run scripts on, instead of the bundled Ruby");
    command.add_option("--preload", preload, "FILE or FILE=Name: code that runs before the script; may be repeated")
        ->allow_extra_args(false);
}

Options SandboxOptions::options() const {
    Options options;
    options.timeout = parse_timeout("--timeout", timeout);
    options.memory_limit = parse_size("--memory-limit", memory_limit);
    options.stdout_limit = parse_size("--stdout-limit", stdout_limit);
    options.stderr_limit = parse_size("--stderr-limit", stderr_limit);
    options.handle_limit = handle_limit;
    if (profile == "permissive") {
        options.profile = Profile::permissive;
    } else if (profile != "hermetic") {
        throw UsageError("--profile must be hermetic or permissive, got " + profile);
    }
    return options;
}

Guest SandboxOptions::chosen_guest() const { return guest.empty() ? ruby() : Guest::from_file(guest); }

std::vector<Snippet> SandboxOptions::snippets() const {
    std::vector<Snippet> all;
    for (const auto& given : preload) {
        const auto equals = given.rfind('=');
        const auto file = given.substr(0, equals);
        Snippet snippet;
        snippet.code = read_input(file);
        snippet.bytecode = snippet.code.starts_with("RITE");
        if (!snippet.bytecode) snippet.name = equals == std::string::npos ? snippet_name(file) : given.substr(equals + 1);
        all.push_back(std::move(snippet));
    }
    return all;
}

Sandbox SandboxOptions::make_sandbox() const {
    Sandbox box(chosen_guest(), options());
    for (const auto& snippet : snippets()) add_snippet(box, snippet);
    return box;
}

Timeout parse_timeout(std::string_view name, const std::string& text) {
    if (text == "off") return std::nullopt;
    double seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size() || !(seconds > 0) || !std::isfinite(seconds)) {
        throw UsageError(std::string(name) + " must be a number of seconds above 0, or off; got " + text);
    }
    return std::chrono::duration<double>(seconds);
}

std::optional<Bytes> parse_size(std::string_view name, const std::string& text) {
    if (text == "off") return std::nullopt;
    const auto bad = [&] {
        return UsageError(std::string(name) + " must be a size such as 1048576, 64KiB, 4MiB or 1GiB, or off; got " + text);
    };
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || count < 0) throw bad();
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    int shift = 0;
    if (unit == "KiB") {
        shift = 10;
    } else if (unit == "MiB") {
        shift = 20;
    } else if (unit == "GiB") {
        shift = 30;
    } else if (!unit.empty() && unit != "B") {
        throw bad();
    }
    if (count > (std::int64_t{1} << (62 - shift))) throw bad();
    return Bytes(count << shift);
}

std::string read_input(const std::string& file) {
    if (file == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
    std::error_code error;
    if (std::filesystem::is_directory(file, error)) throw UsageError("cannot read " + file + ": it is a directory");
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw UsageError("cannot read " + file + ": " + std::strerror(errno));
    std::string content(std::istreambuf_iterator<char>(stream), {});
    if (stream.bad()) throw UsageError("cannot read " + file + ": " + std::strerror(errno));
    return content;
}

std::string snippet_name(const std::string& file) {
    if (file == "-") return "Main";
    std::string name;
    bool upper = true;
    for (const char c : std::filesystem::path(file).stem().string()) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 || std::isalnum(byte) == 0) {
            upper = true;
        } else {
            name += upper ? static_cast<char>(std::toupper(byte)) : c;
            upper = false;
        }
    }
    if (name.empty() || std::isdigit(static_cast<unsigned char>(name.front())) != 0) name.insert(0, "Snippet");
    return name;
}

void add_snippet(Sandbox& box, const Snippet& snippet) {
    if (snippet.bytecode) {
        box.preload_bytecode(snippet.code);
    } else {
        box.preload(snippet.name, snippet.code);
    }
}

}  // namespace hako::command
