// hako repl: expressions from a prompt, each in a fresh world.
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>

#ifdef HAKO_LINE_EDITING
#include <editline/readline.h>
#endif

#include "commands.hpp"
#include "options.hpp"
#include "record.hpp"

namespace hako::command {

namespace {

/// Lines from a terminal, with editing and a history that is kept between runs; or from a pipe, without a prompt.
class LineReader {
   public:
    LineReader() {
#ifdef HAKO_LINE_EDITING
        if (!interactive_) return;
        using_history();
        if (const auto file = history_file(); !file.empty()) read_history(file.c_str());
#endif
    }
    ~LineReader() {
#ifdef HAKO_LINE_EDITING
        if (!interactive_) return;
        if (const auto file = history_file(); !file.empty()) {
            std::error_code error;
            std::filesystem::create_directories(file.parent_path(), error);
            write_history(file.c_str());
        }
#endif
    }
    LineReader(const LineReader&) = delete;
    LineReader& operator=(const LineReader&) = delete;

    bool next(std::string& line) {
#ifdef HAKO_LINE_EDITING
        if (interactive_) {
            const std::unique_ptr<char, void (*)(void*)> text(readline("hako> "), std::free);
            if (!text) return false;
            line = text.get();
            if (!line.empty()) add_history(line.c_str());
            return true;
        }
#else
        if (interactive_) std::cout << "hako> " << std::flush;
#endif
        return static_cast<bool>(std::getline(std::cin, line));
    }
    bool interactive() const { return interactive_; }

   private:
    static std::filesystem::path history_file() {
        if (const char* state = std::getenv("XDG_STATE_HOME"); state && *state == '/') {
            return std::filesystem::path(state) / "hako" / "history";
        }
        const char* home = std::getenv("HOME");
        return home && *home == '/' ? std::filesystem::path(home) / ".local" / "state" / "hako" / "history"
                                    : std::filesystem::path();
    }
    bool interactive_ = isatty(STDIN_FILENO) == 1;
};

}  // namespace

void add_repl(CLI::App& app, int& exit_code) {
    auto given = std::make_shared<SandboxOptions>();
    auto* command = app.add_subcommand("repl", "Evaluate expressions from a prompt, each in a fresh world");
    given->add_to(*command);
    command->callback([given, &exit_code] {
        auto box = given->make_sandbox();
        LineReader lines;
        if (lines.interactive()) std::cout << "hako " << version() << "; every line starts afresh; exit or Ctrl-D ends.\n";
        std::string line;
        while (lines.next(line)) {
            if (line == "exit" || line == "quit") break;
            if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
            const auto result = box.try_eval(line);
            std::cout << result.execution().stdout_text() << std::flush;
            std::cerr << result.execution().stderr_text();
            if (result) {
                std::cout << "=> " << result.execution().value << '\n';
            } else {
                print_failure(result.failure());
            }
        }
        exit_code = success;
    });
}

}  // namespace hako::command
