// One linear memory: a reservation of address space whose front part is accessible.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace hako::memory {

/// Address space for a guest's memory: `size` bytes can be read and written, the rest of the reservation and the guard
/// behind it fault. Growing never moves it.
class LinearMemory {
   public:
    /// Throws std::bad_alloc when the operating system refuses.
    LinearMemory(std::size_t initial_bytes, std::size_t reserved_bytes, std::size_t guard_bytes);
    ~LinearMemory();
    LinearMemory(const LinearMemory&) = delete;
    LinearMemory& operator=(const LinearMemory&) = delete;

    std::uint8_t* base() const { return base_; }
    /// From any thread; the thread that grows the memory sees its own growth.
    std::size_t size() const { return size_.load(std::memory_order_relaxed); }
    std::size_t reserved() const { return reserved_; }
    std::span<std::uint8_t> bytes() const { return {base_, size()}; }

    /// Makes `new_size` bytes accessible; the new ones are zero. False when that is past the reservation or the operating
    /// system refuses; nothing has changed then.
    bool grow(std::size_t new_size);

   private:
    std::uint8_t* base_ = nullptr;
    std::atomic<std::size_t> size_ = 0;
    std::size_t reserved_ = 0;
    std::size_t mapped_ = 0;
};

}  // namespace hako::memory
