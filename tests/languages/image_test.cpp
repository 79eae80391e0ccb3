// Images and saved sessions: what goes from one process to another through a file, and what is refused.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "language.hpp"
#include "support/shop.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using namespace hako::literals;

class Saving : public InEveryLanguage {
   protected:
    Saving() : folder_(fs::temp_directory_path() / ("hako-saving-" + std::to_string(getpid()))) {
        fs::create_directories(folder_);
    }
    ~Saving() override { fs::remove_all(folder_); }

    static Sandbox from(const Image& image, const Options& options = {}) { return Sandbox(language().guest(), image, options); }
    fs::path file(const char* name = "file.hako") const { return folder_ / name; }
    static std::string content(const fs::path& path) {
        std::ifstream stream(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    static void write(const fs::path& path, std::string_view bytes) {
        std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }

   private:
    fs::path folder_;
};
HAKO_IN_EVERY_LANGUAGE(Saving);

TEST_P(Saving, ASandboxBeginsWithAnImage) {
    auto first = sandbox();
    first.define("Store").bind("Price", [](int n) { return n * 2; });
    first.preload(
        "Rules",
        in({
            .ruby = "RULES = [1, 2]; Total = ->(n) { RULES.size + Store::Price.(n) }",
            .python = "import Store\nRULES = [1, 2]\ndef Total(n): return len(RULES) + Store.Price(n)",
            .javascript = "export const RULES = [1, 2]\nexport function Total(n) { return RULES.length + Store.Price(n) }",
        }));
    first.save_image(file());
    EXPECT_TRUE(first.sealed());
    const auto image = Image::from_file(file());
    auto second = from(image);
    EXPECT_FALSE(second.sealed());
    second.define("Store").bind("Price", [](int n) { return n * 3; });
    EXPECT_EQ(second.run("Total", {10}).value, Value(32));
    EXPECT_EQ(first.run("Total", {10}).value, Value(22));
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(eval(second, {.ruby = "RULES << 3; RULES",
                                .python = "from Rules import RULES\nRULES.append(3); RULES",
                                .javascript = "import {RULES} from 'Rules'\nRULES.push(3); RULES"}),
                  Value(1, 2, 3));
    }
    const auto info = inspect(image, language().guest());
    EXPECT_EQ(info.members, std::vector<std::string>{"Store::Price"});
    EXPECT_EQ(info.snippets, std::vector<std::string>{"Rules"});
    EXPECT_TRUE(info.has_state);
}

TEST_P(Saving, NoSnippetRunsAgain) {
    auto first = sandbox({.timeout = 60s});
    first.preload("Slow", in({
                              .ruby = "n = 0; n += 1 while n < 30_000_000; N = n",
                              .python = "N = 0\nwhile N < 30_000_000: N += 1",
                              .javascript = "var N = 0\nwhile (N < 30000000) N++",
                          }));
    const auto image = first.image();
    auto second = from(image, {.timeout = 500ms});
    EXPECT_EQ(eval(second, {.ruby = "N", .python = "import Slow\nSlow.N", .javascript = "N"}), Value(30'000'000));
}

TEST_P(Saving, MembersThatArentBoundAreLateAndMoreCanBeRegistered) {
    auto first = sandbox();
    first.define("A").bind("One", [] { return 1; });
    first.preload("S", in({.ruby = "S = 1", .python = "S = 1", .javascript = "var S = 1"}));
    const auto image = first.image();
    auto second = from(image);
    const Scripts call{.ruby = "A::One.()", .python = "A.One()", .javascript = "A.One()"};
    EXPECT_EQ(second.try_eval(in(call)).failure().kind, ErrorKind::service);
    EXPECT_EQ(eval(second, call, With().bind("A", "One", [] { return 5; })), Value(5));
    auto third = from(image);
    third.define("A").bind("One", [] { return 7; });
    third.define("New").bind("Thing", [] { return 3; });
    third.preload("B", in({.ruby = "B = S + 1", .python = "import S\nB = S.S + 1", .javascript = "var B = S + 1"}));
    EXPECT_EQ(eval(third, {.ruby = "[A::One.(), New::Thing.(), B]",
                           .python = "import B\n[A.One(), New.Thing(), B.B]",
                           .javascript = "[A.One(), New.Thing(), B]"}),
              Value(7, 3, 2));
}

TEST_P(Saving, E36_SnippetsWithEffectsOrFailuresRunInEachInvocation) {
    int calls = 0;
    auto first = sandbox();
    first.define("S").bind("Next", [&] { return ++calls; });
    first.preload("Impure", in({.ruby = "N = S::Next.call", .python = "N = S.Next()", .javascript = "var N = S.Next()"}));
    const auto image = first.image();
    EXPECT_FALSE(inspect(image, language().guest()).has_state);
    auto second = from(image);
    second.define("S").bind("Next", [&] { return calls += 10; });
    const Scripts look{.ruby = "N", .python = "import Impure\nImpure.N", .javascript = "N"};
    EXPECT_EQ(eval(second, look), Value(10));
    EXPECT_EQ(eval(second, look), Value(20));

    auto bad = sandbox();
    bad.preload("Bad", in({.ruby = "raise 'bad'",
                           .python = "raise ValueError('bad')",
                           .javascript = "class ValueError extends Error {}; throw new ValueError('bad')"}));
    EXPECT_EQ(from(bad.image()).try_eval("1").failure().message, "bad");
}

TEST_P(Saving, DamagedAndForeignImagesAreRefused) {
    auto first = sandbox();
    first.preload("A", in({.ruby = "A = [1] * 100", .python = "A = [1] * 100", .javascript = "var A = new Array(100).fill(1)"}));
    first.save_image(file());
    const auto whole = content(file());
    const auto why = [&](std::string bytes) { return message<SetupError>([&] { from(Image::from_bytes(std::move(bytes))); }); };
    EXPECT_EQ(why(""), "failed to load the image: not a hako image of this version");
    EXPECT_EQ(why(whole.substr(0, whole.size() / 2)), "failed to load the image: it is damaged");
    std::mt19937 random(3);
    for (int i = 0; i < 50; ++i) {
        auto bad = whole;
        bad[13 + random() % (bad.size() - 13)] ^= static_cast<char>(1 << random() % 8);
        EXPECT_EQ(why(bad), "failed to load the image: it is damaged");
    }
    for (const auto& other : languages) {
        if (is(other.name)) continue;
        EXPECT_EQ(message<SetupError>([&] { Sandbox(other.guest(), Image::from_file(file())); }),
                  "failed to load " + file().string() + ": it is of another guest");
    }
}

TEST_P(Saving, ASavedSessionGoesOn) {
    auto box = sandbox({.memory_limit = 8_MiB});
    box.define("Shop").bind("Item", [](const std::string& name) { return std::make_shared<Item>(name); });
    auto session = box.session();
    session.eval(in({
        .ruby = "x = [40]; add = -> { x << 2 }; item = Shop::Item.('one'); large = 'l' * 3_000_000; nil",
        .python = "x = [40]\ndef add(): x.append(2)\nitem = Shop.Item('one'); large = 'l' * 3_000_000",
        .javascript =
            "let x = [40]\nfunction add() { x.push(2) }\nlet item = Shop.Item('one'); let large = 'l'.repeat(3000000) + 'l'",
    }));
    session.save(file());
    auto there = sandbox({.memory_limit = 8_MiB});
    there.define("Shop").bind("Item", [](const std::string& name) { return std::make_shared<Item>(name); });
    auto loaded = there.session();
    loaded.load(file());
    EXPECT_EQ(loaded
                  .eval(in({.ruby = "add.call; [x, large.size]",
                            .python = "add(); [x, len(large)]",
                            .javascript = "add(); [x, large.length - 1]"}))
                  .value,
              Value(Value(40, 2), 3'000'000));
    EXPECT_EQ(loaded.try_eval(in({.ruby = "item.name", .python = "item.name()", .javascript = "item.name()"})).failure().message,
              "unknown Handle id: 1");
    session.eval(in({.ruby = "x = nil", .python = "x = None", .javascript = "let x = null"}));
    session.load(file());
    EXPECT_EQ(session.eval("x").value, array(40));
}

TEST_P(Saving, DamagedSessionsAreRefusedAndChangeNothing) {
    const auto box = sandbox();
    auto session = box.session();
    session.eval("x = 1");
    session.save(file());
    const auto whole = content(file());
    session.eval("x = 2");
    std::mt19937 random(5);
    for (int i = 0; i < 40; ++i) {
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
    for (const auto& other : languages) {
        if (is(other.name)) continue;
        const Sandbox stranger(other.guest());
        EXPECT_THROW(stranger.session().load(file()), SetupError);
    }
}

TEST_P(Saving, E20_AnImageLargerThanTheMemoryLimitDoesntFit) {
    auto large = sandbox({.memory_limit = 256_MiB});
    large.preload("Big", in({.ruby = "BIG = 'x' * 60_000_000",
                             .python = "BIG = 'x' * 60_000_000",
                             .javascript = "var BIG = 'x'.repeat(60000000) + 'x'"}));
    const auto image = large.image();
    const auto look = in({.ruby = "BIG.size", .python = "import Big\nlen(Big.BIG)", .javascript = "BIG.length - 1"});
    EXPECT_EQ(from(image).try_eval(look).failure().kind, ErrorKind::memory_limit);
    EXPECT_EQ(from(image, {.memory_limit = 256_MiB}).eval(look).value, Value(60'000'000));
}

TEST_P(Saving, ASessionBeforeItsFirstEvalCanBeSaved) {
    auto box = sandbox();
    box.preload("A", in({.ruby = "A = 1", .python = "A = 1", .javascript = "var A = 1"}));
    box.session().save(file());
    auto session = box.session();
    session.eval("x = 1");
    session.load(file());
    EXPECT_EQ(session.eval(in({.ruby = "A", .python = "import A\nA.A", .javascript = "A"})).value, Value(1));
    EXPECT_FALSE(session.try_eval("x"));
}

}  // namespace
}  // namespace hako::test
