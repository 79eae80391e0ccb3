// Files that are read and written whole.
#pragma once

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

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

/// What was read of a file. A string would be filled with zeros first, which takes longer than the reading.
class FileBytes {
   public:
    FileBytes(std::unique_ptr<char[]> data, std::size_t size) : data_(std::move(data)), bytes_(data_.get(), size) {}
    std::string_view bytes() const { return bytes_; }
    /// Leaves the first ones out.
    void skip(std::size_t count) { bytes_.remove_prefix(count); }

   private:
    std::unique_ptr<char[]> data_;
    std::string_view bytes_;
};

/// The next `size` bytes; nothing when there are fewer or they can't be read.
std::optional<FileBytes> read_all(int descriptor, std::size_t size);

/// Writes a file that only the user can read, one part after the other: at no time does anybody find half of it there.
/// 0, or the error's number.
int write_atomically(const std::filesystem::path& path, std::initializer_list<std::string_view> parts);

}  // namespace hako::engine
