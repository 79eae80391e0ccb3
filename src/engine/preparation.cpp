// The C++ side of the crate's prepare.rs.
#include "engine/preparation.hpp"

#include <algorithm>

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

bool Preparation::read(ByteReader& reader) {
    std::string_view text;
    std::uint32_t start = 0, count = 0;
    if (!reader.text(text) || !reader.number(mutable_globals) || !reader.number(start) || !reader.number(loops) ||
        !reader.number(marks) || !reader.number(count)) {
        return false;
    }
    obstacle = text;
    has_start = start != 0;
    segments.clear();
    for (std::uint32_t i = 0; i < count; ++i) {
        Segment segment;
        if (!reader.number(segment.address) || !reader.number(segment.offset) || !reader.number(segment.size)) return false;
        segments.push_back(segment);
    }
    return true;
}

void Preparation::write(ByteWriter& writer) const {
    writer.text(obstacle);
    for (const auto number :
         {mutable_globals, std::uint32_t{has_start}, loops, marks, static_cast<std::uint32_t>(segments.size())}) {
        writer.number(number);
    }
    for (const auto& segment : segments) {
        writer.number(segment.address);
        writer.number(segment.offset);
        writer.number(segment.size);
    }
}

bool Preparation::fits(std::size_t module_size) const {
    return std::ranges::all_of(segments, [&](const Segment& segment) {
        return segment.offset <= module_size && segment.size <= module_size - segment.offset;
    });
}

PreparedModule prepare(std::string_view wasm, bool mark_loops) {
    const auto bytes = hako_engine_prepare(reinterpret_cast<const std::uint8_t*>(wasm.data()), wasm.size(), mark_loops);
    ByteReader reader({reinterpret_cast<const char*>(bytes.data), bytes.length});
    PreparedModule prepared;
    const bool complete = prepared.preparation.read(reader);
    prepared.wasm.assign(reader.rest());
    hako_engine_free(bytes);
    if (!complete) throw ModuleError("the module can't be read");
    return prepared;
}

}  // namespace hako::engine
