// Access to the embedded guest binaries.
#include "guests/bundled.hpp"

extern "C" {
extern const char hako_ruby_wasm_begin[];
extern const char hako_ruby_wasm_end[];
}

namespace hako::guests {

std::string_view ruby_wasm() {
    // One array, of which the linker knows the end. NOLINTNEXTLINE(clang-analyzer-security.PointerSub)
    return {hako_ruby_wasm_begin, static_cast<std::size_t>(hako_ruby_wasm_end - hako_ruby_wasm_begin)};
}

}  // namespace hako::guests
