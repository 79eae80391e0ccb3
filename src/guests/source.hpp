// What a hako::Guest is, and the guest binaries that are part of the library.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "hako/guest.hpp"

namespace hako::guests {

/// Which names a language lets namespaces, members, snippets and entrypoints have.
enum class Naming {
    constants,    // [A-Z][A-Za-z0-9_]*, as the guest ABI has it
    identifiers,  // [A-Za-z_][A-Za-z0-9_]*; of an entrypoint several of them, with dots between
};

struct Bundled {
    std::string_view name;     // in the language's own spelling
    std::string_view sha256;   // of the module, 64 hexadecimal digits
    std::string_view wasm;     // empty when this build of the library has left it out
    std::string_view nothing;  // the source of the language's value for nothing
    Naming naming;
    bool takes_archives;
};

}  // namespace hako::guests

namespace hako {

struct Guest::Source {
    enum class Kind { file, bytes, bundled } kind;
    std::filesystem::path path;                // of a guest from a file
    std::string bytes;                         // of a guest from bytes
    const guests::Bundled* bundled = nullptr;  // of a guest that is part of the library

    guests::Naming naming() const { return bundled ? bundled->naming : guests::Naming::constants; }
};

}  // namespace hako
