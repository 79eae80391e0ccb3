// The frame around saved states.
#include "sandbox/state_file.hpp"

#include <cstring>

#include "engine/bytes.hpp"
#include "engine/files.hpp"
#include "hako/errors.hpp"
#include "hako/version.hpp"

namespace hako::sandbox {

namespace {

constexpr std::size_t digest_length = 64;

std::string first_line(StateKind kind) { return "hako " + std::string(kind) + " 1\n"; }

std::string maker(const GuestRuntime& runtime) {
    return std::string("hako ") + version() + ", " + runtime.module().engine().fingerprint();
}

[[noreturn]] void fail(std::string message) {
    Failure failure;
    failure.kind = ErrorKind::setup;
    failure.message = std::move(message);
    failure.raise();
}

}  // namespace

void refuse_to_load(std::string_view name, std::string_view why) {
    fail("failed to load " + std::string(name) + ": " + std::string(why));
}

std::string seal_content(StateKind kind, const GuestRuntime& runtime, std::string_view content) {
    std::string body;
    engine::ByteWriter writer(body);
    writer.text(maker(runtime));
    writer.text(runtime.module().hash());
    writer.text(runtime.base_checksum());
    writer.raw(content);
    return first_line(kind) + engine::sha256_hex(body) + body;
}

std::string_view open_content(StateKind kind, const GuestRuntime& runtime, std::string_view bytes, std::string_view name) {
    const auto line = first_line(kind);
    if (!bytes.starts_with(line)) refuse_to_load(name, "not a hako " + std::string(kind) + " of this version");
    bytes.remove_prefix(line.size());
    const auto body = bytes.substr(std::min(digest_length, bytes.size()));
    if (bytes.substr(0, digest_length) != engine::sha256_hex(body)) refuse_to_load(name, "it is damaged");
    engine::ByteReader reader(body);
    std::string_view made_by, guest, base;
    if (!reader.text(made_by) || !reader.text(guest) || !reader.text(base)) refuse_to_load(name, "it is damaged");
    if (guest != runtime.module().hash()) refuse_to_load(name, "it is of another guest");
    if (made_by != maker(runtime)) {
        refuse_to_load(name, "it was made by " + std::string(made_by) + ", but this is " + maker(runtime));
    }
    if (base != runtime.base_checksum()) refuse_to_load(name, "the guest begins in another state here");
    return reader.rest();
}

std::string read_state_file(const std::filesystem::path& path) {
    try {
        return engine::read_file(path);
    } catch (const engine::FileError& e) {
        refuse_to_load(path.string(), e.what());
    }
}

void write_state_file(const std::filesystem::path& path, std::string_view bytes) {
    if (const int error = engine::write_atomically(path, {bytes})) {
        fail("failed to save " + path.string() + ": " + std::strerror(error));
    }
}

}  // namespace hako::sandbox
