// Images and saved sessions whose checksum is right and whose content lies: refused, or no worse than a hostile script.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "engine/engine.hpp"
#include "hako/hako.hpp"

namespace hako::test {
namespace {

using namespace std::chrono_literals;
using namespace hako::literals;

constexpr std::size_t digest_length = 64;

/// `bytes`, of which the first line is left alone, with some changes and the checksum of what came out.
std::string forged(std::string bytes, std::mt19937& random, bool near_the_front) {
    const auto head = bytes.find('\n') + 1;
    auto body = bytes.substr(head + digest_length);
    const auto changes = 1 + random() % 4;
    for (unsigned i = 0; i < changes && !body.empty(); ++i) {
        const auto span = near_the_front ? std::min<std::size_t>(body.size(), 600) : body.size();
        if (random() % 20 == 0) {
            body.resize(random() % body.size());
        } else {
            body[random() % span] = random() % 3 == 0 ? '\xff' : static_cast<char>(random());
        }
    }
    return bytes.substr(0, head) + engine::sha256_hex(body) + body;
}

void use(const Sandbox& box) {
    const With brief = With().timeout(50ms);
    (void)box.try_eval("X.size", brief);
    (void)box.try_run("Entry", {1}, {}, brief);
}

TEST(ForgedFiles, AnImageThatLiesHarmsNobody) {
    Sandbox honest;
    honest.define("S").bind("One", [] { return 1; }).bind("Two", [] { return 2; });
    honest.preload("A", "X = 'x' * 100; Entry = ->(n) { n + 1 }").preload("B", "Y = [1, 2]");
    const auto whole = honest.image().bytes();
    std::mt19937 random(11);
    int accepted = 0;
    for (int i = 0; i < 600; ++i) {
        try {
            Sandbox box(Image::from_bytes(forged(whole, random, i % 2 == 0)), {.timeout = 50ms, .memory_limit = 2_MiB});
            box.define("S").bind("One", [] { return 3; });
            ++accepted;
            use(box);
        } catch (const SetupError&) {
        } catch (const ArgumentError&) {  // a member of another name
        }
        if (i % 50 == 0) {
            EXPECT_EQ(honest.eval("X.size + Y.size + S::One.()").value, Value(103));
        }
    }
    EXPECT_GT(accepted, 20);
    EXPECT_EQ(honest.eval("X.size + Y.size + S::One.()").value, Value(103));
}

TEST(ForgedFiles, ASavedSessionThatLiesHarmsNobody) {
    const auto file = std::filesystem::temp_directory_path() / ("hako-forged-" + std::to_string(getpid()));
    const Sandbox box({.timeout = 50ms, .memory_limit = 2_MiB});
    auto honest = box.session();
    honest.eval("x = [1] * 1000; def m = x; nil");
    honest.save(file);
    std::ifstream in(file, std::ios::binary);
    const std::string whole(std::istreambuf_iterator<char>(in), {});
    std::mt19937 random(12);
    int accepted = 0;
    for (int i = 0; i < 600; ++i) {
        std::ofstream(file, std::ios::binary) << forged(whole, random, i % 2 == 0);
        auto session = box.session();
        try {
            session.load(file);
            ++accepted;
            (void)session.try_eval("x.size");
            (void)session.fork().try_eval("x << 1; GC.start");
        } catch (const SetupError&) {
        }
    }
    std::filesystem::remove(file);
    EXPECT_GT(accepted, 20);
    EXPECT_EQ(honest.eval("x.size").value, Value(1000));
    EXPECT_EQ(box.eval("1 + 1").value, Value(2));
}

TEST(ForgedFiles, AMemberThatStandsTwiceIsOne) {
    Sandbox honest;
    honest.define("S").bind("Aa", [] { return 1; }).bind("Bb", [] { return 2; }).bind("Cc", [] { return 3; });
    auto bytes = honest.image().bytes();
    const auto head = bytes.find('\n') + 1;
    auto body = bytes.substr(head + digest_length);
    body.replace(body.find("Cc"), 2, "Aa");
    Sandbox box(Image::from_bytes(bytes.substr(0, head) + engine::sha256_hex(body) + body));
    box.define("S").bind("Aa", [] { return 4; }).bind("Bb", [] { return 5; });
    EXPECT_EQ(box.eval("[S::Aa.(), S::Bb.()]").value, (Value{4, 5}));
}

}  // namespace
}  // namespace hako::test
