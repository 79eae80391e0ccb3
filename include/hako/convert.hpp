// Converters between hako::Value and ordinary types. Included by hako/value.hpp.
#pragma once

#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <variant>

#include "hako/value.hpp"

namespace hako {

namespace detail {

/// Throws ConversionError for an integer that its C++ type can't hold: "expected Integer in lowest..highest, got …".
[[noreturn]] void throw_out_of_range(const std::string& lowest, const std::string& highest, const Value& got);

/// Prefixes the message of an error inside a container: "at 3: expected Integer, got "x"".
[[noreturn]] void rethrow_at(const Value& where, const ConversionError& inner);

template <class T>
T element_as(const Value& element, const Value& where) {
    try {
        return element.as<T>();
    } catch (const ConversionError& e) {
        rethrow_at(where, e);
    }
}

/// The alternative T of `value`, or ConversionError.
template <class T>
const T& alternative(const Value& value, std::string_view expected) {
    if (const T* found = value.get_if<T>()) return *found;
    throw ConversionError(expected, value);
}

}  // namespace detail

template <>
struct Converter<Value> {
    static constexpr std::string_view expected = "any value";
    static Value to_value(const Value& value) { return value; }
    static Value from_value(const Value& value) { return value; }
};

template <>
struct Converter<std::nullptr_t> {
    static constexpr std::string_view expected = "nil";
    static std::nullptr_t from_value(const Value& value) {
        if (!value.is_nil()) throw ConversionError(expected, value);
        return nullptr;
    }
};

template <>
struct Converter<bool> {
    static constexpr std::string_view expected = "true or false";
    static bool from_value(const Value& value) { return detail::alternative<bool>(value, expected); }
};

template <detail::PlainInteger T>
struct Converter<T> {
    static constexpr std::string_view expected = "Integer";
    static T from_value(const Value& value) {
        if (const auto* n = value.get_if<std::int64_t>()) {
            if (std::in_range<T>(*n)) return static_cast<T>(*n);
        } else if (const auto* u = value.get_if<std::uint64_t>()) {
            if (std::in_range<T>(*u)) return static_cast<T>(*u);
        } else {
            throw ConversionError(expected, value);
        }
        detail::throw_out_of_range(std::to_string(std::numeric_limits<T>::min()), std::to_string(std::numeric_limits<T>::max()),
                                   value);
    }
};

/// From a float, or from an integer that the type holds exactly.
template <std::floating_point T>
struct Converter<T> {
    static constexpr std::string_view expected = "Float";
    static T from_value(const Value& value) {
        if (const auto* x = value.get_if<double>()) return static_cast<T>(*x);
        constexpr auto exact = std::int64_t{1} << std::min(std::numeric_limits<T>::digits, 62);
        if (const auto* n = value.get_if<std::int64_t>(); n && *n >= -exact && *n <= exact) return static_cast<T>(*n);
        throw ConversionError(expected, value);
    }
};

template <>
struct Converter<std::string> {
    static constexpr std::string_view expected = "String";
    static std::string from_value(const Value& value) { return detail::alternative<std::string>(value, expected); }
};

/// Refers into the value: good as a parameter of a service, not for keeping.
template <>
struct Converter<std::string_view> {
    static constexpr std::string_view expected = "String";
    static std::string_view from_value(const Value& value) { return detail::alternative<std::string>(value, expected); }
};

/// From bytes, or from text.
template <>
struct Converter<Binary> {
    static constexpr std::string_view expected = "String";
    static Binary from_value(const Value& value) {
        if (const auto* text = value.get_if<std::string>()) return Binary(*text);
        return detail::alternative<Binary>(value, expected);
    }
};

template <>
struct Converter<Symbol> {
    static constexpr std::string_view expected = "Symbol";
    static Symbol from_value(const Value& value) { return detail::alternative<Symbol>(value, expected); }
};

template <>
struct Converter<Map> {
    static constexpr std::string_view expected = "Hash";
    static Map from_value(const Value& value) { return detail::alternative<Map>(value, expected); }
};

template <>
struct Converter<Object> {
    static constexpr std::string_view expected = "host object";
    static Object from_value(const Value& value) { return detail::alternative<Object>(value, expected); }
};

/// nil for an empty one.
template <class T>
struct Converter<std::optional<T>> {
    static constexpr std::string_view expected = Converter<T>::expected;
    static Value to_value(const std::optional<T>& x)
        requires std::constructible_from<Value, const T&>
    {
        return x ? Value(*x) : Value();
    }
    static std::optional<T> from_value(const Value& value)
        requires detail::HasFromValue<T>
    {
        if (value.is_nil()) return std::nullopt;
        return value.as<T>();
    }
};

template <class T>
struct Converter<std::vector<T>> {
    static constexpr std::string_view expected = "Array";
    static Value to_value(const std::vector<T>& elements)
        requires std::constructible_from<Value, const T&>
    {
        Array array;
        array.reserve(elements.size());
        for (const auto& element : elements) array.emplace_back(element);
        return array;
    }
    static std::vector<T> from_value(const Value& value)
        requires detail::HasFromValue<T>
    {
        const auto& array = detail::alternative<Array>(value, expected);
        std::vector<T> elements;
        elements.reserve(array.size());
        for (std::size_t i = 0; i < array.size(); ++i) elements.push_back(detail::element_as<T>(array[i], i));
        return elements;
    }
};

template <class T, std::size_t N>
struct Converter<std::array<T, N>> {
    static constexpr std::string_view expected = "Array";
    static Value to_value(const std::array<T, N>& elements)
        requires std::constructible_from<Value, const T&>
    {
        return Array(elements.begin(), elements.end());
    }
    static std::array<T, N> from_value(const Value& value)
        requires detail::HasFromValue<T>
    {
        const auto& array = detail::alternative<Array>(value, expected);
        if (array.size() != N) throw ConversionError("Array of " + std::to_string(N) + " elements", value);
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return std::array<T, N>{detail::element_as<T>(array[I], I)...};
        }(std::make_index_sequence<N>());
    }
};

