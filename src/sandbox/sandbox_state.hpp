// What a Sandbox is, shared with its sessions.
#pragma once

#include <memory>
#include <mutex>

#include "hako/sandbox.hpp"
#include "sandbox/catalogue.hpp"
#include "sandbox/guest_runtime.hpp"
#include "sandbox/invocation.hpp"

namespace hako {

struct Sandbox::State {
    Guest guest;
    Options options;
    std::shared_ptr<sandbox::GuestRuntime> runtime;
    Namespace::Catalogue catalogue;
    std::shared_ptr<const sandbox::Setup> setup;  // once sealed

    State(Guest chosen, const Options& given);

    /// Ends registration. Throws engine::ModuleError.
    void seal();
    /// Pre-flight, seal, invocation. Throws ArgumentError when pre-flight fails; every other failure is in the result.
    Result invoke(const sandbox::Request& request, const With& with, sandbox::SessionState* session = nullptr);
    /// The same with that failure in the result as well.
    Result try_invoke(const sandbox::Request& request, const With& with, sandbox::SessionState* session = nullptr);

   private:
    /// The services that `with` brings, checked against those that are bound for good.
    dispatch::Directory own_services(const With& with, bool in_session) const;
    std::once_flag seal_once_;
};

namespace sandbox {

/// The execution of a result that has a value; throws the failure of one that has none.
Execution value_or_throw(Result result);
/// How an invocation ends that never began.
Result refusal(const ArgumentError& error);
Request eval_request(std::string_view code);
Request run_request(std::string_view entrypoint, const Array& arguments, const KeywordArguments& keywords);

}  // namespace sandbox
}  // namespace hako
