// Images in anonymous files.
#include "memory/image.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>

namespace hako::memory {

namespace {
constexpr std::uint8_t zeros[page_bytes] = {};

bool same(const std::uint8_t* a, const std::uint8_t* b) { return std::memcmp(a, b, page_bytes) == 0; }

std::vector<Image::Run> runs_of(std::span<const std::uint8_t> contents) {
    std::vector<Image::Run> runs;
    for (std::size_t at = 0; at < contents.size(); at += page_bytes) {
        if (same(contents.data() + at, zeros)) continue;
        const bool goes_on = !runs.empty() && runs.back().contents.data() + runs.back().contents.size() == contents.data() + at;
        if (goes_on) {
            runs.back().contents = {runs.back().contents.data(), runs.back().contents.size() + page_bytes};
        } else {
            runs.push_back({at / page_bytes, contents.subspan(at, page_bytes)});
        }
    }
    return runs;
}

bool write_at(int descriptor, std::size_t offset, std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const auto written = pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        offset += static_cast<std::size_t>(written);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return true;
}
}  // namespace

/// Through the file and not through a mapping, whose pages would fault one by one. Pages that nobody writes read as zero and need
/// no memory.
void Image::write(std::span<const Run> runs) {
    descriptor_ = memfd_create("hako image", MFD_CLOEXEC);
    bool good = descriptor_ >= 0 && ftruncate(descriptor_, static_cast<off_t>(size_)) == 0;
    for (const auto& run : runs) {
        good = good && write_at(descriptor_, run.first_page * page_bytes, run.contents);
        used_pages_ = run.first_page + run.contents.size() / page_bytes;
    }
    void* mapping = good ? mmap(nullptr, size_, PROT_READ, MAP_SHARED, descriptor_, 0) : MAP_FAILED;
    if (mapping == MAP_FAILED) {
        if (descriptor_ >= 0) close(descriptor_);
        throw std::bad_alloc();
    }
    data_ = static_cast<const std::uint8_t*>(mapping);
}

Image::Image(std::span<const std::uint8_t> contents) : size_(contents.size()) { write(runs_of(contents)); }

Image::Image(std::size_t size, std::span<const Run> runs) : size_(size) { write(runs); }

std::vector<Image::Run> Image::runs() const { return runs_of(bytes()); }

Image::~Image() {
    munmap(const_cast<std::uint8_t*>(data_), size_);
    close(descriptor_);
}

const std::uint8_t* Image::page(std::size_t index) const noexcept { return index < pages() ? data_ + index * page_bytes : zeros; }

}  // namespace hako::memory
