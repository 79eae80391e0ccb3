// Taking a memory away from the code that runs on it: how a script without checks in its loops is stopped.
#pragma once

#include <atomic>
#include <cstdint>

#include "memory/linear_memory.hpp"

namespace hako::memory {

/// A linear memory that another thread can close. From then on the guest's own code traps at its next access. Accesses
/// from outside of that code (the engine's copies, host functions) don't: they open the pages that they touch again, one
/// by one, so close() is to be repeated until the guest has stopped. System calls on closed pages fail with EFAULT:
/// hand the kernel other memory.
class Closable {
   public:
    /// `code_begin` … `code_end`: the guest's machine code.
    Closable(LinearMemory& memory, const void* code_begin, const void* code_end)
        : memory_(memory), code_begin_(code_begin), code_end_(code_end) {}
    Closable(const Closable&) = delete;
    Closable& operator=(const Closable&) = delete;

    /// From any thread.
    void close();

    /// In scope while a thread may run the guest or touch its memory: faults of that thread are looked up here. Scopes
    /// nest.
    class Scope {
       public:
        explicit Scope(Closable* memory);
        ~Scope();
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

       private:
        friend class FaultHandler;
        Closable* memory_;
        Scope* outer_;
    };

   private:
    friend class FaultHandler;
    LinearMemory& memory_;
    const void* code_begin_;
    const void* code_end_;
    std::atomic<bool> closed_ = false;
};

/// Installs the process's handler for memory faults, in front of the one that is there: to be called once, after the
/// engine has installed its own.
void install_fault_handler();

}  // namespace hako::memory
