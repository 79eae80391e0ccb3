// A guest's memory: taken away from the guest when its time is up, and put back to an image when an invocation has ended.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "memory/delta.hpp"
#include "memory/fault_handler.hpp"
#include "memory/image.hpp"
#include "memory/linear_memory.hpp"

namespace hako::memory {

/// How the pages that were written are known.
enum class Tracking {
    faults,  // the first write to a page faults; afterwards the page costs nothing but its copy
    scan,    // the kernel is asked which pages are no longer those of the image
    copy,    // not at all: everything is put back
};

/// The fastest that works here; HAKO_TRACKING=faults, scan or copy in the environment chooses.
Tracking default_tracking();

/// Belongs to one thread at a time, but for close().
///
/// After close() the guest's own code traps at its next access. Accesses from outside of that code (the engine's copies,
/// host functions) don't: they open the pages that they touch again, one by one, so close() is to be repeated until the
/// guest has stopped. System calls on closed pages, and on pages of an image that weren't written yet, fail with EFAULT:
/// hand the kernel other memory.
class GuardedMemory final : public FaultTarget {
   public:
    /// `code_begin` … `code_end`: the guest's machine code.
    GuardedMemory(LinearMemory& memory, const void* code_begin, const void* code_end)
        : memory_(memory), code_begin_(code_begin), code_end_(code_end) {}

    /// From any thread. The memory can't be used for another invocation.
    void close();

    /// Makes the memory, which is no larger than `base`, show its contents. To be called once.
    void lay_over(std::shared_ptr<const Image> base, Tracking tracking);
    /// Makes `delta`, a difference from the base, what the memory shows and is put back to; null: the base itself. The
    /// memory has to be large enough.
    void dress(std::shared_ptr<const Delta> delta);

    /// Undoes what was written since the last call. The memory keeps its size; beyond the base and the delta, it is zero.
    void put_back();
    /// The other way to end an invocation: makes what the memory shows now what it is put back to from now on.
    const std::shared_ptr<const Delta>& keep();
    /// Forgets which pages were written, after put_back() or keep(): for an invocation unlike those that will follow.
    void cool();
    /// Whether the last put_back() gave pages back, because there were many more than usual.
    bool has_shed() const { return has_shed_; }
    /// Whether everything is as put_back() should leave it.
    bool is_put_back() const;
    std::size_t image_size() const { return base_->bytes().size(); }

    bool on_fault(const std::uint8_t* address, const void* instruction) noexcept override;

   private:
    struct HotPage {
        std::uint32_t page;
        const std::uint8_t* contents;  // to be put back
        std::uint32_t unwritten = 0;   // in so many of the last invocations that were looked at
    };
    const Delta::Page* difference(std::size_t page) const noexcept { return delta_ ? delta_->find(page) : nullptr; }
    void write(std::size_t page, const Delta::Page* difference, std::uint8_t* target) const noexcept;
    const std::uint8_t* contents_for(std::size_t page, const Delta::Page* difference) noexcept;
    const std::uint8_t* copy_of(std::size_t page) noexcept;
    std::uint8_t* at(std::size_t page) const { return memory_.base() + page * page_bytes; }
    void track(std::size_t pages);
    void show(std::span<const std::uint32_t> pages);
    bool make_hot(std::size_t page) noexcept;
    bool allow(std::size_t first_page, std::size_t pages, int protection) const noexcept;
    void put_back_untracked();
    void put_back_written();
    void shed_beyond(std::size_t kept);
    void settle();
    void drop_unwritten();
    void renumber();

    LinearMemory& memory_;
    const void* code_begin_;
    const void* code_end_;
    std::atomic<bool> closed_ = false;

    std::shared_ptr<const Image> base_;
    std::shared_ptr<const Delta> delta_;
    Tracking tracking_ = Tracking::faults;

    // The pages up to here are put back one by one: those of the base, and what the deltas have beyond it.
    std::size_t tracked_pages_ = 0;

    // With faults: the tracked pages that were written so far, in the order in which they were found; room for all of them, so
    // that the fault handler can add to it.
    std::vector<HotPage> hot_;
    std::vector<std::uint32_t> position_;  // by page: where in hot_ it is, plus one; 0 for a cold page
    std::vector<std::uint8_t> dropped_;    // by page: how often it was dropped because nobody wrote to it
    std::optional<LinearMemory> merged_;   // contents of hot pages that differ from the base, where they are in the memory
    std::size_t run_end_ = 0;              // the page behind those that the last fault made hot
    std::size_t run_length_ = 1;

    // How much of hot_ is what an invocation usually writes.
    std::size_t usual_ = 0;
    unsigned unusual_ones_ = 0;  // since there were many ordinary ones
    unsigned ordinary_ = 0;      // in a row
    unsigned put_backs_ = 0;
    bool has_shed_ = false;

    // The memory beyond the tracked pages is zero, and read-only up to this size, unless it was written.
    std::size_t clean_size_ = 0;
    bool untracked_written_ = false;
};

}  // namespace hako::memory
