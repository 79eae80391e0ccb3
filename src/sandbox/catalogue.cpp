// Registration of services and snippets.
#include "sandbox/catalogue.hpp"

#include <tuple>

#include "sandbox/checks.hpp"

namespace hako {

namespace {
std::string frame(const std::string& payload) { return wire::frame_header(payload.size()) + payload; }
}  // namespace

void Namespace::Catalogue::check_open(std::string_view what) const {
    if (sealed()) throw ArgumentError("cannot " + std::string(what) + " after first Sandbox invocation");
}

void Namespace::Catalogue::check_snippet_name(std::string_view name) const {
    sandbox::check_name("snippet name", name, naming);
    for (const auto& snippet : snippets) {
        if (snippet.kind == wire::Snippet::Kind::source && snippet.name == name) {
            throw ArgumentError("snippet :" + std::string(name) + " already preloaded");
        }
    }
}

std::pair<std::string, std::string> Namespace::Catalogue::frames() const {
    return {frame(preamble_with({})), frame(wire::encode_snippets(snippets))};
}

void Namespace::Catalogue::seal() {
    std::tie(preamble_frame_, snippets_frame_) = frames();
    sealed_.store(true, std::memory_order_release);
}

std::string Namespace::Catalogue::preamble_with(const dispatch::Directory& own) const {
    std::vector<wire::PreambleEntry> entries;
    const auto add = [&](const dispatch::Directory::Entry& from) {
        auto at = std::ranges::find(entries, from.name, &wire::PreambleEntry::namespace_name);
        if (at == entries.end()) at = entries.insert(at, {from.name, {}});
        for (const auto& member : from.members) {
            if (std::ranges::find(at->members, member.name) == at->members.end()) at->members.push_back(member.name);
        }
    };
    for (const auto& entry : directory.entries()) add(entry);
    for (const auto& entry : own.entries()) add(entry);
    return wire::encode_preamble(entries);
}

Namespace& Namespace::bind(std::string_view member, Object service) {
    catalogue_.check_open("bind");
    sandbox::check_name("MemberName", member, catalogue_.naming);
    if (!service) throw ArgumentError("no service given for " + name_ + "::" + std::string(member));
    if (!catalogue_.directory.add(name_, member, std::move(service))) {
        throw ArgumentError("Member " + name_ + "::" + std::string(member) + " is already bound");
    }
    return *this;
}

Namespace& Namespace::bind_late(std::string_view member) {
    catalogue_.check_open("bind");
    sandbox::check_name("MemberName", member, catalogue_.naming);
    if (!catalogue_.directory.add(name_, member, Object())) {
        throw ArgumentError("Member " + name_ + "::" + std::string(member) + " is already bound");
    }
    return *this;
}

With& With::bind(std::string_view namespace_name, std::string_view member, Object service) & {
    bindings_.push_back({std::string(namespace_name), std::string(member), std::move(service)});
    return *this;
}

Options With::applied_to(const Options& base) const {
    Options options = base;
    if (timeout_) options.timeout = *timeout_;
    if (memory_limit_) options.memory_limit = *memory_limit_;
    if (stdout_limit_) options.stdout_limit = *stdout_limit_;
    if (stderr_limit_) options.stderr_limit = *stderr_limit_;
    return options;
}

}  // namespace hako
