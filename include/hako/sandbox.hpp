// hako::Sandbox: runs untrusted scripts against the services that its host bound.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "hako/errors.hpp"
#include "hako/execution.hpp"
#include "hako/guest.hpp"
#include "hako/image.hpp"
#include "hako/service.hpp"
#include "hako/units.hpp"
#include "hako/value.hpp"

namespace hako {

/// A wall-clock limit in seconds, or none.
using Timeout = std::optional<std::chrono::duration<double>>;

/// Where a script's clocks and random numbers come from. [B-45, § 10]
enum class Profile {
    /// Clocks stand at 0 and random bytes are 0: the same input gives the same execution.
    hermetic,
    /// The machine's clocks and entropy.
    permissive,
};

/// Limits and surroundings of a sandbox's invocations. [B-01]
struct Options {
    /// From the entry of an invocation, service calls included. More than 0 and finite; none: no limit.
    Timeout timeout = std::chrono::seconds(60);
    /// How far linear memory may grow past its size at entry, counted in whole pages of 64 KiB. More than 0; none: no
    /// limit but the 4 GiB of the address space.
    std::optional<Bytes> memory_limit = Bytes(1 << 20);
    /// What is kept of each output channel. 0 keeps nothing; none: everything.
    std::optional<Bytes> stdout_limit = Bytes(1 << 20);
    std::optional<Bytes> stderr_limit = Bytes(1 << 20);
    /// How many host objects one invocation may be given handles to: 1 … 2,147,483,647. [B-21]
    std::int64_t handle_limit = 2'147'483'647;
    Profile profile = Profile::hermetic;
};

/// The names under which services are reachable: `Namespace::Member` in a script. Belongs to its sandbox.
class Namespace {
   public:
    const std::string& name() const { return name_; }

    /// Makes `service` reachable as `<this>::<member>`; returns this namespace, for chaining. Throws ArgumentError when the
    /// sandbox is sealed, when the name doesn't match [A-Z][A-Za-z0-9_]*, or when it is taken. [B-08, B-11, E-17, E-45]
    Namespace& bind(std::string_view member, Object service);
    /// The same for a callable.
    template <detail::ReadableCallable F>
    Namespace& bind(std::string_view member, F function) {
        return bind(member, callable(std::move(function)));
    }
    /// Declares a member whose service every invocation brings itself (With::bind). A call where it brought none is a
    /// fault of type `undefined`.
    Namespace& bind_late(std::string_view member);

    struct Catalogue;  // internal

   private:
    friend class Sandbox;
    Namespace(Catalogue& catalogue, std::string name) : catalogue_(catalogue), name_(std::move(name)) {}
    Catalogue& catalogue_;
    std::string name_;
};

/// What one invocation brings along: services, a context, limits of its own. Reusable, and readable by many threads.
class With {
   public:
    /// `host_object` is what Call::context<T>() gives to services. Borrowed: it must outlive the invocation.
    template <class T>
    With& context(T& host_object) & {
        context_ = {const_cast<void*>(static_cast<const void*>(&host_object)), typeid(T)};
        return *this;
    }
    template <class T>
    With&& context(T& host_object) && {
        return std::move(context(host_object));
    }

    /// Supplies the service of a late-bound member, or adds a member for this invocation only. The invocation throws
    /// ArgumentError when a name is bad or is bound for good.
    With& bind(std::string_view namespace_name, std::string_view member, Object service) &;
    With&& bind(std::string_view namespace_name, std::string_view member, Object service) && {
        return std::move(bind(namespace_name, member, std::move(service)));
    }
    template <detail::ReadableCallable F>
    With& bind(std::string_view namespace_name, std::string_view member, F function) & {
        return bind(namespace_name, member, callable(std::move(function)));
    }
    template <detail::ReadableCallable F>
    With&& bind(std::string_view namespace_name, std::string_view member, F function) && {
        return std::move(bind(namespace_name, member, callable(std::move(function))));
    }

    /// Limits in place of the sandbox's, with the same ranges.
    With& timeout(Timeout limit) & { return set(timeout_, limit); }
    With&& timeout(Timeout limit) && { return std::move(set(timeout_, limit)); }
    With& memory_limit(std::optional<Bytes> limit) & { return set(memory_limit_, limit); }
    With&& memory_limit(std::optional<Bytes> limit) && { return std::move(set(memory_limit_, limit)); }
    With& stdout_limit(std::optional<Bytes> limit) & { return set(stdout_limit_, limit); }
    With&& stdout_limit(std::optional<Bytes> limit) && { return std::move(set(stdout_limit_, limit)); }
    With& stderr_limit(std::optional<Bytes> limit) & { return set(stderr_limit_, limit); }
    With&& stderr_limit(std::optional<Bytes> limit) && { return std::move(set(stderr_limit_, limit)); }

    struct Binding {
        std::string namespace_name;
        std::string member;
        Object service;
    };
    const std::vector<Binding>& bindings() const { return bindings_; }
    const detail::ContextPointer& context_pointer() const { return context_; }
    /// `base` with this With's limits in place of its own.
    Options applied_to(const Options& base) const;

