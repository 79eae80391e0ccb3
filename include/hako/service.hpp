// Binding C++ to names that scripts call: callables, objects with methods, and the special parameters of both.
//
// Any callable can be a service whose parameters and result convert (hako/convert.hpp):
//
//     box.define("Store").bind("Stock", [&](std::string sku) { return db.stock(sku); });
//
// Parameters with a meaning of their own, in any position:
//   hako::Block&                  the script's block; calling without one is an argument fault
//   hako::Block*                  the block, or null
//   hako::Named<"name", T>        keyword argument; optional when T is a std::optional
//   hako::Named<"name", T, 10>    keyword argument with a default
//   hako::Keywords                all keyword arguments that no Named parameter took
//   hako::Arguments               all positional arguments, as they came
//   hako::Call&                   the call itself: context, deadline, target, method
// A positional std::optional<T> with no required parameter behind it may be left out. The result may be void, anything
// convertible, a hako::Object, or a std::shared_ptr<T> whose T is described: the script gets a handle. What can't cross
// doesn't compile.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "hako/call.hpp"

namespace hako {

// --- special parameters ---------------------------------------------------------------------------------------------

/// A string literal as a template argument.
template <std::size_t N>
struct FixedString {
    char chars[N];
    consteval FixedString(const char (&literal)[N]) { std::copy_n(literal, N, chars); }  // NOLINT: implicit by design
    constexpr std::string_view view() const { return {chars, N - 1}; }
};

/// A literal as the default of a keyword: integer, float, bool, or up to 63 characters of text.
struct Default {
    enum class Kind { integer, floating, boolean, text } kind;
    long long integer = 0;
    double floating = 0;
    char text[64] = {};

    consteval Default(int n) : kind(Kind::integer), integer(n) {}        // NOLINT
    consteval Default(long n) : kind(Kind::integer), integer(n) {}       // NOLINT
    consteval Default(long long n) : kind(Kind::integer), integer(n) {}  // NOLINT
    consteval Default(double x) : kind(Kind::floating), floating(x) {}   // NOLINT
    consteval Default(bool b) : kind(Kind::boolean), integer(b) {}       // NOLINT
    template <std::size_t N>
        requires(N <= 64)
    consteval Default(const char (&literal)[N]) : kind(Kind::text) {  // NOLINT
        std::copy_n(literal, N, text);
    }

    template <class T>
    T as() const {
        if constexpr (std::constructible_from<T, const char*> && !std::is_arithmetic_v<T>) {
            return T(text);
        } else {
            return kind == Kind::floating ? static_cast<T>(floating) : static_cast<T>(integer);
        }
    }
};

/// A keyword parameter of a service. Required unless T is a std::optional or a default is given.
template <FixedString Name, class T, Default... DefaultValue>
struct Named {
    static_assert(sizeof...(DefaultValue) <= 1, "a keyword has at most one default");
    T value;
    const T& operator*() const { return value; }
    const T* operator->() const { return &value; }
    operator const T&() const { return value; }  // NOLINT: reads as the value
};

/// All positional arguments, unconverted.
struct Arguments : Array {
    using Array::Array;
};

/// The keyword arguments that no Named parameter of the service took, in order.
struct Keywords : KeywordArguments {
    using KeywordArguments::KeywordArguments;
};

// --- a service's description ----------------------------------------------------------------------------------------

/// What a method accepts, checked before it is called. [behaviour.md § 5]
struct Signature {
    struct Keyword {
        std::string name;
        bool required = true;
    };
    std::size_t required = 0;    // positional parameters that must be given
    std::size_t optional = 0;    // positional parameters behind them that may be left out
    bool any_arguments = false;  // more positional arguments are welcome
    std::vector<Keyword> keywords;
    bool any_keywords = false;
    bool needs_block = false;
};

/// One method of a service: what it accepts and how it is called. `self` is the object's address, null for callables.
struct Method {
    Signature signature;
    std::function<Value(void* self, Call& call)> invoke;
};

/// The methods of one class of host objects. Immutable once objects refer to it, so it may be shared by threads.
class ServiceType {
   public:
    using Predicate = std::function<bool(void* self, std::string_view method)>;
    using Handler = std::function<Value(void* self, Call& call)>;

    explicit ServiceType(std::string name) : name_(std::move(name)) {}

    /// Class name for messages.
    const std::string& name() const { return name_; }
    void rename(std::string name) { name_ = std::move(name); }

