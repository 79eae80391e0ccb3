// Implements hako/json.hpp.
#include "hako/json.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "hako/service.hpp"
#include "value/utf8.hpp"

namespace hako {

namespace {

using Json = nlohmann::ordered_json;

// A value nests no deeper than the wire allows. A map with other keys than text takes three levels of JSON for one of
// its own, and a leaf may take one.
constexpr int max_depth = 128;
constexpr std::size_t max_levels = 3 * max_depth + 1;

// --- base64 ---------------------------------------------------------------------------------------------------------

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string to_base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group = (group << 8) | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) text += k <= count ? base64_digits[(group >> (18 - 6 * k)) & 63] : '=';
    }
    return text;
}

/// Strict: whole groups, padded, with no stray bits.
std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::array<std::int8_t, 256> digit_of;
    digit_of.fill(-1);
    for (std::size_t i = 0; i < base64_digits.size(); ++i) {
        digit_of[static_cast<unsigned char>(base64_digits[i])] = static_cast<std::int8_t>(i);
    }
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    for (std::size_t i = 0; i < text.size(); i += 4) {
        const auto quad = text.substr(i, 4);
        const bool last = i + 4 == text.size();
        const std::size_t padding = !last ? 0 : quad.ends_with("==") ? 2 : quad.ends_with("=") ? 1 : 0;
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const int digit = k >= 4 - padding ? 0 : digit_of[static_cast<unsigned char>(quad[k])];
            if (digit < 0) return std::nullopt;
            group = (group << 6) | static_cast<std::uint32_t>(digit);
        }
        if (padding > 0 && (group & (padding == 2 ? 0xFFFFU : 0xFFU)) != 0) return std::nullopt;
        for (std::size_t k = 0; k < 3 - padding; ++k) bytes += static_cast<char>(group >> (16 - 8 * k));
    }
    return bytes;
}

// --- to JSON --------------------------------------------------------------------------------------------------------

/// Appends to an object whose keys are known to differ: the library's own insertion compares with all that are there.
void append(Json::object_t& object, const std::string& key, Json value) {
    static_cast<Json::object_t::Container&>(object).emplace_back(key, std::move(value));
}

Json tagged(const std::string& tag, Json payload) {
    Json::object_t object;
    append(object, tag, std::move(payload));
    return object;
}

struct ToJson {
    Json operator()(std::monostate) const { return nullptr; }
    Json operator()(bool b) const { return b; }
    Json operator()(std::int64_t n) const { return n; }
    Json operator()(std::uint64_t n) const { return n; }
    Json operator()(double x) const {
        if (std::isnan(x)) return tagged("$float", "nan");
        if (std::isinf(x)) return tagged("$float", x > 0 ? "inf" : "-inf");
        return x;
    }
    Json operator()(const std::string& text) const {
        if (!detail::is_utf8(text)) return tagged("$bytes", to_base64(text));
        return text;
    }
    Json operator()(const Binary& bytes) const { return tagged("$bytes", to_base64(bytes.bytes())); }
    Json operator()(const Symbol& symbol) const {
        if (!detail::is_utf8(symbol.name())) {
            throw ConversionError("Symbol " + Value(symbol).inspect(80) + " has no form in JSON: its name is not UTF-8");
        }
        return tagged("$symbol", symbol.name());
    }
    Json operator()(const Object& object) const { return tagged("$object", object.type().name()); }
    Json operator()(Handle handle) const { return tagged("$handle", handle.id()); }
    Json operator()(const Array& array) const {
        Json::array_t elements;
        elements.reserve(array.size());
        for (const auto& element : array) elements.push_back(to_json(element));
        return elements;
    }
    Json operator()(const Map& map) const {
        const auto is_text = [](const Map::Entry& entry) {
            const auto* key = entry.key.get_if<std::string>();
            return key != nullptr && detail::is_utf8(*key);
        };
        const auto looks_tagged = [&] { return map.size() == 1 && map.begin()->key.get_if<std::string>()->starts_with('$'); };
        if (!std::ranges::all_of(map, is_text) || looks_tagged()) {
            Json::array_t pairs;
            pairs.reserve(map.size());
            for (const auto& [key, value] : map) pairs.push_back(Json::array_t{to_json(key), to_json(value)});
            return tagged("$map", std::move(pairs));
        }
        Json::object_t object;
        object.reserve(map.size());
        for (const auto& [key, value] : map) append(object, *key.get_if<std::string>(), to_json(value));
        return object;
    }
};

// --- from JSON ------------------------------------------------------------------------------------------------------

/// The value that {tag: payload} stands for.
Value untagged(const std::string& tag, Value payload) {
    const auto malformed = [&](const std::string& expected) {
        return ConversionError("malformed {\"" + tag + "\": …}: " + expected + ", got " + payload.inspect(80));
    };
    const auto* text = payload.get_if<std::string>();
    if (tag == "$symbol") {
        if (text == nullptr) throw malformed("expected text");
        return Symbol(*text);
    }
    if (tag == "$bytes") {
        auto bytes = text ? from_base64(*text) : std::nullopt;
        if (!bytes) throw malformed("expected base64");
        return Binary(*std::move(bytes));
    }
    if (tag == "$float") {
        if (text && *text == "nan") return std::numeric_limits<double>::quiet_NaN();
        if (text && *text == "inf") return std::numeric_limits<double>::infinity();
        if (text && *text == "-inf") return -std::numeric_limits<double>::infinity();
        throw malformed("expected \"nan\", \"inf\" or \"-inf\"");
    }
    if (tag == "$map") {
        auto* pairs = payload.get_if<Array>();
        if (pairs == nullptr) throw malformed("expected an array of pairs");
        Map map;
        map.reserve(pairs->size());
        for (auto& pair : *pairs) {
            auto* both = pair.get_if<Array>();
            if (both == nullptr || both->size() != 2) {
                throw ConversionError("malformed {\"$map\": …}: expected [key, value], got " + pair.inspect(80));
            }
            map.set(std::move((*both)[0]), std::move((*both)[1]));
        }
        return map;
    }
    if (tag == "$object" || tag == "$handle") {
        throw ConversionError("{\"" + tag + "\": …} only says that there was one; it can't be read back");
    }
    throw ConversionError("unknown form {\"" + tag +
                          "\": …}; an object with this key alone is written {\"$map\": [[key, value]]}");
}

