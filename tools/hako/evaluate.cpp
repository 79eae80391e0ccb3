// hako eval, hako run: one invocation.
#include <iostream>
#include <memory>

#include "commands.hpp"
#include "options.hpp"
#include "record.hpp"

namespace hako::command {

namespace {

int print(const Result& result, bool json) {
    if (json) {
        std::cout << record_of(result).dump() << '\n';
    } else {
        print_result(result);
    }
    return exit_code_of(result);
}

/// Performs `invoke` and prints what it came to, with a guest or snippet that fails at set-up printed alike.
template <class Invoke>
int perform(bool json, const Invoke& invoke) {
    try {
        return print(invoke(), json);
    } catch (const Error& e) {
        return print(Result({}, e.failure()), json);
    }
}

/// Arguments from the command line and from JSON: an array of positional ones, or {"args": […], "kwargs": {…}}.
struct RunArguments {
    Array positional;
    KeywordArguments keywords;

    void add_keywords(const Value& given) {
        const auto* map = given.get_if<Map>();
        if (map == nullptr) throw UsageError("keyword arguments must be a JSON object, got " + given.inspect(80));
        for (const auto& [key, value] : *map) {
            const auto* text = key.get_if<std::string>();
            const auto* symbol = key.get_if<Symbol>();
            if (text == nullptr && symbol == nullptr) throw UsageError("a keyword must be a name, got " + key.inspect(80));
            keywords.emplace_back(text ? *text : symbol->name(), value);
        }
    }
    void add_positional(const Value& given) {
        const auto* array = given.get_if<Array>();
        if (array == nullptr) throw UsageError("arguments must be a JSON array, got " + given.inspect(80));
        positional.insert(positional.end(), array->begin(), array->end());
    }
    void add(const Value& given) {
        if (!given.is_map()) return add_positional(given);
        for (const auto& [key, value] : *given.get_if<Map>()) {
            if (key == Value("args")) {
                add_positional(value);
            } else if (key == Value("kwargs")) {
                add_keywords(value);
            } else {
                throw UsageError("--args-json knows the keys args and kwargs, got " + key.inspect(80));
            }
        }
    }
};

Value json_option(const char* name, const std::string& text) {
    try {
        return parse_json(text);
    } catch (const ConversionError& e) {
        throw UsageError(std::string(name) + ": " + e.what());
    }
}

}  // namespace

void add_eval(CLI::App& app, int& exit_code) {
    struct Given {
        SandboxOptions sandbox;
        std::string code;
        std::string file;
        bool json = false;
    };
    auto given = std::make_shared<Given>();
    auto* command = app.add_subcommand("eval", "Run code and print the value of its last expression");
    auto* code = command->add_option("code", given->code, "The code, or - to read it from standard input");
    command->add_option("--file", given->file, "Run the code in a file")->excludes(code);
    command->add_flag("--json", given->json, "Print the execution record as one JSON object");
    given->sandbox.add_to(*command);
    command->callback([given, command, &exit_code] {
        if (command->count("code") == 0 && given->file.empty()) throw UsageError("eval needs CODE or --file");
        const bool from_input = given->code == "-" || !given->file.empty();
        const auto code_text = from_input ? read_input(given->file.empty() ? "-" : given->file) : given->code;
        exit_code = perform(given->json, [&] { return given->sandbox.make_sandbox().try_eval(code_text); });
    });
}

void add_run(CLI::App& app, int& exit_code) {
    struct Given {
        SandboxOptions sandbox;
        std::string file;
        std::string entry;
        std::vector<std::string> texts;
        std::string args_json;
        std::string kwargs_json;
        bool json = false;
    };
    auto given = std::make_shared<Given>();
    auto* command = app.add_subcommand("run", "Load a file and call one of its constants");
    command->add_option("file", given->file, "The file, or - for standard input")->required();
    command->add_option("args", given->texts, "Arguments, as text");
    command->add_option("--entry", given->entry, "The constant to call: a class, module or lambda with `call`")->required();
    command->add_option("--args-json", given->args_json,
                        "Arguments before the textual ones: a JSON array, or {\"args\": […], \"kwargs\": {…}}");
    command->add_option("--kwargs-json", given->kwargs_json, "Keyword arguments: a JSON object");
    command->add_flag("--json", given->json, "Print the execution record as one JSON object");
    given->sandbox.add_to(*command);
    command->callback([given, &exit_code] {
        RunArguments arguments;
        if (!given->args_json.empty()) arguments.add(json_option("--args-json", given->args_json));
        if (!given->kwargs_json.empty()) arguments.add_keywords(json_option("--kwargs-json", given->kwargs_json));
        arguments.positional.insert(arguments.positional.end(), given->texts.begin(), given->texts.end());
        Snippet snippet;
        snippet.code = read_input(given->file);
        snippet.bytecode = snippet.code.starts_with("RITE");
        snippet.name = snippet_name(given->file);
        exit_code = perform(given->json, [&] {
            auto box = given->sandbox.make_sandbox();
            add_snippet(box, snippet);
            return box.try_run(given->entry, arguments.positional, arguments.keywords);
        });
    });
}

}  // namespace hako::command
