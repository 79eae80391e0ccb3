// Access to the embedded guest binaries.
#include "guests/bundled.hpp"

extern "C" {
extern const char hako_ruby_wasm_begin[];
extern const char hako_ruby_wasm_end[];
}

namespace hako::guests {

namespace {
std::string_view between(const char* begin, const char* end) {
    // One array, of which the linker knows the end. NOLINTNEXTLINE(clang-analyzer-security.PointerSub)
    return {begin, static_cast<std::size_t>(end - begin)};
}
}  // namespace

const Bundled& ruby() {
    static const Bundled guest{.name = "ruby", .wasm = between(hako_ruby_wasm_begin, hako_ruby_wasm_end), .nothing = "nil"};
    return guest;
}

}  // namespace hako::guests
