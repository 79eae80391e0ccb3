// Implements line_reader.hpp.
#include "line_reader.hpp"

#include <unistd.h>

#include <clocale>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <memory>
#include <system_error>

#ifdef HAKO_LINE_EDITING
#include <editline/readline.h>
#endif

#include "output.hpp"

namespace hako::command {

#ifdef HAKO_LINE_EDITING
namespace {

constexpr int history_lines = 1000;

/// Where the history belongs by the XDG rules; empty when there is no such place.
std::filesystem::path history_file() {
    std::filesystem::path state;
    if (const char* given = std::getenv("XDG_STATE_HOME"); given && *given == '/') {
        state = given;
    } else if (const char* home = std::getenv("HOME"); home && *home == '/') {
        state = std::filesystem::path(home) / ".local" / "state";
    } else {
        return {};
    }
    const auto folder = state / "hako";
    std::error_code error;
    if (std::filesystem::create_directories(folder, error)) {
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);  // what was typed is private
    }
    return error ? std::filesystem::path() : folder / "history";
}

}  // namespace
#endif

LineReader::LineReader() : interactive_(isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1) {
#ifdef HAKO_LINE_EDITING
    if (!interactive_) return;
    std::setlocale(LC_CTYPE, "");  // libedit reads characters, not bytes
    using_history();
    stifle_history(history_lines);
    history_ = history_file();
    if (!history_.empty()) read_history(history_.c_str());
#endif
}

std::optional<std::string> LineReader::next(const char* prompt) {
    flush_output();
#ifdef HAKO_LINE_EDITING
    if (interactive_) {
        const std::unique_ptr<char, void (*)(void*)> text(readline(prompt), std::free);
        if (!text) {
            std::cout << '\n';  // Ctrl-D leaves the cursor behind the prompt
            return std::nullopt;
        }
        if (*text.get() != '\0') {
            add_history(text.get());
            if (!history_.empty()) write_history(history_.c_str());  // now: the next script may be ended by Ctrl-C
        }
        return text.get();
    }
#endif
    if (interactive_) {
        std::cout << prompt;
        flush_output();
    }
    std::string line;
    if (input_.next_line(line, std::numeric_limits<std::size_t>::max()) == Input::Line::none) return std::nullopt;
    return line;
}

}  // namespace hako::command
