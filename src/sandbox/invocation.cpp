// The steps of an invocation.
#include "sandbox/invocation.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace hako::sandbox {

namespace {

constexpr std::string_view too_large = "payload exceeds the 16 MiB limit";
constexpr std::string_view out_of_bounds = "range exceeds Sandbox memory size";
constexpr std::string_view no_result = "Sandbox exited without producing a result";

std::uint32_t high_half(std::uint64_t packed) { return static_cast<std::uint32_t>(packed >> 32); }
std::uint32_t low_half(std::uint64_t packed) { return static_cast<std::uint32_t>(packed); }

std::optional<std::uint64_t> count(const std::optional<Bytes>& size) {
    return size ? std::optional(static_cast<std::uint64_t>(size->count())) : std::nullopt;
}

std::string_view prefix_of(const Request& request) { return request.run ? "Sandbox#run failed: " : "Sandbox#eval failed: "; }

/// Where the envelope is encoded: room that this thread keeps, unless it has become large. An envelope is in the guest before
/// anything else can be invoked on the thread.
std::string& envelope_buffer() {
    thread_local std::string buffer;
    constexpr std::size_t keep = 65536;
    if (buffer.capacity() > keep) buffer = std::string();
    buffer.clear();
    return buffer;
}

Failure failure_of_panic(wire::Panic panic) {
    ErrorKind kind = ErrorKind::sandbox;
    if (panic.origin == "service") {
        kind = ErrorKind::service;
    } else if (panic.klass == "Kobako::BytecodeError") {
        kind = ErrorKind::bytecode;
    } else if (panic.klass == "Kobako::Transport::Error") {
        kind = ErrorKind::transport;
    }
    return {.kind = kind,
            .message = std::move(panic.message),
            .origin = std::move(panic.origin),
            .klass = std::move(panic.klass),
            .backtrace = std::move(panic.backtrace),
            .details = std::move(panic.details),
            .frames = std::move(panic.frames),
            .report = std::move(panic.report)};
}

Failure transport_failure(std::string message, std::string codec_text) {
    return {.kind = ErrorKind::transport,
            .message = std::move(message),
            .origin = "sandbox",
            .klass = "Kobako::Transport::Error",
            .backtrace = {},
            .details = Value(std::move(codec_text))};
}

}  // namespace

Invocation::Invocation(GuestRuntime& runtime, const Namespace::Catalogue& catalogue, const Setup& setup,
                       const dispatch::Directory& own, const Options& options, detail::ContextPointer context,
                       SessionState* session)
    : runtime_(runtime),
      catalogue_(catalogue),
      setup_(&setup),
      own_(own),
      options_(options),
      session_(session),
      own_handles_(options.handle_limit),
      handles_(session ? session->handles : own_handles_),
      handles_before_(handles_.size()),
      dispatcher_(catalogue.directory, own, *this, handles_, context),
      world_{.in = {},
             .out = wasi::Capture(count(options.stdout_limit)),
             .err = wasi::Capture(count(options.stderr_limit)),
             .permissive = options.profile == Profile::permissive},
      envelope_(envelope_buffer()) {}

void Invocation::fail(ErrorKind kind, std::string message) {
    failure_.emplace();
    failure_->kind = kind;
    failure_->message = std::move(message);
}

void Invocation::fail_trap(std::string message) { fail(ErrorKind::trap, std::string(prefix_) + std::move(message)); }

void Invocation::fail_stop(const engine::Stop& stop, std::string_view during) {
    // Only the entry point runs under the script's limits; elsewhere a stop is the guest's malfunction.
    const bool limits_apply = during.empty();
    ErrorKind kind = ErrorKind::trap;
    if (limits_apply && stop.kind == engine::Stop::Kind::timeout) kind = ErrorKind::timeout;
    if (limits_apply && stop.kind == engine::Stop::Kind::memory_limit) kind = ErrorKind::memory_limit;
    fail(kind, std::string(prefix_) + std::string(during) + stop.message);
}

Result Invocation::perform(const Request& request) {
    prefix_ = prefix_of(request);
    try {
        choose_setup();
        prepare_input(request);
        if (const auto outcome = call_guest(request)) read_outcome(*outcome);
    } catch (const wire::EncodeError& e) {
        fail(ErrorKind::sandbox, e.what());
    } catch (const Error& e) {
        failure_ = e.failure();
    } catch (const engine::ModuleError& e) {
        return instantiation_failure(request, e);
    }
    if (session_) conclude_session();
    execution_.stdout_output = {world_.out.take(), world_.out.truncated()};
    execution_.stderr_output = {world_.err.take(), world_.err.truncated()};
    return Result(std::move(execution_), std::move(failure_));
}

