// Names of services.
#include "dispatch/directory.hpp"

namespace hako::dispatch {

void Directory::add_namespace(std::string_view name) {
    if (namespaces_.contains(name)) return;
    namespaces_.emplace(name, entries_.size());
    entries_.push_back({std::string(name), {}});
}

void Directory::declare(std::string_view namespace_name, std::string_view member) {
    if (find(std::string(namespace_name) + "::" + std::string(member)) != nullptr) return;
    if (add(namespace_name, member, Object())) entries_[namespaces_.find(namespace_name)->second].members.back().open = true;
}

bool Directory::add(std::string_view namespace_name, std::string_view member, Object service) {
    std::string path = std::string(namespace_name) + "::" + std::string(member);
    if (const auto known = members_.find(path); known != members_.end()) {
        auto& there = entries_[known->second.entry].members[known->second.member];
        if (!there.open) return false;
        there.service = std::move(service);
        there.open = false;
        return true;
    }
    add_namespace(namespace_name);
    const auto entry = namespaces_.find(namespace_name)->second;
    members_.emplace(path, Place{entry, entries_[entry].members.size()});
    entries_[entry].members.push_back({std::string(member), std::move(path), std::move(service)});
    return true;
}

const Directory::Entry* Directory::find_namespace(std::string_view name) const {
    const auto found = namespaces_.find(name);
    return found == namespaces_.end() ? nullptr : &entries_[found->second];
}

const Directory::Member* Directory::find(std::string_view path) const {
    if (members_.empty()) return nullptr;  // as those of most invocations, which a call shouldn't compute a hash for
    const auto found = members_.find(path);
    return found == members_.end() ? nullptr : &entries_[found->second.entry].members[found->second.member];
}

}  // namespace hako::dispatch