    /// Throws ArgumentError for a name of Ruby's reflection surface, which no service may offer. [B-42]
    void add(std::string method, Method implementation);
    /// Names that the predicate claims go to the handler; asked after the registered methods and the refused names.
    void set_dynamic(Predicate predicate, Handler handler);
    /// Objects of this type never become handles. [B-43]
    void set_unwrappable() { unwrappable_ = true; }
    /// The type has one method, "call", which also answers to `[]` and `yield`. [B-42]
    void set_callable() { callable_ = true; }

    const Method* find(std::string_view method) const;
    /// Whether the dynamic handler claims `method`.
    bool claims(void* self, std::string_view method) const { return predicate_ && predicate_(self, method); }
    Value handle(void* self, Call& call) const { return handler_(self, call); }
    bool unwrappable() const { return unwrappable_; }
    bool callable() const { return callable_; }

    /// Checks the arguments of `call` against `method` and calls it. Throws ArgumentError when they don't fit. [E-15]
    static Value invoke(const Method& method, void* self, Call& call);

   private:
    std::string name_;
    std::map<std::string, Method, std::less<>> methods_;  // few, so that comparing names beats a hash of them
    Predicate predicate_;
    Handler handler_;
    bool unwrappable_ = false;
    bool callable_ = false;
};

// --- from C++ signatures to methods ---------------------------------------------------------------------------------

namespace detail {

std::string readable_type_name(const std::type_info& type);

/// Throws ArgumentError: "<call>: <parameter>: <what>".
[[noreturn]] void throw_argument_mismatch(const Call& call, const std::string& parameter, const std::string& what);

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

enum class ParameterKind { positional, call, block, block_pointer, named, keywords, arguments };

template <class P>
struct Parameter {
    static constexpr auto kind = ParameterKind::positional;
    using Type = std::remove_cvref_t<P>;
    static constexpr bool optional = IsOptional<Type>::value;
    static_assert(!std::is_lvalue_reference_v<P> || std::is_const_v<std::remove_reference_t<P>>,
                  "hako: a service can't take an argument by non-const reference");
    static_assert(HasFromValue<Type>,
                  "hako: a service takes a parameter of a type that can't come from a script; "
                  "specialise hako::Converter for it");
};
template <>
struct Parameter<Call&> {
    static constexpr auto kind = ParameterKind::call;
};
template <>
struct Parameter<Block&> {
    static constexpr auto kind = ParameterKind::block;
};
template <>
struct Parameter<const Block&> : Parameter<Block&> {};
template <>
struct Parameter<Block> : Parameter<Block&> {};
template <>
struct Parameter<Block*> {
    static constexpr auto kind = ParameterKind::block_pointer;
};
template <>
struct Parameter<Keywords> {
    static constexpr auto kind = ParameterKind::keywords;
};
template <>
struct Parameter<const Keywords&> : Parameter<Keywords> {};
template <>
struct Parameter<Arguments> {
    static constexpr auto kind = ParameterKind::arguments;
};
template <>
struct Parameter<const Arguments&> : Parameter<Arguments> {};
template <FixedString Name, class T, Default... D>
struct Parameter<Named<Name, T, D...>> {
    static constexpr auto kind = ParameterKind::named;
    static constexpr bool required = sizeof...(D) == 0 && !IsOptional<T>::value;
    static constexpr std::string_view name = Name.view();
    static_assert(HasFromValue<T>,
                  "hako: a service takes a keyword of a type that can't come from a script; "
                  "specialise hako::Converter for it");
    static Named<Name, T, D...> extract(const Value* given, const Call& call) {
        if (given == nullptr) {
            if constexpr (sizeof...(D) == 1) {
                return {std::get<0>(std::tuple{D...}).template as<T>()};
            } else if constexpr (IsOptional<T>::value) {
                return {std::nullopt};
            }
        }
        try {
            return {given->as<T>()};  // a required keyword is there: the signature was checked
        } catch (const ConversionError& e) {
            throw_argument_mismatch(call, "keyword :" + std::string(name), e.what());
        }
    }
};
template <FixedString Name, class T, Default... D>
struct Parameter<const Named<Name, T, D...>&> : Parameter<Named<Name, T, D...>> {};

template <class P>
constexpr bool is_positional = Parameter<P>::kind == ParameterKind::positional;

/// The signature that a C++ parameter list declares.
template <class... P>
Signature signature_of() {
    Signature signature;
    std::size_t positional = 0;
    [[maybe_unused]] const auto add = [&]<class Q>(std::type_identity<Q>) {
        using Spec = Parameter<Q>;
        if constexpr (Spec::kind == ParameterKind::positional) {
            ++positional;
            if (!Spec::optional) signature.required = positional;
        } else if constexpr (Spec::kind == ParameterKind::named) {
            signature.keywords.push_back({std::string(Spec::name), Spec::required});
        } else if constexpr (Spec::kind == ParameterKind::keywords) {
            signature.any_keywords = true;
        } else if constexpr (Spec::kind == ParameterKind::arguments) {
            signature.any_arguments = true;
        } else if constexpr (Spec::kind == ParameterKind::block) {
            signature.needs_block = true;
        }
    };
    (add(std::type_identity<P>{}), ...);
    signature.optional = positional - signature.required;
    return signature;
}

/// What is kept for parameter P while the call runs.
template <class P, ParameterKind kind = Parameter<P>::kind>
struct Slot {
    using Type = std::remove_cvref_t<P>;
};
template <class P>
struct Slot<P, ParameterKind::call> {
    using Type = Call&;
};
template <class P>
struct Slot<P, ParameterKind::block> {
    using Type = Block&;
};

template <class P>
typename Slot<P>::Type extract(Call& call, const Signature& signature, std::size_t& position) {
    using Spec = Parameter<P>;
    if constexpr (Spec::kind == ParameterKind::call) {
        return call;
    } else if constexpr (Spec::kind == ParameterKind::block) {
        return *call.block();
    } else if constexpr (Spec::kind == ParameterKind::block_pointer) {
        return call.block();
    } else if constexpr (Spec::kind == ParameterKind::arguments) {
        return Arguments(call.arguments().begin(), call.arguments().end());
    } else if constexpr (Spec::kind == ParameterKind::keywords) {
        Keywords rest;
        for (const auto& entry : call.keywords()) {
            const auto taken = [&](const Signature::Keyword& keyword) { return keyword.name == entry.first; };
            if (std::ranges::none_of(signature.keywords, taken)) rest.push_back(entry);
        }
        return rest;
    } else if constexpr (Spec::kind == ParameterKind::named) {
        const Value* given = nullptr;
        for (const auto& [name, value] : call.keywords()) {
            if (name == Spec::name) given = &value;
        }
        return Spec::extract(given, call);
    } else {
        using Type = typename Spec::Type;
        const std::size_t at = position++;
        if constexpr (Spec::optional) {
            if (at >= call.arguments().size()) return std::nullopt;
        }
        try {
            return call.arguments()[at].template as<Type>();
        } catch (const ConversionError& e) {
            throw_argument_mismatch(call, "argument " + std::to_string(at + 1), e.what());
        }
    }
}

/// Calls `f(self..., parameters...)` with parameters P taken from the call, and turns the result into a Value.
template <class R, class... P, class F, class... Self>
Value call_with(F& f, Call& call, const Signature& signature, Self&... self) {
    static_assert(std::is_void_v<R> || std::constructible_from<Value, R>,
                  "hako: a service returns a type that can't cross to a script (see R of call_with); specialise "
                  "hako::Converter or hako::Describe for it");
    [[maybe_unused]] std::size_t position = 0;
    std::tuple<typename Slot<P>::Type...> slots{extract<P>(call, signature, position)...};
    return std::apply(
        [&](auto&... slot) -> Value {
            if constexpr (std::is_void_v<R>) {
                std::invoke(
                    f, self...,
                    static_cast<std::conditional_t<std::is_lvalue_reference_v<P>, P, std::remove_reference_t<P>&&>>(slot)...);
                return {};
            } else {
                return Value(std::invoke(
                    f, self...,
                    static_cast<std::conditional_t<std::is_lvalue_reference_v<P>, P, std::remove_reference_t<P>&&>>(slot)...));
            }
        },
        slots);
}

template <class F>
struct CallableTraits : CallableTraits<decltype(&std::remove_cvref_t<F>::operator())> {};

/// R and P... of a callable; for a method on T the first parameter may be T& instead of a member function.
template <class R, class... P>
struct CallableTraits<R (*)(P...)> {
    template <class F>
    static Method method(F f) {
        return Method{signature_of<P...>(), [f = std::move(f), signature = signature_of<P...>()](void*, Call& call) mutable {
                          return call_with<R, P...>(f, call, signature);
                      }};
    }
    template <class T, class F>
    static Method method_on(F f) {
        return MethodOn<T, R, P...>::make(std::move(f));
    }

