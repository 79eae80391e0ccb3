// hako::Value: one value that can cross between host and script.
#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "hako/object.hpp"

namespace hako {

class Value;

/// How values of T become a Value and back. Specialise it for your own types:
///
///     template <> struct hako::Converter<Money> {
///         static constexpr std::string_view expected = "Integer";             // for messages: what a script must pass
///         static hako::Value to_value(const Money& m) { return m.cents(); }
///         static Money from_value(const hako::Value& v) { return Money(v.as<std::int64_t>()); }
///     };
///
/// Either function may be left out when that direction isn't needed. `from_value` reports a value that doesn't fit by
/// throwing ConversionError. The specialisations for ordinary types and containers are in hako/convert.hpp.
template <class T, class Enable = void>
struct Converter;

/// A name, distinct from text with the same letters: Ruby's `:name`. Valid UTF-8.
class Symbol {
   public:
    explicit Symbol(std::string name) : name_(std::move(name)) {}
    const std::string& name() const { return name_; }
    friend auto operator<=>(const Symbol&, const Symbol&) = default;

   private:
    std::string name_;
};

/// `sym("b")` is the symbol `:b`.
inline Symbol sym(std::string_view name) { return Symbol(std::string(name)); }

/// A string of bytes that need not be text.
class Binary {
   public:
    Binary() = default;
    explicit Binary(std::string bytes) : bytes_(std::move(bytes)) {}
    const std::string& bytes() const { return bytes_; }
    friend auto operator<=>(const Binary&, const Binary&) = default;

   private:
    std::string bytes_;
};

/// The token by which a script refers to a host object, seen by the host only where the guest's bytes are passed on
/// unresolved (the details of an error). It gives no access to anything and can't be made or passed to a script.
class Handle {
   public:
    std::uint32_t id() const { return id_; }
    friend auto operator<=>(Handle, Handle) = default;

    /// For the wire codec.
    struct FromWire {
        std::uint32_t id;
    };
    explicit Handle(FromWire wire) : id_(wire.id) {}

   private:
    std::uint32_t id_;
};

using Array = std::vector<Value>;

/// Keys and values in the order in which the keys were first set; a key stands once. Any value can be a key; `1` and
/// `1.0`, and `"a"` and `:a`, are different keys. Look-up is constant time on average.
class Map {
   public:
    struct Entry;
    using const_iterator = std::vector<Entry>::const_iterator;

    Map();
    Map(std::initializer_list<std::pair<Value, Value>> entries);
    Map(const Map&);
    Map(Map&&) noexcept;
    Map& operator=(const Map&);
    Map& operator=(Map&&) noexcept;
    ~Map();

    std::size_t size() const;
    bool empty() const;
    const_iterator begin() const;
    const_iterator end() const;

    /// Sets the value of `key`, in place if the key is there. The last one wins, the first one's position stays.
    void set(Value key, Value value);
    /// The value of `key`, or null.
    const Value* find(const Value& key) const;
    Value* find(const Value& key);
    bool contains(const Value& key) const { return find(key) != nullptr; }
    /// Removes `key`; false when it wasn't there. Linear in the size.
    bool erase(const Value& key);
    void reserve(std::size_t count);

    /// Same keys with the same values, in whatever order.
    friend bool operator==(const Map& a, const Map& b);
    /// Equal maps have equal hashes.
    std::size_t hash() const;

   private:
    std::size_t position(const Value& key) const;  // entries_.size() when absent
    std::size_t position(const Value& key, std::uint32_t hash) const;
    void index_entry(std::size_t at, std::uint32_t hash);
    void grow_index(std::size_t count);
    void rebuild_index();

