// The files of the compiled-module cache.
#include "engine/module_cache.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <vector>

#include "engine/engine.hpp"
#include "engine/files.hpp"
#include "hako/version.hpp"

namespace hako::engine {

namespace {

namespace fs = std::filesystem;

// A file ends with its checksum and this.
constexpr std::string_view magic = "\nhako cache 3\n";
constexpr std::size_t checksum_length = 8;  // hexadecimal digits
constexpr auto keep_for = std::chrono::hours(24 * 30);
constexpr std::size_t keep_at_most = 128;

/// A file descriptor that closes itself.
class File {
   public:
    explicit File(int descriptor) : descriptor_(descriptor) {}
    ~File() {
        if (descriptor_ >= 0) close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    explicit operator bool() const { return descriptor_ >= 0; }
    int get() const { return descriptor_; }

   private:
    int descriptor_;
};

bool only_ours(const struct stat& status) { return status.st_uid == geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0; }

bool trusted_folder(const fs::path& folder) {
    struct stat status{};
    return lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && only_ours(status);
}

bool make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder.parent_path(), error);
    return !error && (mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) && trusted_folder(folder);
}

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

}  // namespace

ModuleCache ModuleCache::of_user() {
    // The XDG rules: a path that isn't absolute is to be ignored.
    if (const fs::path cache = environment("XDG_CACHE_HOME"); cache.is_absolute()) return ModuleCache(cache / "hako");
    if (const fs::path home = environment("HOME"); home.is_absolute()) return ModuleCache(home / ".cache" / "hako");
    return ModuleCache(fs::path());
}

fs::path ModuleCache::file_of(std::string_view guest, std::string_view engine, Kind kind) const {
    return folder_ /
           (std::string(guest) + "-" + version() + "-" + std::string(engine) + (kind == Kind::code ? ".cwasm" : ".image"));
}

std::optional<CachedFile> ModuleCache::load(std::string_view guest, std::string_view engine, Kind kind) const {
    if (folder_.empty() || !trusted_folder(folder_)) return std::nullopt;
    auto path = file_of(guest, engine, kind);
    const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    struct stat status{};
    if (!file || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) || !only_ours(status)) return std::nullopt;
    const auto size = static_cast<std::size_t>(status.st_size);
    constexpr auto tail = checksum_length + magic.size();
    constexpr std::size_t largest = std::size_t{1} << 30;
    if (size < tail || size > largest) return std::nullopt;
    auto mapped = MappedFile::map(file.get(), size);
    if (!mapped) return std::nullopt;
    const auto content = mapped->bytes().substr(0, size - tail);
    if (mapped->bytes().substr(content.size()) != crc32_hex(content).append(magic)) return std::nullopt;
    futimens(file.get(), nullptr);  // used just now: what is unused for long is cleared away
    return CachedFile(std::move(path), std::move(*mapped), content.size());
}

void ModuleCache::store(std::string_view guest, std::string_view engine, std::string_view content, Kind kind) const {
    if (folder_.empty() || !make_folder(folder_)) return;
    const auto target = file_of(guest, engine, kind);
    if (write_atomically(target, {content, crc32_hex(content), magic}) != 0) return;
    clear_away(target);
}

void ModuleCache::clear_away(const fs::path& just_written) const {
    struct Entry {
        fs::path path;
        fs::file_time_type used;
    };
    std::vector<Entry> entries;
    std::error_code error;
    for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
        const auto name = at->path().filename().string();
        if (at->path() == just_written || !(name.ends_with(".cwasm") || name.ends_with(".image") || name.starts_with(".tmp")))
            continue;
        std::error_code gone;
        const auto used = at->last_write_time(gone);
        if (!gone) entries.push_back({at->path(), used});
    }
    std::ranges::sort(entries, std::greater{}, &Entry::used);
    const auto oldest = fs::file_time_type::clock::now() - keep_for;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (entries[i].used < oldest || i + 1 >= keep_at_most) fs::remove(entries[i].path, error);
    }
}

}  // namespace hako::engine
