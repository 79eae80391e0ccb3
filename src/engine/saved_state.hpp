// States as bytes, for files.
#pragma once

#include <cstdint>
#include <memory>

#include "engine/bytes.hpp"
#include "engine/instance.hpp"
#include "engine/module.hpp"

namespace hako::engine {

/// A state as a difference from the base that it was made with.
void write_state(ByteWriter& writer, const State& state);
/// Null when the bytes aren't one of a guest with that base. Otherwise safe to enter, whatever they say: memory contents
/// are the guest's affair.
std::shared_ptr<const State> read_state(ByteReader& reader, const BaseState& base);

void write_base(ByteWriter& writer, const BaseState& base);
/// Null when the bytes aren't a base of that module. Throws std::bad_alloc.
std::shared_ptr<const BaseState> read_base(ByteReader& reader, const Module& module);

}  // namespace hako::engine
