// The methods of wrapped arrays and maps.
#include "dispatch/containers.hpp"

#include <algorithm>

#include "hako/service.hpp"

namespace hako::dispatch {

namespace {

/// Ruby's element reference: negative positions count from the end, nil outside.
Value element(const Array& array, std::int64_t position) {
    const auto size = static_cast<std::int64_t>(array.size());
    if (position < 0) position += size;
    return position >= 0 && position < size ? array[static_cast<std::size_t>(position)] : Value();
}

std::shared_ptr<const ServiceType> array_type() {
    static const auto type = [] {
        auto fresh = std::make_shared<ServiceType>("Array");
        Methods<const Array>(*fresh)
            .method("[]", element)
            .method("size", [](const Array& array) { return array.size(); })
            .method("length", [](const Array& array) { return array.size(); })
            .method("empty?", [](const Array& array) { return array.empty(); })
            .method("first", [](const Array& array) { return element(array, 0); })
            .method("last", [](const Array& array) { return element(array, -1); })
            .method("each", [](const Array& array, Block& block) {
                for (const auto& item : array) block(item);
            });
        return fresh;
    }();
    return type;
}

std::shared_ptr<const ServiceType> map_type() {
    static const auto type = [] {
        const auto keys = [](const Map& map) {
            Array all;
            for (const auto& entry : map) all.push_back(entry.key);
            return all;
        };
        const auto values = [](const Map& map) {
            Array all;
            for (const auto& entry : map) all.push_back(entry.value);
            return all;
        };
        const auto get = [](const Map& map, const Value& key) {
            const auto* found = map.find(key);
            return found ? *found : Value();
        };
        const auto fetch = [](const Map& map, const Value& key) {
            if (const auto* found = map.find(key)) return *found;
            throw ServiceFailure("KeyError", "key not found: " + key.inspect(80));
        };
        auto fresh = std::make_shared<ServiceType>("Hash");
        Methods<const Map>(*fresh)
            .method("[]", get)
            .method("fetch", fetch)
            .method("key?", [](const Map& map, const Value& key) { return map.contains(key); })
            .method("keys", keys)
            .method("values", values)
            .method("size", [](const Map& map) { return map.size(); })
            .method("length", [](const Map& map) { return map.size(); })
            .method("empty?", [](const Map& map) { return map.empty(); })
            .method("each", [](const Map& map, Block& block) {
                for (const auto& [key, value] : map) block(key, value);
            });
        return fresh;
    }();
    return type;
}

}  // namespace

bool holds_object(const Value& value) {
    if (value.is_object()) return true;
    if (const auto* array = value.get_if<Array>()) return std::ranges::any_of(*array, holds_object);
    if (const auto* map = value.get_if<Map>()) {
        return std::ranges::any_of(*map, [](const auto& entry) { return holds_object(entry.key) || holds_object(entry.value); });
    }
    return false;
}

Object wrap_container(Value container) {
    if (auto* array = container.get_if<Array>()) {
        return Object(std::make_shared<Array>(std::move(*array)), array_type(), typeid(Array));
    }
    return Object(std::make_shared<Map>(std::move(*container.get_if<Map>())), map_type(), typeid(Map));
}

}  // namespace hako::dispatch