bool Invocation::fits_memory_limit(std::uint64_t growth) const {
    return !options_.memory_limit || growth <= static_cast<std::uint64_t>(options_.memory_limit->count());
}

void Invocation::choose_setup() {
    if (session_ && session_->begun) return;
    const auto& known = catalogue_.directory;
    const bool brings_names = std::ranges::any_of(own_.entries(), [&](const dispatch::Directory::Entry& entry) {
        return std::ranges::any_of(entry.members, [&](const auto& member) { return known.find(member.path) == nullptr; });
    });
    if (brings_names) {
        const auto preamble = catalogue_.preamble_with(own_);
        own_preamble_frame_ = wire::frame_header(preamble.size()) + preamble;
        own_setup_ = runtime_.setup(own_preamble_frame_, catalogue_.snippets_frame(), options_);
        setup_ = own_setup_.get();
    }
    // With a limit that is too small for its snippets an invocation ends in them.
    if (!fits_memory_limit(setup_->memory_growth)) {
        own_setup_ = runtime_.plain();
        setup_ = own_setup_.get();
    }
}

void Invocation::prepare_input(const Request& request) {
    if (request.run) {
        wire::encode_invocation(envelope_, request.entrypoint, *request.arguments, *request.keywords, dispatcher_.object_ids());
    } else {
        source_header_ = wire::frame_header(request.code.size());
    }
    if (tells_everything()) world_.in.append(preamble_frame());
    if (primes()) world_.in.append(catalogue_.snippets_frame());
    if (!request.run) {
        world_.in.append(source_header_);
        world_.in.append(request.code);
    }
    if (tells_everything() && !primes()) world_.in.append(catalogue_.snippets_frame());
}

