// WebAssembly text to the binary format, for guests that are written by hand.
#pragma once

#include <string>
#include <string_view>

namespace hako::test {

/// The binary of a module in text form. Throws std::runtime_error with the assembler's text, which shows the line.
std::string wasm_of(std::string_view wat);

/// `bytes` as a string literal of the text form, quotes included.
std::string wat_string(std::string_view bytes);

}  // namespace hako::test
