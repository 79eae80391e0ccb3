// hako::Guest: which interpreter runs the scripts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hako/units.hpp"

namespace hako {

/// One WebAssembly module that holds an interpreter and speaks the guest ABI, version 2 (docs/guest-abi.md). A value:
/// cheap to copy, thread-safe to read. Naming a guest opens nothing; the first Sandbox that uses it reads, compiles and
/// checks it, once per process, with the help of the compiled-module cache (docs/mechanism.md).
class Guest {
   public:
    /// The module in a file. A file that is replaced is loaded anew by sandboxes constructed after that.
    static Guest from_file(std::filesystem::path path);
    /// The module itself.
    static Guest from_bytes(std::string wasm);

    /// The file, for a guest from a file; else empty.
    const std::filesystem::path& path() const;

    struct Source;  // internal
    explicit Guest(std::shared_ptr<const Source> source) : source_(std::move(source)) {}
    const Source& source() const { return *source_; }

   private:
    std::shared_ptr<const Source> source_;
};

// The bundled guests. A build of the library may leave some out (HAKO_GUESTS); a Sandbox of such a guest throws
// ModuleNotBuiltError.

/// The bundled Ruby: mruby 3.3.0 (docs/ruby.md says what a script finds).
Guest ruby();
/// The bundled Python: CPython 3.13.5 with its standard library (docs/python.md says what a script finds).
Guest python();
/// The bundled JavaScript: quickjs-ng 0.16 (docs/javascript.md says what a script finds).
Guest javascript();

/// What can be said about a guest binary without running a script on it.
struct GuestInfo {
    Bytes size;
    std::string sha256;  // 64 hexadecimal digits
    /// Why no sandbox can use it; empty when one can. The fields below are filled as far as the binary could be read.
    std::string problem;
    std::optional<std::uint32_t> abi_version;
    /// "module.name: (i32, i32) -> i64", in the module's order.
    std::vector<std::string> imports;
    std::vector<std::string> exports;
    Bytes initial_memory;
    /// Absent when the module sets no bound.
    std::optional<Bytes> maximum_memory;
};

/// Reads and checks a guest. Throws ModuleNotBuiltError or SetupError when there is no file or it can't be read;
/// anything wrong with its content is told in GuestInfo::problem.
GuestInfo inspect(const Guest& guest);

}  // namespace hako
