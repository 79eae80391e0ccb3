// Sizes with their unit: hako::Bytes and the literals 64_KiB, 4_MiB, 1_GiB.
#pragma once

#include <compare>
#include <cstdint>

namespace hako {

/// A number of bytes. Explicit from a plain integer, so that `{.memory_limit = 4}` doesn't compile: write `4_MiB`.
/// Signed, so that a computed size that went below zero is noticed by whoever takes it instead of becoming huge.
class Bytes {
   public:
    constexpr Bytes() = default;
    constexpr explicit Bytes(std::int64_t count) : count_(count) {}

    /// The plain number of bytes.
    constexpr std::int64_t count() const { return count_; }

    friend constexpr auto operator<=>(Bytes, Bytes) = default;
    friend constexpr Bytes operator+(Bytes a, Bytes b) { return Bytes(a.count_ + b.count_); }
    friend constexpr Bytes operator-(Bytes a, Bytes b) { return Bytes(a.count_ - b.count_); }
    friend constexpr Bytes operator*(Bytes a, std::int64_t factor) { return Bytes(a.count_ * factor); }

   private:
    std::int64_t count_ = 0;
};

inline namespace literals {
consteval Bytes operator""_B(unsigned long long n) { return Bytes(static_cast<std::int64_t>(n)); }
consteval Bytes operator""_KiB(unsigned long long n) { return Bytes(static_cast<std::int64_t>(n << 10)); }
consteval Bytes operator""_MiB(unsigned long long n) { return Bytes(static_cast<std::int64_t>(n << 20)); }
consteval Bytes operator""_GiB(unsigned long long n) { return Bytes(static_cast<std::int64_t>(n << 30)); }
}  // namespace literals

}  // namespace hako
