// From a request to its response. [behaviour.md § 5]
#include "dispatch/dispatcher.hpp"

#include "dispatch/containers.hpp"
#include "dispatch/reachability.hpp"
#include "hako/service.hpp"

namespace hako::dispatch {

namespace {

/// A call that fails before or instead of its service: becomes the response.
struct Fault {
    wire::FaultType type;
    std::string message;
};

// Unwinds a service whose block was left by `break`, or whose invocation is over. Not std::exceptions, so that a service's
// own handlers let them pass.
struct BreakUnwind {};
struct StopUnwind {};

Failure sandbox_failure(ErrorKind kind, std::string message) {
    return {.kind = kind, .message = std::move(message), .origin = {}, .klass = {}, .backtrace = {}, .details = {}};
}

std::string unwrappable_message(const Object& object) {
    return "a " + object.type().name() + " cannot cross as a Capability Handle";
}

std::string unknown_handle(std::uint32_t id) { return "unknown Handle id: " + std::to_string(id); }

}  // namespace

/// What one unfinished service call keeps.
struct Dispatcher::Frame {
    std::string message;
    wire::Request request;
    std::string response;
    std::string yield_arguments;
    std::string yield_response;
    std::uint64_t serial = 0;
    bool has_block = false;
    bool decoding_arguments = false;
    std::optional<std::uint32_t> unknown_handle_id;  // first one met in the arguments
    std::optional<std::string> break_value;
};

/// What a Block holds on to: it may outlive the invocation.
class Dispatcher::Blocks : public detail::BlockTarget {
   public:
    explicit Blocks(Dispatcher* dispatcher) : dispatcher_(dispatcher) {}
    void invocation_ended() { dispatcher_.store(nullptr); }
    Value yield(std::uint64_t serial, const Array& arguments) override {
        Dispatcher* dispatcher = dispatcher_.load();
        if (dispatcher == nullptr) throw LocalJumpError("guest block invoked after host dispatch frame returned");
        if (thread_ != std::this_thread::get_id()) throw LocalJumpError("guest block invoked on another thread");
        return dispatcher->yield(serial, arguments);
    }

