// Closed memories, and the fault handler that spares the host's own accesses to them.
#include "memory/closable.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

namespace hako::memory {

namespace {

// Read by the signal handler of the same thread: set before and reset after anything that may fault.
thread_local Closable::Scope* innermost = nullptr;

std::uintptr_t page_size() {
    static const auto size = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    return size;
}

const void* program_counter(void* context) {
    const auto& machine = static_cast<ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
    return reinterpret_cast<const void*>(machine.gregs[REG_RIP]);
#elif defined(__aarch64__)
    return reinterpret_cast<const void*>(machine.pc);
#else
#error "hako runs on x86-64 and arm64"
#endif
}

}  // namespace

Closable::Scope::Scope(Closable* memory) : memory_(memory), outer_(innermost) { innermost = this; }
Closable::Scope::~Scope() { innermost = outer_; }

void Closable::close() {
    closed_.store(true, std::memory_order_seq_cst);
    mprotect(memory_.base(), memory_.size(), PROT_NONE);
}

/// Async-signal-safe: takes no lock, allocates nothing.
class FaultHandler {
   public:
    static void install() {
        page_size();
        previous(SIGSEGV);  // made now, not in the handler
        for (const int signal : {SIGSEGV, SIGBUS}) {
            struct sigaction action {};
            action.sa_sigaction = signal == SIGSEGV ? handle<SIGSEGV> : handle<SIGBUS>;
            action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
            sigemptyset(&action.sa_mask);
            sigaction(signal, &action, &previous(signal));
        }
    }

   private:
    static struct sigaction& previous(int signal) {
        static struct sigaction of_segv, of_bus;
        return signal == SIGSEGV ? of_segv : of_bus;
    }

    /// Whether the fault was a host access to a closed memory, which can go on now.
    static bool spare(const void* address, const void* pc) {
        for (const auto* scope = innermost; scope != nullptr; scope = scope->outer_) {
            const Closable* closable = scope->memory_;
            if (closable == nullptr || !closable->closed_.load(std::memory_order_relaxed)) continue;
            const auto* at = static_cast<const std::uint8_t*>(address);
            const auto& memory = closable->memory_;
            if (at < memory.base() || at >= memory.base() + memory.size()) continue;
            if (pc >= closable->code_begin_ && pc < closable->code_end_) return false;
            const auto page = reinterpret_cast<std::uintptr_t>(at) & ~(page_size() - 1);
            return mprotect(reinterpret_cast<void*>(page), page_size(), PROT_READ | PROT_WRITE) == 0;
        }
        return false;
    }

    template <int signal>
    static void handle(int, siginfo_t* info, void* context) {
        if (spare(info->si_addr, program_counter(context))) return;
        const auto& next = previous(signal);
        if ((next.sa_flags & SA_SIGINFO) != 0) {
            next.sa_sigaction(signal, info, context);
        } else if (next.sa_handler == SIG_DFL) {
            ::signal(signal, SIG_DFL);  // the access faults again and ends the process as it would have without hako
        } else if (next.sa_handler != SIG_IGN) {
            next.sa_handler(signal);
        }
    }
};

void install_fault_handler() { FaultHandler::install(); }

}  // namespace hako::memory
