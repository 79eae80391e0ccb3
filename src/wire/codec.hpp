// MessagePack in the profile of the guest ABI (§ 6): single values to bytes and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hako/value.hpp"

namespace hako::wire {

/// Largest payload in either direction. [guest-abi.md § 3]
inline constexpr std::size_t max_payload = std::size_t{16} << 20;
/// How many arrays and maps may enclose a value, envelopes included. [§ 6.4]
inline constexpr int max_depth = 128;

/// Whether `text` is valid UTF-8: shortest form, no surrogates, up to U+10FFFF.
bool is_utf8(std::string_view text);

/// A value that can't be encoded; `what()` says why ("stack level too deep", an integer's range, …).
class EncodeError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// Bytes that are no message of the profile. `what()` is the reason as guest-abi.md § 8 words it.
class DecodeError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Appends values to a buffer that the caller owns. Text that is not UTF-8 goes out as bin; an Object or an over-deep
/// value throws EncodeError. Objects that have a handle are written with `handle`.
class Encoder {
   public:
    /// `object_id` maps an Object met inside a value to its handle's id; null refuses objects.
    class ObjectIds {
       public:
        virtual ~ObjectIds() = default;
        virtual std::uint32_t id_of(const Object& object) = 0;
    };
    explicit Encoder(std::string& out, ObjectIds* objects = nullptr) : out_(out), objects_(objects) {}

    void nil();
    void boolean(bool b);
    void integer(std::int64_t n);
    void unsigned_integer(std::uint64_t n);
    void floating(double x);
    /// Text as str, anything that isn't UTF-8 as bin.
    void text(std::string_view text);
    /// `utf8` as str without looking.
    void str(std::string_view utf8);
    void bin(std::string_view bytes);
    /// Throws EncodeError when the name is not UTF-8.
    void symbol(std::string_view name);
    void handle(std::uint32_t id);
    void array_header(std::size_t count);
    void map_header(std::size_t count);
    void ext(std::uint8_t type, std::string_view payload);
    /// `depth`: how many arrays and maps enclose the value already.
    void value(const Value& value, int depth = 0);

   private:
    void big_endian(std::uint64_t n, int bytes);
    std::string& out_;
    ObjectIds* objects_;
};

/// Reads values from a buffer that outlives it. Every function throws DecodeError for bytes that break the profile, and
/// for a Fault where none may stand.
class Decoder {
   public:
    /// Turns handle ids met inside values into values; null keeps them as hako::Handle.
    class Handles {
       public:
        virtual ~Handles() = default;
        virtual Value resolve(std::uint32_t id) = 0;
    };
    explicit Decoder(std::string_view in, Handles* handles = nullptr) : in_(in), handles_(handles) {}

    /// The wire types, Ruby-named for messages ("NilClass", "Integer", …).
    enum class Kind { nil, boolean, integer, floating, str, bin, array, map, symbol, handle, fault };
    /// Kind of the next value, without reading it.
    Kind peek() const;
    static std::string_view name(Kind kind);

    Value value(int depth = 0);
    /// Reads the header of an array or map and returns its count, which is at most what the rest can hold.
    std::size_t array_header();
    std::size_t map_header();
    std::string_view str();
    std::string_view symbol();
    bool boolean();
    std::uint32_t handle();
    /// Throws DecodeError "N extra bytes after the deserialized object" unless everything was read.
    void expect_end() const;
    bool at_end() const { return at_ == in_.size(); }

   private:
    struct Head;
    Head head();
    std::string_view take(std::size_t count);
    std::size_t reservation(std::size_t count);
    std::string_view in_;
    std::size_t at_ = 0;
    // How many elements containers may still reserve room for: a message has no more elements than bytes, however much
    // the counts in it claim at each level.
    std::size_t reservable_ = in_.size();
    Handles* handles_;
};

}  // namespace hako::wire
