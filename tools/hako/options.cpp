// Implements options.hpp.
#include "options.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <system_error>

#include "input.hpp"

namespace hako::command {

namespace {

Profile parse_profile(const std::string& text) {
    if (text == "hermetic") return Profile::hermetic;
    if (text == "permissive") return Profile::permissive;
    throw UsageError("--profile must be hermetic or permissive; got " + text);
}

/// "FILE", or "FILE=Name" unless there is a file of that whole name.
Snippet read_preload(const std::string& given) {
    const auto equals = given.rfind('=');
    std::error_code ignored;
    const bool named = equals != std::string::npos && !std::filesystem::exists(given, ignored);
    const auto file = named ? given.substr(0, equals) : given;
    if (file == "-") throw UsageError("--preload takes files, not standard input");
    auto snippet = read_snippet(file);
    if (named && snippet.kind != Snippet::Kind::source) throw UsageError("--preload " + given + ": only source takes a name");
    if (named) snippet.name = given.substr(equals + 1);
    return snippet;
}

bool is_alphanumeric(char c) { return static_cast<unsigned char>(c) < 0x80 && std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string constant_name(const std::filesystem::path& file) {
    std::string name;
    bool upper = true;
    for (const char c : file.stem().string()) {
        if (is_alphanumeric(c)) name += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        upper = !is_alphanumeric(c);
    }
    if (name.empty() || is_digit(name.front())) name.insert(0, "Snippet");
    return name;
}

std::string module_name(const std::filesystem::path& file) {
    std::string name = file.stem().string();
    std::ranges::replace_if(name, [](char c) { return !is_alphanumeric(c); }, '_');
    if (name.empty() || is_digit(name.front())) name.insert(0, "_");
    return name;
}

}  // namespace

void SandboxOptions::add_to(CLI::App& command) {
    const auto text = [&command](const char* name, std::string& value, const char* type, const char* description) {
        return command.add_option(name, value, description)->type_name(type);
    };
    text("--timeout", timeout, "SECONDS", "How long a script may run, or off")->capture_default_str();
    text("--memory-limit", memory_limit, "SIZE", "Memory that a script may add: bytes, KiB, MiB, GiB, or off")
        ->capture_default_str();
    text("--stdout-limit", stdout_limit, "SIZE", "Standard output that is kept, or off")->capture_default_str();
    text("--stderr-limit", stderr_limit, "SIZE", "Standard error that is kept, or off")->capture_default_str();
    command.add_option("--handle-limit", handle_limit, "Host objects that a script may be given")
        ->check(whole_number(1, Options().handle_limit))
        ->type_name("N")
        ->capture_default_str();
    text("--profile", profile, "PROFILE", "hermetic (clocks stand still) or permissive (real clocks and entropy)")
        ->capture_default_str();
    text("--guest", guest, "GUEST", "What to run scripts on: ruby, python, javascript, or a guest binary's file")
        ->check(not_empty())
        ->capture_default_str();
    text("--image", image, "FILE", "Begin with an image that hako image save has written")->check(not_empty());
    command.add_option("--preload", preload, "FILE or FILE=Name: code that runs before the script, or a wheel; may be repeated")
        ->type_name("FILE")
        ->allow_extra_args(false);
}

std::vector<Snippet> SandboxOptions::snippets() const {
    std::vector<Snippet> all;
    for (const auto& given : preload) all.push_back(read_preload(given));
    return all;
}

Sandbox SandboxOptions::make_sandbox(const std::vector<Snippet>& snippets) const {
    Options options;
    options.timeout = parse_timeout("--timeout", timeout);
    options.memory_limit = parse_size("--memory-limit", memory_limit, 1);
    options.stdout_limit = parse_size("--stdout-limit", stdout_limit, 0);
    options.stderr_limit = parse_size("--stderr-limit", stderr_limit, 0);
    options.handle_limit = handle_limit;
    options.profile = parse_profile(profile);
    const auto chosen = named_guest(guest);
    Sandbox box = image.empty() ? Sandbox(chosen, options) : Sandbox(chosen, Image::from_file(image), options);
    for (const auto& snippet : snippets) add_snippet(box, snippet);
    return box;
}

Guest named_guest(const std::string& name) {
    if (name == "ruby") return ruby();
    if (name == "python") return python();
    if (name == "javascript" || name == "js") return javascript();
    return Guest::from_file(name);
}

Timeout parse_timeout(std::string_view name, const std::string& text) {
    if (text == "off") return std::nullopt;
    double seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size() || !(seconds > 0) || !std::isfinite(seconds)) {
        throw UsageError(std::string(name) + " must be a number of seconds above 0, or off; got " + Value(text).inspect());
    }
    return std::chrono::duration<double>(seconds);
}

std::optional<Bytes> parse_size(std::string_view name, const std::string& text, std::int64_t least) {
    if (text == "off") return std::nullopt;
    const auto bad = [&] {
        return UsageError(std::string(name) + " must be a size such as 1048576, 64KiB, 4MiB or 1GiB" +
                          (least > 0 ? ", above 0" : "") + ", or off; got " + Value(text).inspect());
    };
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || count < least) throw bad();
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

Snippet read_snippet(const std::string& file) {
    Snippet snippet;
    snippet.code = read_input(file);
    if (snippet.code.starts_with("RITE") || file.ends_with(".mrb")) {
        snippet.kind = Snippet::Kind::bytecode;
    } else if (snippet.code.starts_with("PK") || file.ends_with(".whl")) {
        snippet.kind = Snippet::Kind::archive;
    } else {
        snippet.name = snippet_name(file);
    }
    return snippet;
}

std::string snippet_name(const std::string& file) {
    if (file == "-") return "Main";
    const bool is_module = file.ends_with(".py") || file.ends_with(".js") || file.ends_with(".mjs");
    return is_module ? module_name(file) : constant_name(file);
}

void add_snippet(Sandbox& box, const Snippet& snippet) {
    switch (snippet.kind) {
        case Snippet::Kind::source: box.preload(snippet.name, snippet.code); break;
        case Snippet::Kind::bytecode: box.preload_bytecode(snippet.code); break;
        case Snippet::Kind::archive: box.preload_archive(snippet.code); break;
    }
}

CLI::Validator not_empty() {
    return {[](const std::string& text) { return text.empty() ? "must not be empty" : std::string(); }, ""};
}

CLI::Validator whole_number(std::int64_t least, std::int64_t most) {
    const auto check = [least, most](const std::string& text) {
        std::int64_t n = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
        if (error == std::errc() && end == text.data() + text.size() && n >= least && n <= most) return std::string();
        return "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most) + ", got " +
               Value(text).inspect();
    };
    return {check, ""};
}

}  // namespace hako::command
