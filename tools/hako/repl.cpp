// hako repl: expressions from a prompt, in one session.
#include <algorithm>
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
    if (result || (result.failure().klass != "SyntaxError" && result.failure().klass != "IndentationError")) return false;
    constexpr std::string_view reasons[] = {"end of file",  // Ruby, JavaScript
                                            "was never closed", "unterminated triple-quoted", "expected an indented block",
                                            "unexpected EOF"};
    return std::ranges::any_of(
        reasons, [&](std::string_view reason) { return result.failure().message.find(reason) != std::string::npos; });
}

/// Whether a Python statement may have more lines although it compiles: one with a block goes on until an empty line.
bool has_block(std::string_view line) { return line.ends_with(':') || line.starts_with('@'); }

void converse(Session session, const std::string& guest) {
    LineReader lines;
    if (lines.interactive()) {
        std::cout << "hako " << version() << "; what a limit stops has no effect; exit or Ctrl-D ends.\n";
    }
    std::string code;               // an expression's lines so far
    std::optional<Result> pending;  // what they came to, if they are incomplete
    bool in_block = false;
    while (const auto line = lines.next(code.empty() ? "hako> " : "  ... ")) {
        const auto content = trimmed(*line);
        if (code.empty() && content.empty()) continue;
        if (code.empty() && (content == "exit" || content == "quit")) return;
        code += *line + '\n';
        in_block = content.empty() ? false : in_block || (guest == "python" && has_block(content));
        if (in_block) continue;
        pending = session.try_eval(code);
        if (incomplete(*pending) && !content.empty()) continue;  // an empty line ends it in any case
        print_result(*pending, ShowValue::with_arrow, guest);
        pending.reset();
        code.clear();
    }
    if (in_block) pending = session.try_eval(code);
    if (pending) print_result(*pending, ShowValue::with_arrow, guest);
}

}  // namespace

void add_repl(CLI::App& app, int& exit_code) {
    auto given = std::make_shared<SandboxOptions>();
    auto* command = app.add_subcommand("repl", "Evaluate expressions from a prompt, in one session");
    given->add_to(*command);
    command->callback([given, &exit_code] {
        converse(given->make_sandbox(given->snippets()).session(), given->guest);
        exit_code = success;
    });
}

}  // namespace hako::command
