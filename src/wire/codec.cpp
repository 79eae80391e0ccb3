// Implements wire/codec.hpp.
#include "wire/codec.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "hako/service.hpp"
#include "value/utf8.hpp"

namespace hako::wire {

namespace {

constexpr std::uint8_t symbol_ext = 0;
constexpr std::uint8_t handle_ext = 1;
constexpr std::uint8_t fault_ext = 2;

const char* const too_deep = "stack level too deep";
const char* const truncated = "end of buffer reached";

}  // namespace

bool is_utf8(std::string_view text) { return detail::is_utf8(text); }

// --- encoder --------------------------------------------------------------------------------------------------------

void Encoder::big_endian(std::uint64_t n, int bytes) {
    char buffer[8];
    for (int i = 0; i < bytes; ++i) buffer[i] = static_cast<char>(n >> (8 * (bytes - 1 - i)));
    out_.append(buffer, static_cast<std::size_t>(bytes));
}

void Encoder::nil() { out_ += '\xc0'; }

void Encoder::boolean(bool b) { out_ += b ? '\xc3' : '\xc2'; }

void Encoder::integer(std::int64_t n) {
    if (n >= 0) {
        unsigned_integer(static_cast<std::uint64_t>(n));
    } else if (n >= -32) {
        out_ += static_cast<char>(n);
    } else if (n >= std::numeric_limits<std::int8_t>::min()) {
        out_ += '\xd0';
        big_endian(static_cast<std::uint64_t>(n), 1);
    } else if (n >= std::numeric_limits<std::int16_t>::min()) {
        out_ += '\xd1';
        big_endian(static_cast<std::uint64_t>(n), 2);
    } else if (n >= std::numeric_limits<std::int32_t>::min()) {
        out_ += '\xd2';
        big_endian(static_cast<std::uint64_t>(n), 4);
    } else {
        out_ += '\xd3';
        big_endian(static_cast<std::uint64_t>(n), 8);
    }
}

void Encoder::unsigned_integer(std::uint64_t n) {
    if (n < 0x80) {
        out_ += static_cast<char>(n);
    } else if (n <= 0xff) {
        out_ += '\xcc';
        big_endian(n, 1);
    } else if (n <= 0xffff) {
        out_ += '\xcd';
        big_endian(n, 2);
    } else if (n <= 0xffffffff) {
        out_ += '\xce';
        big_endian(n, 4);
    } else {
        out_ += '\xcf';
        big_endian(n, 8);
    }
}

void Encoder::floating(double x) {
    out_ += '\xcb';
    big_endian(std::bit_cast<std::uint64_t>(x), 8);
}

namespace {

/// What no header can say: a length past 32 bits.
void check_length(std::size_t length) {
    if (length > 0xffffffff) throw EncodeError("a value of " + std::to_string(length) + " bytes or elements is too long");
}

}  // namespace

void Encoder::text(std::string_view text) {
    if (is_utf8(text)) {
        str(text);
    } else {
        bin(text);
    }
}

void Encoder::str(std::string_view utf8) {
    check_length(utf8.size());
    if (utf8.size() < 32) {
        out_ += static_cast<char>(0xa0 | utf8.size());
    } else if (utf8.size() <= 0xff) {
        out_ += '\xd9';
        big_endian(utf8.size(), 1);
    } else if (utf8.size() <= 0xffff) {
        out_ += '\xda';
        big_endian(utf8.size(), 2);
    } else {
        out_ += '\xdb';
        big_endian(utf8.size(), 4);
    }
    out_ += utf8;
}

void Encoder::bin(std::string_view bytes) {
    check_length(bytes.size());
    if (bytes.size() <= 0xff) {
        out_ += '\xc4';
        big_endian(bytes.size(), 1);
    } else if (bytes.size() <= 0xffff) {
        out_ += '\xc5';
        big_endian(bytes.size(), 2);
    } else {
        out_ += '\xc6';
        big_endian(bytes.size(), 4);
    }
    out_ += bytes;
}

void Encoder::symbol(std::string_view name) {
    if (!is_utf8(name)) throw EncodeError("Symbol payload is not valid UTF-8");
    ext(symbol_ext, name);
}

void Encoder::handle(std::uint32_t id) {
    out_ += '\xd6';
    out_ += static_cast<char>(handle_ext);
    big_endian(id, 4);
}

void Encoder::array_header(std::size_t count) {
    check_length(count);
    if (count < 16) {
        out_ += static_cast<char>(0x90 | count);
    } else if (count <= 0xffff) {
        out_ += '\xdc';
        big_endian(count, 2);
    } else {
        out_ += '\xdd';
        big_endian(count, 4);
    }
}

void Encoder::map_header(std::size_t count) {
    check_length(count);
    if (count < 16) {
        out_ += static_cast<char>(0x80 | count);
    } else if (count <= 0xffff) {
        out_ += '\xde';
        big_endian(count, 2);
    } else {
        out_ += '\xdf';
        big_endian(count, 4);
    }
}

void Encoder::ext(std::uint8_t type, std::string_view payload) {
    check_length(payload.size());
    switch (payload.size()) {
        case 1: out_ += '\xd4'; break;
        case 2: out_ += '\xd5'; break;
        case 4: out_ += '\xd6'; break;
        case 8: out_ += '\xd7'; break;
        case 16: out_ += '\xd8'; break;
        default:
            if (payload.size() <= 0xff) {
                out_ += '\xc7';
                big_endian(payload.size(), 1);
            } else if (payload.size() <= 0xffff) {
                out_ += '\xc8';
                big_endian(payload.size(), 2);
            } else {
                out_ += '\xc9';
                big_endian(payload.size(), 4);
            }
    }
    out_ += static_cast<char>(type);
    out_ += payload;
}

void Encoder::value(const Value& value, int depth) {
    if (depth > max_depth) throw EncodeError(too_deep);
    struct Write {
        Encoder& to;
        int depth;
        void operator()(std::monostate) const { to.nil(); }
        void operator()(bool b) const { to.boolean(b); }
        void operator()(std::int64_t n) const { to.integer(n); }
        void operator()(std::uint64_t n) const { to.unsigned_integer(n); }
        void operator()(double x) const { to.floating(x); }
        void operator()(const std::string& text) const { to.text(text); }
        void operator()(const Binary& bytes) const { to.bin(bytes.bytes()); }
        void operator()(const Symbol& symbol) const { to.symbol(symbol.name()); }
        void operator()(Handle handle) const { to.handle(handle.id()); }
        void operator()(const Object& object) const {
            if (to.objects_ == nullptr) throw EncodeError("a host object (" + object.type().name() + ") can't cross here");
            to.handle(to.objects_->id_of(object));
        }
        void operator()(const Array& array) const {
            to.array_header(array.size());
            for (const auto& element : array) to.value(element, depth + 1);
        }
        void operator()(const Map& map) const {
            to.map_header(map.size());
            Encoder keys(to.out_);  // an object as a key is refused, whatever becomes of the others [B-34]
            for (const auto& [key, element] : map) {
                keys.value(key, depth + 1);
                to.value(element, depth + 1);
            }
        }
    };
    value.visit(Write{*this, depth});
}

// --- decoder --------------------------------------------------------------------------------------------------------

/// A marker with the number behind it: the value of a nil, bool, integer or float, or the length of the rest.
struct Decoder::Head {
    Kind kind;
    std::uint64_t number = 0;
    bool negative = false;  // number is an int64 in two's complement

