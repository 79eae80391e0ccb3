// The compiled-module cache: machine code of guests and the images that they boot into, kept in a folder of the user's.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "engine/files.hpp"

namespace hako::engine {

/// A file of the cache. Files are replaced as a whole and never changed.
class CachedFile {
   public:
    CachedFile(std::filesystem::path path, MappedFile file, std::size_t content_size)
        : path_(std::move(path)), file_(std::move(file)), content_size_(content_size) {}
    const std::filesystem::path& path() const { return path_; }
    /// What was stored, with which the file begins.
    std::string_view content() const { return file_.bytes().substr(0, content_size_); }

   private:
    std::filesystem::path path_;
    MappedFile file_;
    std::size_t content_size_;
};

/// Files named by the guest's hash and the engine's version and settings, in a folder that nobody else can write to: what
/// is in them is executed. Whatever is wrong with the folder or a file, the answer is "not there" and the caller
/// compiles; nothing here fails. Any number of processes may use it at once. [B-01]
class ModuleCache {
   public:
    /// In $XDG_CACHE_HOME/hako, or $HOME/.cache/hako; without either, a cache that keeps nothing.
    static ModuleCache of_user();
    /// In `folder`; empty: a cache that keeps nothing.
    explicit ModuleCache(std::filesystem::path folder) : folder_(std::move(folder)) {}

    enum class Kind { code, image };

    /// What is stored of that kind for the guest whose SHA-256 is `guest`, for that engine. Checked against damage, not against
    /// the user who owns the folder.
    std::optional<CachedFile> load(std::string_view guest, std::string_view engine, Kind kind = Kind::code) const;
    /// Stores it, for all or not at all, and clears away what nobody has used for 30 days or is beyond 128 files.
    void store(std::string_view guest, std::string_view engine, std::string_view content, Kind kind = Kind::code) const;

   private:
    std::filesystem::path file_of(std::string_view guest, std::string_view engine, Kind kind) const;
    void clear_away(const std::filesystem::path& just_written) const;
    std::filesystem::path folder_;
};

}  // namespace hako::engine
