// Memory contents that don't change: what instances start from and are put back to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace hako::memory {

/// The unit in which contents are compared and put back. A multiple of the system's page size where that is smaller, and
/// no less than it: checked when the first image is made.
inline constexpr std::size_t page_bytes = 4096;

/// The contents of a whole linear memory, in memory that any number of mappings can share.
class Image {
   public:
    /// A copy of `contents`, whose size is a multiple of page_bytes. Throws std::bad_alloc when the system refuses.
    explicit Image(std::span<const std::uint8_t> contents);
    ~Image();
    Image(const Image&) = delete;
    Image& operator=(const Image&) = delete;

    std::span<const std::uint8_t> bytes() const { return {data_, size_}; }
    /// Contents of a page; zeros beyond the end.
    const std::uint8_t* page(std::size_t index) const noexcept;
    std::size_t pages() const { return size_ / page_bytes; }
    /// From this page on, everything is zero.
    std::size_t used_pages() const { return used_pages_; }
    /// To be mapped privately.
    int descriptor() const { return descriptor_; }

   private:
    int descriptor_ = -1;
    const std::uint8_t* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t used_pages_ = 0;
};

/// Contents that differ from an image in some places. Kept as those places alone, so that a guest's thousandth set of
/// snippets costs what is in it and not the pages that it lies on.
class Delta {
   public:
    /// A page that differs.
    struct Page {
        std::uint32_t index;
        std::uint32_t first_patch;
        std::uint32_t patches;
    };

    /// What has to be written over `base` to get `contents`, which may be longer: beyond the base, everything is zero but
    /// for what is in the delta.
    static Delta between(const Image& base, std::span<const std::uint8_t> contents);

    /// In ascending order.
    std::span<const Page> pages() const { return pages_; }
    /// Null for a page that doesn't differ.
    const Page* find(std::size_t index) const noexcept;
    /// Writes what is different over a page that holds the base's contents.
    void apply(const Page& page, std::uint8_t* target) const noexcept;
    /// What this object occupies, in bytes.
    std::size_t footprint() const;

   private:
    struct Patch {
        std::uint16_t offset;  // in the page
        std::uint16_t length;
        std::uint32_t at;  // in bytes_
    };
    std::vector<Page> pages_;
    std::vector<Patch> patches_;
    std::vector<std::uint8_t> bytes_;
};

}  // namespace hako::memory
