// Sessions: an invocation's end state is the next one's beginning.
#include "hako/session.hpp"

#include "sandbox/sandbox_state.hpp"

namespace hako {

struct Session::State {
    std::shared_ptr<Sandbox::State> sandbox;
    sandbox::SessionState present;
    bool running = false;

    Result invoke(const sandbox::Request& request, const With& with);
    Result try_invoke(const sandbox::Request& request, const With& with);
};

struct Checkpoint::State {
    std::shared_ptr<const Sandbox::State> sandbox;
    sandbox::SessionState then;
};

namespace {

/// Marks a session as running.
class Turn {
   public:
    explicit Turn(bool& running) : running_(running) {
        if (running_) throw ArgumentError("the session is running");
        running_ = true;
    }
    ~Turn() { running_ = false; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    bool& running_;
};

}  // namespace

Result Session::State::invoke(const sandbox::Request& request, const With& with) {
    const Turn turn(running);
    return sandbox->invoke(request, with, &present);
}

Result Session::State::try_invoke(const sandbox::Request& request, const With& with) {
    try {
        return invoke(request, with);
    } catch (const ArgumentError& e) {
        return sandbox::refusal(e);
    }
}

Session::Session(std::shared_ptr<Sandbox::State> sandbox) {
    Failure failure;
    failure.kind = ErrorKind::setup;
    try {
        sandbox->seal();
    } catch (const engine::ModuleError& e) {
        failure.message = std::string("failed to instantiate the Sandbox runtime: ") + e.what();
        failure.raise();
    }
    if (!sandbox->runtime->has_sessions()) {
        failure.message = "the Guest Binary has no sessions: it lacks __hako_session_eval or can't be put back";
        failure.raise();
    }
    const dispatch::HandleTable handles(sandbox->options.handle_limit);
    state_ = std::make_unique<State>(std::move(sandbox), sandbox::SessionState{.state = nullptr, .handles = handles});
}

Session::Session(std::unique_ptr<State> state) : state_(std::move(state)) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

Execution Session::eval(std::string_view code, const With& with) {
    return sandbox::value_or_throw(state_->invoke(sandbox::eval_request(code), with));
}

Execution Session::run(std::string_view entrypoint, const Array& arguments, const KeywordArguments& keywords, const With& with) {
    return sandbox::value_or_throw(state_->invoke(sandbox::run_request(entrypoint, arguments, keywords), with));
}

Result Session::try_eval(std::string_view code, const With& with) {
    return state_->try_invoke(sandbox::eval_request(code), with);
}

Result Session::try_run(std::string_view entrypoint, const Array& arguments, const KeywordArguments& keywords, const With& with) {
    return state_->try_invoke(sandbox::run_request(entrypoint, arguments, keywords), with);
}

Session Session::fork() const { return Session(std::make_unique<State>(state_->sandbox, state_->present)); }

Checkpoint Session::checkpoint() const {
    return Checkpoint(std::make_shared<const Checkpoint::State>(state_->sandbox, state_->present));
}

void Session::restore(const Checkpoint& checkpoint) {
    const Turn turn(state_->running);
    if (checkpoint.state_->sandbox != state_->sandbox) throw ArgumentError("the checkpoint is of another sandbox");
    state_->present = checkpoint.state_->then;
}

}  // namespace hako
