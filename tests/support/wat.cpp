// The assembler that the engine brings along.
#include "support/wat.hpp"

#include <wasmtime.h>

#include <stdexcept>

namespace hako::test {

std::string wasm_of(std::string_view wat) {
    wasm_byte_vec_t bytes;
    if (wasmtime_error_t* error = wasmtime_wat2wasm(wat.data(), wat.size(), &bytes)) {
        wasmtime_error_message(error, &bytes);
        const std::string text(bytes.data, bytes.size);
        wasm_byte_vec_delete(&bytes);
        wasmtime_error_delete(error);
        throw std::runtime_error(text);
    }
    std::string wasm(bytes.data, bytes.size);
    wasm_byte_vec_delete(&bytes);
    return wasm;
}

std::string wat_string(std::string_view bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text = "\"";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += '\\';
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text + '"';
}

}  // namespace hako::test
