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

// Pages are compared word by word. An equal word between two different ones is cheaper to write than another run is to keep.
using Word = std::uint64_t;
constexpr std::size_t words = page_bytes / sizeof(Word);
constexpr std::size_t largest_patch = page_bytes + (words / 3 + 1) * sizeof(Run);

Word word_at(const std::uint8_t* page, std::size_t index) {
    Word word = 0;
    std::memcpy(&word, page + index * sizeof(Word), sizeof word);
    return word;
}

bool differ(const std::uint8_t* a, const std::uint8_t* b, std::size_t word) { return word_at(a, word) != word_at(b, word); }

std::size_t next_difference(const std::uint8_t* a, const std::uint8_t* b, std::size_t word) {
    constexpr std::size_t stride = 8;
    while (word + stride <= words) {
        Word difference = 0;
        for (std::size_t i = word; i < word + stride; ++i) difference |= word_at(a, i) ^ word_at(b, i);
        if (difference != 0) break;
        word += stride;
    }
    while (word < words && !differ(a, b, word)) ++word;
    return word;
}

template <class PageOfBase>
Delta differing(std::span<const std::uint8_t> contents, const PageOfBase& page_of_base) {
    std::vector<Delta::Page> pages;
    for (std::size_t index = 0; index * page_bytes < contents.size(); ++index) {
        const auto* now = contents.data() + index * page_bytes;
        const std::uint8_t* before = page_of_base(index);
        if (std::memcmp(now, before, page_bytes) == 0) continue;
        pages.push_back({static_cast<std::uint32_t>(index), Patch::between(before, now)});
    }
    pages.shrink_to_fit();
    return Delta(std::move(pages));
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
    for (auto word = next_difference(before, now, 0); word < words;) {
        auto end = word + 1;
        while (end < words && (differ(before, now, end) || (end + 1 < words && differ(before, now, end + 1)))) ++end;
        auto first = word * sizeof(Word), last = end * sizeof(Word);
        while (before[first] == now[first]) ++first;
        while (before[last - 1] == now[last - 1]) --last;
        const Run run{static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last - first)};
        std::memcpy(bytes.data() + size, &run, sizeof run);
        std::memcpy(bytes.data() + size + sizeof run, now + first, run.length);
        size += sizeof run + run.length;
        word = next_difference(before, now, end);
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

bool operator==(const Patch& a, const Patch& b) { return a.data_ == b.data_ || std::ranges::equal(a.bytes(), b.bytes()); }

Delta Delta::between(const Image& base, std::span<const std::uint8_t> contents) {
    return differing(contents, [&](std::size_t index) { return base.page(index); });
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

std::vector<std::uint32_t> Delta::pages_that_differ(const Delta* a, const Delta* b) {
    const auto pages_of = [](const Delta* delta) { return delta ? delta->pages() : std::span<const Page>(); };
    const auto first = pages_of(a), second = pages_of(b);
    std::vector<std::uint32_t> indices;
    indices.reserve(first.size() + second.size());
    auto left = first.begin();
    auto right = second.begin();
    while (left != first.end() || right != second.end()) {
        if (right == second.end() || (left != first.end() && left->index < right->index)) {
            indices.push_back((left++)->index);
        } else if (left == first.end() || right->index < left->index) {
            indices.push_back((right++)->index);
        } else {
            if (left->patch != right->patch) indices.push_back(left->index);
            ++left, ++right;
        }
    }
    return indices;
}

const Delta::Page* Delta::find(std::size_t index) const noexcept {
    const auto at = std::ranges::lower_bound(pages_, index, {}, &Page::index);
    return at != pages_.end() && at->index == index ? &*at : nullptr;
}

}  // namespace hako::memory
