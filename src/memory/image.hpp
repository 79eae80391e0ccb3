// Memory contents that don't change: what instances start from and are put back to.
#pragma once

#include <cstddef>
#include <cstdint>
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
    /// Neighbouring pages with something in them.
    struct Run {
        std::size_t first_page;
        std::span<const std::uint8_t> contents;  // whole pages
    };
    /// `size` zeros, and in them what the runs say, which are in ascending order and lie inside. Throws std::bad_alloc.
    Image(std::size_t size, std::span<const Run> runs);
    ~Image();
    Image(const Image&) = delete;
    Image& operator=(const Image&) = delete;

    std::span<const std::uint8_t> bytes() const { return {data_, size_}; }
    /// All pages that aren't zero, as runs of as many as there are.
    std::vector<Run> runs() const;
    /// Contents of a page; zeros beyond the end.
    const std::uint8_t* page(std::size_t index) const noexcept;
    std::size_t pages() const { return size_ / page_bytes; }
    /// From this page on, everything is zero.
    std::size_t used_pages() const { return used_pages_; }
    /// To be mapped privately.
    int descriptor() const { return descriptor_; }

   private:
    void write(std::span<const Run> runs);
    int descriptor_ = -1;
    const std::uint8_t* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t used_pages_ = 0;
};

}  // namespace hako::memory
