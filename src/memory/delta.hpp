// Memory contents as a difference from an image.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "memory/image.hpp"

namespace hako::memory {

/// What one page has in other places than its base. Immutable; copies share it.
class Patch {
   public:
    /// No difference.
    Patch() = default;
    /// What has to be written over a page with the contents `before` to get `now`.
    static Patch between(const std::uint8_t* before, const std::uint8_t* now);
    /// From bytes() of another; nothing for what those never are.
    static std::optional<Patch> from_bytes(std::span<const std::uint8_t> bytes);

    explicit operator bool() const { return data_ != nullptr; }
    void apply(std::uint8_t* page) const noexcept;
    /// The whole, as it is kept: empty for no difference.
    std::span<const std::uint8_t> bytes() const { return {data_.get(), size_}; }

    friend bool operator==(const Patch& a, const Patch& b);

   private:
    Patch(std::span<const std::uint8_t> bytes);
    // Runs, each an offset, a length, and as many bytes.
    std::shared_ptr<const std::uint8_t[]> data_;
    std::uint32_t size_ = 0;
};

/// Contents that differ from an image in some places. Kept as those places alone, so that a guest's thousandth set of
/// snippets costs what is in it and not the pages that it lies on. Immutable.
class Delta {
   public:
    struct Page {
        std::uint32_t index;
        Patch patch;
    };

    /// `pages` in ascending order.
    explicit Delta(std::vector<Page> pages) : pages_(std::move(pages)) {}
    /// What has to be written over `base` to get `contents`, which may be longer: beyond the base, everything is zero but
    /// for what is in the delta.
    static Delta between(const Image& base, std::span<const std::uint8_t> contents);
    /// This one with other patches for some pages, in ascending order: an empty one for a page that doesn't differ any more.
    Delta with(std::span<const Page> changed) const;

    /// Where two contents over the same base differ, in ascending order; null: the base itself.
    static std::vector<std::uint32_t> pages_that_differ(const Delta* a, const Delta* b);

    /// In ascending order.
    std::span<const Page> pages() const { return pages_; }
    /// Null for a page that doesn't differ.
    const Page* find(std::size_t index) const noexcept;

   private:
    std::vector<Page> pages_;
};

}  // namespace hako::memory
