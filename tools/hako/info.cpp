// hako info: what a guest binary declares, and whether it can be used.
#include <hako/json.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "output.hpp"

namespace hako::command {

namespace {

void print(const GuestInfo& info) {
    std::cout << "size            " << info.size.count() << " bytes\n"
              << "sha256          " << info.sha256 << '\n'
              << "usable          " << (info.problem.empty() ? "yes" : "no: " + printable(info.problem)) << '\n'
              << "abi version     " << (info.abi_version ? std::to_string(*info.abi_version) : "unknown") << '\n'
              << "initial memory  " << info.initial_memory.count() << " bytes\n"
              << "maximum memory  "
              << (info.maximum_memory ? std::to_string(info.maximum_memory->count()) + " bytes" : "no limit of its own") << '\n';
    std::cout << "imports\n";
    for (const auto& import : info.imports) std::cout << "  " << printable(import) << '\n';
    std::cout << "exports\n";
    for (const auto& item : info.exports) std::cout << "  " << printable(item) << '\n';
}

nlohmann::ordered_json json_of(const GuestInfo& info) {
    nlohmann::ordered_json json = {{"size", info.size.count()}, {"sha256", info.sha256}, {"usable", info.problem.empty()}};
    json["problem"] = info.problem.empty() ? nlohmann::ordered_json() : to_json(Value(info.problem));
    json["abi_version"] = info.abi_version ? nlohmann::ordered_json(*info.abi_version) : nullptr;
    json["initial_memory"] = info.initial_memory.count();
    json["maximum_memory"] = info.maximum_memory ? nlohmann::ordered_json(info.maximum_memory->count()) : nullptr;
    const auto list = [](const std::vector<std::string>& lines) {
        auto array = nlohmann::ordered_json::array();
        for (const auto& line : lines) array.push_back(to_json(Value(line)));
        return array;
    };
    json["imports"] = list(info.imports);
    json["exports"] = list(info.exports);
    return json;
}

}  // namespace

void add_info(CLI::App& app, int& exit_code) {
    struct Given {
        std::string guest = "ruby";
        bool json = false;
    };
    auto given = std::make_shared<Given>();
    auto* command = app.add_subcommand("info", "Tell what a guest binary declares and whether it can be used");
    command->add_option("GUEST", given->guest, "ruby, python, javascript, or a guest binary's file")
        ->type_name("")
        ->check(not_empty())
        ->capture_default_str();
    command->add_flag("--json", given->json, "Print one JSON object");
    command->callback([given, &exit_code] {
        const auto info = inspect(named_guest(given->guest));
        if (given->json) {
            std::cout << json_of(info).dump() << '\n';
        } else {
            print(info);
        }
        exit_code = info.problem.empty() ? success : guest_unusable;
    });
}

}  // namespace hako::command
