// Figures of whole processes: the first sandbox with a cold and a warm cache of compiled modules.
#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

#include "child_process.hpp"
#include "hako/hako.hpp"
#include "measure.hpp"

namespace hako::bench {

namespace {

/// A new folder that is removed with all that is in it.
class TemporaryFolder {
   public:
    TemporaryFolder() : path_((std::filesystem::temp_directory_path() / "hako-bench-XXXXXX").string()) {
        if (mkdtemp(path_.data()) == nullptr) throw std::system_error(errno, std::generic_category(), path_);
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::string& path() const { return path_; }

   private:
    std::string path_;
};

}  // namespace

void child_first() { Sandbox().eval("nil"); }

std::vector<Benchmark> first_benchmarks() {
    const auto cold = [](const Effort& effort) {
        // A run compiles the guest, so a few have to do.
        const Effort few{effort.time, std::min<std::size_t>(effort.min_runs, 5)};
        return measure(few, [] {
            const TemporaryFolder cache;
            return run_child({"first"}, cache.path()).seconds;
        });
    };
    const auto warm = [](const Effort& effort) {
        const TemporaryFolder cache;
        return measure(effort, [&] { return run_child({"first"}, cache.path()).seconds; });
    };
    return {in_milliseconds("first_cold_ms", cold), in_milliseconds("first_warm_ms", warm), in_milliseconds("process_ms", warm)};
}

}  // namespace hako::bench
