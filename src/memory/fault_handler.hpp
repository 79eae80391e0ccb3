// The process's handler for memory faults: asks those whose memory a thread is using whether the access can go on.
#pragma once

#include <cstdint>

namespace hako::memory {

/// Somebody who may make an access possible that has faulted.
class FaultTarget {
   public:
    /// Whether the access at `address`, by the instruction at `instruction`, is to be tried again. Async-signal-safe: takes
    /// no lock, allocates nothing.
    virtual bool on_fault(const std::uint8_t* address, const void* instruction) noexcept = 0;

   protected:
    ~FaultTarget() = default;
};

/// In scope while a thread may touch the target's memory: faults of that thread are put to it. Scopes nest.
class FaultScope {
   public:
    explicit FaultScope(FaultTarget* target);
    ~FaultScope();
    FaultScope(const FaultScope&) = delete;
    FaultScope& operator=(const FaultScope&) = delete;

   private:
    friend class FaultHandler;
    FaultTarget* target_;
    FaultScope* outer_;
};

/// Installs the handler in front of the one that is there: to be called once, after the engine has installed its own.
void install_fault_handler();

}  // namespace hako::memory
