// The guest binaries that are part of the library.
#pragma once

#include <string_view>

namespace hako::guests {

struct Bundled {
    std::string_view name;
    std::string_view wasm;
    std::string_view nothing;  // the source of the language's value for nothing
};

const Bundled& ruby();

}  // namespace hako::guests
