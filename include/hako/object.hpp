// hako::Object: a host object that scripts can call.
#pragma once

#include <concepts>
#include <memory>
#include <type_traits>
#include <typeindex>
#include <typeinfo>
#include <utility>

namespace hako {

class ServiceType;

/// The methods that scripts may call on a T that reaches them by std::shared_ptr<T>. Specialise it:
///
///     template <> struct hako::Describe<Order> {
///         static constexpr const char* name = "Order";              // optional; for messages
///         static void methods(hako::Methods<Order>& m) { m.method("id", &Order::id).method("total", &Order::total); }
///     };
template <class T>
struct Describe;

namespace detail {
template <class T>
std::shared_ptr<const ServiceType> described_type();  // hako/service.hpp
}

/// A shared reference to a host object together with the methods that scripts may call on it. Made by hako::service and
/// hako::callable (hako/service.hpp), or from a std::shared_ptr<T> whose T is described. Cheap to copy; equality is
/// identity of the host object. The methods are called on whatever thread runs the invocation.
class Object {
   public:
    /// Refers to nothing; crosses as nil.
    Object() = default;
    template <class T>
        requires requires { sizeof(Describe<T>); }
    Object(std::shared_ptr<T> object)
        : instance_(std::move(object)), type_(instance_ ? detail::described_type<T>() : nullptr), cpp_type_(typeid(T)) {}
    Object(std::shared_ptr<void> instance, std::shared_ptr<const ServiceType> type, std::type_index cpp_type)
        : instance_(std::move(instance)), type_(std::move(type)), cpp_type_(cpp_type) {}

    explicit operator bool() const { return type_ != nullptr; }
    const ServiceType& type() const { return *type_; }
    void* instance() const { return instance_.get(); }

    /// The host object, when it was made from a std::shared_ptr<T> of exactly this T; null otherwise.
    template <class T>
    std::shared_ptr<T> get() const {
        return cpp_type_ == typeid(T) ? std::static_pointer_cast<T>(instance_) : nullptr;
    }

    friend bool operator==(const Object& a, const Object& b) { return a.instance_ == b.instance_; }

   private:
    std::shared_ptr<void> instance_;
    std::shared_ptr<const ServiceType> type_;
    std::type_index cpp_type_ = typeid(void);
};

}  // namespace hako
