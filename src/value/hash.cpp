// Implements value/hash.hpp.
#include "value/hash.hpp"

#include <bit>
#include <cstring>
#include <random>

namespace hako::detail {

namespace {

struct Key {
    std::uint64_t k0, k1;
};

const Key& process_key() {
    static const Key key = [] {
        std::random_device random;
        const auto word = [&] { return (std::uint64_t{random()} << 32) | random(); };
        return Key{word(), word()};
    }();
    return key;
}

}  // namespace

KeyedHash::KeyedHash() {
    const Key& key = process_key();
    v0_ = key.k0 ^ 0x736f6d6570736575;
    v1_ = key.k1 ^ 0x646f72616e646f6d;
    v2_ = key.k0 ^ 0x6c7967656e657261;
    v3_ = key.k1 ^ 0x7465646279746573;
}

void KeyedHash::round() {
    v0_ += v1_;
    v1_ = std::rotl(v1_, 13) ^ v0_;
    v0_ = std::rotl(v0_, 32);
    v2_ += v3_;
    v3_ = std::rotl(v3_, 16) ^ v2_;
    v0_ += v3_;
    v3_ = std::rotl(v3_, 21) ^ v0_;
    v2_ += v1_;
    v1_ = std::rotl(v1_, 17) ^ v2_;
    v2_ = std::rotl(v2_, 32);
}

void KeyedHash::word(std::uint64_t w) {
    v3_ ^= w;
    round();
    v0_ ^= w;
}

void KeyedHash::bytes(std::string_view text) {
    word(text.size());
    while (text.size() >= 8) {
        std::uint64_t w;
        std::memcpy(&w, text.data(), sizeof w);
        word(w);
        text.remove_prefix(8);
    }
    if (text.empty()) return;
    std::uint64_t rest = 0;
    std::memcpy(&rest, text.data(), text.size());
    word(rest);
}

std::uint64_t KeyedHash::finish() {
    v2_ ^= 0xff;
    round();
    round();
    round();
    return v0_ ^ v1_ ^ v2_ ^ v3_;
}

}  // namespace hako::detail
