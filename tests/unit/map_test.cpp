// hako::Map: order, look-up, and look-up that a script can't make slow.
#include <gtest/gtest.h>

#include <map>

#include "support.hpp"

namespace hako {
namespace {

Array keys_of(const Map& map) {
    Array keys;
    for (const auto& entry : map) keys.push_back(entry.key);
    return keys;
}

TEST(Map, KeepsTheOrderInWhichKeysWereFirstSet) {
    Map map{{"b", 1}, {"a", 2}};
    map.set("c", 3);
    map.set("b", 4);
    EXPECT_EQ(keys_of(map), (Array{"b", "a", "c"}));
    EXPECT_EQ(*map.find("b"), Value(4));
}

TEST(Map, TellsKeysOfDifferentTypesApart) {
    const Map map{{1, "integer"}, {1.0, "float"}, {"a", "text"}, {sym("a"), "symbol"}, {Binary("a"), "bytes"}, {nullptr, "nil"}};
    EXPECT_EQ(map.size(), 6U);
    EXPECT_EQ(*map.find(1.0), Value("float"));
    EXPECT_EQ(*map.find(sym("a")), Value("symbol"));
    EXPECT_EQ(*map.find(nullptr), Value("nil"));
    EXPECT_EQ(map.find(false), nullptr);
}

TEST(Map, FindsEveryKeyAtEverySize) {
    Map map;
    for (int i = 0; i < 3000; ++i) {
        map.set(i, i * 2);
        map.set(std::to_string(i), i);
        ASSERT_EQ(map.size(), 2U * static_cast<unsigned>(i) + 2);
        ASSERT_EQ(*map.find(i / 2), Value(i / 2 * 2));
        ASSERT_FALSE(map.contains(i + 1));
    }
    for (int i = 0; i < 3000; ++i) {
        ASSERT_EQ(*map.find(i), Value(i * 2));
        ASSERT_EQ(*map.find(std::to_string(i)), Value(i));
    }
}

TEST(Map, BehavesAsAListOfPairsWhateverIsDoneToIt) {
    std::mt19937 random(11);
    for (int round = 0; round < 50; ++round) {
        Map map;
        std::vector<std::pair<Value, Value>> model;
        for (int step = 0; step < 200; ++step) {
            // Containers as keys too: they make the map keep an index from the start.
            Value key = static_cast<int>(random() % 25);
            if (random() % 4 == 0) key = Array{key};
            if (random() % 4 == 0) key = Map{{key, 1}};
            const auto at = std::ranges::find_if(model, [&](const auto& entry) { return entry.first == key; });
            ASSERT_EQ(map.contains(key), at != model.end());
            if (random() % 3 == 0) {
                ASSERT_EQ(map.erase(key), at != model.end());
                if (at != model.end()) model.erase(at);
            } else {
                map.set(key, step);
                if (at == model.end()) {
                    model.emplace_back(key, step);
                } else {
                    at->second = step;
                }
            }
            ASSERT_EQ(map.size(), model.size());
            for (std::size_t i = 0; i < model.size(); ++i) {
                ASSERT_EQ((map.begin() + static_cast<std::ptrdiff_t>(i))->key, model[i].first);
                ASSERT_EQ(*map.find(model[i].first), model[i].second);
            }
        }
        Map reversed;
        for (auto entry = model.rbegin(); entry != model.rend(); ++entry) reversed.set(entry->first, entry->second);
        EXPECT_EQ(map, reversed);
        EXPECT_EQ(map.hash(), reversed.hash());
    }
}

TEST(Map, EqualityDoesNotLookAtOrder) {
    EXPECT_EQ((Map{{1, 2}, {3, 4}}), (Map{{3, 4}, {1, 2}}));
    EXPECT_NE((Map{{1, 2}, {3, 4}}), (Map{{3, 4}, {1, 3}}));
    EXPECT_NE((Map{{1, 2}}), (Map{{1, 2}, {3, 4}}));
    EXPECT_NE((Map{{1, nullptr}}), (Map{{2, nullptr}}));
}

TEST(Map, EqualityAndHashDoNotDependOnTheIndex) {
    Map shrunk;
    for (int i = 0; i < 100; ++i) shrunk.set(i, i);
    for (int i = 3; i < 100; ++i) shrunk.erase(i);
    Map reserved;
    reserved.reserve(1000);
    const Map small{{0, 0}, {1, 1}, {2, 2}};
    for (const auto& [key, value] : small) reserved.set(key, value);
    EXPECT_EQ(shrunk, small);
    EXPECT_EQ(small, reserved);
    EXPECT_EQ(shrunk.hash(), small.hash());
    EXPECT_EQ(reserved.hash(), small.hash());
}

TEST(Map, IsEmptyAndUsableAfterAMove) {
    Map map;
    for (int i = 0; i < 20; ++i) map.set(i, i);
    Map taken = std::move(map);
    EXPECT_EQ(taken.size(), 20U);
    EXPECT_TRUE(map.empty());  // NOLINT: that is what the test is about
    map.set(1, 2);
    EXPECT_EQ(*map.find(1), Value(2));
    EXPECT_EQ(*taken.find(1), Value(1));
}

TEST(Map, FoundValuesCanBeChanged) {
    Map map{{"k", 1}};
    *map.find("k") = 2;
    EXPECT_EQ(*std::as_const(map).find("k"), Value(2));
}

TEST(Map, ManyLongKeysStayFast) {
    // Comparing each key with all others, or hashing each again and again, would take hours.
    const std::string common(1000, 'x');
    Map map;
    for (int i = 0; i < 20'000; ++i) map.set(common + std::to_string(i), i);
    EXPECT_EQ(map.size(), 20'000U);
    const Map copy = map;
    EXPECT_EQ(map, copy);
}

TEST(Map, KeysThatAreMapsOfMapsStayFast) {
    // Each level holds two keys that differ at the very bottom only. Comparing them by content at every level would
    // take 3^20 steps and more.
    const auto level = [](Value first, Value second) { return Value(Map{{std::move(first), 0}, {std::move(second), 0}}); };
    Value a = 1;
    Value b = 2;
    for (int i = 0; i < 14; ++i) {
        Value next_a = level(a, b);
        Value next_b = level(Array{b, a}, a);
        a = std::move(next_a);
        b = std::move(next_b);
    }
    EXPECT_NE(a, b);
    const Value copy = a;
    EXPECT_EQ(a, copy);
}

}  // namespace
}  // namespace hako
