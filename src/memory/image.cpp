// Images in anonymous files.
#include "memory/image.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace hako::memory {

namespace {
constexpr std::uint8_t zeros[page_bytes] = {};

bool same(const std::uint8_t* a, const std::uint8_t* b) { return std::memcmp(a, b, page_bytes) == 0; }
}  // namespace

Image::Image(std::span<const std::uint8_t> contents) : size_(contents.size()) {
    descriptor_ = memfd_create("hako image", MFD_CLOEXEC);
    if (descriptor_ < 0 || ftruncate(descriptor_, static_cast<off_t>(size_)) != 0) {
        if (descriptor_ >= 0) close(descriptor_);
        throw std::bad_alloc();
    }
    void* mapping = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
    if (mapping == MAP_FAILED) {
        close(descriptor_);
        throw std::bad_alloc();
    }
    auto* to = static_cast<std::uint8_t*>(mapping);
    // Pages that were never written read as zero and need no memory.
    for (std::size_t at = 0; at < size_; at += page_bytes) {
        if (same(contents.data() + at, zeros)) continue;
        std::memcpy(to + at, contents.data() + at, page_bytes);
        used_pages_ = at / page_bytes + 1;
    }
    mprotect(mapping, size_, PROT_READ);
    data_ = to;
}

Image::~Image() {
    munmap(const_cast<std::uint8_t*>(data_), size_);
    close(descriptor_);
}

const std::uint8_t* Image::page(std::size_t index) const noexcept { return index < pages() ? data_ + index * page_bytes : zeros; }

Delta Delta::between(const Image& base, std::span<const std::uint8_t> contents) {
    // Equal bytes between two different ones are cheaper to write than another patch is to keep.
    constexpr std::size_t bridged = sizeof(Patch);
    Delta delta;
    for (std::size_t index = 0; index * page_bytes < contents.size(); ++index) {
        const auto* now = contents.data() + index * page_bytes;
        const auto* before = base.page(index);
        if (same(now, before)) continue;
        const auto first_patch = delta.patches_.size();
        for (std::size_t at = 0; at < page_bytes;) {
            if (now[at] == before[at]) {
                ++at;
                continue;
            }
            std::size_t end = at + 1;
            for (std::size_t next = end; next < page_bytes && next - end <= bridged; ++next) {
                if (now[next] != before[next]) end = next + 1;
            }
            delta.patches_.push_back({static_cast<std::uint16_t>(at), static_cast<std::uint16_t>(end - at),
                                      static_cast<std::uint32_t>(delta.bytes_.size())});
            delta.bytes_.insert(delta.bytes_.end(), now + at, now + end);
            at = end;
        }
        delta.pages_.push_back({static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(first_patch),
                                static_cast<std::uint32_t>(delta.patches_.size() - first_patch)});
    }
    delta.pages_.shrink_to_fit();
    delta.patches_.shrink_to_fit();
    delta.bytes_.shrink_to_fit();
    return delta;
}

const Delta::Page* Delta::find(std::size_t index) const noexcept {
    const auto at = std::ranges::lower_bound(pages_, index, {}, &Page::index);
    return at != pages_.end() && at->index == index ? &*at : nullptr;
}

void Delta::apply(const Page& page, std::uint8_t* target) const noexcept {
    for (const auto& patch : std::span(patches_).subspan(page.first_patch, page.patches)) {
        std::memcpy(target + patch.offset, bytes_.data() + patch.at, patch.length);
    }
}

std::size_t Delta::footprint() const {
    return sizeof(*this) + pages_.capacity() * sizeof(Page) + patches_.capacity() * sizeof(Patch) + bytes_.capacity();
}

}  // namespace hako::memory
