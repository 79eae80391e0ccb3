// Images and saved sessions: what goes from one process to another through a file, and what is refused.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "support/shop.hpp"
#include "support/thrown.hpp"
#include "support/tiny_guest.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using namespace hako::literals;

class Images : public testing::Test {
   protected:
    Images() : folder_(fs::temp_directory_path() / ("hako-images-" + std::to_string(getpid()))) {
        fs::create_directories(folder_);
    }
    ~Images() override { fs::remove_all(folder_); }

    fs::path file(const char* name = "file.hako") const { return folder_ / name; }
    static std::string content(const fs::path& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    static void write(const fs::path& path, std::string_view bytes) {
        std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    /// What `look` answers in a process of its own.
    template <class Look>
    static std::string elsewhere(const Look& look) {
#ifdef HAKO_THREAD_SANITIZER  // which lets no forked child start a thread
        return look();
#endif
        int ends[2];
        if (pipe(ends) != 0) return "no pipe";
        const auto child = fork();
        if (child == 0) {
            std::string answer;
            try {
                answer = look();
            } catch (const std::exception& e) {
                answer = e.what();
            }
            [[maybe_unused]] const auto sent = ::write(ends[1], answer.data(), answer.size());
            _exit(0);
        }
        close(ends[1]);
        std::string answer(100'000, '\0');
        std::size_t size = 0;
        for (ssize_t got = 0; (got = read(ends[0], answer.data() + size, answer.size() - size)) > 0;)
            size += static_cast<std::size_t>(got);
        close(ends[0]);
        waitpid(child, nullptr, 0);
        answer.resize(size);
        return answer;
    }

   private:
    fs::path folder_;
};

TEST_F(Images, ASandboxBeginsWithOne) {
    Sandbox first;
    first.define("Store").bind("Price", [](int n) { return n * 2; });
    first.preload("Rules", "RULES = [1, 2]; Total = ->(n) { RULES.sum + Store::Price.(n) }");
    first.save_image(file());
    EXPECT_TRUE(first.sealed());

    Sandbox second(Image::from_file(file()));
    EXPECT_FALSE(second.sealed());
    second.define("Store").bind("Price", [](int n) { return n * 3; });
    EXPECT_EQ(second.run("Total", {10}).value, Value(33));
    EXPECT_EQ(first.run("Total", {10}).value, Value(23));
    EXPECT_EQ(second.eval("RULES << 3; RULES").value, (Value{1, 2, 3}));
    EXPECT_EQ(second.eval("RULES").value, (Value{1, 2}));
}

TEST_F(Images, AnotherProcessRunsNoSnippet) {
    Sandbox first({.timeout = 30s});
    first.preload("Slow", "n = 0; n += 1 while n < 50_000_000; N = n");
    first.save_image(file());
    EXPECT_EQ(elsewhere([&] {
                  Sandbox second(Image::from_file(file()), {.timeout = 200ms});  // the snippet takes some times as long
                  return second.eval("N").value.inspect();
              }),
              "50000000");
}

TEST_F(Images, MembersThatArentBoundAreLate) {
    Sandbox first;
    first.define("A").bind("One", [] { return 1; }).bind_late("Two");
    first.define("Empty");
    const auto image = first.image();
    Sandbox second(image);
    EXPECT_EQ(second.try_eval("A::One.()").failure().kind, ErrorKind::service);
    EXPECT_EQ(second.eval("[A::One.(), Empty.class.to_s]", With().bind("A", "One", [] { return 5; })).value,
              (Value{5, "Module"}));
    Sandbox third(image);
    third.define("A").bind("One", [] { return 7; });
    EXPECT_EQ(message<ArgumentError>([&] { third.define("A").bind("One", [] { return 8; }); }), "Member A::One is already bound");
    EXPECT_EQ(third.eval("A::One.()").value, Value(7));
}

TEST_F(Images, MoreCanBeRegistered) {
    Sandbox first;
    first.preload("A", "A = 1");
    Sandbox second(first.image());
    second.preload("B", "B = A + 1");
    second.define("New").bind("Thing", [] { return 3; });
    EXPECT_EQ(second.eval("[A, B, New::Thing.()]").value, (Value{1, 2, 3}));
    EXPECT_EQ(message<ArgumentError>([&] { Sandbox(first.image()).preload("A", "1"); }), "snippet :A already preloaded");
}

TEST_F(Images, SnippetsWithEffectsRunInEachInvocation) {
    Sandbox first;
    int calls = 0;
    first.define("S").bind("Next", [&] { return ++calls; });
    first.preload("Impure", "N = S::Next.call");
    const auto image = first.image();
    EXPECT_FALSE(inspect(image).has_state);
    Sandbox second(image);
    second.define("S").bind("Next", [&] { return calls += 10; });
    EXPECT_EQ(second.eval("N").value, Value(10));
    EXPECT_EQ(second.eval("N").value, Value(20));
}

TEST_F(Images, FailingSnippetsFailThere) {
    Sandbox first;
    first.preload("Bad", "raise 'bad'");
    Sandbox second(first.image());
    EXPECT_EQ(message<SandboxError>([&] { second.eval("1"); }), "bad");
}

TEST_F(Images, AnEmptySandbox) {
    Sandbox second(Sandbox().image());
    EXPECT_EQ(second.eval("1 + 1").value, Value(2));
}

TEST_F(Images, TheProfileDecidesWhetherTheStateIsUsed) {
    Sandbox first;
    first.preload("A", "A = 1");
    Sandbox second(first.image(), {.profile = Profile::permissive});
    EXPECT_EQ(second.eval("A").value, Value(1));
}

TEST_F(Images, WhatIsInOneIsToldByInspect) {
    Sandbox first;
    first.define("Store").bind("A", [] { return 1; }).bind("B", [] { return 2; });
    first.preload("One", "X = 1").preload("Two", "Y = 2");
    const auto image = first.image();
    const auto info = inspect(image);
    EXPECT_EQ(info.members, (std::vector<std::string>{"Store::A", "Store::B"}));
    EXPECT_EQ(info.snippets, (std::vector<std::string>{"One", "Two"}));
    EXPECT_TRUE(info.has_state);
    EXPECT_EQ(info.size, Bytes(static_cast<std::int64_t>(image.bytes().size())));
    EXPECT_LT(info.size, 200_KiB);
}

TEST_F(Images, FilesAreTheOwnersAndReplacedAtOnce) {
    Sandbox().save_image(file());
    const auto before = content(file());
    struct stat status{};
    ASSERT_EQ(stat(file().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    Sandbox other;
    other.preload("A", "A = 1");
    other.save_image(file());
    EXPECT_NE(content(file()), before);
    EXPECT_EQ(std::distance(fs::directory_iterator(file().parent_path()), fs::directory_iterator()), 1);
    EXPECT_EQ(message<SetupError>([&] { other.save_image(file("no/such/folder")); }),
              "failed to save " + file("no/such/folder").string() + ": No such file or directory");
}

TEST_F(Images, FilesThatCantBeReadAreRefused) {
    EXPECT_EQ(message<SetupError>([&] { Image::from_file(file("missing")); }),
              "failed to load " + file("missing").string() + ": No such file or directory");
    EXPECT_EQ(message<SetupError>([&] { Image::from_file(file().parent_path()); }),
              "failed to load " + file().parent_path().string() + ": not a regular file");
}

TEST_F(Images, OtherFilesAndDamagedOnesAreRefused) {
    Sandbox first;
    first.preload("A", "A = [1] * 100");
    first.save_image(file());
    const auto whole = content(file());
    const auto why = [&](std::string_view bytes) {
        return message<SetupError>([&] { Sandbox(Image::from_bytes(std::string(bytes))); });
    };
    EXPECT_EQ(why(""), "failed to load the image: not a hako image of this version");
    EXPECT_EQ(why("\x7f"
                  "ELF something else"),
              "failed to load the image: not a hako image of this version");
    for (const std::size_t length : {13u, 14u, 50u, 77u, 78u, 100u, 200u, 500u}) {
        EXPECT_EQ(why(whole.substr(0, length)), "failed to load the image: it is damaged") << length;
    }
    EXPECT_EQ(why(whole.substr(0, whole.size() - 1)), "failed to load the image: it is damaged");
    EXPECT_EQ(why(whole + "x"), "failed to load the image: it is damaged");
    std::mt19937 random(3);
    for (int i = 0; i < 200; ++i) {
        auto bad = whole;
        bad[13 + random() % (bad.size() - 13)] ^= static_cast<char>(1 << random() % 8);
        EXPECT_EQ(why(bad), "failed to load the image: it is damaged");
    }
}

TEST_F(Images, ThoseOfAnotherGuestAreRefused) {
    Sandbox().save_image(file());
    EXPECT_EQ(message<SetupError>([&] { Sandbox(TinyGuest{}.guest(), Image::from_file(file())); }),
              "failed to load " + file().string() + ": it is of another guest");
    Sandbox box;
    EXPECT_EQ(message<SetupError>([&] { box.session().load(file()); }),
              "failed to load " + file().string() + ": not a hako session of this version");
}

TEST_F(Images, AGuestThatCantBePrimedHasThemToo) {
    TinyGuest tiny;
    tiny.outcome = "\x01\x07";
    Sandbox first(tiny.guest());
    Sandbox second(tiny.guest(), first.image());
    EXPECT_EQ(second.eval("").value, Value(7));
}

TEST_F(Images, NobodyElseBelievesOne) {
    // The state of an image is what its maker says it is. Sandboxes with the same snippets don't take it for theirs.
    Sandbox honest;
    honest.preload("A", "A = 1");
    auto forged = honest.image().bytes();
    const Image image = Image::from_bytes(forged);
    Sandbox one(image), two(image);
    EXPECT_EQ(one.eval("A").value, Value(1));
    EXPECT_EQ(two.eval("A").value, Value(1));
    EXPECT_EQ(honest.eval("A").value, Value(1));
}

TEST_F(Images, B03_SessionsGoToAnotherProcess) {
    Sandbox box({.memory_limit = 8_MiB});
    box.define("Shop").bind("Item", [](const std::string& name) { return std::make_shared<Item>(name); });
    auto session = box.session();
    session.eval("x = [40]; add = -> { x << 2 }; item = Shop::Item.('one'); large = 'l' * 3_000_000; nil");
    session.save(file());
    struct stat status{};
    ASSERT_EQ(stat(file().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    EXPECT_EQ(elsewhere([&] {
                  Sandbox there({.memory_limit = 8_MiB});
                  there.define("Shop").bind("Item", [](const std::string& name) { return std::make_shared<Item>(name); });
                  auto loaded = there.session();
                  loaded.load(file());
                  auto text = loaded.eval("add.call; [x, large.size]").value.inspect();
                  text += " " + loaded.try_eval("item.name").failure().message;
                  // A new object doesn't get the id of one that is gone.
                  text +=
                      " " + loaded.eval("other = Shop::Item.('two'); [other.name, (item.name rescue 'gone')]").value.inspect();
                  return text;
              }),
              "[[40, 2], 3000000] unknown Handle id: 1 [\"two\", \"gone\"]");
    session.eval("x = nil");
    session.load(file());
    EXPECT_EQ(session.eval("x").value, Value(Array{40}));
    EXPECT_EQ(box.session().try_eval("x").failure().klass, "NoMethodError");
}

TEST_F(Images, E20_AnImageLargerThanTheMemoryLimitDoesntFit) {
    Sandbox large({.memory_limit = 8_MiB});
    large.preload("Big", "BIG = 'x' * 6_000_000");
    const auto image = large.image();
    Sandbox small(image);
    EXPECT_EQ(small.try_eval("BIG.size").failure().kind, ErrorKind::memory_limit);
    Sandbox fitting(image, {.memory_limit = 8_MiB});
    EXPECT_EQ(fitting.eval("BIG.size").value, Value(6'000'000));
}

TEST_F(Images, ASessionBeforeItsFirstEvalCanBeSaved) {
    Sandbox box;
    box.preload("A", "A = 1");
    box.session().save(file());
    auto session = box.session();
    session.eval("x = 1");
    session.load(file());
    EXPECT_EQ(session.eval("A").value, Value(1));
    EXPECT_EQ(session.try_eval("x").failure().klass, "NoMethodError");
}

TEST_F(Images, ALoadedSessionKeepsToTheMemoryLimit) {
    Sandbox large({.memory_limit = 8_MiB});
    auto session = large.session();
    session.eval("x = 'l' * 6_000_000; nil");
    session.save(file());
    Sandbox small;
    auto loaded = small.session();
    loaded.load(file());
    EXPECT_EQ(loaded.try_eval("1").failure().kind, ErrorKind::memory_limit);
}

TEST_F(Images, DamagedSessionsAreRefusedAndChangeNothing) {
    Sandbox box;
    auto session = box.session();
    session.eval("x = 1");
    session.save(file());
    const auto whole = content(file());
    session.eval("x = 2");
    std::mt19937 random(5);
    for (int i = 0; i < 100; ++i) {
        auto bad = whole;
        if (i % 2) {
            bad.resize(random() % bad.size());
        } else {
            bad[random() % bad.size()] ^= static_cast<char>(1 << random() % 8);
        }
        write(file("bad"), bad);
        EXPECT_THROW(session.load(file("bad")), SetupError);
    }
    EXPECT_EQ(session.eval("x").value, Value(2));
}

}  // namespace
}  // namespace hako::test
