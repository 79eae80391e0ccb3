// The guest binaries that are part of the library.
#pragma once

#include <string_view>

namespace hako::guests {

std::string_view ruby_wasm();

}  // namespace hako::guests