namespace detail {
template <class Set, class T>
struct SetConverter {
    static constexpr std::string_view expected = "Array";
    static Value to_value(const Set& elements) { return Array(elements.begin(), elements.end()); }
    static Set from_value(const Value& value) {
        const auto& array = alternative<Array>(value, expected);
        Set elements;
        for (std::size_t i = 0; i < array.size(); ++i) elements.insert(element_as<T>(array[i], i));
        return elements;
    }
};

template <class M, class K, class V>
struct MapConverter {
    static constexpr std::string_view expected = "Hash";
    static Value to_value(const M& entries)
        requires std::constructible_from<Value, const K&> && std::constructible_from<Value, const V&>
    {
        Map map;
        map.reserve(entries.size());
        for (const auto& [key, value] : entries) map.set(Value(key), Value(value));
        return map;
    }
    static M from_value(const Value& value)
        requires HasFromValue<K> && HasFromValue<V>
    {
        M entries;
        for (const auto& [key, element] : alternative<Map>(value, expected)) {
            entries.insert_or_assign(element_as<K>(key, key), element_as<V>(element, key));
        }
        return entries;
    }
};

template <class... T>
struct TupleConverter {
    static constexpr std::string_view expected = "Array";
    template <class Tuple>
    static Value to_value(const Tuple& tuple) {
        return std::apply(
            [](const auto&... element) {
                Array array;
                array.reserve(sizeof...(element));
                (array.emplace_back(element), ...);
                return Value(std::move(array));
            },
            tuple);
    }
    template <class Tuple>
    static Tuple from_value(const Value& value) {
        const auto& array = alternative<Array>(value, expected);
        if (array.size() != sizeof...(T)) throw ConversionError("Array of " + std::to_string(sizeof...(T)) + " elements", value);
        return [&]<std::size_t... I>(std::index_sequence<I...>) {
            return Tuple{element_as<T>(array[I], I)...};
        }(std::index_sequence_for<T...>());
    }
};
}  // namespace detail

template <class T>
struct Converter<std::set<T>> : detail::SetConverter<std::set<T>, T> {};
template <class K, class V>
struct Converter<std::map<K, V>> : detail::MapConverter<std::map<K, V>, K, V> {};
template <class V>
struct Converter<std::map<std::string, V, std::less<>>>
    : detail::MapConverter<std::map<std::string, V, std::less<>>, std::string, V> {};
template <class K, class V>
struct Converter<std::unordered_map<K, V>> : detail::MapConverter<std::unordered_map<K, V>, K, V> {};

/// An array of two.
template <class A, class B>
struct Converter<std::pair<A, B>> : detail::TupleConverter<A, B> {
    static Value to_value(const std::pair<A, B>& pair) { return detail::TupleConverter<A, B>::to_value(pair); }
    static std::pair<A, B> from_value(const Value& value) {
        return detail::TupleConverter<A, B>::template from_value<std::pair<A, B>>(value);
    }
};

/// An array of as many elements.
template <class... T>
struct Converter<std::tuple<T...>> : detail::TupleConverter<T...> {
    static Value to_value(const std::tuple<T...>& tuple) { return detail::TupleConverter<T...>::to_value(tuple); }
    static std::tuple<T...> from_value(const Value& value) {
        return detail::TupleConverter<T...>::template from_value<std::tuple<T...>>(value);
    }
};

/// The first alternative that the value fits.
template <class... T>
struct Converter<std::variant<T...>> {
    static constexpr std::string_view expected = "one of several types";
    static Value to_value(const std::variant<T...>& x) {
        return std::visit([](const auto& alternative) { return Value(alternative); }, x);
    }
    static std::variant<T...> from_value(const Value& value) {
        std::optional<std::variant<T...>> found;
        const auto fits = [&]<class A>(std::type_identity<A>) {
            try {
                found.emplace(value.as<A>());
                return true;
            } catch (const ConversionError&) {
                return false;
            }
        };
        if ((fits(std::type_identity<T>{}) || ...)) return *std::move(found);
        std::string all;
        ((all += (all.empty() ? "" : " or ") + std::string(Converter<T>::expected)), ...);
        throw ConversionError(all, value);
    }
};

}  // namespace hako
