// Finding, keeping and writing differences.
#include "memory/delta.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace hako::memory {

namespace {

struct Run {
    std::uint16_t offset;  // in the page
    std::uint16_t length;  // at least 1
};

// Equal bytes between two different ones are cheaper to write than another run is to keep.
constexpr std::size_t bridged = 2 * sizeof(Run);
constexpr std::size_t largest_patch = page_bytes + (page_bytes / (bridged + 1) + 1) * sizeof(Run);

std::size_t first_difference(const std::uint8_t* a, const std::uint8_t* b, std::size_t from) {
    constexpr std::size_t word = sizeof(std::uint64_t);
    for (; from + word <= page_bytes; from += word) {
        if (std::memcmp(a + from, b + from, word) != 0) break;
    }
    while (from < page_bytes && a[from] == b[from]) ++from;
    return from;
}

}  // namespace

Patch::Patch(std::span<const std::uint8_t> bytes) : size_(static_cast<std::uint32_t>(bytes.size())) {
    auto data = std::make_shared_for_overwrite<std::uint8_t[]>(bytes.size());
    std::memcpy(data.get(), bytes.data(), bytes.size());
    data_ = std::move(data);
}

Patch Patch::between(const std::uint8_t* before, const std::uint8_t* now) {
    std::array<std::uint8_t, largest_patch> bytes;
    std::size_t size = 0;
    for (auto at = first_difference(before, now, 0); at < page_bytes;) {
        std::size_t end = at + 1;
        for (std::size_t next = end; next < page_bytes && next - end <= bridged; ++next) {
            if (now[next] != before[next]) end = next + 1;
        }
        const Run run{static_cast<std::uint16_t>(at), static_cast<std::uint16_t>(end - at)};
        std::memcpy(bytes.data() + size, &run, sizeof run);
        std::memcpy(bytes.data() + size + sizeof run, now + at, run.length);
        size += sizeof run + run.length;
        at = first_difference(before, now, end);
    }
    return size == 0 ? Patch() : Patch(std::span(bytes).first(size));
}

std::optional<Patch> Patch::from_bytes(std::span<const std::uint8_t> bytes) {
    if (bytes.empty() || bytes.size() > largest_patch) return std::nullopt;
    for (auto rest = bytes; !rest.empty();) {
        Run run{};
        if (rest.size() < sizeof run) return std::nullopt;
        std::memcpy(&run, rest.data(), sizeof run);
        rest = rest.subspan(sizeof run);
        if (run.length == 0 || run.offset + run.length > page_bytes || run.length > rest.size()) return std::nullopt;
        rest = rest.subspan(run.length);
    }
    return Patch(bytes);
}

void Patch::apply(std::uint8_t* page) const noexcept {
    const auto* at = data_.get();
    for (const auto* const end = at + size_; at != end;) {
        Run run{};
        std::memcpy(&run, at, sizeof run);
        std::memcpy(page + run.offset, at + sizeof run, run.length);
        at += sizeof run + run.length;
    }
}

bool operator==(const Patch& a, const Patch& b) { return std::ranges::equal(a.bytes(), b.bytes()); }

Delta Delta::between(const Image& base, std::span<const std::uint8_t> contents) {
    std::vector<Page> pages;
    for (std::size_t index = 0; index * page_bytes < contents.size(); ++index) {
        const auto* now = contents.data() + index * page_bytes;
        const auto* before = base.page(index);
        if (std::memcmp(now, before, page_bytes) == 0) continue;
        pages.push_back({static_cast<std::uint32_t>(index), Patch::between(before, now)});
    }
    pages.shrink_to_fit();
    return Delta(std::move(pages));
}

Delta Delta::with(std::span<const Page> changed) const {
    std::vector<Page> pages;
    pages.reserve(pages_.size() + changed.size());
    auto old = pages_.begin();
    for (const auto& page : changed) {
        for (; old != pages_.end() && old->index < page.index; ++old) pages.push_back(*old);
        if (old != pages_.end() && old->index == page.index) ++old;
        if (page.patch) pages.push_back(page);
    }
    pages.insert(pages.end(), old, pages_.end());
    return Delta(std::move(pages));
}

const Delta::Page* Delta::find(std::size_t index) const noexcept {
    const auto at = std::ranges::lower_bound(pages_, index, {}, &Page::index);
    return at != pages_.end() && at->index == index ? &*at : nullptr;
}

std::size_t Delta::footprint() const {
    constexpr std::size_t counts = 2 * sizeof(void*);  // beside what is shared
    std::size_t bytes = sizeof(*this) + pages_.capacity() * sizeof(Page);
    for (const auto& page : pages_) bytes += page.patch.bytes().size() + counts;
    return bytes;
}

}  // namespace hako::memory
