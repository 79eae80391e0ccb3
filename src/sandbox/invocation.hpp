// One eval or run, from request to outcome.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dispatch/dispatcher.hpp"
#include "engine/instance.hpp"
#include "hako/sandbox.hpp"
#include "sandbox/catalogue.hpp"
#include "sandbox/guest_runtime.hpp"
#include "sandbox/session_state.hpp"

namespace hako::sandbox {

/// What to run.
struct Request {
    bool run = false;
    std::string_view code;        // eval
    std::string_view entrypoint;  // run
    const Array* arguments = nullptr;
    const KeywordArguments* keywords = nullptr;
};

/// Used once, on one thread. Everything that an invocation keeps lives and dies here. [behaviour.md § 3]
class Invocation final : engine::DispatchHandler, dispatch::BlockRunner {
   public:
    /// `catalogue` is sealed, and `setup` is what it amounts to; `own` are this invocation's services. With a `session`, it goes
    /// on from that state and changes it, unless the guest is stopped. All outlive this.
    Invocation(GuestRuntime& runtime, const Namespace::Catalogue& catalogue, const Setup& setup, const dispatch::Directory& own,
               const Options& options, detail::ContextPointer context, SessionState* session);
    ~Invocation() { end(); }

    Result perform(const Request& request);
    /// Gives the instance back. Whether the invocation had written to much more memory than usual.
    bool end() { return runtime_.give_back(std::move(instance_)); }

   private:
    void choose_setup();
    bool fits_memory_limit(std::uint64_t growth) const;
    const std::shared_ptr<const engine::State>& first_state() const {
        return session_ && session_->begun ? session_->state : setup_->state;
    }
    bool tells_everything() const { return setup_->kind == Setup::Kind::plain && !(session_ && session_->begun); }
    /// Whether a guest that is told everything is primed first; one that can't be reads all of it with the code.
    bool primes() const { return tells_everything() && runtime_.bare() != nullptr; }
    void prepare_input(const Request& request);
    /// The outcome's bytes, in the guest's memory, or nothing when failure_ says why not.
    std::optional<std::string_view> call_guest(const Request& request);
    void read_outcome(std::string_view outcome);
    void read_panic(std::string_view body);
    void conclude_session();

    std::optional<std::uint64_t> dispatch(std::uint32_t pointer, std::uint32_t length) override;
    bool run_block(std::string_view arguments, std::string& response) override;
    void stop(std::string message) override { instance_->stop_with({engine::Stop::Kind::trap, std::move(message)}); }

    /// Puts `bytes` into a buffer of the guest's; its address, 0 when the guest has no memory left, or nothing when it
    /// was stopped.
    std::optional<std::uint32_t> hand_over(std::string_view bytes);

    void fail(ErrorKind kind, std::string message);
    void fail_trap(std::string message);
    void fail_stop(const engine::Stop& stop, std::string_view during = {});

    const engine::Module& module() const { return runtime_.module(); }
    const std::string& preamble_frame() const {
        return own_preamble_frame_.empty() ? catalogue_.preamble_frame() : own_preamble_frame_;
    }

    GuestRuntime& runtime_;
    const Namespace::Catalogue& catalogue_;
    const Setup* setup_;
    std::shared_ptr<const Setup> own_setup_;  // when this invocation's services or limits need another one
    const dispatch::Directory& own_;
    const Options& options_;
    SessionState* session_;
    dispatch::HandleTable own_handles_;
    dispatch::HandleTable& handles_;
    std::uint32_t handles_before_;
    dispatch::Dispatcher dispatcher_;
    wasi::World world_;
    std::string own_preamble_frame_;
    std::string source_header_;
    std::string& envelope_;
    std::unique_ptr<engine::Instance> instance_;
    bool completed_ = false;  // the guest has left an outcome
    bool in_entry_ = false;
    bool in_alloc_ = false;
    std::string_view prefix_;
    Execution execution_;
    std::optional<Failure> failure_;
};

/// How an invocation ends for which there is no instance.
Result instantiation_failure(const Request& request, const engine::ModuleError& error);

/// Compiles a snippet in the guest without running it. Throws SandboxError when it doesn't compile, TrapError when the
/// compiler was stopped; does nothing for a guest that can't tell. [E-32]
void check_snippet(GuestRuntime& runtime, const Options& options, std::string_view name, std::string_view code);

}  // namespace hako::sandbox
