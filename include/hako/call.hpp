// What a service can learn about the call that it is answering: hako::Call, hako::Block.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <typeindex>
#include <typeinfo>
#include <vector>

#include "hako/errors.hpp"
#include "hako/value.hpp"

namespace hako {

namespace detail {

/// The side of a Block that reaches the script; implemented by the dispatcher of an invocation.
class BlockTarget {
   public:
    virtual ~BlockTarget() = default;
    virtual Value yield(std::uint64_t frame, const Array& arguments) = 0;
};

/// A host object that an invocation carries for its services, by address and type.
struct ContextPointer {
    void* address = nullptr;
    std::type_index type = typeid(void);
};

}  // namespace detail

/// The block that a script gave to a service call. Valid until the call returns; a copy kept longer throws
/// LocalJumpError when called. Call it on the thread that runs the service, as often as you like. [B-23 … B-30]
///
/// When the script leaves the block with `break`, the call of the Block doesn't return: an exception that is no
/// std::exception unwinds the service, so that destructors run. Let it pass.
class Block {
   public:
    Block(std::shared_ptr<detail::BlockTarget> target, std::uint64_t frame) : target_(std::move(target)), frame_(frame) {}

    /// Runs the block and returns its value. Arguments are wire values; host objects are refused.
    /// Throws BlockError when the block raised, LocalJumpError when it can't run any more, SandboxError when its value is
    /// a handle that isn't this invocation's.
    template <class... A>
        requires(std::constructible_from<Value, A> && ...)
    Value operator()(A&&... arguments) const {
        Array array;
        array.reserve(sizeof...(arguments));
        (array.emplace_back(std::forward<A>(arguments)), ...);
        return yield(array);
    }

    /// The same for arguments in a container.
    Value yield(const Array& arguments) const { return target_->yield(frame_, arguments); }

    /// The block's value as a T; throws ConversionError as well.
    template <class T, class... A>
    T call(A&&... arguments) const {
        return (*this)(std::forward<A>(arguments)...).template as<T>();
    }

   private:
    std::shared_ptr<detail::BlockTarget> target_;
    std::uint64_t frame_;
};

/// One call of a service, as the service sees it: declare a `hako::Call&` parameter. Valid until the service returns, on
/// its thread.
class Call {
   public:
    struct Parts {
        std::string_view target;
        std::string_view method;
        Array& arguments;
        KeywordArguments& keywords;
        Block* block;
        detail::ContextPointer context;
        std::optional<std::chrono::steady_clock::time_point> deadline;
    };
    explicit Call(const Parts& parts) : parts_(parts) {}
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    /// "Store::Stock", or the class name of the object for a call on a handle.
    std::string_view target() const { return parts_.target; }
    /// The method that the script called; "call" for a bare callable.
    std::string_view method() const { return parts_.method; }
    /// Positional arguments as they came.
    const Array& arguments() const { return parts_.arguments; }
    const KeywordArguments& keywords() const { return parts_.keywords; }
    /// Null when the script gave none.
    Block* block() const { return parts_.block; }
    /// When the invocation's time is up; absent without a timeout. A slow service should give up then.
    const std::optional<std::chrono::steady_clock::time_point>& deadline() const { return parts_.deadline; }

    /// The T that the caller of the invocation passed with With::context, or null when it passed none or another type.
    template <class T>
    T* context_if() const {
        return parts_.context.type == typeid(T) ? static_cast<T*>(parts_.context.address) : nullptr;
    }
    /// The same; throws std::logic_error when there is none.
    template <class T>
    T& context() const {
        if (T* found = context_if<T>()) return *found;
        throw std::logic_error("this invocation carries no context of the type that the service asks for");
    }

    /// "Store::Stock" for a bare callable, "Store::Orders#find" for a method: how messages name what was called.
    std::string description() const;

   private:
    friend class ServiceType;
    Parts parts_;
};

}  // namespace hako
