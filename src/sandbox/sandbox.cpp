// The public Sandbox: registration, the seal, invocations.
#include "hako/sandbox.hpp"

#include <mutex>

#include "sandbox/catalogue.hpp"
#include "sandbox/checks.hpp"
#include "sandbox/guest_loader.hpp"
#include "sandbox/invocation.hpp"

namespace hako {

struct Sandbox::State {
    Guest guest;
    Options options;
    std::shared_ptr<sandbox::GuestRuntime> runtime;
    Namespace::Catalogue catalogue;
    std::once_flag seal_once;
    std::shared_ptr<const sandbox::Setup> setup;  // once sealed

    State(Guest chosen, const Options& given) : guest(std::move(chosen)), options(given) {
        sandbox::check_options(options);  // before any file is touched
        runtime = sandbox::load_guest(guest);
    }

    /// The services that `with` brings, checked against those that are bound for good.
    dispatch::Directory own_services(const With& with) const {
        dispatch::Directory own;
        for (const auto& binding : with.bindings()) {
            sandbox::check_name("Namespace name", binding.namespace_name);
            sandbox::check_name("MemberName", binding.member);
            const auto path = binding.namespace_name + "::" + binding.member;
            if (!binding.service) throw ArgumentError("no service given for " + path);
            const auto* bound = catalogue.directory.find(path);
            if ((bound && bound->service) || !own.add(binding.namespace_name, binding.member, binding.service)) {
                throw ArgumentError("Member " + path + " is already bound");
            }
        }
        return own;
    }

    /// Pre-flight, seal, invocation. Throws ArgumentError when pre-flight fails; every other failure is in the result.
    Result invoke(const sandbox::Request& request, const With& with) {
        if (request.run) {
            sandbox::check_name("entrypoint", request.entrypoint);
            sandbox::check_arguments(*request.arguments, *request.keywords);
        }
        const Options effective = with.applied_to(options);
        sandbox::check_options(effective);
        const auto own = own_services(with);
        try {
            std::call_once(seal_once, [&] {
                catalogue.seal();
                setup = runtime->setup(catalogue.preamble_frame(), catalogue.snippets_frame(), options);
            });
        } catch (const engine::ModuleError& e) {
            return sandbox::instantiation_failure(request, e);
        }
        sandbox::Invocation invocation(*runtime, catalogue, *setup, own, effective, with.context_pointer());
        return invocation.perform(request);
    }

    Result try_invoke(const sandbox::Request& request, const With& with) {
        try {
            return invoke(request, with);
        } catch (const ArgumentError& e) {
            Failure failure;
            failure.kind = ErrorKind::argument;
            failure.message = e.what();
            return Result({}, std::move(failure));
        }
    }
};

namespace {
Execution value_or_throw(Result result) {
    if (!result) result.failure().raise(std::move(result).execution());
    return std::move(result).execution();
}

sandbox::Request run_request(std::string_view entrypoint, const Array& arguments, const KeywordArguments& keywords) {
    return {.run = true, .code = {}, .entrypoint = entrypoint, .arguments = &arguments, .keywords = &keywords};
}
}  // namespace

Sandbox::Sandbox(Guest guest, Options options) : state_(std::make_unique<State>(std::move(guest), options)) {}
Sandbox::Sandbox(Sandbox&&) noexcept = default;
Sandbox& Sandbox::operator=(Sandbox&&) noexcept = default;
Sandbox::~Sandbox() = default;

const Guest& Sandbox::guest() const { return state_->guest; }
const Options& Sandbox::options() const { return state_->options; }
bool Sandbox::sealed() const { return state_->catalogue.sealed(); }

Namespace& Sandbox::define(std::string_view name) {
    auto& catalogue = state_->catalogue;
    catalogue.check_open("define");
    sandbox::check_name("Namespace name", name);
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
    sandbox::check_name("snippet name", name);
    for (const auto& snippet : catalogue.snippets) {
        if (!snippet.bytecode && snippet.name == name) {
            throw ArgumentError("snippet :" + std::string(name) + " already preloaded");
        }
    }
    sandbox::check_snippet(*state_->runtime, state_->options, name, code);
    catalogue.snippets.push_back({std::string(name), std::string(code), false});
    return *this;
}

Sandbox& Sandbox::preload_bytecode(std::string_view bytecode) {
    state_->catalogue.check_open("preload");
    state_->catalogue.snippets.push_back({{}, std::string(bytecode), true});
    return *this;
}

Execution Sandbox::eval(std::string_view code, const With& with) const {
    return value_or_throw(state_->invoke({.run = false, .code = code, .entrypoint = {}}, with));
}

Execution Sandbox::run(std::string_view entrypoint, const Array& arguments, const KeywordArguments& keywords,
                       const With& with) const {
    return value_or_throw(state_->invoke(run_request(entrypoint, arguments, keywords), with));
}

Result Sandbox::try_eval(std::string_view code, const With& with) const {
    return state_->try_invoke({.run = false, .code = code, .entrypoint = {}}, with);
}

Result Sandbox::try_run(std::string_view entrypoint, const Array& arguments, const KeywordArguments& keywords,
                        const With& with) const {
    return state_->try_invoke(run_request(entrypoint, arguments, keywords), with);
}

}  // namespace hako
