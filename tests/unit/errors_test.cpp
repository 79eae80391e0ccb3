// The exception classes: which kind throws which, and what they carry.
#include <gtest/gtest.h>

#include "support.hpp"

namespace hako {
namespace {

Failure failure(ErrorKind kind) {
    return {
        .kind = kind, .message = "boom", .origin = "sandbox", .klass = "RuntimeError", .backtrace = {{"(eval):1"}}, .details = 7};
}

template <class E>
void expect_raises(ErrorKind kind, std::string_view name) {
    EXPECT_EQ(class_name(kind), name);
    try {
        failure(kind).raise();
    } catch (const std::exception& e) {
        EXPECT_EQ(typeid(e), typeid(E)) << name;
        EXPECT_STREQ(e.what(), "boom");
        if (const auto* error = dynamic_cast<const Error*>(&e)) {
            EXPECT_EQ(error->kind(), kind);
        }
        return;
    }
    ADD_FAILURE() << name << " was not thrown";
}

TEST(Errors, EveryKindThrowsItsClass) {
    expect_raises<TrapError>(ErrorKind::trap, "TrapError");
    expect_raises<TimeoutError>(ErrorKind::timeout, "TimeoutError");
    expect_raises<MemoryLimitError>(ErrorKind::memory_limit, "MemoryLimitError");
    expect_raises<SandboxError>(ErrorKind::sandbox, "SandboxError");
    expect_raises<BytecodeError>(ErrorKind::bytecode, "BytecodeError");
    expect_raises<HandlerExhaustedError>(ErrorKind::handler_exhausted, "HandlerExhaustedError");
    expect_raises<TransportError>(ErrorKind::transport, "TransportError");
    expect_raises<ServiceError>(ErrorKind::service, "ServiceError");
    expect_raises<SetupError>(ErrorKind::setup, "SetupError");
    expect_raises<ModuleNotBuiltError>(ErrorKind::module_not_built, "ModuleNotBuiltError");
    expect_raises<PoolTimeoutError>(ErrorKind::pool_timeout, "PoolTimeoutError");
    expect_raises<ArgumentError>(ErrorKind::argument, "ArgumentError");
    expect_raises<TypeError>(ErrorKind::type, "TypeError");
}

TEST(Errors, CarryTheFailureAndTheExecution) {
    try {
        failure(ErrorKind::sandbox).raise({.value = {}, .stdout_output = {"out", false}, .stderr_output = {}, .usage = {}});
    } catch (const Error& e) {
        EXPECT_EQ(e.origin(), "sandbox");
        EXPECT_EQ(e.klass(), "RuntimeError");
        EXPECT_EQ(e.backtrace(), std::vector<std::string>{"(eval):1"});
        EXPECT_EQ(e.details(), Value(7));
        EXPECT_EQ(e.execution().stdout_text(), "out");
        EXPECT_EQ(e.failure().message, "boom");
    }
}

TEST(Errors, WithoutABacktraceGiveAnEmptyOne) {
    const Error error(
        Failure{.kind = ErrorKind::trap, .message = "x", .origin = {}, .klass = {}, .backtrace = {}, .details = {}});
    EXPECT_TRUE(error.backtrace().empty());
    EXPECT_FALSE(error.failure().backtrace);
    EXPECT_FALSE(error.klass());
}

TEST(Errors, B24_BlockErrorNamesClassAndMessage) {
    const BlockError error("ZeroDivisionError", "divided by 0", {"(eval):1"});
    EXPECT_STREQ(error.what(), "ZeroDivisionError: divided by 0");
    EXPECT_EQ(error.klass(), "ZeroDivisionError");
    EXPECT_EQ(error.message(), "divided by 0");
    EXPECT_EQ(error.backtrace().size(), 1U);
}

}  // namespace
}  // namespace hako
