// Images in anonymous files.
#include "memory/image.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <new>

namespace hako::memory {

namespace {
constexpr std::uint8_t zeros[page_bytes] = {};

bool same(const std::uint8_t* a, const std::uint8_t* b) { return std::memcmp(a, b, page_bytes) == 0; }
}  // namespace

std::uint8_t* Image::map() {
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
    auto* memory = static_cast<std::uint8_t*>(mapping);
    data_ = memory;
    return memory;
}

void Image::seal() { mprotect(const_cast<std::uint8_t*>(data_), size_, PROT_READ); }

Image::Image(std::span<const std::uint8_t> contents) : size_(contents.size()) {
    auto* to = map();
    // Pages that were never written read as zero and need no memory.
    for (std::size_t at = 0; at < size_; at += page_bytes) {
        if (same(contents.data() + at, zeros)) continue;
        std::memcpy(to + at, contents.data() + at, page_bytes);
        used_pages_ = at / page_bytes + 1;
    }
    seal();
}

Image::Image(std::size_t size, std::size_t used_pages, const std::function<void(std::uint8_t* memory)>& write)
    : size_(size), used_pages_(used_pages) {
    write(map());
    seal();
}

Image::~Image() {
    munmap(const_cast<std::uint8_t*>(data_), size_);
    close(descriptor_);
}

const std::uint8_t* Image::page(std::size_t index) const noexcept { return index < pages() ? data_ + index * page_bytes : zeros; }

}  // namespace hako::memory
