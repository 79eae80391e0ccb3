// Error texts of the engine.
#include "engine/wasmtime_handles.hpp"

#include <vector>

namespace hako::engine {

namespace {

struct ByteVector : wasm_byte_vec_t {
    ByteVector() { wasm_byte_vec_new_empty(this); }
    ~ByteVector() { wasm_byte_vec_delete(this); }
    ByteVector(const ByteVector&) = delete;
    ByteVector& operator=(const ByteVector&) = delete;
    std::string_view view() const {
        std::string_view text(data, size);
        while (!text.empty() && text.back() == '\0') text.remove_suffix(1);
        return text;
    }
};

std::string_view trimmed(std::string_view line) {
    const auto first = line.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

std::string one_line(std::string_view engine_message) {
    // The engine prints "<what>\n\nCaused by:\n    0: <cause>\n    1: <root cause>", where <what> may be a backtrace.
    std::vector<std::string_view> head;
    std::string_view root;
    bool in_causes = false;
    bool in_backtrace = false;
    while (!engine_message.empty()) {
        const auto end = engine_message.find('\n');
        const auto line = trimmed(engine_message.substr(0, end));
        engine_message.remove_prefix(end == std::string_view::npos ? engine_message.size() : end + 1);
        if (line == "Caused by:") {
            in_causes = true;
        } else if (line.ends_with("wasm backtrace:")) {
            in_backtrace = true;
        } else if (in_causes && !line.empty()) {
            root = line;
            const auto colon = line.find(": ");  // a numbered cause
            if (colon != std::string_view::npos && line.find_first_not_of("0123456789") == colon) root = line.substr(colon + 2);
        } else if (!in_backtrace && !line.empty()) {
            head.push_back(line);
        }
    }
    std::string text;
    for (const auto line : head) text += (text.empty() ? "" : " ") + std::string(line);
    if (!root.empty() && text.find(root) == std::string::npos) text += (text.empty() ? "" : ": ") + std::string(root);
    return text;
}

std::string message_of(const wasmtime_error_t& error) {
    ByteVector message;
    wasmtime_error_message(&error, &message);
    return one_line(message.view());
}

std::string message_of(const wasm_trap_t& trap) {
    ByteVector message;
    wasm_trap_message(&trap, &message);
    return one_line(message.view());
}

}  // namespace hako::engine
