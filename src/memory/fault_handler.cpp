// SIGSEGV and SIGBUS.
#include "memory/fault_handler.hpp"

#include <signal.h>
#include <ucontext.h>

#include <initializer_list>

namespace hako::memory {

namespace {

// Read by the signal handler of the same thread: set before and reset after anything that may fault.
thread_local FaultScope* innermost = nullptr;

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

FaultScope::FaultScope(FaultTarget* target) : target_(target), outer_(innermost) { innermost = this; }
FaultScope::~FaultScope() { innermost = outer_; }

class FaultHandler {
   public:
    static void install() {
        for (const int signal : {SIGSEGV, SIGBUS}) {
            // Known before the handler is there: other threads may fault meanwhile.
            sigaction(signal, nullptr, &previous(signal));
            struct sigaction action{};
            action.sa_sigaction = signal == SIGSEGV ? handle<SIGSEGV> : handle<SIGBUS>;
            action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
            sigemptyset(&action.sa_mask);
            sigaction(signal, &action, nullptr);
        }
    }

   private:
    static struct sigaction& previous(int signal) {
        static struct sigaction of_segv, of_bus;
        return signal == SIGSEGV ? of_segv : of_bus;
    }

    static bool can_go_on(const void* address, const void* instruction) {
        for (const auto* scope = innermost; scope != nullptr; scope = scope->outer_) {
            if (scope->target_ && scope->target_->on_fault(static_cast<const std::uint8_t*>(address), instruction)) return true;
        }
        return false;
    }

    template <int signal>
    static void handle(int, siginfo_t* info, void* context) {
        if (can_go_on(info->si_addr, program_counter(context))) return;
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