/// Builds a value from the events of a parser.
class Reader {
   public:
    bool null() { return add({}, 0); }
    bool boolean(bool b) { return add(b, 0); }
    bool number_integer(std::int64_t n) { return add(n, 0); }
    bool number_unsigned(std::uint64_t n) { return add(n, 0); }
    bool number_float(double x, const std::string& text) {
        if (!text.empty() && text.find_first_of(".eE") == std::string::npos) {
            throw ConversionError("integer " + text + " is out of range -9223372036854775808..18446744073709551615");
        }
        return add(x, 0);
    }
    bool string(std::string& text) { return add(std::move(text), 0); }
    bool binary(std::vector<std::uint8_t>& bytes) { return add(Binary(std::string(bytes.begin(), bytes.end())), 0); }
    bool start_object(std::size_t) { return open(Map()); }
    bool key(std::string& name) {
        frames_.back().key = std::move(name);
        return true;
    }
    bool end_object() {
        Frame frame = pop();
        auto* map = frame.container.get_if<Map>();
        if (map->size() != 1 || !map->begin()->key.get_if<std::string>()->starts_with('$')) {
            return add(std::move(frame.container), frame.height + 1);
        }
        const std::string tag = *map->begin()->key.get_if<std::string>();
        Value value = untagged(tag, std::move(*map->find(Value(tag))));
        const int height = value.is_map() ? std::max(1, frame.height - 1) : 0;
        return add(std::move(value), height);
    }
    bool start_array(std::size_t) { return open(Array()); }
    bool end_array() {
        Frame frame = pop();
        return add(std::move(frame.container), frame.height + 1);
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& e) {
        const std::string_view what = e.what();  // "[json.exception.parse_error.101] parse error at line 1, …"
        throw ConversionError(std::string(what.substr(what.find(']') + 2)));
    }

    Value take() { return std::move(result_); }

   private:
    /// A container that is not complete yet, the key of what comes next, and how deep its content nests.
    struct Frame {
        Value container;
        std::string key;
        int height = 0;
    };

    static ConversionError too_deep() {
        return ConversionError("JSON nests deeper than " + std::to_string(max_depth) + " levels");
    }

    bool open(Value container) {
        if (frames_.size() == max_levels) throw too_deep();
        frames_.push_back({std::move(container), {}, 0});
        return true;
    }
    Frame pop() {
        Frame frame = std::move(frames_.back());
        frames_.pop_back();
        return frame;
    }
    bool add(Value value, int height) {
        // The list of pairs in {"$map": …} is one level deeper than the map that it stands for.
        const bool pairs = !frames_.empty() && frames_.back().key == "$map";
        if (height > max_depth + (pairs ? 1 : 0)) throw too_deep();
        if (frames_.empty()) {
            result_ = std::move(value);
            return true;
        }
        Frame& frame = frames_.back();
        frame.height = std::max(frame.height, height);
        if (auto* array = frame.container.get_if<Array>()) {
            array->push_back(std::move(value));
        } else {
            frame.container.get_if<Map>()->set(std::move(frame.key), std::move(value));
        }
        return true;
    }

    std::vector<Frame> frames_;
    Value result_;
};

/// Plays a document to the reader, so that both ways in follow one set of rules. The reader bounds the recursion.
void play(const Json& json, Reader& reader) {
    switch (json.type()) {
        case Json::value_t::null: reader.null(); break;
        case Json::value_t::boolean: reader.boolean(json.get<bool>()); break;
        case Json::value_t::number_integer: reader.number_integer(json.get<std::int64_t>()); break;
        case Json::value_t::number_unsigned: reader.number_unsigned(json.get<std::uint64_t>()); break;
        case Json::value_t::number_float: reader.number_float(json.get<double>(), {}); break;
        case Json::value_t::string: {
            auto text = json.get<std::string>();
            reader.string(text);
            break;
        }
        case Json::value_t::binary: {
            std::vector<std::uint8_t> bytes = json.get_binary();
            reader.binary(bytes);
            break;
        }
        case Json::value_t::array:
            reader.start_array(json.size());
            for (const auto& element : json) play(element, reader);
            reader.end_array();
            break;
        case Json::value_t::object:
            reader.start_object(json.size());
            for (const auto& [key, value] : json.get_ref<const Json::object_t&>()) {
                std::string name = key;
                reader.key(name);
                play(value, reader);
            }
            reader.end_object();
            break;
        case Json::value_t::discarded: throw ConversionError("the JSON was discarded by its parser");
    }
}

}  // namespace

Json to_json(const Value& value) { return value.visit(ToJson()); }

Value from_json(const Json& json) {
    Reader reader;
    play(json, reader);
    return reader.take();
}

Value parse_json(std::string_view text) {
    Reader reader;
    Json::sax_parse(text.begin(), text.end(), &reader);
    return reader.take();
}

std::string print_json(const Value& value) { return to_json(value).dump(); }

}  // namespace hako
