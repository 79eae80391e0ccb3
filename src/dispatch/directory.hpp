// The names under which an invocation's services are reachable.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hako/object.hpp"

namespace hako::dispatch {

/// Namespaces and their members, in order of declaration. A member without an object is declared, but has no service yet.
class Directory {
   public:
    struct Member {
        std::string name;
        std::string path;  // "Namespace::Member"
        Object service;
        bool open = false;  // declared, and may still be added
    };
    struct Entry {
        std::string name;
        std::vector<Member> members;
    };

    /// Adds the namespace unless it is there.
    void add_namespace(std::string_view name);
    /// Declares a member that may be added later, unless it is there.
    void declare(std::string_view namespace_name, std::string_view member);
    /// Adds a member and, if need be, its namespace; false when the member is there already and not open.
    bool add(std::string_view namespace_name, std::string_view member, Object service);

    const std::vector<Entry>& entries() const { return entries_; }
    const Entry* find_namespace(std::string_view name) const;
    /// The member at "Namespace::Member", or null.
    const Member* find(std::string_view path) const;

   private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    struct Place {
        std::size_t entry;
        std::size_t member;
    };
    std::vector<Entry> entries_;
    std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> namespaces_;
    std::unordered_map<std::string, Place, Hash, std::equal_to<>> members_;
};

}  // namespace hako::dispatch
