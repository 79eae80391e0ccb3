// Implements hako/errors.hpp.
#include "hako/errors.hpp"

#include <utility>

namespace hako {

std::string_view class_name(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::trap: return "TrapError";
        case ErrorKind::timeout: return "TimeoutError";
        case ErrorKind::memory_limit: return "MemoryLimitError";
        case ErrorKind::sandbox: return "SandboxError";
        case ErrorKind::bytecode: return "BytecodeError";
        case ErrorKind::handler_exhausted: return "HandlerExhaustedError";
        case ErrorKind::transport: return "TransportError";
        case ErrorKind::service: return "ServiceError";
        case ErrorKind::setup: return "SetupError";
        case ErrorKind::module_not_built: return "ModuleNotBuiltError";
        case ErrorKind::pool_timeout: return "PoolTimeoutError";
        case ErrorKind::argument: return "ArgumentError";
        case ErrorKind::type: return "TypeError";
    }
    return "Error";
}

void Failure::raise(Execution execution) const {
    switch (kind) {
        case ErrorKind::trap: throw TrapError(*this, std::move(execution));
        case ErrorKind::timeout: throw TimeoutError(*this, std::move(execution));
        case ErrorKind::memory_limit: throw MemoryLimitError(*this, std::move(execution));
        case ErrorKind::sandbox: throw SandboxError(*this, std::move(execution));
        case ErrorKind::bytecode: throw BytecodeError(*this, std::move(execution));
        case ErrorKind::handler_exhausted: throw HandlerExhaustedError(*this, std::move(execution));
        case ErrorKind::transport: throw TransportError(*this, std::move(execution));
        case ErrorKind::service: throw ServiceError(*this, std::move(execution));
        case ErrorKind::setup: throw SetupError(*this, std::move(execution));
        case ErrorKind::module_not_built: throw ModuleNotBuiltError(*this, std::move(execution));
        case ErrorKind::pool_timeout: throw PoolTimeoutError(*this, std::move(execution));
        case ErrorKind::argument: throw ArgumentError(message);
        case ErrorKind::type: throw TypeError(message);
    }
    throw Error(*this, std::move(execution));
}

Error::Error(Failure failure, Execution execution)
    : std::runtime_error(failure.message),
      record_(std::make_shared<const Record>(Record{std::move(failure), std::move(execution)})) {}

const std::vector<std::string>& Error::backtrace() const {
    static const std::vector<std::string> none;
    return failure().backtrace ? *failure().backtrace : none;
}

BlockError::BlockError(std::string klass, std::string message, std::vector<std::string> backtrace)
    : std::runtime_error(klass + ": " + message),
      klass_(std::move(klass)),
      message_(std::move(message)),
      backtrace_(std::move(backtrace)) {}

}  // namespace hako
