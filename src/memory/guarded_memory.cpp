// Faults, and what is copied back.
#include "memory/guarded_memory.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace hako::memory {

namespace {

// An invocation was an unusual one when it made this many pages hot beyond the usual ones, and not fewer than those.
constexpr std::size_t unusual = 64;
// So many unusual ones, with fewer ordinary ones than this between two of them, are the new usual: a page that isn't hot costs
// its writer as much as putting it back fifty times. But those that write very much shall not cost the others anything.
constexpr unsigned enough_unusual = 4;
constexpr unsigned enough_ordinary = 8;
constexpr std::size_t always_unusual = 512;
// One invocation in so many is looked at for hot pages that it didn't write.
constexpr unsigned look_at_one_in = 16;
// A page that was found to be one so often in a row is hot no more. It may have been written all the same, with what was there
// before: one that comes back each time it is dropped is tried less and less often.
constexpr std::uint32_t unwritten_enough(std::uint8_t times_dropped) { return std::uint32_t{4} << (6 * times_dropped); }
// Writes that go on from page to page make this many hot at once in the end.
constexpr std::size_t longest_run = 16;

}  // namespace

Tracking default_tracking() {
    static const auto chosen = [] {
        const char* wish = std::getenv("HAKO_TRACKING");
        const std::string_view name = wish ? wish : "";
        return name == "scan" ? Tracking::scan : name == "copy" ? Tracking::copy : Tracking::faults;
    }();
    return chosen;
}

void GuardedMemory::close() {
    closed_.store(true, std::memory_order_seq_cst);
    mprotect(memory_.base(), memory_.size(), PROT_NONE);
}

bool GuardedMemory::allow(std::size_t first_page, std::size_t pages, int protection) const noexcept {
    return mprotect(memory_.base() + first_page * page_bytes, pages * page_bytes, protection) == 0;
}

void GuardedMemory::lay_over(std::shared_ptr<const Image> base, Tracking tracking) {
    base_ = std::move(base);
    tracking_ = tracking;
    const int protection = tracking == Tracking::faults ? PROT_READ : PROT_READ | PROT_WRITE;
    if (mmap(memory_.base(), image_size(), protection, MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, base_->descriptor(), 0) ==
        MAP_FAILED) {
        throw std::bad_alloc();
    }
    if (tracking == Tracking::faults) merged_.emplace(0, memory_.reserved(), 0);
    clean_size_ = memory_.size();
    track(base_->pages());
}

/// Extends the tracked pages, to which what the memory shows there is not new.
void GuardedMemory::track(std::size_t pages) {
    if (pages <= tracked_pages_) return;
    if (tracking_ == Tracking::faults) {
        hot_.reserve(pages);
        position_.resize(pages);
        dropped_.resize(pages);
        if (!merged_->grow(pages * page_bytes) || !allow(tracked_pages_, pages - tracked_pages_, PROT_READ))
            throw std::bad_alloc();
    }
    tracked_pages_ = pages;
}

/// Writes what a page shows when nobody has written to it.
void GuardedMemory::write(std::size_t page, const Delta::Page* difference, std::uint8_t* target) const noexcept {
    std::memcpy(target, base_->page(page), page_bytes);
    if (difference) difference->patch.apply(target);
}

/// The same in one piece, for a page that is or becomes hot.
const std::uint8_t* GuardedMemory::contents_for(std::size_t page, const Delta::Page* difference) noexcept {
    if (!difference) return base_->page(page);
    auto* const merged = merged_->base() + page * page_bytes;
    write(page, difference, merged);
    return merged;
}

/// The same for a page that is what it is to be.
const std::uint8_t* GuardedMemory::copy_of(std::size_t page) noexcept {
    auto* const merged = merged_->base() + page * page_bytes;
    std::memcpy(merged, at(page), page_bytes);
    return merged;
}

bool GuardedMemory::make_hot(std::size_t page) noexcept {
    // Each stretch of hot pages costs the system a mapping, so one cold page between two hot ones is made hot as well.
    const auto hot = [&](std::size_t candidate) { return position_[candidate] != 0; };
    std::size_t first = page;
    if (page >= 2 && !hot(page - 1) && hot(page - 2)) --first;
    run_length_ = first <= run_end_ && page >= run_end_ ? std::min(run_length_ * 2, longest_run) : 1;
    const std::size_t last = std::min(page + run_length_, tracked_pages_);
    if (!allow(first, last - first, PROT_READ | PROT_WRITE)) return false;
    for (std::size_t p = first; p < last; ++p) {
        if (hot(p)) continue;
        hot_.push_back({.page = static_cast<std::uint32_t>(p), .contents = contents_for(p, difference(p))});
        position_[p] = static_cast<std::uint32_t>(hot_.size());
    }
    run_end_ = last;
    return true;
}