   private:
    template <class T>
    With& set(std::optional<T>& field, T limit) {
        field = limit;
        return *this;
    }
    detail::ContextPointer context_;
    std::vector<Binding> bindings_;
    std::optional<Timeout> timeout_;
    std::optional<std::optional<Bytes>> memory_limit_, stdout_limit_, stderr_limit_;
};

class Checkpoint;
class Session;

/// How an invocation ended, for those who expect failure as a matter of course.
class Result {
   public:
    Result(Execution execution, std::optional<Failure> failure = std::nullopt)
        : execution_(std::move(execution)), failure_(std::move(failure)) {}

    /// Whether there is a value.
    explicit operator bool() const { return !failure_; }
    /// Output and usage always; the value when there is one, else nil.
    const Execution& execution() const& { return execution_; }
    Execution&& execution() && { return std::move(execution_); }
    /// Undefined when there is a value.
    const Failure& failure() const { return *failure_; }
    /// The value; throws the failure's exception when there is none.
    const Value& value() const {
        if (failure_) failure_->raise(execution_);
        return execution_.value;
    }

   private:
    Execution execution_;
    std::optional<Failure> failure_;
};

/// An environment in which scripts run: a guest, limits, services, snippets. Every invocation starts from the same fresh
/// state and leaves nothing behind.
///
/// A sandbox is open at first: define, bind and preload register what scripts will find; from one thread at a time. The
/// first invocation seals it. [B-33] From then on it is immutable: any number of threads may invoke it at once, also from
/// inside its own services; what an invocation produced is in the Execution that it returns and nowhere else.
class Sandbox {
   public:
    /// Loads the guest, if no sandbox of this process has, and checks it. No script runs. Throws ArgumentError for bad
    /// options [E-39], ModuleNotBuiltError [E-40], SetupError [E-41, E-42].
    explicit Sandbox(Guest guest = ruby(), Options options = {});
    /// The bundled Ruby.
    explicit Sandbox(Options options) : Sandbox(ruby(), options) {}
    /// Begins with what is in `image`: its snippets are preloaded, and its members are declared, each to be bound by the
    /// program or to be late-bound. More can be registered; then the snippets run once more. Throws as the first, and
    /// SetupError for an image of another guest or version, or a damaged one.
    Sandbox(Guest guest, const Image& image, Options options = {});
    explicit Sandbox(const Image& image, Options options = {}) : Sandbox(ruby(), image, options) {}
    Sandbox(Sandbox&&) noexcept;
    Sandbox& operator=(Sandbox&&) noexcept;
    ~Sandbox();

    const Guest& guest() const;
    const Options& options() const;
    /// Whether an invocation has begun, so that nothing can be registered any more.
    bool sealed() const;

    /// The namespace of that name, new or as it is. The reference holds as long as the sandbox. Throws ArgumentError when
    /// the sandbox is sealed or the name doesn't match [A-Z][A-Za-z0-9_]*. [B-07, B-10, E-16, E-18]
    Namespace& define(std::string_view name);

    /// Adds code that runs before the script of every invocation, in the order of registration; its constants, methods and
    /// globals are there for what follows, its local variables are not. Throws ArgumentError for a bad or taken name or
    /// when sealed, SandboxError when the code doesn't compile. [B-32, E-32 … E-35]
    Sandbox& preload(std::string_view name, std::string_view code);
    /// The same for compiled code in the guest's own format (Ruby: RITE, made by the mrbc of the same version). It is
    /// checked when it runs. [E-37, E-38]
    Sandbox& preload_bytecode(std::string_view bytecode);
    /// Makes the modules in a zip archive importable: pure-Python packages, wheels as they come from the registry among them.
    /// What a snippet after it imports is there for every invocation at no cost. All that is preloaded shares one message of 16
    /// MiB. Throws ArgumentError for what is no zip archive, when the guest takes none (Ruby), and when sealed; an archive that
    /// is damaged fails every invocation.
    Sandbox& preload_archive(std::string_view archive);

    /// Runs `code` and returns the value of its last expression with the output and usage. Throws an Error that carries
    /// the same record; ArgumentError when `with` is wrong, before anything begins. [B-02, B-06]
    Execution eval(std::string_view code, const With& with = {}) const;
    /// Calls the top-level constant `entrypoint`, which a snippet defined, with `arguments` followed by the keywords as one
    /// Hash with Symbol keys, if there are any. Host objects among the arguments reach the script as handles. Throws as
    /// eval, and ArgumentError for a bad name. [B-31, B-34, E-25]
    Execution run(std::string_view entrypoint, const Array& arguments = {}, const KeywordArguments& keywords = {},
                  const With& with = {}) const;

    /// As eval and run, with every failure in the result instead of thrown; only std::bad_alloc is.
    Result try_eval(std::string_view code, const With& with = {}) const;
    Result try_run(std::string_view entrypoint, const Array& arguments = {}, const KeywordArguments& keywords = {},
                   const With& with = {}) const;

    /// What another sandbox can begin with: snippets and what they came to, and the names of members. Seals the sandbox.
    /// Throws SetupError.
    Image image() const;
    /// The same into a file that only its owner can read; replaces one that is there, for all or not at all. Throws
    /// SetupError when it can't be written.
    void save_image(const std::filesystem::path& path) const;

    /// A session in which nothing has run yet; it keeps what it needs of this sandbox alive. Seals the sandbox. Throws
    /// SetupError when the guest has no sessions.
    Session session() const;

   private:
    friend class Session;
    friend class Checkpoint;
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace hako
