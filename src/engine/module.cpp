// Compiling modules and reading their declarations.
#include "engine/module.hpp"

#include <algorithm>

#ifdef HAKO_THREAD_SANITIZER
#include <mutex>
#endif

#include "engine/module_cache.hpp"

namespace hako::engine {

namespace {

struct ExportSpec {
    std::string_view name;
    std::string_view type;
};
constexpr std::array<ExportSpec, export_count> export_specs = {{
    {"__kobako_abi_version", "() -> i32"},
    {"__kobako_eval", "() -> ()"},
    {"__kobako_run", "(i32, i32) -> ()"},
    {"__kobako_alloc", "(i32) -> i32"},
    {"__kobako_take_outcome", "() -> i64"},
    {"__kobako_yield_to_block", "(i32, i32) -> i64"},
    {"_initialize", "() -> ()"},
    {"__hako_compile_check", "(i32, i32) -> i32"},
    {"__hako_prime", "() -> i32"},
    {"__hako_session_eval", "() -> ()"},
    {"__hako_boot", "() -> i32"},
    {"__hako_start", "() -> ()"},
}};

const std::uint8_t* bytes_of(std::string_view text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }
std::string_view text_of(const wasm_name_t* name) { return {name->data, name->size}; }

std::string type_list(const wasm_valtype_vec_t* types) {
    const auto name = [](const wasm_valtype_t* type) -> std::string {
        switch (wasm_valtype_kind(type)) {
            case WASM_I32: return "i32";
            case WASM_I64: return "i64";
            case WASM_F32: return "f32";
            case WASM_F64: return "f64";
            default: return "ref";
        }
    };
    std::string text;
    for (std::size_t i = 0; i < types->size; ++i) text += (i ? ", " : "") + name(types->data[i]);
    return text;
}

std::string describe(const wasm_externtype_t* type) {
    if (const auto* function = wasm_externtype_as_functype_const(type)) {
        const auto* results = wasm_functype_results(function);
        const auto list = type_list(results);
        return "(" + type_list(wasm_functype_params(function)) + ") -> " + (results->size == 1 ? list : "(" + list + ")");
    }
    switch (wasm_externtype_kind(type)) {
        case WASM_EXTERN_MEMORY: return "memory";
        case WASM_EXTERN_TABLE: return "table";
        case WASM_EXTERN_GLOBAL: return "global";
        default: return "tag";
    }
}

// In the cache, the code is followed by the preparation and by the code's size.

std::string make_entry(std::string_view code, const Preparation& preparation) {
    std::string entry(code);
    ByteWriter writer(entry);
    preparation.write(writer);
    writer.number(std::uint64_t{code.size()});
    return entry;
}

bool read_entry(std::string_view entry, Preparation& preparation) {
    std::uint64_t code_size = 0;
    ByteReader last(entry.substr(entry.size() - std::min(entry.size(), sizeof code_size)));
    if (!last.number(code_size) || code_size > entry.size()) return false;
    ByteReader behind_code(entry.substr(code_size));
    return preparation.read(behind_code);
}

}  // namespace

std::string_view name_of(Export function) { return export_specs[static_cast<std::size_t>(function)].name; }

Module::Module(Engine& engine, ModuleHandle module, Preparation preparation, Binary binary)
    : engine_(engine), module_(std::move(module)), preparation_(std::move(preparation)), binary_(std::move(binary)) {
    wasm_importtype_vec_t imports;
    wasmtime_module_imports(module_.get(), &imports);
    for (std::size_t i = 0; i < imports.size; ++i) {
        const auto* import = imports.data[i];
        declarations_.imports.push_back(std::string(text_of(wasm_importtype_module(import))) + "." +
                                        std::string(text_of(wasm_importtype_name(import))) + ": " +
                                        describe(wasm_importtype_type(import)));
    }
    wasm_importtype_vec_delete(&imports);

    wasm_exporttype_vec_t exports;
    wasmtime_module_exports(module_.get(), &exports);
    for (std::size_t i = 0; i < exports.size; ++i) {
        const auto* item = exports.data[i];
        const auto name = text_of(wasm_exporttype_name(item));
        const auto type = describe(wasm_exporttype_type(item));
        const bool added = preparation_.reusable() && (name == "__hako_start" || name.starts_with("__hako_global_"));
        if (!added) declarations_.exports.push_back(std::string(name) + ": " + type);
        for (std::size_t e = 0; e < export_count; ++e) {
            if (export_specs[e].name == name && export_specs[e].type == type) exports_[e] = true;
        }
        if (const auto* memory = wasm_externtype_as_memorytype_const(wasm_exporttype_type(item)); memory && name == "memory") {
            constexpr std::uint64_t page = 65536;
            has_memory_ = true;
            declarations_.initial_memory = wasmtime_memorytype_minimum(memory) * page;
            std::uint64_t maximum = 0;
            if (wasmtime_memorytype_maximum(memory, &maximum)) declarations_.maximum_memory = maximum * page;
        }
    }
    wasm_exporttype_vec_delete(&exports);
}

std::unique_ptr<Module> Module::compile(Binary binary, Interruption interruption) {
    auto& engine = Engine::shared(interruption);
    const ModuleCache cache = ModuleCache::of_user();
    const auto wasm = binary.wasm;
    if (binary.sha256.empty()) binary.sha256 = sha256_hex(wasm);
    const auto& key = binary.sha256;

    wasmtime_module_t* module = nullptr;
    Preparation preparation;
    if (const auto cached = cache.load(key, engine.fingerprint())) {
        if (read_entry(cached->content(), preparation) && preparation.fits(wasm.size())) {
            // The file begins with the code, which is mapped as that of a program is: read where it is executed, and shared.
            const ErrorHandle error(wasmtime_module_deserialize_file(engine.get(), cached->path().c_str(), &module));
            if (error) module = nullptr;  // of another machine, say: compiled again and replaced
        }
    }
    if (module == nullptr) {
#ifdef HAKO_THREAD_SANITIZER
        // Compilations share buffers, under a lock of the engine's that the sanitizer doesn't see.
        static std::mutex compiling;
        const std::lock_guard lock(compiling);
#endif
        const ErrorHandle invalid(wasmtime_module_validate(engine.get(), bytes_of(wasm), wasm.size()));
        if (invalid) throw ModuleError(message_of(*invalid));
        auto prepared = prepare(wasm, interruption == Interruption::memory);
        preparation = std::move(prepared.preparation);
        const ErrorHandle error(wasmtime_module_new(engine.get(), bytes_of(prepared.wasm), prepared.wasm.size(), &module));
        if (error) throw ModuleError(message_of(*error));
        wasm_byte_vec_t serialized;
        const ErrorHandle unserializable(wasmtime_module_serialize(module, &serialized));
        if (!unserializable) {
            const auto entry = make_entry({serialized.data, serialized.size}, preparation);
            wasm_byte_vec_delete(&serialized);
            cache.store(key, engine.fingerprint(), entry);
        }
    }
    return std::unique_ptr<Module>(new Module(engine, ModuleHandle(module), std::move(preparation), std::move(binary)));
}

std::string Module::too_much_memory(std::uint64_t bytes) {
    return "the module starts with " + std::to_string(bytes) + " bytes of memory, more than the " +
           std::to_string(max_initial_memory) + " that a guest may have";
}

void Module::link() {
    wasmtime_instance_pre_t* linked = nullptr;
    const ErrorHandle error(wasmtime_linker_instantiate_pre(engine_.linker(), module_.get(), &linked));
    if (error) throw ModuleError(message_of(*error));
    linked_.reset(linked);
}

}  // namespace hako::engine
