// hako image: sandboxes in files.
#include <hako/json.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "options.hpp"
#include "output.hpp"

namespace hako::command {

namespace {

void print(const ImageInfo& info) {
    std::cout << "size      " << info.size.count() << " bytes\n"
              << "state     " << (info.has_state ? "in place" : "none: the snippets run in each invocation") << '\n';
    std::cout << "members\n";
    for (const auto& member : info.members) std::cout << "  " << printable(member) << '\n';
    std::cout << "snippets\n";
    for (const auto& name : info.snippets)
        std::cout << "  " << (name.empty() ? "(bytecode or an archive)" : printable(name)) << '\n';
}

nlohmann::ordered_json json_of(const ImageInfo& info) {
    return {{"size", info.size.count()}, {"has_state", info.has_state}, {"members", info.members}, {"snippets", info.snippets}};
}

void add_save(CLI::App& image, int& exit_code) {
    struct Given {
        std::string file;
        SandboxOptions sandbox;
    };
    auto given = std::make_shared<Given>();
    auto* command = image.add_subcommand("save", "Load what --preload names and write the image");
    command->add_option("FILE", given->file, "The file to write")->required()->type_name("")->check(not_empty());
    given->sandbox.add_to(*command);
    command->callback([given, &exit_code] {
        given->sandbox.make_sandbox(given->sandbox.snippets()).save_image(given->file);
        exit_code = success;
    });
}

void add_show(CLI::App& image, int& exit_code) {
    struct Given {
        std::string file;
        std::string guest = "ruby";
        bool json = false;
    };
    auto given = std::make_shared<Given>();
    auto* command = image.add_subcommand("show", "Tell what is in an image");
    command->add_option("FILE", given->file, "The image")->required()->type_name("")->check(not_empty());
    command->add_option("--guest", given->guest, "The guest that it is of: ruby, python, javascript, or a guest binary's file")
        ->type_name("GUEST")
        ->check(not_empty())
        ->capture_default_str();
    command->add_flag("--json", given->json, "Print one JSON object");
    command->callback([given, &exit_code] {
        const auto info = inspect(Image::from_file(given->file), named_guest(given->guest));
        if (given->json) {
            std::cout << json_of(info).dump() << '\n';
        } else {
            print(info);
        }
        exit_code = success;
    });
}

}  // namespace

void add_image(CLI::App& app, int& exit_code) {
    auto* command = app.add_subcommand("image", "Write or show an image: snippets and the state that they led to");
    command->require_subcommand(1);
    add_save(*command, exit_code);
    add_show(*command, exit_code);
}

}  // namespace hako::command
