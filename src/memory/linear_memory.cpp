// Linear memories as anonymous mappings.
#include "memory/linear_memory.hpp"

#include <sys/mman.h>

#include <new>

namespace hako::memory {

LinearMemory::LinearMemory(std::size_t initial_bytes, std::size_t reserved_bytes, std::size_t guard_bytes)
    : reserved_(reserved_bytes), mapped_(reserved_bytes + guard_bytes) {
    if (mapped_ == 0) mapped_ = 1;  // a mapping can't be empty
    void* mapping = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapping == MAP_FAILED) throw std::bad_alloc();
    base_ = static_cast<std::uint8_t*>(mapping);
    if (!grow(initial_bytes)) {
        munmap(base_, mapped_);
        throw std::bad_alloc();
    }
}

LinearMemory::~LinearMemory() { munmap(base_, mapped_); }

bool LinearMemory::grow(std::size_t new_size) {
    if (new_size > reserved_) return false;
    const auto old_size = size();
    if (new_size > old_size && mprotect(base_ + old_size, new_size - old_size, PROT_READ | PROT_WRITE) != 0) return false;
    size_.store(new_size, std::memory_order_relaxed);
    return true;
}

}  // namespace hako::memory
