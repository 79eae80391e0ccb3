// The guests' reader of the wire, compiled for this machine, with bytes that no host sends. What it must not do is read beyond
// them, which the address sanitizer sees.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include "support/values.hpp"
#include "wire/codec.hpp"

extern "C" {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"  // it is C
#include "wire.h"
#pragma GCC diagnostic pop
}

namespace hako::test {
namespace {

/// Reads one value as a guest does; false where the guest would find a violation.
bool walk(hako_reader& reader, int depth) {
    hako_token token;
    if (!hako_read(&reader, &token)) return false;
    if (token.kind == HAKO_STR || token.kind == HAKO_BIN || token.kind == HAKO_SYMBOL || token.kind == HAKO_FAULT) {
        // Each byte is looked at.
        volatile std::uint8_t sum = 0;
        for (std::uint32_t i = 0; i < token.bytes.length; ++i) sum = static_cast<std::uint8_t>(sum + token.bytes.data[i]);
    }
    if (token.kind != HAKO_ARRAY && token.kind != HAKO_MAP) return true;
    if (depth == 0) return false;
    const std::uint64_t elements = std::uint64_t{token.count} * (token.kind == HAKO_MAP ? 2 : 1);
    EXPECT_LE(elements, static_cast<std::uint64_t>(reader.end - reader.at)) << "a count that the message can't hold";
    for (std::uint64_t i = 0; i < elements; ++i) {
        if (!walk(reader, depth - 1)) return false;
    }
    return true;
}

/// Looks at bytes that lie in a block of exactly their size.
void read(std::string_view bytes) {
    const auto block = std::make_unique<std::uint8_t[]>(bytes.size());
    std::copy(bytes.begin(), bytes.end(), block.get());
    hako_reader walked = hako_reader_of(block.get(), bytes.size()), skipped = walked;
    const bool good = walk(walked, HAKO_MAX_DEPTH);
    ASSERT_EQ(hako_skip(&skipped, HAKO_MAX_DEPTH), good);
    if (good) {
        ASSERT_EQ(skipped.at, walked.at);
    }
}

TEST(GuestWire, ReadsNothingBeyondRandomBytes) {
    std::mt19937_64 random(20'260'801);
    for (int i = 0; i < 200'000; ++i) {
        std::string bytes;
        for (auto left = random() % 40; left > 0; --left) bytes += static_cast<char>(random());
        ASSERT_NO_FATAL_FAILURE(read(bytes));
    }
}

TEST(GuestWire, ReadsNothingBeyondMessagesThatWereChanged) {
    std::mt19937_64 random(20'260'802);
    for (int i = 0; i < 2'000; ++i) {
        std::string bytes;
        wire::Encoder(bytes).value(random_value(random, 4));
        ASSERT_NO_FATAL_FAILURE(read(bytes));
        for (int k = 0; k < 20; ++k) {
            std::string changed = bytes.substr(0, 1 + random() % bytes.size());
            for (auto left = random() % 4; left > 0; --left) changed[random() % changed.size()] = static_cast<char>(random());
            ASSERT_NO_FATAL_FAILURE(read(changed));
        }
    }
}

}  // namespace
}  // namespace hako::test
