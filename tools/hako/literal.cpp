// Implements literal.hpp.
#include "literal.hpp"

namespace hako::command {

std::vector<std::string> guarded(int argc, const char* const* argv) {
    std::vector<std::string> arguments;
    for (int i = argc - 1; i > 0; --i) {
        std::string argument = argv[i];
        if (argument.starts_with('[')) argument += ' ';
        arguments.push_back(std::move(argument));
    }
    return arguments;
}

void unguard(CLI::App& command) {
    const auto take_off = [](std::string argument) {
        if (argument.starts_with('[') && argument.ends_with(' ')) argument.pop_back();
        return argument;
    };
    for (auto* option : command.get_options()) {
        if (option->get_items_expected_max() > 0) option->transform(take_off, "");
    }
    for (auto* below : command.get_subcommands({})) unguard(*below);
}

}  // namespace hako::command
