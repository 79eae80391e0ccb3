// hako repl: expressions from a prompt, in one session.
#include <iostream>
#include <memory>
#include <optional>

#include "commands.hpp"
#include "line_reader.hpp"
#include "options.hpp"
#include "record.hpp"

namespace hako::command {

namespace {

std::string trimmed(const std::string& line) {
    constexpr const char* blanks = " \t\r";
    const auto first = line.find_first_not_of(blanks);
    return first == std::string::npos ? std::string() : line.substr(first, line.find_last_not_of(blanks) + 1 - first);
}

/// Whether a compiler gave up at the end of the code, so that more lines may complete it.
bool incomplete(const Result& result) {
    return !result && result.failure().klass == "SyntaxError" &&
           result.failure().message.find("end of file") != std::string::npos;
}

void converse(Session session) {
    LineReader lines;
    if (lines.interactive()) {
        std::cout << "hako " << version() << "; what a limit stops has no effect; exit or Ctrl-D ends.\n";
    }
    std::string code;               // an expression's lines so far
    std::optional<Result> pending;  // what they came to, if they are incomplete
    while (const auto line = lines.next(code.empty() ? "hako> " : "  ... ")) {
        const auto content = trimmed(*line);
        if (code.empty() && content.empty()) continue;
        if (code.empty() && (content == "exit" || content == "quit")) return;
        code += *line + '\n';
        pending = session.try_eval(code);
        if (incomplete(*pending) && !content.empty()) continue;  // an empty line ends it in any case
        print_result(*pending, ShowValue::with_arrow);
        pending.reset();
        code.clear();
    }
    if (pending) print_result(*pending, ShowValue::with_arrow);
}

}  // namespace

void add_repl(CLI::App& app, int& exit_code) {
    auto given = std::make_shared<SandboxOptions>();
    auto* command = app.add_subcommand("repl", "Evaluate expressions from a prompt, in one session");
    given->add_to(*command);
    command->callback([given, &exit_code] {
        converse(given->make_sandbox(given->snippets()).session());
        exit_code = success;
    });
}

}  // namespace hako::command
