// Files that are read and written whole.
#pragma once

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace hako::engine {

/// Why a file can't be read.
class FileError : public std::runtime_error {
   public:
    FileError(const std::string& why, bool missing) : std::runtime_error(why), missing_(missing) {}
    bool missing() const { return missing_; }

   private:
    bool missing_;
};

/// All of a regular file. Throws FileError.
std::string read_file(const std::filesystem::path& path);

/// What is in a file, without a copy of it: nobody may change the file meanwhile.
class MappedFile {
   public:
    /// The first `size` bytes, at least one, of an open file that has as many; it needn't stay open. Nothing when the system
    /// refuses.
    static std::optional<MappedFile> map(int descriptor, std::size_t size);
    ~MappedFile();
    MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
    MappedFile& operator=(MappedFile&&) = delete;

    std::string_view bytes() const { return bytes_; }

   private:
    explicit MappedFile(std::string_view bytes) : bytes_(bytes) {}
    std::string_view bytes_;
};

/// Writes a file that only the user can read, one part after the other: at no time does anybody find half of it there.
/// 0, or the error's number.
int write_atomically(const std::filesystem::path& path, std::initializer_list<std::string_view> parts);

}  // namespace hako::engine
