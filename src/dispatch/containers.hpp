// Arrays and maps that hold host objects: they cross as one handle whose methods read the container. [B-14]
#pragma once

#include "hako/object.hpp"
#include "hako/value.hpp"

namespace hako::dispatch {

/// Whether a host object stands anywhere inside an array or map.
bool holds_object(const Value& value);

/// An object that answers for the array or map: [], size, each, ….
Object wrap_container(Value container);

}  // namespace hako::dispatch
