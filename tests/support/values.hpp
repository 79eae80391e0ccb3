// Values for tests: shapes that are awkward to write out, and random ones.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include "hako/value.hpp"

namespace hako::test {

/// An array with one element or none; `Value{x}` would be x itself.
inline Value array() { return Value(Array{}); }
template <class... T>
Value array(T&&... elements) {
    Array all;
    (all.emplace_back(std::forward<T>(elements)), ...);
    return Value(std::move(all));
}

/// `levels` arrays around a leaf.
inline Value nested(int levels, Value leaf = nullptr) {
    for (int i = 0; i < levels; ++i) {
        Array around;
        around.push_back(std::move(leaf));
        leaf = std::move(around);
    }
    return leaf;
}

/// A value of whatever type and shape that a script can hold exactly; containers nest up to `depth`. The same engine state
/// gives the same value.
inline Value random_value(std::mt19937_64& random, int depth) {
    const auto below = [&](std::uint64_t n) { return random() % n; };
    const auto text = [&] {
        static const char* const parts[] = {"a", "B", "_", "é", "漢", "😀", "\n", "#{", "\"", "\\", " "};
        std::string result;
        for (auto i = below(40); i > 0; --i) result += parts[below(std::size(parts))];
        if (below(20) == 0) result += '\0';
        return result;
    };
    switch (below(depth > 0 ? 12 : 9)) {
        case 0: return nullptr;
        case 1: return below(2) == 0;
        case 2: {
            static const std::int64_t edges[] = {0,   -1,  127,  128,  255,     256,     65'535,        65'536,
                                                 -32, -33, -128, -129, -32'768, -32'769, 2'147'483'647, -2'147'483'647 - 1};
            return edges[below(std::size(edges))];
        }
        case 3: return static_cast<std::int32_t>(random());
        case 4: {
            static const double edges[] = {0.0,
                                           -0.0,
                                           1.5,
                                           std::numeric_limits<double>::infinity(),
                                           -1e300,
                                           5e-324,
                                           std::numeric_limits<double>::quiet_NaN()};
            return edges[below(std::size(edges))];
        }
        case 5: return std::ldexp(static_cast<double>(random() >> 11), static_cast<int>(below(200)) - 100);
        case 6: return text();
        case 7: return Symbol(text());
        case 8: {
            std::string raw = "\xff";
            for (auto i = below(300); i > 0; --i) raw += static_cast<char>(below(256));
            return Binary(raw);
        }
        case 9:
        case 10: {
            Array elements;
            for (auto i = below(20); i > 0; --i) elements.push_back(random_value(random, depth - 1));
            return elements;
        }
        default: {
            Map map;
            for (auto i = below(20); i > 0; --i) {
                // Ruby finds NaN and the two zeros its own way; as keys they are not this test's subject.
                Value key = below(2) == 0 ? Value(text()) : Value(static_cast<std::int32_t>(random()));
                map.set(std::move(key), random_value(random, depth - 1));
            }
            return map;
        }
    }
}

/// What comes back of a value: JavaScript's whole numbers are integers.
inline Value as_javascript(const Value& value) {
    if (const auto* array = value.get_if<Array>()) {
        Array whole;
        for (const auto& element : *array) whole.push_back(as_javascript(element));
        return whole;
    }
    if (const auto* map = value.get_if<Map>()) {
        Map whole;
        for (const auto& [key, element] : *map) whole.set(key, as_javascript(element));
        return whole;
    }
    const auto* number = value.get_if<double>();
    const bool is_whole = number != nullptr && *number == std::trunc(*number) && std::fabs(*number) <= 9007199254740991.0 &&
                          !(*number == 0 && std::signbit(*number));
    return is_whole ? Value(static_cast<std::int64_t>(*number)) : value;
}

}  // namespace hako::test