   private:
    std::atomic<Dispatcher*> dispatcher_;
    std::thread::id thread_ = std::this_thread::get_id();
};

Dispatcher::Dispatcher(const Directory& directory, const Directory& own, BlockRunner& runner, HandleTable& table,
                       detail::ContextPointer context)
    : directory_(directory), own_(own), runner_(runner), table_(table), context_(context) {}

Dispatcher::~Dispatcher() {
    if (blocks_) blocks_->invocation_ended();
}

std::uint32_t Dispatcher::id_of(const Object& object) {
    if (object.type().unwrappable()) sandbox_failure(ErrorKind::sandbox, unwrappable_message(object)).raise();
    const auto id = table_.add(object);
    if (id == 0) sandbox_failure(ErrorKind::handler_exhausted, table_.exhausted_message()).raise();
    return id;
}

Value Dispatcher::resolve(std::uint32_t id) {
    if (const auto* object = table_.find(id)) return *object;
    if (depth_ > 0 && frames_[depth_ - 1]->decoding_arguments) {
        // Reported after the target, whose faults come first.
        auto& unknown = frames_[depth_ - 1]->unknown_handle_id;
        if (!unknown) unknown = id;
        return nullptr;
    }
    sandbox_failure(ErrorKind::sandbox, unknown_handle(id)).raise();
}

std::optional<std::string_view> Dispatcher::answer(std::string_view request) {
    if (depth_ == frames_.size()) frames_.push_back(std::make_unique<Frame>());
    Frame& frame = *frames_[depth_++];
    frame.message.assign(request);
    frame.serial = next_serial_++;
    frame.has_block = false;
    frame.break_value.reset();
    answer_in(frame);
    --depth_;
    if (stopped_) return std::nullopt;
    if (frame.response.size() > wire::max_payload) {
        runner_.stop("payload exceeds the 16 MiB limit");
        return std::nullopt;
    }
    return frame.response;
}

void Dispatcher::answer_in(Frame& frame) {
    using enum wire::FaultType;
    const auto fault = [&](wire::FaultType type, std::string_view message) {
        wire::encode_fault_response(frame.response, type, message);
    };
    try {
        frame.decoding_arguments = true;
        frame.unknown_handle_id.reset();
        wire::decode_request(frame.message, handles(), frame.request);
        frame.decoding_arguments = false;
        frame.has_block = frame.request.block_given;

        std::string_view name;
        const Object target = target_of(frame, name);
        if (frame.unknown_handle_id) throw Fault{undefined, unknown_handle(*frame.unknown_handle_id)};
        respond_with(frame, call(frame, target, name));
    } catch (const wire::DecodeError& e) {
        fault(runtime, std::string("Sandbox received a malformed request: ") + e.what());
    } catch (const wire::EncodeError& e) {
        fault(runtime, std::string("RuntimeError: ") + e.what());
    } catch (const Fault& e) {
        fault(e.type, e.message);
    } catch (BreakUnwind) {
        // The response is made below.
    } catch (StopUnwind) {
        return;
    } catch (const ServiceFailure& e) {
        fault(runtime, e.klass() + ": " + e.what());
    } catch (const LocalJumpError& e) {
        fault(runtime, std::string("LocalJumpError: ") + e.what());
    } catch (const Error& e) {
        fault(runtime, "Kobako::" + std::string(class_name(e.kind())) + ": " + e.what());
    } catch (const std::invalid_argument& e) {
        fault(argument, e.what());
    } catch (const std::exception& e) {
        fault(runtime, std::string("RuntimeError: ") + e.what());
    } catch (...) {
        fault(runtime, "RuntimeError: unknown host exception");
    }
    frame.decoding_arguments = false;
    // A service may have caught the unwinding of `break` and gone on: what it answered then doesn't count.
    if (!frame.break_value) return;
    try {
        wire::encode_ok_response_raw(frame.response, *frame.break_value);
    } catch (const wire::EncodeError& e) {
        fault(runtime, std::string("RuntimeError: ") + e.what());
    }
}

const Object& Dispatcher::target_of(const Frame& frame, std::string_view& name) const {
    using enum wire::FaultType;
    if (const auto* id = std::get_if<std::uint32_t>(&frame.request.target)) {
        const auto* object = table_.find(*id);
        if (object == nullptr) throw Fault{undefined, unknown_handle(*id)};
        name = object->type().name();
        return *object;
    }
    name = std::get<std::string_view>(frame.request.target);
    const auto* own = own_.find(name);
    const auto* member = own ? own : directory_.find(name);
    if (member != nullptr && member->service) return member->service;
    if (member != nullptr) throw Fault{undefined, "no service was supplied for " + member->path + " in this invocation"};

    const std::string path(name);
    const auto separator = path.find("::");
    if (separator == std::string::npos) throw Fault{undefined, "no member in target \"" + path + "\""};
    const auto outer = path.substr(0, separator);
    if (directory_.find_namespace(outer) == nullptr && own_.find_namespace(outer) == nullptr) {
        throw Fault{undefined, "no namespace named \"" + outer + "\""};
    }
    throw Fault{undefined, "no member named \"" + path.substr(separator + 2) + "\" in namespace \"" + outer + "\""};
}

Value Dispatcher::call(Frame& frame, const Object& target, std::string_view name) {
    using enum wire::FaultType;
    const ServiceType& type = target.type();
    const std::string_view method = frame.request.method;
    const auto refused = [&] { return Fault{undefined, "method " + ruby_symbol(method) + " is not a Service method"}; };

    std::optional<Block> block;
    if (frame.has_block) {
        if (!blocks_) blocks_ = std::make_shared<Blocks>(this);
        block.emplace(blocks_, frame.serial);
    }
    const auto invocation_of = [&](std::string_view shown_method) {
        return Call::Parts{.target = name,
                           .method = shown_method,
                           .arguments = frame.request.arguments,
                           .keywords = frame.request.keywords,
                           .block = block ? &*block : nullptr,
                           .context = context_,
                           .deadline = deadline_};
    };
    if (const Method* found = type.find(method)) {
        Call request(invocation_of(method));
        return ServiceType::invoke(*found, target.instance(), request);
    }
    if (hard_refused(method)) throw refused();  // none of those can be registered
    if (type.callable()) {
        const Method& function = *type.find("call");
        if (method == "[]" || method == "yield") {
            Call request(invocation_of("call"));
            return ServiceType::invoke(function, target.instance(), request);
        }
        if (method == "arity") {
            const auto required = static_cast<std::int64_t>(function.signature.required);
            const bool open = function.signature.optional > 0 || function.signature.any_arguments;
            return open ? -(required + 1) : required;
        }
        if (method == "lambda?") return true;
        if (proc_refused(method)) throw refused();
    }
    if (ambient_refused(method)) throw refused();
    if (type.claims(target.instance(), method)) {
        Call request(invocation_of(method));
        return type.handle(target.instance(), request);
    }
    throw Fault{undefined, "no public method " + ruby_symbol(method) + " on target"};
}

void Dispatcher::respond_with(Frame& frame, Value result) {
    if (!result.is_object() && holds_object(result)) result = wrap_container(std::move(result));
    wire::encode_ok_response(frame.response, result, object_ids());
}

Value Dispatcher::yield(std::uint64_t serial, const Array& arguments) {
    Frame* frame = nullptr;
    bool inner_block = false;
    for (std::size_t i = depth_; i > 0 && frame == nullptr; --i) {
        Frame& candidate = *frames_[i - 1];
        if (candidate.serial == serial) {
            frame = &candidate;
        } else if (candidate.has_block) {
            inner_block = true;
        }
    }
    if (frame == nullptr) throw LocalJumpError("guest block invoked after host dispatch frame returned");
    if (inner_block) throw LocalJumpError("guest block invoked while an inner call has a block of its own");
    if (stopped_) throw StopUnwind();
    if (frame->break_value) throw BreakUnwind();

    frame->yield_arguments.clear();
    try {
        wire::encode_yield_arguments(frame->yield_arguments, arguments);
    } catch (const wire::EncodeError& e) {
        throw ServiceFailure("TypeError", std::string("block arguments can't cross: ") + e.what());
    }
    if (frame->yield_arguments.size() > wire::max_payload) {
        throw ServiceFailure("ArgumentError", "block arguments exceed the 16 MiB limit");
    }
    if (!runner_.run_block(frame->yield_arguments, frame->yield_response)) {
        stopped_ = true;
        throw StopUnwind();
    }
    try {
        auto answer = wire::decode_yield_response(frame->yield_response, handles());
        if (auto* value = std::get_if<Value>(&answer)) return std::move(*value);
        if (auto* left = std::get_if<wire::YieldBreak>(&answer)) {
            frame->break_value = std::move(left->encoded_value);
            throw BreakUnwind();
        }
        auto& error = std::get<wire::YieldError>(answer);
        throw BlockError(std::move(error.klass), std::move(error.message), std::move(error.backtrace));
    } catch (const wire::DecodeError& e) {
        runner_.stop(std::string("the block's response is malformed: ") + e.what());
        stopped_ = true;
        throw StopUnwind();
    }
}

}  // namespace hako::dispatch
