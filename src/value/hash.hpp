// Keyed hashing of values, so that a script can't choose keys that collide.
#pragma once

#include <cstdint>
#include <string_view>

namespace hako::detail {

/// SipHash-1-3 over a sequence of words and byte strings, with a key that this process drew at random.
class KeyedHash {
   public:
    KeyedHash();
    void word(std::uint64_t w);
    /// Content and length.
    void bytes(std::string_view text);
    std::uint64_t finish();

   private:
    void round();
    std::uint64_t v0_, v1_, v2_, v3_;
};

}  // namespace hako::detail
