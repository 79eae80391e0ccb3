// The messages of the guest ABI (§ 5 and § 7): frames, requests, responses, outcomes, yields, invocations.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hako/errors.hpp"
#include "hako/value.hpp"
#include "wire/codec.hpp"

namespace hako::wire {

// --- host to guest --------------------------------------------------------------------------------------------------

/// Namespaces with their members, in order.
struct PreambleEntry {
    std::string namespace_name;
    std::vector<std::string> members;
};
/// Preloaded code. Only source has a name.
struct Snippet {
    enum class Kind : std::uint8_t { source, bytecode, archive };  // images hold these numbers
    std::string name;
    std::string body;
    Kind kind = Kind::source;
};

/// Payloads of stdin frames 1 and 3. [§ 5]
std::string encode_preamble(const std::vector<PreambleEntry>& entries);
std::string encode_snippets(const std::vector<Snippet>& snippets);
/// The four bytes in front of a frame of that length.
std::string frame_header(std::size_t length);

/// The invocation envelope of run; clears `out` first. Objects are given ids by `objects`. Throws EncodeError. [§ 7.5]
void encode_invocation(std::string& out, std::string_view entrypoint, const Array& arguments, const KeywordArguments& keywords,
                       Encoder::ObjectIds& objects);

/// Arguments of a yield. Throws EncodeError for an object. [§ 7.4]
void encode_yield_arguments(std::string& out, const Array& arguments);

/// [0, value]; clears `out` first. Throws EncodeError. [§ 7.2]
void encode_ok_response(std::string& out, const Value& value, Encoder::ObjectIds& objects);
/// [0, value] where the value is already encoded. Throws EncodeError when the response makes it nest too deep.
void encode_ok_response_raw(std::string& out, std::string_view encoded_value);

enum class FaultType { runtime, argument, undefined };
/// [1, Fault]; a message that is not UTF-8 is made so by replacing what is wrong with U+FFFD.
void encode_fault_response(std::string& out, FaultType type, std::string_view message);

// --- guest to host --------------------------------------------------------------------------------------------------

/// One service call. The views refer into the message.
struct Request {
    std::variant<std::string_view, std::uint32_t> target;  // path or handle id
    std::string_view method;
    Array arguments;
    KeywordArguments keywords;  // a repeated key stands once, with the last value
    bool block_given = false;
};
/// Decodes a request into `request`, whose containers are reused. Throws DecodeError with the reasons of § 8; errors
/// thrown by `handles` pass through. [§ 7.1]
void decode_request(std::string_view message, Decoder::Handles& handles, Request& request);

struct Panic {
    std::string origin;
    std::string klass;
    std::string message;
    std::vector<std::string> backtrace;
    std::optional<Value> details;
    std::vector<Frame> frames = {};  // hako's own, as the report is
    std::string report = {};
};
/// Throws DecodeError; handles are kept as they are. [§ 7.3]
Panic decode_panic(std::string_view body);

/// What a block answered. [§ 7.4]
struct YieldError {
    std::string klass;
    std::string message;
    std::vector<std::string> backtrace;
};
struct YieldBreak {
    std::string encoded_value;  // passed on untouched
};
/// Value, break or error. Throws DecodeError for an empty, unknown or malformed response; errors thrown by `handles` (of
/// an ok value) pass through.
std::variant<Value, YieldBreak, YieldError> decode_yield_response(std::string_view message, Decoder::Handles& handles);

}  // namespace hako::wire
