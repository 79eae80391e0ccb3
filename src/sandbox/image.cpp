// Images: what a sealed sandbox amounts to, written and taken over.
#include "hako/image.hpp"

#include <algorithm>

#include "engine/saved_state.hpp"
#include "sandbox/checks.hpp"
#include "sandbox/guest_loader.hpp"
#include "sandbox/sandbox_state.hpp"
#include "sandbox/state_file.hpp"

namespace hako {

namespace sandbox {

namespace {

constexpr StateKind file_kind = "image";

/// What an image says, not yet believed.
struct ImageContent {
    Profile profile = Profile::hermetic;
    struct Namespace {
        std::string name;
        std::vector<std::string> members;
    };
    std::vector<Namespace> namespaces;
    std::vector<wire::Snippet> snippets;
    std::shared_ptr<const Setup> setup;

    static ImageContent open(const GuestRuntime& runtime, const Image& image);

   private:
    bool read(engine::ByteReader& reader, const GuestRuntime& runtime);
};

bool read_text(engine::ByteReader& reader, std::string& text) {
    std::string_view bytes;
    if (!reader.text(bytes)) return false;
    text = bytes;
    return true;
}

bool ImageContent::read(engine::ByteReader& reader, const GuestRuntime& runtime) {
    std::uint8_t permissive = 0, snippet_kind = 0, kind = 0, has_state = 0;
    std::uint32_t count = 0, inner = 0;
    if (!reader.number(permissive) || !reader.number(count)) return false;
    profile = permissive != 0 ? Profile::permissive : Profile::hermetic;
    for (; count > 0; --count) {
        auto& entry = namespaces.emplace_back();
        if (!read_text(reader, entry.name) || !reader.number(inner)) return false;
        for (; inner > 0; --inner) {
            if (!read_text(reader, entry.members.emplace_back())) return false;
        }
    }
    if (!reader.number(count)) return false;
    for (; count > 0; --count) {
        auto& snippet = snippets.emplace_back();
        if (!read_text(reader, snippet.name) || !read_text(reader, snippet.body) || !reader.number(snippet_kind) ||
            snippet_kind > static_cast<std::uint8_t>(wire::Snippet::Kind::archive)) {
            return false;
        }
        snippet.kind = static_cast<wire::Snippet::Kind>(snippet_kind);
    }
    auto saved = std::make_shared<Setup>();
    if (!reader.number(kind) || kind > static_cast<std::uint8_t>(Setup::Kind::failed) || !reader.number(saved->memory_growth) ||
        !read_text(reader, saved->outcome) || !reader.number(has_state)) {
        return false;
    }
    saved->kind = static_cast<Setup::Kind>(kind);
    if ((saved->kind == Setup::Kind::primed) != (has_state != 0)) return false;
    if (saved->kind == Setup::Kind::failed && saved->outcome.empty()) return false;
    if (has_state != 0) {
        if (runtime.base() == nullptr) return false;
        saved->state = engine::read_state(reader, *runtime.base());
        if (!saved->state) return false;
        // Memory limits go by the growth, whatever the image says about it.
        saved->memory_growth = std::max(saved->memory_growth, runtime.growth_in(*saved->state));
    }
    setup = std::move(saved);
    return reader.rest().empty();
}

ImageContent ImageContent::open(const GuestRuntime& runtime, const Image& image) {
    engine::ByteReader reader(open_content(file_kind, runtime, image.bytes(), image.name()));
    ImageContent content;
    if (!content.read(reader, runtime)) refuse_to_load(image.name(), "it is damaged");
    return content;
}

}  // namespace

}  // namespace sandbox

Image Image::from_file(const std::filesystem::path& path) { return Image({sandbox::read_state_file(path), path.string()}); }
Image Image::from_bytes(std::string bytes) { return Image({std::move(bytes), "the image"}); }

Image Sandbox::State::to_image() const {
    std::string content;
    engine::ByteWriter writer(content);
    const auto count = [&](std::size_t number) { writer.number(static_cast<std::uint32_t>(number)); };
    writer.number(static_cast<std::uint8_t>(options.profile == Profile::permissive));
    const auto& entries = catalogue.directory.entries();
    count(entries.size());
    for (const auto& entry : entries) {
        writer.text(entry.name);
        count(entry.members.size());
        for (const auto& member : entry.members) writer.text(member.name);
    }
    count(catalogue.snippets.size());
    for (const auto& snippet : catalogue.snippets) {
        writer.text(snippet.name);
        writer.text(snippet.body);
        writer.number(static_cast<std::uint8_t>(snippet.kind));
    }
    writer.number(static_cast<std::uint8_t>(setup->kind));
    writer.number(setup->memory_growth);
    writer.text(setup->outcome);
    // A primed setup without services and snippets is the guest's first state itself.
    const bool has_state = setup->kind == sandbox::Setup::Kind::primed;
    writer.number(static_cast<std::uint8_t>(has_state));
    if (has_state) engine::write_state(writer, setup->state ? *setup->state : engine::State::of(*runtime->base()));
    return Image::from_bytes(sandbox::seal_content(sandbox::file_kind, *runtime, content));
}

void Sandbox::State::begin_with(const Image& image) {
    const auto content = sandbox::ImageContent::open(*runtime, image);
    try {
        for (const auto& entry : content.namespaces) {
            sandbox::check_name("Namespace name", entry.name, catalogue.naming);
            catalogue.directory.add_namespace(entry.name);
            for (const auto& member : entry.members) {
                sandbox::check_name("MemberName", member, catalogue.naming);
                catalogue.directory.declare(entry.name, member);
            }
        }
        for (const auto& snippet : content.snippets) {
            if (snippet.kind == wire::Snippet::Kind::source) catalogue.check_snippet_name(snippet.name);
            catalogue.snippets.push_back(snippet);
        }
    } catch (const ArgumentError& e) {
        sandbox::refuse_to_load(image.name(), e.what());
    }
    if (content.setup->kind == sandbox::Setup::Kind::plain || content.profile != options.profile) return;
    const auto [preamble, snippets] = catalogue.frames();
    origin_ = engine::sha256_hex(image.bytes());
    runtime->adopt(preamble, snippets, options, origin_, content.setup);
}

ImageInfo inspect(const Image& image, const Guest& guest) {
    const auto content = sandbox::ImageContent::open(*sandbox::load_guest(guest), image);
    ImageInfo info;
    for (const auto& entry : content.namespaces) {
        for (const auto& member : entry.members) info.members.push_back(entry.name + "::" + member);
    }
    for (const auto& snippet : content.snippets) info.snippets.push_back(snippet.name);
    info.has_state = content.setup->kind == sandbox::Setup::Kind::primed;
    info.size = Bytes(static_cast<std::int64_t>(image.bytes().size()));
    return info;
}

}  // namespace hako
