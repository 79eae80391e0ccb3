// What is done to a guest's module before it is compiled, so that instances can be used again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/bytes.hpp"

namespace hako::engine {

/// An active data segment that was taken out of a module.
struct Segment {
    std::uint32_t address = 0;
    std::uint32_t offset = 0;  // of its bytes in the module
    std::uint32_t size = 0;
};

/// What the preparation found and did. A module that can serve one invocation per instance only (`obstacle` isn't empty) is
/// compiled as it is, but for its loops.
struct Preparation {
    std::string obstacle;               // "an instruction changes a table", say
    std::uint32_t mutable_globals = 0;  // exported as __hako_global_0 and so on
    bool has_start = false;             // exported as __hako_start
    std::uint32_t loops = 0;
    std::uint32_t marks = 0;        // stores that were added to loops, so that closing the memory stops them
    std::vector<Segment> segments;  // all inside the initial memory

    bool reusable() const { return obstacle.empty(); }

    /// Reads what write() wrote. False when there is too little.
    bool read(ByteReader& reader);
    void write(ByteWriter& writer) const;
    /// Whether all segments lie in a module of that size.
    bool fits(std::size_t module_size) const;
};

struct PreparedModule {
    Preparation preparation;
    std::string wasm;  // to be compiled
};

/// Prepares a valid module. `mark_loops`: for guests that are stopped through their memory.
PreparedModule prepare(std::string_view wasm, bool mark_loops);

}  // namespace hako::engine
