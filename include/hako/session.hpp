// hako::Session: invocations that go on where the one before ended.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "hako/sandbox.hpp"

namespace hako {

/// A state of a session to which it, or another session of the same sandbox, can go back. A value: copying is cheap.
class Checkpoint {
   private:
    friend class Session;
    struct State;
    explicit Checkpoint(std::shared_ptr<const State> state) : state_(std::move(state)) {}
    std::shared_ptr<const State> state_;
};

/// A script's world that is kept from one invocation to the next: local variables of the top level, globals, constants,
/// methods, objects and the handles among them. For a prompt, a notebook, an agent.
///
/// An eval that ends with a value or an exception has changed the session. One that a limit or another trap stopped has not:
/// the session is as it was before it. Limits hold for each invocation, but the memory limit for all that the session has
/// grown by, and the handle limit for all handles that it was given. Objects behind handles live as long as the session,
/// its forks and checkpoints.
///
/// For one thread at a time; other sessions of the sandbox are independent. Between invocations a session costs the bytes in
/// which it differs from the guest's first state, and no thread.
class Session {
   public:
    Session(Session&&) noexcept;
    Session& operator=(Session&&) noexcept;
    ~Session();

    /// As those of Sandbox. `with` may bring services for late-bound members, but no new names. Throws ArgumentError for
    /// a session that is running already: a service can't invoke the session that has called it.
    Execution eval(std::string_view code, const With& with = {});
    Execution run(std::string_view entrypoint, const Array& arguments = {}, const KeywordArguments& keywords = {},
                  const With& with = {});
    Result try_eval(std::string_view code, const With& with = {});
    Result try_run(std::string_view entrypoint, const Array& arguments = {}, const KeywordArguments& keywords = {},
                   const With& with = {});

    /// An independent session with the present state. Objects behind handles are shared. While an invocation is running, the
    /// state is the one before it.
    Session fork() const;
    /// The present state, to go back to.
    Checkpoint checkpoint() const;
    /// Goes back, or over to a fork's. Throws ArgumentError when the checkpoint is of another sandbox or the session is
    /// running.
    void restore(const Checkpoint& checkpoint);

    /// Writes the present state to a file that only its owner can read; replaces one that is there, for all or not at all.
    /// Throws SetupError when it can't be written.
    void save(const std::filesystem::path& path) const;
    /// Goes over to a state that a session of a sandbox with the same guest has saved, in this process or another. The
    /// sandbox should have the same members. Objects behind handles don't come along: calls of those fail. Throws
    /// SetupError for a file of another guest or version, or a damaged one; ArgumentError when the session is running.
    void load(const std::filesystem::path& path);

   private:
    friend class Sandbox;
    struct State;
    explicit Session(std::shared_ptr<Sandbox::State> sandbox);
    explicit Session(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace hako
