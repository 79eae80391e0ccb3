// Guests from files and bytes.
#include "guests/source.hpp"

namespace hako {

Guest Guest::from_file(std::filesystem::path path) {
    return Guest(std::make_shared<Source>(Source{.kind = Source::Kind::file, .path = std::move(path), .bytes = {}}));
}

Guest Guest::from_bytes(std::string wasm) {
    return Guest(std::make_shared<Source>(Source{.kind = Source::Kind::bytes, .path = {}, .bytes = std::move(wasm)}));
}

const std::filesystem::path& Guest::path() const { return source_->path; }

}  // namespace hako
