// What a Sandbox is, shared with its sessions.
#pragma once

#include <memory>
#include <mutex>
#include <string>

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
    /// Takes over what is in `image`. Throws SetupError.
    void begin_with(const Image& image);
    /// What such an image holds, once sealed.
    Image to_image() const;

    /// Ends registration. Throws engine::ModuleError.
    void seal();
    /// The same. Throws SetupError.
    void seal_or_throw();
    /// Pre-flight, seal, invocation. Throws ArgumentError when pre-flight fails; every other failure is in the result.
    Result invoke(const sandbox::Request& request, const With& with, sandbox::SessionState* session = nullptr);
    /// The same with that failure in the result as well.
    Result try_invoke(const sandbox::Request& request, const With& with, sandbox::SessionState* session = nullptr);

   private:
    /// `unusual`: whether it wrote much more than those before it.
    Result invoke(const sandbox::Request& request, const With& with, sandbox::SessionState* session, bool& unusual);
    void warm_up();
    /// The services that `with` brings, checked against those that are bound for good.
    dispatch::Directory own_services(const With& with, bool in_session) const;
    std::once_flag seal_once_;
    std::string origin_;  // the image that it has begun with
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