    std::vector<Entry> entries_;
    // Open addressing: half of the key's hash above the entry's position + 1, 0 for a free cell. Empty while the map is
    // small and no key is a container. The hashes are kept because keys may be large and hold maps themselves: without
    // them, hostile nesting makes comparing and growing quadratic.
    std::vector<std::uint64_t> index_;
};

/// A value had another type than the one that was asked for, or was out of its range. `what()` says what was expected
/// and what came.
class ConversionError : public std::invalid_argument {
   public:
    /// "expected <expected>, got <description of got>".
    ConversionError(std::string_view expected, const Value& got);
    explicit ConversionError(const std::string& what) : std::invalid_argument(what) {}
};

namespace detail {
template <class T>
concept PlainInteger = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> && !std::same_as<T, wchar_t> &&
                       !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

template <class T>
concept HasToValue = requires(const T& value) {
    { Converter<T>::to_value(value) } -> std::same_as<Value>;
};

template <class T>
concept HasFromValue = requires(const Value& value) {
    { Converter<T>::from_value(value) } -> std::same_as<T>;
};
}  // namespace detail

/// What can cross between host and script: nil, a bool, an integer (-2^63 … 2^64-1), a float, text (UTF-8), bytes, a
/// symbol, an array, a map, or a host object. A regular value: copying copies everything but the host object, which is
/// shared. Not synchronised: concurrent reads are fine, a write needs the value to itself. [B-13]
class Value {
   public:
    /// nil.
    Value() = default;
    Value(std::nullptr_t) {}
    template <std::same_as<bool> T>
    Value(T b) : data_(b) {}
    template <detail::PlainInteger T>
    Value(T n) {
        if constexpr (std::is_unsigned_v<T> && sizeof(T) == sizeof(std::uint64_t)) {
            set_unsigned(n);
        } else {
            data_ = static_cast<std::int64_t>(n);
        }
    }
    template <std::floating_point T>
    Value(T x) : data_(static_cast<double>(x)) {}
    /// Text. Bytes that are not valid UTF-8 cross as bytes.
    Value(const char* text) : data_(std::string(text)) {}
    Value(std::string text) : data_(std::move(text)) {}
    Value(std::string_view text) : data_(std::string(text)) {}
    Value(Binary bytes) : data_(std::move(bytes)) {}
    Value(Symbol symbol) : data_(std::move(symbol)) {}
    Value(Array array) : data_(std::move(array)) {}
    Value(Map map) : data_(std::move(map)) {}
    /// A host object; a null one is nil.
    Value(Object object);
    Value(Handle handle) : data_(handle) {}
    /// Anything that has a Converter: containers, optionals, tuples, your own types.
    template <class T>
        requires(!std::same_as<std::remove_cvref_t<T>, Value> && detail::HasToValue<std::remove_cvref_t<T>>)
    Value(T&& convertible) : Value(Converter<std::remove_cvref_t<T>>::to_value(convertible)) {}
    /// `Value v{1, "a", sym("b")}`: an array of two elements or more. For fewer: `Value(Array{…})`.
    template <class A, class B, class... Rest>
        requires(std::constructible_from<Value, A> && std::constructible_from<Value, B> &&
                 (std::constructible_from<Value, Rest> && ...))
    Value(A&& a, B&& b, Rest&&... rest) {
        Array elements;
        elements.reserve(2 + sizeof...(rest));
        elements.emplace_back(std::forward<A>(a));
        elements.emplace_back(std::forward<B>(b));
        (elements.emplace_back(std::forward<Rest>(rest)), ...);
        data_ = std::move(elements);
    }

    bool is_nil() const { return std::holds_alternative<std::monostate>(data_); }
    bool is_bool() const { return std::holds_alternative<bool>(data_); }
    bool is_integer() const {
        return std::holds_alternative<std::int64_t>(data_) || std::holds_alternative<std::uint64_t>(data_);
    }
    bool is_float() const { return std::holds_alternative<double>(data_); }
    bool is_text() const { return std::holds_alternative<std::string>(data_); }
    bool is_binary() const { return std::holds_alternative<Binary>(data_); }
    bool is_symbol() const { return std::holds_alternative<Symbol>(data_); }
    bool is_array() const { return std::holds_alternative<Array>(data_); }
    bool is_map() const { return std::holds_alternative<Map>(data_); }
    bool is_object() const { return std::holds_alternative<Object>(data_); }
    bool is_handle() const { return std::holds_alternative<Handle>(data_); }

