// What several unit tests need: values of every type, calls without a sandbox.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include "hako/hako.hpp"
#include "support/bytes.hpp"
#include "wire/codec.hpp"

namespace hako::test {

/// The `what()` of the E that `f` throws; what happened instead when it throws none.
template <class E, class F>
std::string error_of(F&& f) {
    try {
        f();
    } catch (const E& e) {
        return e.what();
    } catch (const std::exception& e) {
        return std::string("another exception: ") + e.what();
    }
    return "no exception";
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

inline Value handle(std::uint32_t id) { return Handle(Handle::FromWire{id}); }

/// A value of whatever type and shape; containers nest up to `depth`. The same engine state gives the same value.
inline Value random_value(std::mt19937& random, int depth) {
    const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
    const auto letters = [&] {
        static constexpr std::string_view parts[] = {"a", "B", "_", "é", "漢", "😀", "\n", "#{", "\"", "\\", "?"};
        std::string text;
        for (std::uint32_t i = below(8); i > 0; --i) text += parts[below(std::size(parts))];
        return text;
    };
    switch (below(depth > 0 ? 11 : 8)) {
        case 0: return nullptr;
        case 1: return below(2) == 0;
        case 2: return static_cast<std::int64_t>(random()) - static_cast<std::int64_t>(random());
        case 3: return ((std::uint64_t{random()} << 32) | random()) >> below(64);
        case 4: return static_cast<double>(random()) / (1 + below(1000));
        case 5: return letters();
        case 6: return Symbol(letters());
        case 7: {
            std::string raw;
            for (std::uint32_t i = below(8); i > 0; --i) raw += static_cast<char>(below(256));
            return Binary(raw);
        }
        case 8:
        case 9: {
            Array array;
            for (std::uint32_t i = below(6); i > 0; --i) array.push_back(random_value(random, depth - 1));
            return array;
        }
        default: {
            Map map;
            for (std::uint32_t i = below(12); i > 0; --i) {
                Value key = random_value(random, depth - 1);
                map.set(std::move(key), random_value(random, depth - 1));
            }
            return map;
        }
    }
}

/// Numbers the objects that it meets from 1.
struct CountingIds : wire::Encoder::ObjectIds {
    std::uint32_t id_of(const Object& object) override {
        objects.push_back(object);
        return static_cast<std::uint32_t>(objects.size());
    }
    std::vector<Object> objects;
};

/// Keeps handles as they are.
struct KeptHandles : wire::Decoder::Handles {
    Value resolve(std::uint32_t id) override { return handle(id); }
};

/// One call of an object's method as the dispatcher makes it.
struct Request {
    Array arguments = {};
    KeywordArguments keywords = {};
    Block* block = nullptr;
    detail::ContextPointer context = {};
};

inline Value call(const Object& object, std::string_view method, Request request = {}) {
    Call call(Call::Parts{.target = "Store::Stock",
                          .method = method,
                          .arguments = request.arguments,
                          .keywords = request.keywords,
                          .block = request.block,
                          .context = request.context,
                          .deadline = std::nullopt});
    return ServiceType::invoke(*object.type().find(method), object.instance(), call);
}

/// A block in C++: calls a function with the arguments that a service yields.
class FakeBlock : public detail::BlockTarget {
   public:
    using Body = std::function<Value(const Array&)>;
    explicit FakeBlock(Body body) : body_(std::move(body)) {}
    Value yield(std::uint64_t, const Array& arguments) override { return body_(arguments); }
    static Block make(Body body) { return Block(std::make_shared<FakeBlock>(std::move(body)), 1); }

   private:
    Body body_;
};

}  // namespace hako::test
