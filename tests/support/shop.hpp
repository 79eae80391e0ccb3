// Host objects for tests: a shop whose items and shelves scripts get handles to.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hako/hako.hpp"

namespace hako::test {

/// A plain object with a few methods.
class Item : public std::enable_shared_from_this<Item> {
   public:
    explicit Item(std::string name) : name_(std::move(name)) {}
    const std::string& name() const { return name_; }
    void rename(std::string name) { name_ = std::move(name); }
    std::shared_ptr<Item> self() { return shared_from_this(); }
    std::shared_ptr<Item> part(const std::string& name) const { return std::make_shared<Item>(name_ + "/" + name); }
    bool same(const std::shared_ptr<Item>& other) const { return other.get() == this; }

   private:
    std::string name_;
};

/// An object that scripts must never hold.
struct Scalpel {};

}  // namespace hako::test

template <>
struct hako::Describe<hako::test::Item> {
    static constexpr const char* name = "Item";
    static void methods(hako::Methods<hako::test::Item>& m) {
        using hako::test::Item;
        m.method("name", &Item::name)
            .method("rename", &Item::rename)
            .method("self", &Item::self)
            .method("part", &Item::part)
            .method("same", &Item::same);
    }
};

template <>
struct hako::Describe<hako::test::Scalpel> {
    static constexpr const char* name = "Scalpel";
    static void methods(hako::Methods<hako::test::Scalpel>& m) { m.unwrappable(); }
};
