// The host objects that one invocation's script holds handles to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hako/object.hpp"

namespace hako::dispatch {

/// Ids count from 1 and are never reused; the same object twice gets two. [B-15, B-21]
class HandleTable {
   public:
    explicit HandleTable(std::int64_t limit) : limit_(limit) {}

    /// The new id, or 0 when the table is full; nothing has changed then.
    std::uint32_t add(Object object) {
        if (static_cast<std::int64_t>(objects_.size()) >= limit_) return 0;
        objects_.push_back(std::move(object));
        return static_cast<std::uint32_t>(objects_.size());
    }
    /// Null for an id that was not given out.
    const Object* find(std::uint32_t id) const { return id >= 1 && id <= objects_.size() ? &objects_[id - 1] : nullptr; }

    std::string exhausted_message() const {
        return "Out of handle allocations: too many host objects were referenced in a single invocation (limit " +
               std::to_string(limit_) + ")";
    }

   private:
    std::int64_t limit_;
    std::vector<Object> objects_;
};

}  // namespace hako::dispatch
