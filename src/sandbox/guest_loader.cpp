// Reading, compiling and probing guests.
#include "sandbox/guest_loader.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <list>
#include <mutex>

#include "engine/files.hpp"
#include "hako/errors.hpp"
#include "hako/version.hpp"

namespace hako {

namespace sandbox {

namespace {

[[noreturn]] void fail(ErrorKind kind, std::string message) {
    Failure failure;
    failure.kind = kind;
    failure.message = std::move(message);
    failure.raise();
}

std::string read_guest(const std::filesystem::path& path) {
    try {
        return engine::read_file(path);
    } catch (const engine::FileError& e) {
        if (e.missing()) {
            fail(ErrorKind::module_not_built,
                 "Sandbox runtime not found at " + path.string() + "; name an existing guest binary or use the bundled one");
        }
        fail(ErrorKind::setup, "failed to read Sandbox runtime at " + path.string() + ": " + e.what());
    }
}

void probe_version(const engine::Module& module) {
    static constexpr std::string_view remedy = "; rebuild it against ABI version 2";
    if (!module.has(engine::Export::abi_version)) {
        fail(ErrorKind::setup, "the Guest Binary does not export __kobako_abi_version" + std::string(remedy));
    }
    wasi::World world;
    const auto limits = housekeeping_limits(std::chrono::seconds(10));
    std::optional<std::uint64_t> version;
    try {
        engine::Instance instance(module, world, limits);
        instance.arm(limits);
        version = instance.call(engine::Export::abi_version);
        if (!version) {
            fail(ErrorKind::setup, "failed to read the Guest Binary's ABI version: " + instance.stop().message);
        }
    } catch (const engine::ModuleError& e) {
        fail(ErrorKind::setup, std::string("instantiate: ") + e.what());
    }
    if (*version != abi_version) {
        fail(ErrorKind::setup, "the Guest Binary reports ABI version " + std::to_string(*version) +
                                   ", but this host implements ABI version " + std::to_string(abi_version) +
                                   "; rebuild the Guest Binary against the host's version");
    }
}

std::shared_ptr<GuestRuntime> prepare(engine::Binary binary, engine::Interruption interruption) {
    std::shared_ptr<engine::Module> module;
    try {
        module = engine::Module::compile(std::move(binary), interruption);
    } catch (const engine::ModuleError& e) {
        fail(ErrorKind::setup, std::string("failed to compile Sandbox runtime: ") + e.what());
    }
    try {
        module->link();
    } catch (const engine::ModuleError& e) {
        fail(ErrorKind::setup, std::string("instantiate: ") + e.what());
    }
    try {
        auto runtime = std::make_shared<GuestRuntime>(module);
        if (runtime->load()) return runtime;  // whose version was seen when it was stored
        probe_version(*module);
        runtime->boot();
        return runtime;
    } catch (const engine::ModuleError& e) {
        fail(ErrorKind::setup, std::string("instantiate: ") + e.what());
    }
}

/// The guests that the process has loaded, by what identifies their bytes.
class Registry {
   public:
    static Registry& shared() {
        static Registry& registry = *new Registry;
        return registry;
    }

    template <class Load>
    std::shared_ptr<GuestRuntime> get(const std::string& key, const Load& load) {
        const auto slot = slot_of(key);
        // Whoever comes first loads; others that want the same module wait for it, and nobody else does.
        const std::lock_guard lock(slot->loading);
        if (!slot->guest) slot->guest = load();
        return slot->guest;
    }

   private:
    struct Slot {
        std::string key;
        std::mutex loading;
        std::shared_ptr<GuestRuntime> guest;
    };
    // More guests than a program uses at a time; beyond that, the ones unused for longest are loaded again when needed.
    static constexpr std::size_t keep = 16;

    std::shared_ptr<Slot> slot_of(const std::string& key) {
        const std::lock_guard lock(mutex_);
        for (auto at = slots_.begin(); at != slots_.end(); ++at) {
            if ((*at)->key == key) {
                slots_.splice(slots_.begin(), slots_, at);
                return slots_.front();
            }
        }
        slots_.push_front(std::make_shared<Slot>());
        slots_.front()->key = key;
        if (slots_.size() > keep) slots_.pop_back();
        return slots_.front();
    }

    std::mutex mutex_;
    std::list<std::shared_ptr<Slot>> slots_;
};

engine::Binary binary_of(std::string bytes) {
    const auto owner = std::make_shared<const std::string>(std::move(bytes));
    return {.wasm = *owner, .sha256 = {}, .owner = owner};
}

std::string identity_of(const std::filesystem::path& path) {
    struct stat status{};
    if (stat(path.c_str(), &status) != 0) return "missing " + path.string();
    return "file " + std::to_string(status.st_dev) + ' ' + std::to_string(status.st_ino) + ' ' + std::to_string(status.st_size) +
           ' ' + std::to_string(status.st_mtim.tv_sec) + '.' + std::to_string(status.st_mtim.tv_nsec);
}

}  // namespace

std::shared_ptr<GuestRuntime> load_guest(const Guest& guest) {
    const auto& source = guest.source();
    auto& registry = Registry::shared();
    switch (source.kind) {
        case Guest::Source::Kind::bundled: {
            const auto& bundled = *source.bundled;
            return registry.get("bundled " + std::string(bundled.name), [&] {
                if (bundled.wasm.empty()) {
                    fail(ErrorKind::module_not_built,
                         "the " + std::string(bundled.name) +
                             " guest is not part of this build of hako; configure it with HAKO_GUESTS");
                }
                return prepare({.wasm = bundled.wasm, .sha256 = std::string(bundled.sha256), .owner = nullptr},
                               engine::Interruption::memory);
            });
        }
        case Guest::Source::Kind::file:
            return registry.get(identity_of(source.path),
                                [&] { return prepare(binary_of(read_guest(source.path)), engine::Interruption::checks); });
        case Guest::Source::Kind::bytes: break;
    }
    auto binary = binary_of(source.bytes);
    binary.sha256 = engine::sha256_hex(source.bytes);
    return registry.get("bytes " + binary.sha256, [&] { return prepare(std::move(binary), engine::Interruption::checks); });
}

}  // namespace sandbox

GuestInfo inspect(const Guest& guest) {
    const auto& source = guest.source();
    std::string file;
    std::string_view wasm = source.kind == Guest::Source::Kind::bundled ? source.bundled->wasm : std::string_view(source.bytes);
    if (source.kind == Guest::Source::Kind::file) wasm = file = sandbox::read_guest(source.path);

    GuestInfo info;
    info.size = Bytes(static_cast<std::int64_t>(wasm.size()));
    info.sha256 = engine::sha256_hex(wasm);
    try {
        const auto module =
            engine::Module::compile({.wasm = wasm, .sha256 = info.sha256, .owner = nullptr}, engine::Interruption::checks);
        const auto& declarations = module->declarations();
        info.imports = declarations.imports;
        info.exports = declarations.exports;
        info.initial_memory = Bytes(static_cast<std::int64_t>(declarations.initial_memory));
        if (declarations.maximum_memory) info.maximum_memory = Bytes(static_cast<std::int64_t>(*declarations.maximum_memory));
        sandbox::load_guest(guest);
        info.abi_version = abi_version;
    } catch (const engine::ModuleError& e) {
        info.problem = std::string("failed to compile Sandbox runtime: ") + e.what();
    } catch (const SetupError& e) {
        info.problem = e.what();
    }
    return info;
}

}  // namespace hako
