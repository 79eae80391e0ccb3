// The compiled-module cache: what it keeps, from whom it takes nothing, and that no state of it fails a program.
#include "engine/module_cache.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <hako/hako.hpp>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "engine/engine.hpp"
#include "support/tiny_guest.hpp"

namespace hako::engine {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void put(const fs::path& file, const std::string& bytes) { std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes; }

mode_t mode_of(const fs::path& path) {
    struct stat status{};
    return lstat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

std::optional<std::string> loaded(const ModuleCache& cache, std::string_view guest, std::string_view engine) {
    const auto found = cache.load(guest, engine);
    return found ? std::optional<std::string>(found->content()) : std::nullopt;
}

class ModuleCacheFolder : public testing::Test {
   protected:
    void SetUp() override {
        std::string name = (fs::temp_directory_path() / "hako-cache-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        root_ = name;
        folder_ = root_ / "hako";
    }
    void TearDown() override {
        std::error_code error;
        fs::permissions(folder_, fs::perms::owner_all, error);
        fs::remove_all(root_, error);
    }

    ModuleCache cache() const { return ModuleCache(folder_); }
    std::vector<fs::path> files() const {
        std::vector<fs::path> all;
        std::error_code error;
        for (const auto& entry : fs::directory_iterator(folder_, error)) all.push_back(entry.path());
        return all;
    }
    /// The one file in the folder.
    fs::path file() const {
        const auto all = files();
        EXPECT_EQ(all.size(), 1U);
        return all.empty() ? fs::path() : all.front();
    }

    fs::path root_;
    fs::path folder_;
};

/// The same with the user's cache, as a sandbox finds it, in `root_`.
class ModuleCacheOfUser : public ModuleCacheFolder {
   protected:
    void SetUp() override {
        ModuleCacheFolder::SetUp();
        for (const char* name : {"XDG_CACHE_HOME", "HOME"}) {
            const char* value = std::getenv(name);
            saved_.emplace_back(name, value ? std::optional<std::string>(value) : std::nullopt);
        }
        setenv("XDG_CACHE_HOME", root_.c_str(), 1);
        setenv("HOME", (root_ / "home").c_str(), 1);
    }
    void TearDown() override {
        for (const auto& [name, value] : saved_) {
            value ? setenv(name, value->c_str(), 1) : unsetenv(name);
        }
        ModuleCacheFolder::TearDown();
    }

    /// A guest that this process has not loaded yet, so that it comes from the cache or is compiled.
    static std::string fresh_guest() {
        static int serial = 0;
        test::TinyGuest guest;
        guest.outcome = "\x01\x07";
        const auto name = "serial" + std::to_string(getpid()) + "-" + std::to_string(++serial);
        const auto section = static_cast<char>(name.size()) + name;
        return guest.bytes() + '\0' + static_cast<char>(section.size()) + section;
    }
    /// What a guest of these bytes answers in a sandbox.
    static Value answer_of(const std::string& bytes) { return Sandbox(Guest::from_bytes(bytes)).eval("").value; }
    static void expect_working(const std::string& state) {
        SCOPED_TRACE(state);
        EXPECT_EQ(answer_of(fresh_guest()), Value(7));
    }

    std::vector<std::pair<const char*, std::optional<std::string>>> saved_;
};

TEST_F(ModuleCacheFolder, GivesBackWhatWasStored) {
    EXPECT_EQ(loaded(cache(), "guest", "engine"), std::nullopt);
    const std::string code("machine\0code", 12);
    cache().store("guest", "engine", code);
    EXPECT_EQ(loaded(cache(), "guest", "engine"), code);
    cache().store("guest", "engine", "newer");
    EXPECT_EQ(loaded(cache(), "guest", "engine"), "newer");
    EXPECT_EQ(files().size(), 1U);
}

TEST_F(ModuleCacheFolder, KeepsGuestsAndEnginesApart) {
    cache().store("a", "engine1", "1");
    cache().store("b", "engine1", "2");
    cache().store("a", "engine2", "3");
    EXPECT_EQ(loaded(cache(), "a", "engine1"), "1");
    EXPECT_EQ(loaded(cache(), "b", "engine1"), "2");
    EXPECT_EQ(loaded(cache(), "a", "engine2"), "3");
    EXPECT_EQ(loaded(cache(), "b", "engine2"), std::nullopt);
}

TEST_F(ModuleCacheFolder, AFileIsNamedByGuestLibraryAndEngine) {
    cache().store("guest", "engine", "code");
    EXPECT_EQ(file().filename(), std::string("guest-") + version() + "-engine.cwasm");
}

TEST_F(ModuleCacheFolder, OnlyTheOwnerMayReadIt) {
    const auto before = umask(0);
    cache().store("guest", "engine", "code");
    umask(before);
    EXPECT_EQ(mode_of(folder_), 0700U);
    EXPECT_EQ(mode_of(file()), 0600U);
}

TEST_F(ModuleCacheFolder, ChangedFilesAreNotThere) {
    cache().store("guest", "engine", "some machine code");
    const auto whole = content(file());
    const auto path = file();
    std::vector<std::pair<std::string, std::string>> cases = {
        {"empty", ""}, {"foreign", "#!/bin/sh\n"}, {"longer", whole + "x"}, {"zeros", std::string(whole.size(), '\0')}};
    for (std::size_t length = 1; length < whole.size(); ++length) {
        cases.emplace_back("cut to " + std::to_string(length), whole.substr(0, length));
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto flipped = whole;
        flipped[at] = static_cast<char>(flipped[at] ^ 1);
        cases.emplace_back("flipped at " + std::to_string(at), flipped);
    }
    for (const auto& [name, bytes] : cases) {
        put(path, bytes);
        EXPECT_EQ(loaded(cache(), "guest", "engine"), std::nullopt) << name;
    }
    cache().store("guest", "engine", "some machine code");
    EXPECT_EQ(content(path), whole);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // whose address space has no room to spare
TEST_F(ModuleCacheFolder, WhatCantBeMappedIsNotThere) {
    cache().store("guest", "engine", std::string(64 << 20, 'x'));
    const auto child = fork();
    if (child == 0) {
        std::ifstream usage("/proc/self/statm");
        rlim_t pages = 0;
        usage >> pages;
        const rlim_t limit = pages * 4096 + (16 << 20);
        const rlimit little{limit, limit};
        setrlimit(RLIMIT_AS, &little);
        _exit(cache().load("guest", "engine") ? 1 : 0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    EXPECT_TRUE(cache().load("guest", "engine"));
}
#endif

TEST_F(ModuleCacheFolder, WhatOthersMayWriteIsNotThere) {
    cache().store("guest", "engine", "code");
    for (const mode_t mode : {0620, 0602, 0666}) {
        chmod(file().c_str(), mode);
        EXPECT_EQ(loaded(cache(), "guest", "engine"), std::nullopt) << std::oct << mode;
    }
    chmod(file().c_str(), 0600);
    for (const mode_t mode : {0720, 0702, 01777}) {
        chmod(folder_.c_str(), mode);
        EXPECT_EQ(loaded(cache(), "guest", "engine"), std::nullopt) << std::oct << mode;
        cache().store("other", "engine", "code");
        EXPECT_EQ(files().size(), 1U) << std::oct << mode;
    }
    chmod(folder_.c_str(), 0700);
    EXPECT_EQ(loaded(cache(), "guest", "engine"), "code");
}

TEST_F(ModuleCacheFolder, WhatBelongsToSomebodyElseIsNotThere) {
    if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
    cache().store("guest", "engine", "code");
    constexpr uid_t somebody = 4711;
    ASSERT_EQ(chown(file().c_str(), somebody, 0), 0);
    EXPECT_EQ(loaded(cache(), "guest", "engine"), std::nullopt);
    ASSERT_EQ(chown(file().c_str(), 0, 0), 0);
    ASSERT_EQ(chown(folder_.c_str(), somebody, 0), 0);
    EXPECT_EQ(loaded(cache(), "guest", "engine"), std::nullopt);
    cache().store("other", "engine", "code");
    EXPECT_EQ(files().size(), 1U);
}

TEST_F(ModuleCacheFolder, LinksAreNotFollowed) {
    cache().store("guest", "engine", "code");
    const auto path = file();
    const auto elsewhere = root_ / "elsewhere";
    fs::rename(path, elsewhere);
    fs::create_symlink(elsewhere, path);
    EXPECT_EQ(loaded(cache(), "guest", "engine"), std::nullopt);
    // Storing replaces the link, not what it points at.
    const auto before = content(elsewhere);
    cache().store("guest", "engine", "new code");
    EXPECT_EQ(content(elsewhere), before);
    EXPECT_FALSE(fs::is_symlink(path));
    EXPECT_EQ(loaded(cache(), "guest", "engine"), "new code");

    fs::rename(folder_, root_ / "moved");
    fs::create_directory_symlink(root_ / "moved", folder_);
    EXPECT_EQ(loaded(cache(), "guest", "engine"), std::nullopt);
    cache().store("other", "engine", "code");
    EXPECT_EQ(std::distance(fs::directory_iterator(root_ / "moved"), {}), 1);
}

TEST_F(ModuleCacheFolder, OtherKindsOfFilesAreNotThere) {
    cache().store("guest", "engine", "code");
    const auto path = file();
    fs::remove(path);
    ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
    EXPECT_EQ(loaded(cache(), "guest", "engine"), std::nullopt);  // and doesn't wait for a writer
    fs::remove(path);
    fs::create_directory(path);
    EXPECT_EQ(loaded(cache(), "guest", "engine"), std::nullopt);
    put(path / "x", "x");
    cache().store("guest", "engine", "code");
    EXPECT_EQ(files().size(), 1U);  // what couldn't be put in place was removed
}

TEST_F(ModuleCacheFolder, AFileInPlaceOfTheFolderIsLeftAlone) {
    put(folder_, "mine");
    cache().store("guest", "engine", "code");
    EXPECT_EQ(loaded(cache(), "guest", "engine"), std::nullopt);
    EXPECT_EQ(content(folder_), "mine");
    const ModuleCache below(folder_ / "deeper");
    below.store("guest", "engine", "code");
    EXPECT_EQ(loaded(below, "guest", "engine"), std::nullopt);
}

TEST_F(ModuleCacheFolder, KeepsWhatWasUsedLast) {
    constexpr int stored = 150;
    constexpr std::size_t kept = 128;
    const auto name = [](int i) { return "guest" + std::to_string(i); };
    const auto now = fs::file_time_type::clock::now();
    for (int i = 0; i < stored; ++i) {
        cache().store(name(i), "engine", "code");
        for (const auto& path : files()) {
            if (path.filename().string().starts_with(name(i) + "-")) {
                fs::last_write_time(path, now - std::chrono::hours(1) + std::chrono::seconds(i));
            }
        }
        // Using one keeps it.
        EXPECT_EQ(loaded(cache(), name(0), "engine"), "code");
        EXPECT_LE(files().size(), kept);
    }
    EXPECT_EQ(files().size(), kept);
    EXPECT_EQ(loaded(cache(), name(1), "engine"), std::nullopt);
    EXPECT_EQ(loaded(cache(), name(stored - 1), "engine"), "code");
}

TEST_F(ModuleCacheFolder, ClearsAwayWhatNobodyUsesAnyMore) {
    cache().store("old", "engine", "code");
    fs::last_write_time(file(), fs::file_time_type::clock::now() - std::chrono::hours(24 * 31));
    put(folder_ / ".tmp-1-1", "left behind by a crash");
    fs::last_write_time(folder_ / ".tmp-1-1", fs::file_time_type::clock::now() - std::chrono::hours(24 * 31));
    put(folder_ / "README", "not of the cache");
    fs::last_write_time(folder_ / "README", fs::file_time_type::clock::now() - std::chrono::hours(24 * 365));
    cache().store("new", "engine", "code");
    EXPECT_EQ(loaded(cache(), "old", "engine"), std::nullopt);
    EXPECT_EQ(loaded(cache(), "new", "engine"), "code");
    EXPECT_FALSE(fs::exists(folder_ / ".tmp-1-1"));
    EXPECT_TRUE(fs::exists(folder_ / "README"));
}

TEST_F(ModuleCacheFolder, AnEmptyFolderNameKeepsNothing) {
    const ModuleCache none{fs::path()};
    none.store("guest", "engine", "code");
    EXPECT_EQ(loaded(none, "guest", "engine"), std::nullopt);
}

TEST_F(ModuleCacheFolder, ThreadsReadAllOfAFileOrNothing) {
    const std::string a(200'000, 'a');
    const std::string b(300'000, 'b');
    std::atomic<int> torn = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&, t] {
                for (int i = 0; i < 20; ++i) {
                    cache().store("guest", "engine", (t + i) % 2 == 0 ? a : b);
                    const auto seen = loaded(cache(), "guest", "engine");
                    if (!seen || (*seen != a && *seen != b)) ++torn;
                }
            });
        }
    }
    EXPECT_EQ(torn, 0);
    EXPECT_EQ(files().size(), 1U);  // no temporary file is left
}

TEST_F(ModuleCacheFolder, ProcessesReadAllOfAFileOrNothing) {
    std::vector<pid_t> children;
    for (int p = 0; p < 4; ++p) {
        const pid_t child = fork();
        if (child == 0) {
            const std::string code(100'000 + static_cast<std::size_t>(p), static_cast<char>('a' + p));
            bool good = true;
            for (int i = 0; i < 20; ++i) {
                cache().store("guest", "engine", code);
                const auto seen = loaded(cache(), "guest", "engine");
                good = good && seen && seen->find_first_not_of(seen->front()) == std::string::npos &&
                       seen->size() == 100'000 + static_cast<std::size_t>(seen->front() - 'a');
            }
            _exit(good ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const auto child : children) {
        int status = -1;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    EXPECT_EQ(files().size(), 1U);
}

TEST_F(ModuleCacheOfUser, ASandboxStoresItsGuestOnce) {
    const auto guest = fresh_guest();
    EXPECT_EQ(answer_of(guest), Value(7));
    const auto written = file();
    const auto time = fs::last_write_time(written);
    EXPECT_EQ(answer_of(guest), Value(7));  // from memory
    EXPECT_EQ(fs::last_write_time(written), time);
    answer_of(fresh_guest());
    EXPECT_EQ(files().size(), 2U);
}

TEST_F(ModuleCacheOfUser, LivesWhereTheXdgRulesSay) {
    const auto home = root_ / "home" / ".cache" / "hako";
    for (const char* ignored : {"", "relative/path", "."}) {
        fs::remove_all(home);
        setenv("XDG_CACHE_HOME", ignored, 1);
        expect_working(ignored);
        EXPECT_EQ(std::distance(fs::directory_iterator(home), {}), 1) << ignored;
    }
    EXPECT_FALSE(fs::exists("relative"));
    fs::remove_all(home);
    unsetenv("XDG_CACHE_HOME");
    expect_working("no XDG_CACHE_HOME");
    EXPECT_TRUE(fs::exists(home));
    setenv("XDG_CACHE_HOME", (root_ / "not" / "there" / "yet").c_str(), 1);
    expect_working("a folder to be made");
    EXPECT_TRUE(fs::exists(root_ / "not" / "there" / "yet" / "hako"));
}

TEST_F(ModuleCacheOfUser, WithoutAnyPlaceGuestsAreCompiledEachTime) {
    setenv("XDG_CACHE_HOME", "relative", 1);
    for (const char* home : {"", "relative"}) {
        setenv("HOME", home, 1);
        expect_working(home);
    }
    unsetenv("XDG_CACHE_HOME");
    unsetenv("HOME");
    expect_working("neither variable");
    EXPECT_FALSE(fs::exists("relative"));
}

TEST_F(ModuleCacheOfUser, NoStateOfTheFolderFailsASandbox) {
    const auto reset = [&] {
        std::error_code error;
        fs::permissions(folder_, fs::perms::owner_all, error);
        fs::remove_all(folder_);
    };
    const std::vector<std::pair<std::string, std::function<void()>>> states = {
        {"a file", [&] { put(folder_, "x"); }},
        {"a dangling link", [&] { fs::create_symlink(root_ / "nowhere", folder_); }},
        {"a link to itself", [&] { fs::create_symlink(folder_, folder_); }},
        {"not writable", [&] { fs::create_directory(folder_), chmod(folder_.c_str(), 0500); }},
        {"not accessible", [&] { fs::create_directory(folder_), chmod(folder_.c_str(), 0); }},
        {"open to everybody", [&] { fs::create_directory(folder_), chmod(folder_.c_str(), 0777); }},
    };
    for (const auto& [name, make] : states) {
        reset();
        make();
        expect_working(name);
    }
    reset();
    for (const char* place : {"/dev/null", "/proc", "/nonexistent\xff/x", "/dev/full"}) {
        setenv("XDG_CACHE_HOME", place, 1);
        expect_working(place);
    }
    setenv("XDG_CACHE_HOME", ("/" + std::string(5000, 'x')).c_str(), 1);
    expect_working("a path that is too long");
}

TEST_F(ModuleCacheOfUser, AnIntactFileWithUnusableCodeIsReplaced) {
    // What another build of the engine, or another machine, would have stored.
    answer_of(fresh_guest());
    const auto name = file().filename().string();
    const auto engine = name.substr(name.find(version()) + std::string_view(version()).size() + 1);
    const auto fingerprint = engine.substr(0, engine.size() - std::string_view(".cwasm").size());
    fs::remove(file());

    test::TinyGuest guest;
    guest.outcome = "\x01\x08";
    const auto bytes = guest.bytes();
    cache().store(sha256_hex(bytes), fingerprint, "no machine code at all");
    const auto planted = content(file());
    EXPECT_EQ(answer_of(bytes), Value(8));
    EXPECT_NE(content(file()), planted);
    EXPECT_GT(content(file()).size(), planted.size());
}

TEST_F(ModuleCacheOfUser, ThreadsThatStartAtOnceShareIt) {
    const auto guest = fresh_guest();
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 6; ++t) {
            threads.emplace_back([&] {
                if (answer_of(guest) != Value(7)) ++wrong;
            });
        }
    }
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(files().size(), 1U);
}

TEST_F(ModuleCacheOfUser, ThreadsCompileDifferentGuestsAtOnce) {
    std::vector<std::string> guests(6);
    std::ranges::generate(guests, fresh_guest);
    std::atomic<int> wrong = 0;
    {
        std::vector<std::jthread> threads;
        for (const auto& guest : guests) {
            threads.emplace_back([&] {
                if (answer_of(guest) != Value(7)) ++wrong;
            });
        }
        // On the other kind of engine meanwhile.
        if (Sandbox().eval("6 * 7").value != Value(42)) ++wrong;
    }
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(files().size(), guests.size() + 2);  // that of Ruby has an image beside it
}

}  // namespace
}  // namespace hako::engine