    std::size_t length() const { return static_cast<std::size_t>(number); }
};

std::string_view Decoder::take(std::size_t count) {
    if (count > in_.size() - at_) throw DecodeError(truncated);
    const auto bytes = in_.substr(at_, count);
    at_ += count;
    return bytes;
}

std::size_t Decoder::reservation(std::size_t count) {
    const std::size_t granted = std::min(count, reservable_);
    reservable_ -= granted;
    return granted;
}

Decoder::Head Decoder::head() {
    const auto big_endian = [this](std::size_t bytes) {
        std::uint64_t number = 0;
        for (const char c : take(bytes)) number = (number << 8) | static_cast<unsigned char>(c);
        return number;
    };
    // Whatever a length promises has to be there; an element takes a byte at least.
    const auto fits = [this](Kind kind, std::uint64_t length, std::uint64_t least_size = 1) {
        if (length > (in_.size() - at_) / least_size) throw DecodeError(truncated);
        return Head{kind, length};
    };
    const auto signed_integer = [](std::int64_t n) { return Head{Kind::integer, static_cast<std::uint64_t>(n), n < 0}; };
    const auto ext = [&](std::uint64_t length) {
        const auto type = static_cast<std::uint8_t>(take(1)[0]);
        if (type > fault_ext) throw DecodeError("unexpected extension type");
        constexpr Kind kinds[] = {Kind::symbol, Kind::handle, Kind::fault};
        return fits(kinds[type], length);
    };

    const auto marker = static_cast<std::uint8_t>(take(1)[0]);
    if (marker < 0x80) return {Kind::integer, marker};
    if (marker < 0x90) return fits(Kind::map, marker & 0x0f, 2);
    if (marker < 0xa0) return fits(Kind::array, marker & 0x0f);
    if (marker < 0xc0) return fits(Kind::str, marker & 0x1f);
    if (marker >= 0xe0) return signed_integer(static_cast<std::int8_t>(marker));
    switch (marker) {
        case 0xc0: return {Kind::nil};
        case 0xc2: return {Kind::boolean, 0};
        case 0xc3: return {Kind::boolean, 1};
        case 0xc4: return fits(Kind::bin, big_endian(1));
        case 0xc5: return fits(Kind::bin, big_endian(2));
        case 0xc6: return fits(Kind::bin, big_endian(4));
        case 0xc7: return ext(big_endian(1));
        case 0xc8: return ext(big_endian(2));
        case 0xc9: return ext(big_endian(4));
        case 0xca: {
            const auto bits = static_cast<std::uint32_t>(big_endian(4));
            return {Kind::floating, std::bit_cast<std::uint64_t>(static_cast<double>(std::bit_cast<float>(bits)))};
        }
        case 0xcb: return {Kind::floating, big_endian(8)};
        case 0xcc: return {Kind::integer, big_endian(1)};
        case 0xcd: return {Kind::integer, big_endian(2)};
        case 0xce: return {Kind::integer, big_endian(4)};
        case 0xcf: return {Kind::integer, big_endian(8)};
        case 0xd0: return signed_integer(static_cast<std::int8_t>(big_endian(1)));
        case 0xd1: return signed_integer(static_cast<std::int16_t>(big_endian(2)));
        case 0xd2: return signed_integer(static_cast<std::int32_t>(big_endian(4)));
        case 0xd3: return signed_integer(static_cast<std::int64_t>(big_endian(8)));
        case 0xd4: return ext(1);
        case 0xd5: return ext(2);
        case 0xd6: return ext(4);
        case 0xd7: return ext(8);
        case 0xd8: return ext(16);
        case 0xd9: return fits(Kind::str, big_endian(1));
        case 0xda: return fits(Kind::str, big_endian(2));
        case 0xdb: return fits(Kind::str, big_endian(4));
        case 0xdc: return fits(Kind::array, big_endian(2));
        case 0xdd: return fits(Kind::array, big_endian(4));
        case 0xde: return fits(Kind::map, big_endian(2), 2);
        case 0xdf: return fits(Kind::map, big_endian(4), 2);
        default: throw DecodeError("invalid byte");  // c1
    }
}

Decoder::Kind Decoder::peek() const {
    // The markers that requests are full of; the rest needs a closer look.
    const auto marker = at_end() ? std::uint8_t{0xc1} : static_cast<std::uint8_t>(in_[at_]);
    if (marker < 0x80) return Kind::integer;
    if (marker < 0x90) return Kind::map;
    if (marker < 0xa0) return Kind::array;
    if (marker < 0xc0) return Kind::str;
    if (marker == 0xc2 || marker == 0xc3) return Kind::boolean;
    Decoder ahead(*this);
    return ahead.head().kind;
}

std::string_view Decoder::name(Kind kind) {
    switch (kind) {
        case Kind::nil: return "NilClass";
        case Kind::boolean: return "Boolean";
        case Kind::integer: return "Integer";
        case Kind::floating: return "Float";
        case Kind::str:
        case Kind::bin: return "String";
        case Kind::array: return "Array";
        case Kind::map: return "Hash";
        case Kind::symbol: return "Symbol";
        case Kind::handle: return "Kobako::Handle";
        case Kind::fault: return "Kobako::Fault";
    }
    return "?";
}

namespace {

DecodeError expected(std::string_view what, Decoder::Kind got) {
    return DecodeError("expected " + std::string(what) + ", got " + std::string(Decoder::name(got)));
}

std::string_view checked_utf8(std::string_view bytes, const char* reason) {
    if (!is_utf8(bytes)) throw DecodeError(reason);
    return bytes;
}

constexpr const char* bad_str = "str payload is not valid UTF-8";
constexpr const char* bad_symbol = "Symbol payload is not valid UTF-8";

std::uint32_t handle_id(std::string_view payload) {
    if (payload.size() != 4) throw DecodeError("Handle payload must be 4 bytes, got " + std::to_string(payload.size()));
    std::uint32_t id = 0;
    for (const char c : payload) id = (id << 8) | static_cast<unsigned char>(c);
    if (id < 1 || id > 0x7fffffff) throw DecodeError("Handle id " + std::to_string(id) + " out of range [1, 2147483647]");
    return id;
}

}  // namespace

Value Decoder::value(int depth) {
    if (depth > max_depth) throw DecodeError(too_deep);
    const Head next = head();
    switch (next.kind) {
        case Kind::nil: return {};
        case Kind::boolean: return next.number != 0;
        case Kind::integer: return next.negative ? Value(static_cast<std::int64_t>(next.number)) : Value(next.number);
        case Kind::floating: return std::bit_cast<double>(next.number);
        case Kind::str: return checked_utf8(take(next.length()), bad_str);
        case Kind::bin: return Binary(std::string(take(next.length())));
        case Kind::symbol: return Symbol(std::string(checked_utf8(take(next.length()), bad_symbol)));
        case Kind::handle: {
            const auto id = handle_id(take(next.length()));
            return handles_ ? handles_->resolve(id) : Value(Handle(Handle::FromWire{id}));
        }
        case Kind::fault: throw DecodeError("unexpected extension type");
        case Kind::array: {
            Array array;
            array.reserve(reservation(next.length()));
            for (std::size_t i = 0; i < next.length(); ++i) array.push_back(value(depth + 1));
            return array;
        }
        case Kind::map: {
            Map map;
            map.reserve(reservation(next.length()));
            for (std::size_t i = 0; i < next.length(); ++i) {
                Value key = value(depth + 1);
                map.set(std::move(key), value(depth + 1));
            }
            return map;
        }
    }
    throw DecodeError("invalid byte");
}

std::size_t Decoder::array_header() {
    const Head next = head();
    if (next.kind != Kind::array) throw expected("Array", next.kind);
    return next.length();
}

std::size_t Decoder::map_header() {
    const Head next = head();
    if (next.kind != Kind::map) throw expected("Hash", next.kind);
    return next.length();
}

std::string_view Decoder::str() {
    const Head next = head();
    if (next.kind != Kind::str) throw expected("String", next.kind);
    return checked_utf8(take(next.length()), bad_str);
}

std::string_view Decoder::symbol() {
    const Head next = head();
    if (next.kind != Kind::symbol) throw expected("Symbol", next.kind);
    return checked_utf8(take(next.length()), bad_symbol);
}

bool Decoder::boolean() {
    const Head next = head();
    if (next.kind != Kind::boolean) throw expected("Boolean", next.kind);
    return next.number != 0;
}

std::uint32_t Decoder::handle() {
    const Head next = head();
    if (next.kind != Kind::handle) throw expected("Kobako::Handle", next.kind);
    return handle_id(take(next.length()));
}

void Decoder::expect_end() const {
    if (at_end()) return;
    throw DecodeError(std::to_string(in_.size() - at_) + " extra bytes after the deserialized object");
}

}  // namespace hako::wire