bool GuardedMemory::on_fault(const std::uint8_t* address, const void* instruction) noexcept {
    if (address < memory_.base() || address >= memory_.base() + memory_.size()) return false;
    const auto offset = static_cast<std::size_t>(address - memory_.base());
    const std::size_t page = offset / page_bytes;
    if (!closed_.load(std::memory_order_seq_cst)) {
        if (!base_ || tracking_ != Tracking::faults) return false;
        if (page >= tracked_pages_) {
            if (untracked_written_) return false;
            untracked_written_ = true;
            const std::size_t untracked = memory_.size() / page_bytes - tracked_pages_;
            if (!allow(tracked_pages_, untracked, PROT_READ | PROT_WRITE)) return false;
        } else if (position_[page] != 0 || !make_hot(page)) {
            return false;
        }
        // Closed meanwhile: what was opened just now is closed again at once, so that the guest can't go on there.
        if (closed_.load(std::memory_order_seq_cst)) close();
        return true;
    }
    if (instruction >= code_begin_ && instruction < code_end_) return false;
    return allow(page, 1, PROT_READ | PROT_WRITE);
}

void GuardedMemory::dress(std::shared_ptr<const Delta> delta) {
    if (delta == delta_) return;
    const auto changed = Delta::pages_that_differ(delta_.get(), delta.get());
    if (!changed.empty()) track(changed.back() + std::size_t{1});
    delta_ = std::move(delta);
    show(changed);
}

/// Makes pages, given in ascending order, show what they are to show from now on. They become hot: an instance that goes from one
/// tenant to another will soon go to the next.
void GuardedMemory::show(std::span<const std::uint32_t> pages) {
    if (tracking_ == Tracking::faults) {
        const auto cold = [&](std::uint32_t page) { return position_[page] == 0; };
        for (auto next = pages.begin(); next != pages.end();) {
            const auto first = next++;
            if (!cold(*first)) continue;
            while (next != pages.end() && *next - *first == next - first && cold(*next)) ++next;
            if (!allow(*first, static_cast<std::size_t>(next - first), PROT_READ | PROT_WRITE)) throw std::bad_alloc();
            for (auto page = first; page != next; ++page) {
                hot_.push_back({.page = *page, .contents = nullptr});
                position_[*page] = static_cast<std::uint32_t>(hot_.size());
            }
        }
    }
    for (const auto page : pages) {
        const auto* different = difference(page);
        if (tracking_ == Tracking::faults) {
            auto& contents = hot_[position_[page] - 1].contents;
            contents = contents_for(page, different);
            std::memcpy(at(page), contents, page_bytes);
        } else {
            write(page, different, at(page));
        }
    }
    usual_ = hot_.size();
}

void GuardedMemory::put_back() {
    put_back_untracked();
    if (tracking_ == Tracking::faults) {
        // What the next invocation will use is copied last, so that it is in the processor's cache.
        settle();
        for (const auto& hot : hot_) std::memcpy(at(hot.page), hot.contents, page_bytes);
    } else {
        put_back_written();
    }
}

const std::shared_ptr<const Delta>& GuardedMemory::keep() {
    std::vector<Delta::Page> changed;
    const auto look_at = [&](std::size_t page) {
        auto patch = Patch::between(base_->page(page), at(page));
        const auto* before = difference(page);
        if (patch != (before ? before->patch : Patch())) changed.push_back({static_cast<std::uint32_t>(page), std::move(patch)});
    };
    const auto pages = memory_.size() / page_bytes;
    std::size_t first_untracked = 0;
    if (tracking_ == Tracking::faults) {
        for (const auto& hot : hot_) {
            if (std::memcmp(at(hot.page), hot.contents, page_bytes) != 0) look_at(hot.page);
        }
        std::ranges::sort(changed, {}, &Delta::Page::index);
        untracked_written_ = untracked_written_ || memory_.size() != clean_size_;  // new memory is writable
        first_untracked = untracked_written_ ? tracked_pages_ : pages;
    }
    for (auto page = first_untracked; page < pages; ++page) look_at(page);
    clean_size_ = memory_.size();
    if (!changed.empty()) {
        track(changed.back().index + std::size_t{1});
        delta_ = std::make_shared<const Delta>(delta_ ? delta_->with(changed) : Delta(changed));
        if (tracking_ == Tracking::faults) {
            for (const auto& page : changed) {
                if (const auto position = position_[page.index]) {
                    hot_[position - 1].contents = page.patch ? copy_of(page.index) : base_->page(page.index);
                }
            }
        }
    }
    if (hot_.size() > usual_ + unusual) shed_beyond(usual_);
    return delta_;
}

void GuardedMemory::put_back_untracked() {
    const auto size = memory_.size();
    const auto tracked = tracked_pages_ * page_bytes;
    if (size <= tracked || (tracking_ == Tracking::faults && !untracked_written_ && size == clean_size_)) return;
    madvise(memory_.base() + tracked, size - tracked, MADV_DONTNEED);
    if (tracking_ == Tracking::faults) mprotect(memory_.base() + tracked, size - tracked, PROT_READ);
    untracked_written_ = false;
    clean_size_ = size;
}

