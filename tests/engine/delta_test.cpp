// Differences between memory contents: found, applied, kept, written and read. src/memory/delta.hpp, src/engine/saved_state.hpp.
#include "memory/delta.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <random>

#include "engine/saved_state.hpp"

namespace hako::test {
namespace {

using engine::BaseState;
using engine::ByteReader;
using engine::ByteWriter;
using memory::Delta;
using memory::Image;
using memory::page_bytes;
using memory::Patch;
using Page = std::array<std::uint8_t, page_bytes>;

Page page_of(std::mt19937& random, int density) {
    Page page{};
    for (auto& byte : page) {
        if (static_cast<int>(random() % 100) < density) byte = static_cast<std::uint8_t>(random());
    }
    return page;
}

TEST(Patches, MakeOnePageOfAnother) {
    std::mt19937 random(1);
    for (int i = 0; i < 2000; ++i) {
        const auto before = page_of(random, static_cast<int>(random() % 101));
        auto now = before;
        const auto changes = random() % (i % 10 == 0 ? 5000 : 20);
        for (unsigned c = 0; c < changes; ++c) now[random() % page_bytes] = static_cast<std::uint8_t>(random());
        const auto patch = Patch::between(before.data(), now.data());
        EXPECT_EQ(static_cast<bool>(patch), before != now);
        auto made = before;
        if (patch) patch.apply(made.data());
        EXPECT_EQ(made, now);
        if (patch) {
            const auto again = Patch::from_bytes(patch.bytes());
            ASSERT_TRUE(again);
            EXPECT_EQ(*again, patch);
        }
    }
}

TEST(Patches, TheWorstCasesFit) {
    Page zeros{}, ones;
    ones.fill(1);
    EXPECT_EQ(Patch::between(zeros.data(), ones.data()).bytes().size(), page_bytes + 4);
    for (std::size_t gap = 1; gap < 40; ++gap) {
        auto now = zeros;
        for (std::size_t at = 0; at < page_bytes; at += gap) now[at] = 1;
        now.back() = 1;
        const auto patch = Patch::between(zeros.data(), now.data());
        auto made = zeros;
        patch.apply(made.data());
        EXPECT_EQ(made, now) << gap;
        EXPECT_TRUE(Patch::from_bytes(patch.bytes())) << gap;
    }
}

TEST(Patches, BytesThatAreNoneAreRefused) {
    const auto refused = [](std::initializer_list<int> bytes) {
        std::vector<std::uint8_t> raw(bytes.begin(), bytes.end());
        return !Patch::from_bytes(raw);
    };
    EXPECT_TRUE(refused({}));
    EXPECT_TRUE(refused({0, 0, 1}));
    EXPECT_TRUE(refused({0, 0, 0, 0}));                 // an empty run
    EXPECT_TRUE(refused({0, 0, 2, 0, 7}));              // fewer bytes than it says
    EXPECT_TRUE(refused({0xff, 0x0f, 2, 0, 7, 7}));     // over the page's end
    EXPECT_TRUE(refused({0xff, 0xff, 0xff, 0xff, 7}));  // far over it
    EXPECT_TRUE(refused({0, 0, 1, 0, 7, 9}));           // something behind it
    EXPECT_FALSE(refused({0xff, 0x0f, 1, 0, 7}));
    EXPECT_FALSE(Patch::from_bytes(std::vector<std::uint8_t>(100'000, 1)));
}

class Deltas : public testing::Test {
   protected:
    static constexpr std::size_t pages = 16;
    std::mt19937 random{2};
    std::vector<std::uint8_t> before = contents(pages);
    Image image{before};

    std::vector<std::uint8_t> contents(std::size_t count) {
        std::vector<std::uint8_t> bytes;
        for (std::size_t i = 0; i < count; ++i) {
            const auto page = page_of(random, i % 3 == 0 ? 0 : 60);
            bytes.insert(bytes.end(), page.begin(), page.end());
        }
        return bytes;
    }
    std::vector<std::uint8_t> shown(const Delta& delta, std::size_t count) const {
        std::vector<std::uint8_t> bytes(count * page_bytes);
        for (std::size_t i = 0; i < count; ++i) {
            std::memcpy(bytes.data() + i * page_bytes, image.page(i), page_bytes);
            if (const auto* page = delta.find(i)) page->patch.apply(bytes.data() + i * page_bytes);
        }
        return bytes;
    }
    std::vector<std::uint8_t> changed(std::vector<std::uint8_t> bytes, int changes) {
        for (int i = 0; i < changes; ++i) bytes[random() % bytes.size()] ^= 0x55;
        return bytes;
    }
};

TEST_F(Deltas, ShowWhatTheyWereMadeFrom) {
    for (int changes : {0, 1, 5, 50, 5000}) {
        auto now = changed(before, changes);
        const auto delta = Delta::between(image, now);
        EXPECT_EQ(shown(delta, pages), now);
        EXPECT_LE(delta.pages().size(), std::min<std::size_t>(pages, static_cast<std::size_t>(changes)));
        now.resize((pages + 8) * page_bytes);
        now[(pages + 3) * page_bytes + 7] = 1;
        EXPECT_EQ(shown(Delta::between(image, now), pages + 8), now);
    }
}

TEST_F(Deltas, WithOtherPagesShowThose) {
    auto now = changed(before, 10);
    auto delta = Delta::between(image, now);
    for (int step = 0; step < 300; ++step) {
        auto next = step % 7 == 0 ? before : changed(now, static_cast<int>(random() % 6));
        std::vector<Delta::Page> different;
        for (std::size_t i = 0; i < pages; ++i) {
            const auto* page = next.data() + i * page_bytes;
            if (std::memcmp(page, now.data() + i * page_bytes, page_bytes) == 0) continue;
            different.push_back({static_cast<std::uint32_t>(i), Patch::between(image.page(i), page)});
        }
        delta = delta.with(different);
        now = next;
        EXPECT_EQ(shown(delta, pages), now);
        EXPECT_TRUE(std::ranges::is_sorted(delta.pages(), {}, &Delta::Page::index));
        EXPECT_EQ(delta.pages().size(), Delta::between(image, now).pages().size());
    }
}

class SavedStates : public Deltas {
   protected:
    static constexpr std::size_t memory_size = 65536;
    BaseState base{std::make_shared<Image>(before), globals(7), memory_size};

    static engine::Globals globals(int value) {
        engine::Globals all(3);
        all[0].kind = WASMTIME_I32;
        all[0].of.i32 = value;
        all[1].kind = WASMTIME_I64;
        all[1].of.i64 = -value;
        all[2].kind = WASMTIME_F64;
        all[2].of.f64 = value * 0.5;
        return all;
    }
    std::string written(int changes) {
        auto now = changed(before, changes);
        now.resize(2 * memory_size);
        now.back() = 9;
        engine::State state{std::make_shared<Delta>(Delta::between(*base.memory, now)), globals(8), 2 * memory_size};
        std::string bytes;
        ByteWriter writer(bytes);
        engine::write_state(writer, state);
        return bytes;
    }
};

TEST_F(SavedStates, ComeBackAsTheyWere) {
    const auto bytes = written(100);
    ByteReader reader(bytes);
    const auto state = engine::read_state(reader, base);
    ASSERT_TRUE(state);
    EXPECT_EQ(reader.rest(), "");
    EXPECT_EQ(state->memory_size, 2 * memory_size);
    EXPECT_EQ(state->globals[0].of.i32, 8);
    EXPECT_EQ(state->globals[1].of.i64, -8);
    EXPECT_EQ(state->globals[2].of.f64, 4.0);
    std::string again;
    ByteWriter writer(again);
    engine::write_state(writer, *state);
    EXPECT_EQ(again, bytes);
}

TEST_F(SavedStates, WhateverTheBytesSayIsSafeToEnter) {
    int accepted = 0;
    for (int i = 0; i < 20'000; ++i) {
        auto bytes = written(static_cast<int>(random() % 4));
        if (i % 3 == 0) bytes.resize(random() % bytes.size());
        for (auto flips = random() % 4; flips > 0 && !bytes.empty(); --flips) {
            bytes[random() % std::min<std::size_t>(bytes.size(), i % 2 ? 120 : 100'000)] = static_cast<char>(random());
        }
        ByteReader reader(bytes);
        const auto state = engine::read_state(reader, base);
        if (!state) continue;
        ++accepted;
        EXPECT_EQ(state->memory_size % 65536, 0u);
        EXPECT_GE(state->memory_size, memory_size);
        EXPECT_LE(state->memory_size, std::size_t{1} << 32);
        ASSERT_EQ(state->globals.size(), 3u);
        EXPECT_EQ(state->globals[1].kind, WASMTIME_I64);
        if (!state->memory) continue;
        std::uint64_t next = 0;
        for (const auto& page : state->memory->pages()) {
            EXPECT_GE(page.index, next);
            EXPECT_LT(page.index, state->memory_size / page_bytes);
            Page scratch{};
            page.patch.apply(scratch.data());
            next = std::uint64_t{page.index} + 1;
        }
    }
    EXPECT_GT(accepted, 100);
}

TEST_F(SavedStates, AreRefusedForAnotherBase) {
    const auto bytes = written(3);
    auto fewer = base;
    fewer.globals.pop_back();
    auto other = base;
    std::swap(other.globals[0], other.globals[1]);
    for (const auto* refusing : {&fewer, &other}) {
        ByteReader reader(bytes);
        EXPECT_EQ(engine::read_state(reader, *refusing), nullptr);
    }
}

}  // namespace
}  // namespace hako::test
