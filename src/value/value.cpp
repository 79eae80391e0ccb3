// Implements hako::Value.
#include "hako/value.hpp"

#include <bit>
#include <cmath>
#include <ostream>

#include "hako/service.hpp"
#include "value/hash.hpp"
#include "value/inspect.hpp"

namespace hako {

namespace {

bool same(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (std::isnan(a) && std::isnan(b));
}
template <class T>
bool same(const T& a, const T& b) {
    return a == b;
}

/// Of two values of one type, of which the containers are compared by operator== itself.
[[gnu::noinline]] bool same_scalar(const Value& a, const Value& b) {
    return a.visit([&]<class T>(const T& alternative) {
        if constexpr (std::same_as<T, Array> || std::same_as<T, Map>) {
            return false;
        } else if constexpr (std::same_as<T, std::monostate>) {
            return true;
        } else {
            return same(alternative, *b.get_if<T>());
        }
    });
}

}  // namespace

Value::Value(Object object) {
    if (object) data_ = std::move(object);
}

void Value::set_unsigned(std::uint64_t n) {
    if (std::in_range<std::int64_t>(n)) {
        data_ = static_cast<std::int64_t>(n);
    } else {
        data_ = n;
    }
}

const Value& Value::operator[](std::size_t position) const {
    const auto* array = get_if<Array>();
    if (array == nullptr) throw ConversionError("Array", *this);
    if (position >= array->size()) {
        throw std::out_of_range("position " + std::to_string(position) + " of an Array of " + std::to_string(array->size()));
    }
    return (*array)[position];
}

const Value& Value::operator[](const Value& key) const {
    static const Value absent;
    const auto* map = get_if<Map>();
    if (map == nullptr) throw ConversionError("Hash", *this);
    const auto* found = map->find(key);
    return found ? *found : absent;
}

std::size_t Value::size() const {
    struct Size {
        std::size_t operator()(const std::string& text) const { return text.size(); }
        std::size_t operator()(const Binary& bytes) const { return bytes.bytes().size(); }
        std::size_t operator()(const Symbol& symbol) const { return symbol.name().size(); }
        std::size_t operator()(const Array& array) const { return array.size(); }
        std::size_t operator()(const Map& map) const { return map.size(); }
        std::size_t operator()(std::monostate) const { return 0; }
        std::size_t operator()(bool) const { return 0; }
        std::size_t operator()(std::int64_t) const { return 0; }
        std::size_t operator()(std::uint64_t) const { return 0; }
        std::size_t operator()(double) const { return 0; }
        std::size_t operator()(const Object&) const { return 0; }
        std::size_t operator()(Handle) const { return 0; }
    };
    return visit(Size());
}

bool operator==(const Value& a, const Value& b) {
    if (a.data_.index() != b.data_.index()) return false;
    // Few and small frames for each level let deep values compare on an ordinary stack.
    if (const auto* map = a.get_if<Map>()) return *map == *b.get_if<Map>();
    if (const auto* array = a.get_if<Array>()) {
        const auto& other = *b.get_if<Array>();
        if (array->size() != other.size()) return false;
        for (std::size_t i = 0; i < other.size(); ++i) {
            if (!((*array)[i] == other[i])) return false;
        }
        return true;
    }
    return same_scalar(a, b);
}

std::string Value::inspect(std::size_t limit) const { return detail::inspect(*this, limit); }
std::string Value::repr(std::size_t limit) const { return detail::repr(*this, limit); }
std::string Value::show(std::size_t limit) const { return detail::show(*this, limit); }

std::ostream& operator<<(std::ostream& out, const Value& value) { return out << value.inspect(); }

std::string_view Value::type_name() const {
    struct Name {
        std::string_view operator()(std::monostate) const { return "NilClass"; }
        std::string_view operator()(bool b) const { return b ? "TrueClass" : "FalseClass"; }
        std::string_view operator()(std::int64_t) const { return "Integer"; }
        std::string_view operator()(std::uint64_t) const { return "Integer"; }
        std::string_view operator()(double) const { return "Float"; }
        std::string_view operator()(const std::string&) const { return "String"; }
        std::string_view operator()(const Binary&) const { return "String"; }
        std::string_view operator()(const Symbol&) const { return "Symbol"; }
        std::string_view operator()(const Array&) const { return "Array"; }
        std::string_view operator()(const Map&) const { return "Hash"; }
        std::string_view operator()(const Object& object) const { return object.type().name(); }
        std::string_view operator()(Handle) const { return "Kobako::Handle"; }
    };
    return visit(Name());
}

}  // namespace hako
