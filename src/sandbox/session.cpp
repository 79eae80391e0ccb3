// Sessions: an invocation's end state is the next one's beginning.
#include "hako/session.hpp"

#include "engine/saved_state.hpp"
#include "sandbox/sandbox_state.hpp"
#include "sandbox/state_file.hpp"

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

constexpr sandbox::StateKind file_kind = "session";

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
    sandbox->seal_or_throw();
    if (!sandbox->runtime->has_sessions()) {
        Failure failure;
        failure.kind = ErrorKind::setup;
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

void Session::save(const std::filesystem::path& path) const {
    const auto& present = state_->present;
    std::string content;
    engine::ByteWriter writer(content);
    writer.number(static_cast<std::uint8_t>(present.begun));
    writer.number(present.handles.size());
    writer.number(static_cast<std::uint8_t>(present.state != nullptr));
    if (present.state) engine::write_state(writer, *present.state);
    sandbox::write_state_file(path, sandbox::seal_content(file_kind, *state_->sandbox->runtime, content));
}

void Session::load(const std::filesystem::path& path) {
    const Turn turn(state_->running);
    const auto& runtime = *state_->sandbox->runtime;
    const auto bytes = sandbox::read_state_file(path);
    engine::ByteReader reader(sandbox::open_content(file_kind, runtime, bytes, path.string()));
    std::uint8_t begun = 0, has_state = 0;
    std::uint32_t handles = 0;
    bool sound = reader.number(begun) && reader.number(handles) && reader.number(has_state);
    std::shared_ptr<const engine::State> saved;
    if (sound && has_state != 0) {
        saved = engine::read_state(reader, *runtime.base());
        sound = saved != nullptr;
    }
    if (!sound || !reader.rest().empty()) sandbox::refuse_to_load(path.string(), "it is damaged");
    state_->present.begun = begun != 0;
    state_->present.state = std::move(saved);
    // Ids that the script still knows must never mean other objects.
    state_->present.handles.restart(handles);
}

}  // namespace hako
