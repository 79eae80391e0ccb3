// The C++ side of the crate's prepare.rs.
#include "engine/preparation.hpp"

#include <cstring>

#include "engine/error.hpp"

namespace {
struct OwnedBytes {
    std::uint8_t* data;
    std::size_t length;
};
}  // namespace
extern "C" OwnedBytes hako_engine_prepare(const std::uint8_t* data, std::size_t length, bool mark_loops);
extern "C" void hako_engine_free(OwnedBytes bytes);

namespace hako::engine {

namespace {

// Numbers are little-endian, of 32 bits.
bool read_number(std::string_view& bytes, std::uint32_t& number) {
    if (bytes.size() < 4) return false;
    number = 0;
    for (int i = 3; i >= 0; --i) number = number << 8 | static_cast<std::uint8_t>(bytes[static_cast<std::size_t>(i)]);
    bytes.remove_prefix(4);
    return true;
}

bool read_text(std::string_view& bytes, std::string& text) {
    std::uint32_t length = 0;
    if (!read_number(bytes, length) || bytes.size() < length) return false;
    text.assign(bytes.substr(0, length));
    bytes.remove_prefix(length);
    return true;
}

void write_number(std::string& out, std::size_t number) {
    for (int i = 0; i < 4; ++i) out += static_cast<char>(number >> (8 * i));
}

}  // namespace

bool Preparation::read(std::string_view& bytes) {
    std::uint32_t start = 0, count = 0;
    if (!read_text(bytes, obstacle) || !read_number(bytes, mutable_globals) || !read_number(bytes, start) ||
        !read_number(bytes, loops) || !read_number(bytes, marks) || !read_number(bytes, count)) {
        return false;
    }
    has_start = start != 0;
    segments.clear();
    for (std::uint32_t i = 0; i < count; ++i) {
        Segment segment;
        if (!read_number(bytes, segment.address) || !read_text(bytes, segment.bytes)) return false;
        segments.push_back(std::move(segment));
    }
    return true;
}

std::string Preparation::to_bytes() const {
    std::string out;
    write_number(out, obstacle.size());
    out += obstacle;
    for (const std::size_t number :
         {std::size_t{mutable_globals}, std::size_t{has_start}, std::size_t{loops}, std::size_t{marks}, segments.size()}) {
        write_number(out, number);
    }
    for (const auto& segment : segments) {
        write_number(out, segment.address);
        write_number(out, segment.bytes.size());
        out += segment.bytes;
    }
    return out;
}

PreparedModule prepare(std::string_view wasm, bool mark_loops) {
    const auto bytes = hako_engine_prepare(reinterpret_cast<const std::uint8_t*>(wasm.data()), wasm.size(), mark_loops);
    std::string_view rest(reinterpret_cast<const char*>(bytes.data), bytes.length);
    PreparedModule prepared;
    const bool complete = prepared.preparation.read(rest);
    prepared.wasm.assign(rest);
    hako_engine_free(bytes);
    if (!complete) throw ModuleError("the module can't be read");
    return prepared;
}

}  // namespace hako::engine