   private:
    template <class T, class R2, class... Q>
    struct MethodOn {
        static_assert(!sizeof(T), "hako: a method of an object takes the object by reference as its first parameter");
    };
    template <class T, class R2, class First, class... Q>
        requires(std::is_reference_v<First> && std::is_convertible_v<T&, First>)
    struct MethodOn<T, R2, First, Q...> {
        template <class F>
        static Method make(F f) {
            return Method{signature_of<Q...>(),
                          [f = std::move(f), signature = signature_of<Q...>()](void* self, Call& call) mutable {
                              return call_with<R2, Q...>(f, call, signature, *static_cast<T*>(self));
                          }};
        }
    };
};
template <class R, class... P>
struct CallableTraits<R (*)(P...) noexcept> : CallableTraits<R (*)(P...)> {};
template <class R, class C, class... P>
struct CallableTraits<R (C::*)(P...)> : CallableTraits<R (*)(P...)> {};
template <class R, class C, class... P>
struct CallableTraits<R (C::*)(P...) const> : CallableTraits<R (*)(P...)> {};
template <class R, class C, class... P>
struct CallableTraits<R (C::*)(P...) noexcept> : CallableTraits<R (*)(P...)> {};
template <class R, class C, class... P>
struct CallableTraits<R (C::*)(P...) const noexcept> : CallableTraits<R (*)(P...)> {};

/// Callables whose signature can be read: functions, lambdas without `auto` parameters, std::function, function objects
/// with one call operator.
template <class F>
concept ReadableCallable =
    std::is_function_v<std::remove_pointer_t<std::decay_t<F>>> || requires { &std::remove_cvref_t<F>::operator(); };

template <class F>
Method make_method(F f) {
    return CallableTraits<std::decay_t<F>>::method(std::decay_t<F>(std::move(f)));
}

template <class T, class R, class C, class... P>
Method member_method(auto pointer) {
    static_assert(std::is_base_of_v<C, T>, "hako: a method of another class");
    return Method{signature_of<P...>(), [pointer, signature = signature_of<P...>()](void* self, Call& call) {
                      auto f = pointer;
                      return call_with<R, P...>(f, call, signature, *static_cast<T*>(self));
                  }};
}
template <class T, class R, class C, class... P>
Method make_method_on(R (C::*pointer)(P...)) {
    return member_method<T, R, C, P...>(pointer);
}
template <class T, class R, class C, class... P>
Method make_method_on(R (C::*pointer)(P...) const) {
    return member_method<T, R, C, P...>(pointer);
}
template <class T, class R, class C, class... P>
Method make_method_on(R (C::*pointer)(P...) noexcept) {
    return member_method<T, R, C, P...>(pointer);
}
template <class T, class R, class C, class... P>
Method make_method_on(R (C::*pointer)(P...) const noexcept) {
    return member_method<T, R, C, P...>(pointer);
}
template <class T, ReadableCallable F>
Method make_method_on(F f) {
    return CallableTraits<std::decay_t<F>>::template method_on<T>(std::decay_t<F>(std::move(f)));
}

}  // namespace detail

// --- objects with methods -------------------------------------------------------------------------------------------

/// Names the methods of a T, one by one: what Describe<T>::methods gets, and the base of Service<T>.
template <class T>
class Methods {
   public:
    explicit Methods(ServiceType& type) : type_(&type) {}