std::optional<std::string_view> Invocation::call_guest(const Request& request) {
    using engine::Export;
    constexpr auto header_size = 4;
    if (request.code.size() > wire::max_payload || envelope_.size() > wire::max_payload ||
        preamble_frame().size() > wire::max_payload + header_size ||
        catalogue_.snippets_frame().size() > wire::max_payload + header_size) {
        fail_trap(std::string(too_large));
        return std::nullopt;
    }
    const auto entry = request.run ? Export::run : session_ ? Export::session_eval : Export::eval;
    for (const auto needed : {entry, Export::take_outcome, Export::alloc}) {
        if (!module().has(needed)) {
            fail_trap("Sandbox runtime is missing required hooks; " + std::string(engine::name_of(needed)) +
                      " is not exported with the type of ABI version 2");
            return std::nullopt;
        }
    }
    if (!module().has_memory()) {
        fail_trap("the loaded Wasm module is not a Kobako-compatible runtime");
        return std::nullopt;
    }
    if (setup_->kind == Setup::Kind::failed) return setup_->outcome;
    const auto limits = limits_of(options_);
    const auto housekeeping = housekeeping_limits(options_.timeout);
    const auto& state = first_state();
    if (const auto growth = session_ && state ? runtime_.growth_in(*state) : 0; !fits_memory_limit(growth)) {
        fail_stop(engine::Stop::beyond_memory_limit(growth, *limits.growth));
        return std::nullopt;
    }
    instance_ = runtime_.take(state, world_, limits.growth, housekeeping);
    instance_->set_dispatch_handler(this);
    const auto faults = instance_->fault_scope();

    std::array<std::uint32_t, 2> arguments{};
    if (request.run) {
        instance_->arm(housekeeping);
        const auto address = hand_over(envelope_);
        instance_->disarm();
        if (!address || instance_->stopped()) {
            const auto& stop = instance_->stop();
            fail_stop(stop, stop.message == out_of_bounds ? "" : "failed to allocate input buffer: ");
            return std::nullopt;
        }
        if (*address == 0) {
            fail(ErrorKind::sandbox, "could not allocate input buffer (out of memory)");
            return std::nullopt;
        }
        arguments = {*address, static_cast<std::uint32_t>(envelope_.size())};
    }

    instance_->arm(limits);
    dispatcher_.set_deadline(instance_->deadline());
    in_entry_ = true;
    std::optional<std::uint64_t> returned = 0;
    if (primes()) returned = instance_->call(Export::prime);
    const bool primed = returned == 0;  // else the outcome says why not
    if (primed) returned = instance_->call(entry, std::span(arguments.data(), request.run ? 2 : 0));
    in_entry_ = false;
    const auto used = instance_->disarm();
    execution_.usage = {used.wall_time, Bytes(static_cast<std::int64_t>(used.memory_growth))};
    if (!returned || instance_->stopped()) {
        fail_stop(instance_->stop());
        return std::nullopt;
    }

    instance_->arm(housekeeping);
    const auto packed = instance_->call(Export::take_outcome);
    instance_->disarm();
    if (!packed || instance_->stopped()) {
        fail_stop(instance_->stop(), "failed to read the Sandbox result: ");
        return std::nullopt;
    }
    const auto length = low_half(*packed);
    if (length == 0) {  // wherever it claims to be
        fail_trap(std::string(no_result));
        return std::nullopt;
    }
    if (length > wire::max_payload) {
        fail_trap("result payload exceeds the 16 MiB limit");
        return std::nullopt;
    }
    const auto bytes = instance_->range(high_half(*packed), length);
    completed_ = bytes && primed;
    if (!bytes) {
        fail_trap("the Sandbox result is out of bounds: " + std::string(out_of_bounds));
        return std::nullopt;
    }
    return std::string_view(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

void Invocation::read_outcome(std::string_view outcome) {
    const auto body = outcome.substr(1);
    if (outcome.front() == '\x02') return read_panic(body);
    if (outcome.front() != '\x01') {
        return fail_trap(
            "Sandbox produced an unrecognised result; the runtime is corrupted, discard this Sandbox before another "
            "invocation");
    }
    try {
        wire::Decoder decoder(body, &dispatcher_.handles());
        auto value = decoder.value();
        decoder.expect_end();
        execution_.value = std::move(value);
    } catch (const wire::DecodeError& e) {
        failure_ = transport_failure("Sandbox produced an invalid result value", e.what());
    }
}

void Invocation::read_panic(std::string_view body) {
    try {
        failure_ = failure_of_panic(wire::decode_panic(body));
    } catch (const wire::DecodeError& e) {
        failure_ = transport_failure("Sandbox produced an invalid panic record", e.what());
    }
}

/// What stopped the guest undoes what it did; what it did before it raised an exception stays.
void Invocation::conclude_session() {
    if (completed_ && !(failure_ && failure_->kind == ErrorKind::trap)) {
        session_->state = runtime_.keep(std::move(instance_));
        session_->begun = true;
    } else {
        handles_.shrink_to(handles_before_);
    }
}

std::optional<std::uint32_t> Invocation::hand_over(std::string_view bytes) {
    const std::array arguments{static_cast<std::uint32_t>(bytes.size())};
    in_alloc_ = true;
    const auto address = instance_->call(engine::Export::alloc, arguments);
    in_alloc_ = false;
    if (!address) return std::nullopt;
    const auto pointer = static_cast<std::uint32_t>(*address);
    if (pointer == 0) return 0;
    const auto target = instance_->range(pointer, arguments[0]);
    if (!target) {
        stop(std::string(out_of_bounds));
        return std::nullopt;
    }
    std::memcpy(target->data(), bytes.data(), bytes.size());
    return pointer;
}

std::optional<std::uint64_t> Invocation::dispatch(std::uint32_t pointer, std::uint32_t length) {
    // Nothing may be thrown through the engine's frames.
    try {
        if (!in_entry_ || in_alloc_) {
            stop("the guest called a service outside of an invocation");
            return std::nullopt;
        }
        if (length > wire::max_payload) {
            stop(std::string(too_large));
            return std::nullopt;
        }
        const auto request = instance_->range(pointer, length);
        if (!request) {
            stop(std::string(out_of_bounds));
            return std::nullopt;
        }
        const auto response = dispatcher_.answer({reinterpret_cast<const char*>(request->data()), request->size()});
        if (!response || instance_->must_stop()) return std::nullopt;
        const auto address = hand_over(*response);
        if (!address) return std::nullopt;
        if (*address == 0) {
            stop("could not allocate a buffer for a response (out of memory)");
            return std::nullopt;
        }
        return std::uint64_t{*address} << 32 | response->size();
    } catch (const std::bad_alloc&) {
        stop("the host is out of memory");
    } catch (const std::exception& e) {
        stop(e.what());
    }
    return std::nullopt;
}

bool Invocation::run_block(std::string_view arguments, std::string& response) {
    if (!module().has(engine::Export::yield_to_block)) {
        stop("Sandbox runtime is missing required hooks; __kobako_yield_to_block is not exported with the type of ABI version 2");
        return false;
    }
    if (instance_->must_stop()) return false;
    const auto address = hand_over(arguments);
    if (!address) return false;
    if (*address == 0) {
        stop("could not allocate a buffer for block arguments (out of memory)");
        return false;
    }
    const std::array call_arguments{*address, static_cast<std::uint32_t>(arguments.size())};
    const auto packed = instance_->call(engine::Export::yield_to_block, call_arguments);
    if (!packed) return false;
    const auto length = low_half(*packed);
    if (length > wire::max_payload) {
        stop(std::string(too_large));
        return false;
    }
    const auto bytes = instance_->range(high_half(*packed), length);
    if (!bytes) {
        stop("the block's response is out of bounds: " + std::string(out_of_bounds));
        return false;
    }
    response.assign(bytes->begin(), bytes->end());
    return true;
}

Result instantiation_failure(const Request& request, const engine::ModuleError& error) {
    Failure failure;
    failure.message = std::string(prefix_of(request)) + "failed to instantiate the Sandbox runtime: " + error.what();
    return Result({}, std::move(failure));
}

void check_snippet(GuestRuntime& runtime, const Options& options, std::string_view name, std::string_view code) {
    using engine::Export;
    if (runtime.compiles(name, code)) return;
    const auto& module = runtime.module();
    const auto file = "(snippet:" + std::string(name) + ")";
    if (!wire::is_utf8(code)) {
        Failure failure;
        failure.kind = ErrorKind::sandbox;
        failure.message = file + ": syntax error, the code is not valid UTF-8";
        failure.origin = "sandbox";
        failure.klass = "SyntaxError";
        failure.backtrace = {file};
        failure.raise();
    }
    if (code.size() > wire::max_payload) return;  // no frame can carry it: every invocation says so
    if (!module.has(Export::compile_check) || !module.has(Export::alloc) || !module.has(Export::take_outcome)) return;

    static constexpr std::string_view prefix = "Sandbox#preload failed: ";
    const auto stopped = [](const engine::Stop& stop) {
        Failure failure;
        failure.kind = stop.kind == engine::Stop::Kind::timeout        ? ErrorKind::timeout
                       : stop.kind == engine::Stop::Kind::memory_limit ? ErrorKind::memory_limit
                                                                       : ErrorKind::trap;
        failure.message = std::string(prefix) + stop.message;
        failure.raise();
    };
    std::string message;
    wire::Encoder encoder(message);
    encoder.array_header(2);
    encoder.str(file);
    encoder.str(code);

    wasi::World world;
    const auto limits = housekeeping_limits(options.timeout);
    const auto setup = runtime.bare() ? runtime.bare() : runtime.plain();
    std::unique_ptr<engine::Instance> instance;
    try {
        instance = runtime.take(setup->state, world, limits.growth, limits);
    } catch (const engine::ModuleError& e) {
        stopped({engine::Stop::Kind::trap, std::string("failed to instantiate the Sandbox runtime: ") + e.what()});
    }
    const auto faults = instance->fault_scope();
    instance->arm(limits);
    const std::array size{static_cast<std::uint32_t>(message.size())};
    const auto address = instance->call(Export::alloc, size);
    if (!address) stopped(instance->stop());
    const auto buffer = instance->range(static_cast<std::uint32_t>(*address), size[0]);
    if (*address == 0 || !buffer) stopped({engine::Stop::Kind::trap, "could not allocate input buffer (out of memory)"});
    std::memcpy(buffer->data(), message.data(), message.size());
    const auto refused = instance->call(Export::compile_check, std::array{static_cast<std::uint32_t>(*address), size[0]});
    if (!refused) stopped(instance->stop());
    if (*refused == 0) {
        instance->disarm();
        runtime.give_back_cool(std::move(instance));
        runtime.note_compiles(name, code);
        return;
    }

    const auto packed = instance->call(Export::take_outcome);
    if (!packed) stopped(instance->stop());
    const auto outcome = instance->range(high_half(*packed), low_half(*packed));
    if (!outcome || outcome->empty() || outcome->front() != 2) {
        stopped({engine::Stop::Kind::trap, std::string(no_result)});
    }
    try {
        failure_of_panic(wire::decode_panic({reinterpret_cast<const char*>(outcome->data()) + 1, outcome->size() - 1})).raise();
    } catch (const wire::DecodeError& e) {
        transport_failure("Sandbox produced an invalid panic record", e.what()).raise();
    }
}

}  // namespace hako::sandbox
