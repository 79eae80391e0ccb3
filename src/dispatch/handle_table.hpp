// The host objects that a script holds handles to: those of one invocation, or of a session.
#pragma once

#include <algorithm>
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
        if (static_cast<std::int64_t>(size()) >= limit_) return 0;
        objects_.push_back(std::move(object));
        return size();
    }
    /// Null for an id that was not given out, or whose object is gone.
    const Object* find(std::uint32_t id) const { return id > gone_ && id <= size() ? &objects_[id - gone_ - 1] : nullptr; }

    /// How many ids were given out.
    std::uint32_t size() const { return gone_ + static_cast<std::uint32_t>(objects_.size()); }
    /// Takes the ids back that were given out after there were `size`.
    void shrink_to(std::uint32_t size) { objects_.resize(std::min<std::size_t>(objects_.size(), size - std::min(size, gone_))); }
    /// As if `ids` had been given out, none of which has an object.
    void restart(std::uint32_t ids) {
        objects_.clear();
        gone_ = ids;
    }

    std::string exhausted_message() const {
        return "Out of handle allocations: too many host objects were referenced in a single invocation (limit " +
               std::to_string(limit_) + ")";
    }

   private:
    std::int64_t limit_;
    std::uint32_t gone_ = 0;  // objects of so many first ids are gone
    std::vector<Object> objects_;
};

}  // namespace hako::dispatch
