// hako eval, hako run: one invocation.
#include <iostream>
#include <memory>

#include "arguments.hpp"
#include "commands.hpp"
#include "input.hpp"
#include "options.hpp"
#include "output.hpp"
#include "record.hpp"

namespace hako::command {

namespace {

/// How to tell what an invocation came to.
struct Printing {
    bool json = false;
    bool quiet = false;

    void add_to(CLI::App& command) {
        auto* json_flag = command.add_flag("--json", json, "Print the execution record as one JSON object");
        command.add_flag("-q,--quiet", quiet, "Print only what the script writes, not the value")->excludes(json_flag);
    }

    ExitCode print(const Result& result, const std::string& guest) const {
        if (json) {
            std::cout << record_of(result).dump() << '\n';
            flush_output();
        } else {
            print_result(result, quiet ? ShowValue::never : ShowValue::unless_nil, guest);
        }
        return exit_code_of(result);
    }

    /// Performs `invoke` and prints what it came to. A guest or snippet that fails at set-up is told alike.
    template <class Invoke>
    ExitCode perform(const std::string& guest, const Invoke& invoke) const {
        try {
            return print(invoke(), guest);
        } catch (const Error& e) {
            return print(Result({}, e.failure()), guest);
        }
    }
};

}  // namespace

void add_eval(CLI::App& app, int& exit_code) {
    struct Given {
        SandboxOptions sandbox;
        Printing printing;
        std::string code;
        std::string file;
    };
    auto given = std::make_shared<Given>();
    auto* command = app.add_subcommand("eval", "Run code and print the value of its last expression");
    auto* code = command->add_option("CODE", given->code, "The code, or - to read it from standard input")->type_name("");
    command->add_option("--file", given->file, "Run the code in a file instead")
        ->type_name("FILE")
        ->check(not_empty())
        ->excludes(code);
    given->printing.add_to(*command);
    given->sandbox.add_to(*command);
    command->callback([given, code, &exit_code] {
        if (code->count() == 0 && given->file.empty()) throw UsageError("eval needs CODE, - or --file FILE");
        const auto snippets = given->sandbox.snippets();
        const auto text = !given->file.empty() ? read_input(given->file) : given->code == "-" ? read_input("-") : given->code;
        exit_code =
            given->printing.perform(given->sandbox.guest, [&] { return given->sandbox.make_sandbox(snippets).try_eval(text); });
    });
}

void add_run(CLI::App& app, int& exit_code) {
    struct Given {
        SandboxOptions sandbox;
        Printing printing;
        std::string file;
        std::string entry;
        std::vector<std::string> texts;
        std::string args_json;
        std::string kwargs_json;
    };
    auto given = std::make_shared<Given>();
    auto* command = app.add_subcommand("run", "Load a file and call one of its constants");
    auto* file = command->add_option("FILE", given->file, "The file, or - for standard input; none with --image")->type_name("");
    command->add_option("ARG", given->texts, "Arguments, as text; put -- before one that begins with -")->type_name("");
    command->add_option("--entry", given->entry, "The constant to call: a lambda, or anything with a method call")
        ->required()
        ->type_name("NAME");
    command
        ->add_option("--args-json", given->args_json,
                     "Arguments before the textual ones: a JSON array, or {\"args\": […], \"kwargs\": {…}}")
        ->type_name("JSON")
        ->check(not_empty());
    command->add_option("--kwargs-json", given->kwargs_json, "Keyword arguments: a JSON object")
        ->type_name("JSON")
        ->check(not_empty());
    given->printing.add_to(*command);
    given->sandbox.add_to(*command);
    command->callback([given, file, &exit_code] {
        const bool has_image = !given->sandbox.image.empty();
        if (!has_image && file->count() == 0) throw UsageError("run needs FILE or --image");
        RunArguments arguments;
        if (!given->args_json.empty()) arguments.add(read_json(given->args_json, "--args-json"), "--args-json");
        if (!given->kwargs_json.empty()) {
            arguments.add_keywords(read_json(given->kwargs_json, "--kwargs-json"), "--kwargs-json");
        }
        // The image has the code, so that what stands in the file's place is an argument.
        if (has_image && file->count() != 0) arguments.positional.emplace_back(given->file);
        arguments.positional.insert(arguments.positional.end(), given->texts.begin(), given->texts.end());
        auto snippets = given->sandbox.snippets();
        if (!has_image) snippets.push_back(read_snippet(given->file));
        exit_code = given->printing.perform(given->sandbox.guest, [&] {
            return given->sandbox.make_sandbox(snippets).try_run(given->entry, arguments.positional, arguments.keywords);
        });
    });
}

}  // namespace hako::command
