// Reading and writing, in spite of interruptions.
#include "engine/files.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <random>

namespace hako::engine {

namespace {

int write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

}  // namespace

std::string read_file(const std::filesystem::path& path) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) throw FileError(std::strerror(ENOENT), true);
    if (error) throw FileError(error.message(), false);
    if (status.type() != std::filesystem::file_type::regular) throw FileError("not a regular file", false);
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) throw FileError(std::strerror(errno), false);
    std::string bytes((std::istreambuf_iterator<char>(file)), {});
    if (file.bad()) throw FileError(std::strerror(errno), false);
    return bytes;
}

std::optional<MappedFile> MappedFile::map(int descriptor, std::size_t size) {
    // All at once: it will be read from beginning to end.
    void* mapping = mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0);
    if (mapping == MAP_FAILED) return std::nullopt;
    return MappedFile({static_cast<const char*>(mapping), size});
}

MappedFile::~MappedFile() {
    if (!bytes_.empty()) munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

int write_atomically(const std::filesystem::path& path, std::initializer_list<std::string_view> parts) {
    std::random_device random;
    auto temporary = path.parent_path() / (".tmp-" + std::to_string(getpid()) + "-" + std::to_string(random()));
    const int descriptor = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) return errno;
    int error = 0;
    for (const auto part : parts) {
        if (error == 0) error = write_all(descriptor, part);
    }
    // A full disk may be found out no sooner than here.
    if (close(descriptor) != 0 && error == 0) error = errno;
    if (error == 0 && rename(temporary.c_str(), path.c_str()) != 0) error = errno;
    if (error != 0) unlink(temporary.c_str());
    return error;
}

}  // namespace hako::engine
