// What a state consists of, written and read.
#include "engine/saved_state.hpp"

#include <algorithm>
#include <cstring>

namespace hako::engine {

namespace {

constexpr std::uint64_t wasm_page = 65536;
constexpr std::uint64_t largest_memory = wasm_page * 65536;
constexpr std::size_t value_bytes = 16;

bool holds_number(wasmtime_valkind_t kind) {
    return kind == WASMTIME_I32 || kind == WASMTIME_I64 || kind == WASMTIME_F32 || kind == WASMTIME_F64 || kind == WASMTIME_V128;
}

void write_globals(ByteWriter& writer, const Globals& globals) {
    writer.number(static_cast<std::uint32_t>(globals.size()));
    for (const auto& global : globals) {
        char bytes[value_bytes];
        std::memcpy(bytes, &global.of, value_bytes);
        writer.number(global.kind);
        writer.raw({bytes, value_bytes});
    }
}

bool read_globals(ByteReader& reader, std::size_t expected, Globals& globals) {
    std::uint32_t count = 0;
    if (!reader.number(count) || count != expected) return false;
    globals.resize(count);
    for (auto& global : globals) {
        std::string_view bytes;
        if (!reader.number(global.kind) || !holds_number(global.kind) || !reader.raw(value_bytes, bytes)) return false;
        std::memcpy(&global.of, bytes.data(), value_bytes);
    }
    return true;
}

std::string_view text_of(std::span<const std::uint8_t> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void write_pages(ByteWriter& writer, std::span<const memory::Delta::Page> pages) {
    writer.number(static_cast<std::uint32_t>(pages.size()));
    for (const auto& page : pages) {
        writer.number(page.index);
        writer.text(text_of(page.patch.bytes()));
    }
}

/// Pages of a memory of `size` bytes, in ascending order.
bool read_pages(ByteReader& reader, std::uint64_t size, std::vector<memory::Delta::Page>& pages) {
    std::uint32_t count = 0;
    if (!reader.number(count)) return false;
    for (std::uint64_t next = 0; count > 0; --count) {
        std::uint32_t index = 0;
        std::string_view bytes;
        if (!reader.number(index) || index < next || index >= size / memory::page_bytes || !reader.text(bytes)) return false;
        auto patch = memory::Patch::from_bytes(bytes_of(bytes));
        if (!patch) return false;
        pages.push_back({index, std::move(*patch)});
        next = std::uint64_t{index} + 1;
    }
    return true;
}

/// Of a memory of `size` bytes; they refer to what is read from.
bool read_runs(ByteReader& reader, std::uint64_t size, std::vector<memory::Image::Run>& runs) {
    std::uint32_t count = 0;
    if (!reader.number(count)) return false;
    for (std::uint64_t next = 0; count > 0; --count) {
        std::uint32_t first = 0;
        std::string_view bytes;
        if (!reader.number(first) || !reader.text(bytes) || first < next || bytes.empty() ||
            bytes.size() % memory::page_bytes != 0)
            return false;
        next = std::uint64_t{first} + bytes.size() / memory::page_bytes;
        if (next > size / memory::page_bytes) return false;
        runs.push_back({first, bytes_of(bytes)});
    }
    return true;
}

}  // namespace

void write_state(ByteWriter& writer, const State& state) {
    writer.number(std::uint64_t{state.memory_size});
    write_globals(writer, state.globals);
    write_pages(writer, state.memory ? state.memory->pages() : std::span<const memory::Delta::Page>());
}

std::shared_ptr<const State> read_state(ByteReader& reader, const BaseState& base) {
    auto state = std::make_shared<State>();
    std::uint64_t size = 0;
    std::vector<memory::Delta::Page> pages;
    if (!reader.number(size) || size % wasm_page != 0 || size < base.memory->bytes().size() || size > largest_memory ||
        !read_globals(reader, base.globals.size(), state->globals) ||
        !std::ranges::equal(state->globals, base.globals, {}, &wasmtime_val_t::kind, &wasmtime_val_t::kind) ||
        !read_pages(reader, size, pages)) {
        return nullptr;
    }
    state->memory_size = size;
    if (!pages.empty()) state->memory = std::make_shared<const memory::Delta>(std::move(pages));
    return state;
}

void write_base(ByteWriter& writer, const BaseState& base) {
    writer.number(std::uint64_t{base.new_size});
    write_globals(writer, base.globals);
    writer.number(std::uint64_t{base.memory->bytes().size()});
    const auto runs = base.memory->runs();
    writer.number(static_cast<std::uint32_t>(runs.size()));
    for (const auto& run : runs) {
        writer.number(static_cast<std::uint32_t>(run.first_page));
        writer.text(text_of(run.contents));
    }
}

std::shared_ptr<const BaseState> read_base(ByteReader& reader, const Module& module) {
    auto base = std::make_shared<BaseState>();
    std::uint64_t new_size = 0, size = 0;
    std::vector<memory::Image::Run> runs;
    if (!reader.number(new_size) || !read_globals(reader, module.preparation().mutable_globals, base->globals) ||
        !reader.number(size) || size % wasm_page != 0 || size > Module::max_initial_memory || new_size % wasm_page != 0 ||
        new_size < module.declarations().initial_memory || new_size > size || !read_runs(reader, size, runs)) {
        return nullptr;
    }
    base->new_size = new_size;
    base->memory = std::make_shared<memory::Image>(size, runs);
    return base;
}

}  // namespace hako::engine
