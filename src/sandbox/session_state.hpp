// What a session is between two of its evals.
#pragma once

#include <memory>

#include "dispatch/handle_table.hpp"
#include "engine/instance.hpp"

namespace hako::sandbox {

/// A value: copies are independent of each other.
struct SessionState {
    /// False until the services and snippets are in place.
    bool begun = false;
    std::shared_ptr<const engine::State> state;
    dispatch::HandleTable handles;
};

}  // namespace hako::sandbox
