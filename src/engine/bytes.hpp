// Records that hako keeps in files: numbers, little-endian, and runs of bytes behind their length of 32 bits.
#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace hako::engine {

class ByteWriter {
   public:
    explicit ByteWriter(std::string& out) : out_(out) {}

    template <std::unsigned_integral Number>
    void number(Number number) {
        for (std::size_t i = 0; i < sizeof(Number); ++i) out_ += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * i));
    }
    void raw(std::string_view bytes) { out_ += bytes; }
    /// Of less than 4 GiB.
    void text(std::string_view bytes) {
        number(static_cast<std::uint32_t>(bytes.size()));
        raw(bytes);
    }

   private:
    std::string& out_;
};

/// Each function is false, and leaves its argument as it is, when the bytes end too early; what follows is then worthless.
class ByteReader {
   public:
    explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

    template <std::unsigned_integral Number>
    bool number(Number& number) {
        std::string_view bytes;
        if (!raw(sizeof(Number), bytes)) return false;
        std::uint64_t value = 0;
        for (std::size_t i = sizeof(Number); i-- > 0;) value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
        number = static_cast<Number>(value);
        return true;
    }
    bool raw(std::size_t length, std::string_view& bytes) {
        if (length > rest_.size()) return false;
        bytes = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return true;
    }
    bool text(std::string_view& bytes) {
        std::uint32_t length = 0;
        return number(length) && raw(length, bytes);
    }
    std::string_view rest() const { return rest_; }

   private:
    std::string_view rest_;
};

}  // namespace hako::engine