    /// `function` is a member function of T (or of a base), or a callable whose first parameter is a T&. Throws
    /// ArgumentError for a name that no service may offer.
    template <class F>
    Methods& method(std::string name, F function) {
        type_->add(std::move(name), detail::make_method_on<T>(std::move(function)));
        return *this;
    }
    /// Other names: `claims(self, name)` says which, `answer(self, call)` answers with a Value; call.method() is the name.
    template <class P, class H>
    Methods& dynamic(P claims, H answer) {
        type_->set_dynamic([claims](void* self, std::string_view name) { return claims(*static_cast<T*>(self), name); },
                           [answer](void* self, Call& call) { return Value(answer(*static_cast<T*>(self), call)); });
        return *this;
    }
    /// Objects of this type are never given to a script. [B-43]
    Methods& unwrappable() {
        type_->set_unwrappable();
        return *this;
    }

   private:
    ServiceType* type_;
};

namespace detail {

template <class T>
concept Described = requires(Methods<T>& methods) { Describe<T>::methods(methods); };

template <class T>
std::string class_name_of() {
    if constexpr (requires { Describe<T>::name; }) {
        return Describe<T>::name;
    } else {
        return readable_type_name(typeid(T));
    }
}

template <class T>
std::shared_ptr<const ServiceType> described_type() {
    static_assert(Described<T>, "hako: hako::Describe<T> has no methods(hako::Methods<T>&)");
    static const auto type = [] {
        auto fresh = std::make_shared<ServiceType>(class_name_of<T>());
        Methods<T> methods(*fresh);
        Describe<T>::methods(methods);
        return std::shared_ptr<const ServiceType>(std::move(fresh));
    }();
    return type;
}

}  // namespace detail

/// A host object on its way to being bound: name its methods, then pass it where a hako::Object is wanted.
template <class T>
class Service {
   public:
    explicit Service(std::shared_ptr<T> instance) : instance_(std::move(instance)), type_(initial_type()), methods_(*type_) {}

