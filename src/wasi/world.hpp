// What a guest can observe of its surroundings through WASI: the state of one invocation.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hako::wasi {

/// An output channel: keeps what is written up to a limit. [B-04]
class Capture {
   public:
    /// No limit: everything is kept.
    explicit Capture(std::optional<std::uint64_t> limit) : limit_(limit) {}

    /// Takes as much of `bytes` as fits and returns how much that was; a write past the limit sets truncated().
    std::size_t write(std::string_view bytes);
    bool truncated() const { return truncated_; }
    std::string take() { return std::move(bytes_); }

   private:
    std::optional<std::uint64_t> limit_;
    std::string bytes_;
    bool truncated_ = false;
};

/// Standard input: a few pieces of memory, one after the other, then end of file. The pieces outlive the reading.
class Input {
   public:
    static constexpr std::size_t max_pieces = 6;
    void append(std::string_view piece) { pieces_[count_++] = piece; }
    /// Up to `wanted` bytes of the piece at the front; empty at the end.
    std::string_view read(std::size_t wanted);

   private:
    std::array<std::string_view, max_pieces> pieces_{};
    std::size_t count_ = 0;
    std::size_t next_ = 0;
};

/// Everything that WASI functions read and write. It belongs to one invocation. [guest-abi.md § 9]
struct World {
    Input in;
    Capture out{0};
    Capture err{0};
    /// The machine's clocks and entropy instead of zeros.
    bool permissive = false;
    /// Whether the guest has written something, or read what may be different next time.
    bool has_effects = false;
    bool has_read_input = false;
};

}  // namespace hako::wasi
