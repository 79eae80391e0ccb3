// The hako command: the library from the command line.
#include <csignal>
#include <exception>
#include <hako/hako.hpp>
#include <iostream>

#include "commands.hpp"
#include "literal.hpp"
#include "options.hpp"
#include "output.hpp"
#include "record.hpp"

namespace {

using namespace hako::command;

int complain(const std::string& message, int exit_code) {
    std::cerr << "hako: " << printable(message) << '\n';
    return exit_code;
}

/// What is wrong with the command line.
std::string usage_message(const CLI::App& app, const CLI::ParseError& e) {
    const auto chosen = app.get_subcommands();
    if (chosen.empty()) {
        const auto rest = app.remaining();
        if (rest.empty()) return "a command is needed; hako --help lists them";
        return (rest.front().starts_with('-') ? "unknown option " : "unknown command ") + rest.front() + "; see hako --help";
    }
    const auto& command = *chosen.front();
    std::string message = e.what();
    if (const auto rest = app.remaining(true); e.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError)) {
        message = "not expected:";
        for (const auto& argument : rest) message += ' ' + argument;
    }
    return message + "; see hako " + command.get_name() + " --help";
}

/// Parses the command line and runs what it asks for.
int perform(int argc, char** argv) {
    CLI::App app("Runs untrusted scripts in a sandbox.", "hako");
    app.set_version_flag("--version", std::string("hako ") + hako::version() + " (" + hako::engine_version() + ", guest ABI " +
                                          std::to_string(hako::abi_version) + ")");
    app.require_subcommand(1);
    app.footer(
        "Exit codes: 0 success, 1 the script failed, 2 wrong usage, 3 a service failed, 4 a trap or limit, 5 the guest "
        "can't be used.\nbatch: 0 when every line was ok, else 1.");
    int exit_code = success;
    add_eval(app, exit_code);
    add_run(app, exit_code);
    add_batch(app, exit_code);
    add_image(app, exit_code);
    add_info(app, exit_code);
    add_repl(app, exit_code);
    add_bench(app, exit_code);
    unguard(app);
    try {
        auto arguments = guarded(argc, argv);
        app.parse(arguments);
    } catch (const CLI::ParseError& e) {
        if (e.get_exit_code() != 0) return complain(usage_message(app, e), wrong_usage);
        app.exit(e);  // prints the help or the version
    }
    flush_output();
    return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
    // Output that nobody reads any more ends the command quietly, also below a parent that ignores the signal.
    std::signal(SIGPIPE, SIG_DFL);
    std::ios::sync_with_stdio(false);
    try {
        return perform(argc, argv);
    } catch (const hako::Error& e) {
        print_failure(e.failure());
        return exit_code_of(e.failure());
    } catch (const UsageError& e) {
        return complain(e.what(), wrong_usage);
    } catch (const std::invalid_argument& e) {
        return complain(e.what(), wrong_usage);
    } catch (const std::exception& e) {
        return complain(e.what(), stopped);
    }
}
