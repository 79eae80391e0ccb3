// The errors that hako throws. behaviour of each: docs/errors.md.
#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "hako/execution.hpp"

namespace hako {

/// The class of an error, for code that switches instead of catching. Names are those of the classes.
enum class ErrorKind {
    trap,
    timeout,
    memory_limit,
    sandbox,
    bytecode,
    handler_exhausted,
    transport,
    service,
    setup,
    module_not_built,
    pool_timeout,
    argument,
    type,
};

/// "TimeoutError" for ErrorKind::timeout.
std::string_view class_name(ErrorKind kind);

/// What is known about a failure. The optional fields come from the guest and are absent in errors that the host raised.
/// One call that was under way in a script when an exception was raised.
struct Frame {
    std::string file;      // "(eval)", "(snippet:pricing)", "<frozen json.decoder>"
    int line = 0;          // from 1; 0 when it isn't known
    int column = 0;        // from 1; 0 when it isn't known
    std::string function;  // "<module>" at top level
    std::string source;    // the line itself without its indentation; empty when it isn't known

    bool operator==(const Frame&) const = default;
};

struct Failure {
    ErrorKind kind = ErrorKind::trap;
    std::string message;
    std::optional<std::string> origin;                  // "sandbox", "service", or the guest's own word
    std::optional<std::string> klass;                   // class of the exception in the script: "ZeroDivisionError"
    std::optional<std::vector<std::string>> backtrace;  // innermost first: "(eval):2:in f"
    std::optional<Value> details;
    std::vector<Frame> frames = {};  // innermost first; of guests that tell them: Python, JavaScript
    std::string report = {};         // as the language itself prints the exception, with a newline at the end; of the same guests

    /// Throws the exception class that `kind` names, with `execution` as its record.
    [[noreturn]] void raise(Execution execution = {}) const;
};

/// Root of everything that an invocation, a construction or a pool throws, but for misuse (ArgumentError, TypeError).
class Error : public std::runtime_error {
   public:
    explicit Error(Failure failure, Execution execution = {});

    ErrorKind kind() const { return record_->failure.kind; }
    /// "sandbox", "service", or the guest's own word.
    const std::optional<std::string>& origin() const { return record_->failure.origin; }
    /// The exception's class in the script.
    const std::optional<std::string>& klass() const { return record_->failure.klass; }
    /// Innermost frame first; empty when there is none.
    const std::vector<std::string>& backtrace() const;
    const std::optional<Value>& details() const { return record_->failure.details; }
    /// Innermost first; empty for guests that tell only lines (Ruby).
    const std::vector<Frame>& frames() const { return record_->failure.frames; }
    /// The exception as the language itself prints it; empty for guests that don't tell (Ruby).
    const std::string& report() const { return record_->failure.report; }
    const Failure& failure() const { return record_->failure; }
    /// Output and usage of the invocation that failed; its value is nil. Empty when no invocation was under way.
    const Execution& execution() const { return record_->execution; }

   private:
    struct Record {
        Failure failure;
        Execution execution;
    };
    std::shared_ptr<const Record> record_;  // shared, so that copying an exception can't throw
};

/// The engine trapped, the wire broke, or a limit was hit. Nothing in a script can catch it. [E-01 … E-03]
class TrapError : public Error {
    using Error::Error;
};
/// The wall-clock limit passed. [E-19]
class TimeoutError : public TrapError {
    using TrapError::TrapError;
};
/// The script wanted more memory than its limit. [E-20]
class MemoryLimitError : public TrapError {
    using TrapError::TrapError;
};

/// The script failed, or what it produced can't cross. [E-04 … E-06, E-27, E-28, E-31, E-36]
class SandboxError : public Error {
    using Error::Error;
};
/// A bytecode snippet can't be loaded. [E-37, E-38]
class BytecodeError : public SandboxError {
    using SandboxError::SandboxError;
};
/// An invocation refers to more host objects than its handle limit. [E-07]
class HandlerExhaustedError : public SandboxError {
    using SandboxError::SandboxError;
};
/// Bytes that look like an outcome but don't decode. [E-08, E-09]
class TransportError : public SandboxError {
    using SandboxError::SandboxError;
};

/// A service call failed and the script did not rescue it. [E-11 … E-15, E-43, E-44]
class ServiceError : public Error {
    using Error::Error;
};

/// A guest can't be used. [E-41, E-42]
class SetupError : public Error {
    using Error::Error;
};
/// The guest file isn't there. [E-40]
class ModuleNotBuiltError : public SetupError {
    using SetupError::SetupError;
};

/// No sandbox of a pool became free in time. [E-46]
class PoolTimeoutError : public Error {
    using Error::Error;
};

/// A set-up call or an invocation's arguments were wrong; nothing has changed. Thrown from a service it becomes a fault
/// of type `argument` with this text.
class ArgumentError : public std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};
/// A value of a wrong type where C++'s own types can't tell, for bindings of dynamic languages.
class TypeError : public std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

/// Thrown inside a service at the call of a Block whose code raised in the script. `what()` is "<klass>: <message>". [B-24]
class BlockError : public std::runtime_error {
   public:
    BlockError(std::string klass, std::string message, std::vector<std::string> backtrace);
    const std::string& klass() const { return klass_; }
    const std::string& message() const { return message_; }
    /// Innermost frame first.
    const std::vector<std::string>& backtrace() const { return backtrace_; }

   private:
    std::string klass_;
    std::string message_;
    std::vector<std::string> backtrace_;
};

/// Thrown at the call of a Block that can't run any more: its service call has ended, another block is running, or the
/// calling thread isn't the invocation's. [E-23, B-28]
class LocalJumpError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// For services: fails the call with the text "<klass>: <message>" in the script.
class ServiceFailure : public std::runtime_error {
   public:
    ServiceFailure(std::string klass, const std::string& message) : std::runtime_error(message), klass_(std::move(klass)) {}
    const std::string& klass() const { return klass_; }

   private:
    std::string klass_;
};

}  // namespace hako
