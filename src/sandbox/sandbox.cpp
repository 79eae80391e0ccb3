// The public Sandbox: registration, the seal, invocations.
#include "hako/sandbox.hpp"

#include "hako/session.hpp"
#include "sandbox/checks.hpp"
#include "sandbox/guest_loader.hpp"
#include "sandbox/sandbox_state.hpp"
#include "sandbox/state_file.hpp"

namespace hako {

Sandbox::State::State(Guest chosen, const Options& given)
    : guest(std::move(chosen)), options(given), catalogue(guest.source().naming()) {
    sandbox::check_options(options);  // before any file is touched
    runtime = sandbox::load_guest(guest);
}

dispatch::Directory Sandbox::State::own_services(const With& with, bool in_session) const {
    dispatch::Directory own;
    for (const auto& binding : with.bindings()) {
        sandbox::check_name("Namespace name", binding.namespace_name, catalogue.naming);
        sandbox::check_name("MemberName", binding.member, catalogue.naming);
        const auto path = binding.namespace_name + "::" + binding.member;
        if (!binding.service) throw ArgumentError("no service given for " + path);
        const auto* bound = catalogue.directory.find(path);
        if ((bound && bound->service) || !own.add(binding.namespace_name, binding.member, binding.service)) {
            throw ArgumentError("Member " + path + " is already bound");
        }
        if (!bound && in_session) throw ArgumentError("Member " + path + " is new to the session; declare it with bind_late");
    }
    return own;
}

void Sandbox::State::seal() {
    std::call_once(seal_once_, [&] {
        catalogue.seal();
        setup = runtime->setup(catalogue.preamble_frame(), catalogue.snippets_frame(), options, origin_);
    });
}

void Sandbox::State::seal_or_throw() {
    try {
        seal();
    } catch (const engine::ModuleError& e) {
        Failure failure;
        failure.kind = ErrorKind::setup;
        failure.message = std::string("failed to instantiate the Sandbox runtime: ") + e.what();
        failure.raise();
    }
}

Result Sandbox::State::invoke(const sandbox::Request& request, const With& with, sandbox::SessionState* session) {
    bool unusual = false;
    auto result = invoke(request, with, session, unusual);
    if (unusual) warm_up();
    return result;
}

Result Sandbox::State::invoke(const sandbox::Request& request, const With& with, sandbox::SessionState* session, bool& unusual) {
    if (request.run) {
        sandbox::check_entrypoint(request.entrypoint, catalogue.naming);
        sandbox::check_arguments(*request.arguments, *request.keywords);
    }
    const Options effective = with.applied_to(options);
    sandbox::check_options(effective);
    const auto own = own_services(with, session != nullptr);
    try {
        seal();
    } catch (const engine::ModuleError& e) {
        return sandbox::instantiation_failure(request, e);
    }
    sandbox::Invocation invocation(*runtime, catalogue, *setup, own, effective, with.context_pointer(), session);
    auto result = invocation.perform(request);
    unusual = invocation.end();
    return result;
}

/// What wrote many megabytes has driven everything else out of the processor's caches, the host's code as well as the guest's.
/// The next invocation, which may be somebody else's, shall not pay for that; so this goes the whole way that it will go.
void Sandbox::State::warm_up() {
    if (setup->kind != sandbox::Setup::Kind::primed) return;  // the snippets would run, with their effects
    // Under the limits of all others: a deadline that is closer than usual would wake the watchdog up.
    const auto* bundled = guest.source().bundled;
    const auto nothing = sandbox::eval_request(bundled ? bundled->nothing : "0");  // a value in most languages
    bool unusual = false;
    for (int i = 0; i < 2; ++i) invoke(nothing, {}, nullptr, unusual);  // the first one's misses still push things out
}

Result Sandbox::State::try_invoke(const sandbox::Request& request, const With& with, sandbox::SessionState* session) {
    try {
        return invoke(request, with, session);
    } catch (const ArgumentError& e) {
        return sandbox::refusal(e);
    }
}

namespace sandbox {

Result refusal(const ArgumentError& error) {
    Failure failure;
    failure.kind = ErrorKind::argument;
    failure.message = error.what();
    return Result({}, std::move(failure));
}

Execution value_or_throw(Result result) {
    if (!result) result.failure().raise(std::move(result).execution());
    return std::move(result).execution();
}

Request eval_request(std::string_view code) { return {.run = false, .code = code, .entrypoint = {}}; }

Request run_request(std::string_view entrypoint, const Array& arguments, const KeywordArguments& keywords) {
    return {.run = true, .code = {}, .entrypoint = entrypoint, .arguments = &arguments, .keywords = &keywords};
}

}  // namespace sandbox

Sandbox::Sandbox(Guest guest, Options options) : state_(std::make_shared<State>(std::move(guest), options)) {}
Sandbox::Sandbox(Guest guest, const Image& image, Options options) : Sandbox(std::move(guest), options) {
    state_->begin_with(image);
}
Sandbox::Sandbox(Sandbox&&) noexcept = default;
Sandbox& Sandbox::operator=(Sandbox&&) noexcept = default;
Sandbox::~Sandbox() = default;

const Guest& Sandbox::guest() const { return state_->guest; }
const Options& Sandbox::options() const { return state_->options; }
bool Sandbox::sealed() const { return state_->catalogue.sealed(); }

Namespace& Sandbox::define(std::string_view name) {
    auto& catalogue = state_->catalogue;
    catalogue.check_open("define");
    sandbox::check_name("Namespace name", name, catalogue.naming);
    for (auto& known : catalogue.namespaces) {
        if (known.name() == name) return known;
    }
    catalogue.directory.add_namespace(name);
    catalogue.namespaces.push_back(Namespace(catalogue, std::string(name)));
    return catalogue.namespaces.back();
}

Sandbox& Sandbox::preload(std::string_view name, std::string_view code) {
    auto& catalogue = state_->catalogue;
    catalogue.check_open("preload");
    catalogue.check_snippet_name(name);
    sandbox::check_snippet(*state_->runtime, state_->options, name, code);
    catalogue.snippets.push_back({std::string(name), std::string(code), wire::Snippet::Kind::source});
    return *this;
}

Sandbox& Sandbox::preload_bytecode(std::string_view bytecode) {
    state_->catalogue.check_open("preload");
    state_->catalogue.snippets.push_back({{}, std::string(bytecode), wire::Snippet::Kind::bytecode});
    return *this;
}

Sandbox& Sandbox::preload_archive(std::string_view archive) {
    state_->catalogue.check_open("preload");
    const auto* bundled = state_->guest.source().bundled;
    if (bundled && !bundled->takes_archives)
        throw ArgumentError("the " + std::string(bundled->name) + " guest takes no archives");
    if (!archive.starts_with("PK")) throw ArgumentError("an archive must be a zip file or a wheel");
    state_->catalogue.snippets.push_back({{}, std::string(archive), wire::Snippet::Kind::archive});
    return *this;
}

Execution Sandbox::eval(std::string_view code, const With& with) const {
    return sandbox::value_or_throw(state_->invoke(sandbox::eval_request(code), with));
}

Execution Sandbox::run(std::string_view entrypoint, const Array& arguments, const KeywordArguments& keywords,
                       const With& with) const {
    return sandbox::value_or_throw(state_->invoke(sandbox::run_request(entrypoint, arguments, keywords), with));
}

Result Sandbox::try_eval(std::string_view code, const With& with) const {
    return state_->try_invoke(sandbox::eval_request(code), with);
}

Result Sandbox::try_run(std::string_view entrypoint, const Array& arguments, const KeywordArguments& keywords,
                        const With& with) const {
    return state_->try_invoke(sandbox::run_request(entrypoint, arguments, keywords), with);
}

Image Sandbox::image() const {
    state_->seal_or_throw();
    return state_->to_image();
}

void Sandbox::save_image(const std::filesystem::path& path) const { sandbox::write_state_file(path, image().bytes()); }

Session Sandbox::session() const { return Session(state_); }

}  // namespace hako