    /// As Methods<T>::method.
    template <class F>
    Service&& method(std::string name, F function) && {
        methods_.method(std::move(name), std::move(function));
        return std::move(*this);
    }
    /// As Methods<T>::dynamic.
    template <class P, class H>
    Service&& dynamic(P claims, H answer) && {
        methods_.dynamic(std::move(claims), std::move(answer));
        return std::move(*this);
    }
    /// The class name that messages use.
    Service&& named(std::string name) && {
        type_->rename(std::move(name));
        return std::move(*this);
    }
    Service&& unwrappable() && {
        type_->set_unwrappable();
        return std::move(*this);
    }

    operator Object() && { return Object(std::move(instance_), std::move(type_), typeid(T)); }  // NOLINT: the point of it

   private:
    static std::shared_ptr<ServiceType> initial_type() {
        if constexpr (detail::Described<T>) return std::make_shared<ServiceType>(*detail::described_type<T>());
        return std::make_shared<ServiceType>(detail::class_name_of<T>());
    }
    std::shared_ptr<T> instance_;
    std::shared_ptr<ServiceType> type_;
    Methods<T> methods_;
};

/// An object whose methods are named next. With a described T, its described methods are there already.
template <class T>
Service<T> service(std::shared_ptr<T> object) {
    return Service<T>(std::move(object));
}
/// The same for an object that somebody else owns and that outlives every use.
template <class T>
Service<T> service(std::reference_wrapper<T> object) {
    return Service<T>(std::shared_ptr<T>(std::shared_ptr<void>(), &object.get()));
}

/// Functions under one name without an object behind them.
class Functions {
   public:
    Functions() : type_(std::make_shared<ServiceType>("Functions")) {}
    /// `function` is any service callable.
    template <class F>
    Functions&& method(std::string name, F function) && {
        type_->add(std::move(name), detail::make_method(std::move(function)));
        return std::move(*this);
    }
    operator Object() && {  // NOLINT: the point of it
        std::shared_ptr<void> identity = std::make_shared<char>();
        return Object(std::move(identity), std::move(type_), typeid(void));
    }

   private:
    std::shared_ptr<ServiceType> type_;
};
inline Functions functions() { return {}; }

/// A bare callable as an object: scripts reach it as `.(…)`, `.call(…)`, `[…]` or `yield`. [B-42]
template <detail::ReadableCallable F>
Object callable(F function) {
    auto type = std::make_shared<ServiceType>("Proc");
    type->add("call", detail::make_method(std::move(function)));
    type->set_callable();
    std::shared_ptr<void> identity = type;
    return Object(std::move(identity), std::move(type), typeid(void));
}

/// A described object crosses as a handle and comes back as itself; null is nil.
template <class T>
    requires detail::Described<T>
struct Converter<std::shared_ptr<T>> {
    static constexpr std::string_view expected = "host object";
    static Value to_value(const std::shared_ptr<T>& object) { return Object(object); }
    static std::shared_ptr<T> from_value(const Value& value) {
        if (value.is_nil()) return nullptr;
        const auto* object = value.get_if<Object>();
        if (auto found = object ? object->get<T>() : nullptr) return found;
        throw ConversionError(detail::class_name_of<T>(), value);
    }
};

}  // namespace hako