    /// The alternative itself, or null when the value is of another type. T is one of: bool, std::int64_t,
    /// std::uint64_t (only integers of 2^63 and more are held so), double, std::string, Binary, Symbol, Array, Map,
    /// Object, Handle.
    template <class T>
    const T* get_if() const {
        return std::get_if<T>(&data_);
    }
    template <class T>
    T* get_if() {
        return std::get_if<T>(&data_);
    }

    /// The value as a T, by Converter<T>. Nothing is coerced but an integer into a floating-point type that holds it
    /// exactly. Throws ConversionError, which says what was found.
    template <class T>
    T as() const {
        return Converter<T>::from_value(*this);
    }

    /// Calls `visitor` with the alternative: std::monostate for nil, or one of the types of get_if.
    template <class Visitor>
    decltype(auto) visit(Visitor&& visitor) const {
        return std::visit(std::forward<Visitor>(visitor), data_);
    }

    /// Element of an array. Throws ConversionError when this is no array, std::out_of_range past its end.
    const Value& operator[](std::size_t position) const;
    const Value& operator[](int position) const { return (*this)[static_cast<std::size_t>(position)]; }
    /// Value of a key of a map, nil when absent. Throws ConversionError when this is no map.
    const Value& operator[](const Value& key) const;
    const Value& operator[](const char* key) const { return (*this)[Value(key)]; }
    const Value& operator[](std::string_view key) const { return (*this)[Value(key)]; }
    /// Elements of an array, entries of a map, bytes of text, bytes or a symbol; 0 for anything else.
    std::size_t size() const;

    /// Same type and same content; floats by their bits but for NaN, which equals itself; objects by identity.
    friend bool operator==(const Value& a, const Value& b);

    /// As Ruby's `inspect` prints it: `[1, "a", :b, {"k" => nil}]`. Strings longer than `limit` bytes in total are cut
    /// with "…".
    std::string inspect(std::size_t limit = std::numeric_limits<std::size_t>::max()) const;
    /// As Python's `repr` prints it: `[1, 'a', hako.Symbol('b'), {'k': None}]`; cut in the same way.
    std::string repr(std::size_t limit = std::numeric_limits<std::size_t>::max()) const;
    /// As JavaScript's console shows it: `[ 1, 'a', Symbol(b), { k: null } ]`; cut in the same way.
    std::string show(std::size_t limit = std::numeric_limits<std::size_t>::max()) const;
    friend std::ostream& operator<<(std::ostream& out, const Value& value);

    /// Name of the type as a script knows it: "NilClass", "Integer", "String", "Symbol", …; an object's class name.
    std::string_view type_name() const;

    /// For hashed containers; equal values have equal hashes.
    std::size_t hash() const;

   private:
    void set_unsigned(std::uint64_t n);

    std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, Binary, Symbol, Array, Map, Object,
                 Handle>
        data_;
};

struct Map::Entry {
    Value key;
    Value value;
};

/// A name and a value for each keyword argument, in order.
using KeywordArguments = std::vector<std::pair<std::string, Value>>;

/// `Value(x)` and `v.as<T>()` as functions, for generic code.
template <class T>
Value to_value(T&& x) {
    return Value(std::forward<T>(x));
}
template <class T>
T from_value(const Value& value) {
    return value.as<T>();
}

}  // namespace hako

template <>
struct std::hash<hako::Value> {
    std::size_t operator()(const hako::Value& value) const { return value.hash(); }
};

#include "hako/convert.hpp"  // IWYU pragma: export