/// Where writes aren't noticed: a page that was written is no longer one of the image's file, or is there where none was.
void GuardedMemory::put_back_written() {
    static const int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    constexpr std::size_t batch = 512;
    std::array<std::uint64_t, batch> entries;
    constexpr std::uint64_t present = std::uint64_t{1} << 63, swapped = std::uint64_t{1} << 62, of_file = std::uint64_t{1} << 61;
    const auto first_entry = reinterpret_cast<std::uintptr_t>(memory_.base()) / page_bytes;
    for (std::size_t from = 0; from < tracked_pages_; from += batch) {
        const std::size_t count = std::min(batch, tracked_pages_ - from);
        const bool known = tracking_ == Tracking::scan && pagemap >= 0 &&
                           pread(pagemap, entries.data(), count * sizeof(std::uint64_t),
                                 static_cast<off_t>((first_entry + from) * sizeof(std::uint64_t))) ==
                               static_cast<ssize_t>(count * sizeof(std::uint64_t));
        for (std::size_t i = 0; i < count; ++i) {
            if (!known || ((entries[i] & (present | swapped)) != 0 && (entries[i] & of_file) == 0)) {
                write(from + i, difference(from + i), at(from + i));
            }
        }
    }
}

/// Decides which of the hot pages stay hot. The others are put back here.
void GuardedMemory::settle() {
    has_shed_ = false;
    if (++put_backs_ % look_at_one_in == 0) drop_unwritten();
    const auto more = hot_.size() - std::min(hot_.size(), usual_);
    if (more <= std::max(unusual, usual_)) {
        usual_ = hot_.size();
        if (++ordinary_ >= enough_ordinary) unusual_ones_ = 0;
        return;
    }
    ordinary_ = 0;
    if (++unusual_ones_ < enough_unusual || more > always_unusual) {
        shed_beyond(usual_);
        has_shed_ = true;
    } else {
        unusual_ones_ = 0;
    }
    usual_ = hot_.size();
}

void GuardedMemory::drop_unwritten() {
    for (auto& hot : hot_) {
        hot.unwritten = std::memcmp(at(hot.page), hot.contents, page_bytes) == 0 ? hot.unwritten + 1 : 0;
    }
    std::size_t kept = 0;  // in their order, and without an allocation
    for (std::size_t i = 0; i < hot_.size(); ++i) {
        if (hot_[i].unwritten < unwritten_enough(dropped_[hot_[i].page])) std::swap(hot_[kept++], hot_[i]);
    }
    if (kept == hot_.size()) return;
    for (auto dropped = hot_.begin() + static_cast<std::ptrdiff_t>(kept); dropped != hot_.end(); ++dropped) {
        auto& times = dropped_[dropped->page];
        times = static_cast<std::uint8_t>(std::min(times + 1, 3));
    }
    renumber();
    usual_ = std::min(usual_, kept);
    shed_beyond(kept);
}

void GuardedMemory::renumber() {
    for (std::size_t i = 0; i < hot_.size(); ++i) position_[hot_[i].page] = static_cast<std::uint32_t>(i + 1);
}

void GuardedMemory::cool() {
    shed_beyond(0);
    usual_ = 0;
}

/// Puts hot pages back and makes them cold, all but the first `kept`.
void GuardedMemory::shed_beyond(std::size_t kept) {
    const auto shed = hot_.begin() + static_cast<std::ptrdiff_t>(kept);
    std::sort(shed, hot_.end(), [](const HotPage& a, const HotPage& b) { return a.page < b.page; });
    for (auto next = shed; next != hot_.end();) {
        const auto first = next;
        const auto of_base = [&](const HotPage& hot) { return hot.contents == base_->page(hot.page); };
        const bool drop = of_base(*first);
        for (; next != hot_.end() && next->page - first->page == next - first && of_base(*next) == drop; ++next) {
            position_[next->page] = 0;
        }
        const auto pages = static_cast<std::size_t>(next - first);
        if (drop) {
            // What the base has needs no memory of its own.
            madvise(at(first->page), pages * page_bytes, MADV_DONTNEED);
        } else {
            for (auto page = first; page != next; ++page) std::memcpy(at(page->page), page->contents, page_bytes);
        }
        allow(first->page, pages, PROT_READ);
#ifdef MADV_POPULATE_READ
        // The next invocation shall not fault for what it only reads.
        if (drop && first->page < base_->used_pages()) {
            madvise(at(first->page), std::min(pages, base_->used_pages() - first->page) * page_bytes, MADV_POPULATE_READ);
        }
#endif
    }
    hot_.erase(shed, hot_.end());
    run_end_ = 0;
}

bool GuardedMemory::is_put_back() const {
    std::array<std::uint8_t, page_bytes> expected;
    for (std::size_t page = 0; page * page_bytes < memory_.size(); ++page) {
        write(page, difference(page), expected.data());
        if (std::memcmp(at(page), expected.data(), page_bytes) != 0) return false;
    }
    return true;
}

}  // namespace hako::memory
