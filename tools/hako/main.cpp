// The hako command: the library from the command line.
#include <exception>
#include <hako/hako.hpp>
#include <iostream>

#include "commands.hpp"
#include "options.hpp"
#include "record.hpp"

int main(int argc, char** argv) {
    using namespace hako::command;
    std::ios::sync_with_stdio(false);
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
    add_info(app, exit_code);
    add_repl(app, exit_code);
    add_bench(app, exit_code);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? success : wrong_usage;
    } catch (const UsageError& e) {
        std::cerr << "hako: " << e.what() << '\n';
        return wrong_usage;
    } catch (const hako::Error& e) {
        print_failure(e.failure());
        return exit_code_of(e.kind());
    } catch (const std::invalid_argument& e) {
        std::cerr << "hako: " << e.what() << '\n';
        return wrong_usage;
    } catch (const std::exception& e) {
        std::cerr << "hako: " << e.what() << '\n';
        return stopped;
    }
    return exit_code;
}
