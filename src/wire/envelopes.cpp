// Implements wire/envelopes.hpp.
#include "wire/envelopes.hpp"

#include <algorithm>
#include <numeric>

#include "value/utf8.hpp"

namespace hako::wire {

namespace {

using Kind = Decoder::Kind;

/// Class of the next value as Ruby names it.
std::string next_class(const Decoder& decoder) {
    if (decoder.peek() != Kind::boolean) return std::string(Decoder::name(decoder.peek()));
    Decoder ahead(decoder);
    return ahead.boolean() ? "TrueClass" : "FalseClass";
}

}  // namespace

// --- host to guest --------------------------------------------------------------------------------------------------

std::string encode_preamble(const std::vector<PreambleEntry>& entries) {
    std::string out;
    Encoder encoder(out);
    encoder.array_header(entries.size());
    for (const auto& entry : entries) {
        encoder.array_header(2);
        encoder.str(entry.namespace_name);
        encoder.array_header(entry.members.size());
        for (const auto& member : entry.members) encoder.str(member);
    }
    return out;
}

std::string encode_snippets(const std::vector<Snippet>& snippets) {
    std::string out;
    Encoder encoder(out);
    encoder.array_header(snippets.size());
    for (const auto& snippet : snippets) {
        const bool source = snippet.kind == Snippet::Kind::source;
        encoder.map_header(source ? 3 : 2);
        if (source) {
            encoder.str("name");
            encoder.str(snippet.name);
        }
        encoder.str("kind");
        encoder.str(source ? "source" : snippet.kind == Snippet::Kind::bytecode ? "bytecode" : "archive");
        encoder.str("body");
        if (source) {
            encoder.str(snippet.body);
        } else {
            encoder.bin(snippet.body);
        }
    }
    return out;
}

std::string frame_header(std::size_t length) {
    std::string header;
    for (int shift = 24; shift >= 0; shift -= 8) header += static_cast<char>(length >> shift);
    return header;
}

void encode_invocation(std::string& out, std::string_view entrypoint, const Array& arguments, const KeywordArguments& keywords,
                       Encoder::ObjectIds& objects) {
    out.clear();
    Encoder encoder(out, &objects);
    constexpr int inside = 2;  // the envelope with args or kwargs
    encoder.map_header(3);
    encoder.str("entrypoint");
    encoder.symbol(entrypoint);
    encoder.str("args");
    encoder.array_header(arguments.size());
    for (const auto& argument : arguments) encoder.value(argument, inside);
    encoder.str("kwargs");
    encoder.map_header(keywords.size());
    for (const auto& [name, value] : keywords) {
        encoder.symbol(name);
        encoder.value(value, inside);
    }
}

void encode_yield_arguments(std::string& out, const Array& arguments) {
    Encoder encoder(out);
    encoder.array_header(arguments.size());
    for (const auto& argument : arguments) encoder.value(argument, 1);
}

void encode_ok_response(std::string& out, const Value& value, Encoder::ObjectIds& objects) {
    out.clear();
    Encoder encoder(out, &objects);
    encoder.array_header(2);
    encoder.integer(0);
    encoder.value(value, 1);
}

void encode_ok_response_raw(std::string& out, std::string_view encoded_value) {
    try {
        Decoder(encoded_value).value(1);
    } catch (const DecodeError& e) {  // too deep inside of the response
        throw EncodeError(e.what());
    }
    out.clear();
    Encoder encoder(out);
    encoder.array_header(2);
    encoder.integer(0);
    out += encoded_value;
}

void encode_fault_response(std::string& out, FaultType type, std::string_view message) {
    constexpr std::string_view types[] = {"runtime", "argument", "undefined"};
    std::string payload;
    Encoder fault(payload);
    fault.map_header(3);
    fault.str("type");
    fault.str(types[static_cast<std::size_t>(type)]);
    fault.str("message");
    fault.str(is_utf8(message) ? std::string(message) : detail::utf8_scrub(message));
    fault.str("details");
    fault.nil();

    out.clear();
    Encoder encoder(out);
    encoder.array_header(2);
    encoder.integer(1);
    encoder.ext(2, payload);
}

// --- guest to host: requests ----------------------------------------------------------------------------------------

namespace {

// Up to here looking through the names one by one is faster than sorting them.
constexpr std::size_t few_keywords = 16;

/// Of entries with one name the first keeps its place and gets the last one's value; the others go.
void merge_repeated(KeywordArguments& keywords) {
    std::vector<std::size_t> order(keywords.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        const int names = keywords[a].first.compare(keywords[b].first);
        return names < 0 || (names == 0 && a < b);
    });
    std::vector<bool> repeated(keywords.size(), false);
    bool any = false;
    for (std::size_t i = 0; i < order.size();) {
        std::size_t end = i + 1;
        for (; end < order.size() && keywords[order[end]].first == keywords[order[i]].first; ++end) {
            repeated[order[end]] = any = true;
        }
        if (end > i + 1) keywords[order[i]].second = std::move(keywords[order[end - 1]].second);
        i = end;
    }
    if (!any) return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < keywords.size(); ++i) {
        if (repeated[i]) continue;
        if (kept != i) keywords[kept] = std::move(keywords[i]);
        ++kept;
    }
    keywords.resize(kept);
}

void decode_keywords(Decoder& decoder, KeywordArguments& keywords) {
    const std::size_t count = decoder.map_header();
    for (std::size_t i = 0; i < count; ++i) {
        if (decoder.peek() != Kind::symbol) {
            throw DecodeError("Request kwargs keys must be Symbol, got " + next_class(decoder));
        }
        const auto name = decoder.symbol();
        Value value = decoder.value(2);
        if (count <= few_keywords) {
            const auto same = std::ranges::find_if(keywords, [&](const auto& entry) { return entry.first == name; });
            if (same != keywords.end()) {
                same->second = std::move(value);
                continue;
            }
        }
        keywords.emplace_back(name, std::move(value));
    }
    if (count > few_keywords) merge_repeated(keywords);
}

}  // namespace

void decode_request(std::string_view message, Decoder::Handles& handles, Request& request) {
    request.arguments.clear();
    request.keywords.clear();
    Decoder decoder(message, &handles);
    if (decoder.peek() != Kind::array || decoder.array_header() != 5) {
        throw DecodeError("Request envelope is malformed (expected a 5-element array)");
    }
    switch (decoder.peek()) {
        case Kind::str: request.target = decoder.str(); break;
        case Kind::handle: request.target = decoder.handle(); break;
        case Kind::fault: throw DecodeError("unexpected extension type");
        default: throw DecodeError("Request target must be String or Kobako::Handle, got " + next_class(decoder));
    }
    if (decoder.peek() != Kind::str) throw DecodeError("Request method_name must be String");
    request.method = decoder.str();
    if (decoder.peek() != Kind::array) throw DecodeError("Request args must be Array");
    const std::size_t count = decoder.array_header();
    for (std::size_t i = 0; i < count; ++i) request.arguments.push_back(decoder.value(2));
    if (decoder.peek() != Kind::map) throw DecodeError("Request kwargs must be Hash");
    decode_keywords(decoder, request.keywords);
    if (decoder.peek() != Kind::boolean) {
        throw DecodeError("Request block_given must be Boolean, got " + next_class(decoder));
    }
    request.block_given = decoder.boolean();
    decoder.expect_end();
}

// --- guest to host: records of a failure ----------------------------------------------------------------------------

namespace {

/// Key of a panic or block error: str, or bin with the same bytes.
std::string_view record_key(Decoder& decoder, std::string& storage) {
    if (decoder.peek() != Kind::bin) return decoder.str();
    storage = decoder.value().get_if<Binary>()->bytes();
    return storage;
}

std::vector<std::string> backtrace_lines(Decoder& decoder) {
    std::vector<std::string> lines;
    const std::size_t count = decoder.array_header();
    for (std::size_t i = 0; i < count; ++i) lines.emplace_back(decoder.str());
    return lines;
}

std::string required(std::optional<std::string>&& field, const char* key) {
    if (!field) throw DecodeError(std::string("missing key \"") + key + "\"");
    return *std::move(field);
}

/// A panic before it is known to be complete; also a block error, which has fewer keys.
struct FailureRecord {
    std::optional<std::string> origin, klass, message;
    std::optional<std::vector<std::string>> backtrace;
    std::optional<Value> details;
    std::vector<Frame> frames;
    std::string report;
};

/// [file, line, column, function, source line]
Frame decode_frame(Decoder& decoder) {
    constexpr std::size_t fields = 5;
    if (decoder.array_header() != fields) throw DecodeError("a frame has five elements");
    const auto number = [&decoder] {
        const auto value = decoder.value(1);
        const auto* integer = value.get_if<std::int64_t>();
        if (!integer) throw DecodeError("the position of a frame is an Integer");
        return static_cast<int>(std::clamp<std::int64_t>(*integer, 0, std::numeric_limits<int>::max()));
    };
    Frame frame;
    frame.file = decoder.str();
    frame.line = number();
    frame.column = number();
    frame.function = decoder.str();
    frame.source = decoder.str();
    return frame;
}

std::vector<Frame> decode_frames(Decoder& decoder) {
    std::vector<Frame> frames;
    const std::size_t count = decoder.array_header();
    for (std::size_t i = 0; i < count; ++i) frames.push_back(decode_frame(decoder));
    return frames;
}

FailureRecord decode_record(std::string_view body, bool of_panic) {
    FailureRecord record;
    Decoder decoder(body);
    const std::size_t count = decoder.map_header();
    std::string storage;
    for (std::size_t i = 0; i < count; ++i) {
        const auto key = record_key(decoder, storage);
        try {
            if (of_panic && key == "origin") {
                record.origin = decoder.str();
            } else if (of_panic && key == "details") {
                record.details = decoder.value(1);
            } else if (of_panic && key == "__hako_frames") {
                record.frames = decode_frames(decoder);
            } else if (of_panic && key == "__hako_report") {
                record.report = decoder.str();
            } else if (key == "class") {
                record.klass = decoder.str();
            } else if (key == "message") {
                record.message = decoder.str();
            } else if (key == "backtrace") {
                record.backtrace = backtrace_lines(decoder);
            } else {
                decoder.value(1);
            }
        } catch (const DecodeError& e) {
            throw DecodeError("value of key " + Value(key).inspect(40) + ": " + e.what());
        }
    }
    decoder.expect_end();
    if (record.details && record.details->is_nil()) record.details.reset();
    return record;
}

}  // namespace

Panic decode_panic(std::string_view body) {
    auto record = decode_record(body, true);
    return {.origin = required(std::move(record.origin), "origin"),
            .klass = required(std::move(record.klass), "class"),
            .message = required(std::move(record.message), "message"),
            .backtrace = std::move(record.backtrace).value_or(std::vector<std::string>()),
            .details = std::move(record.details),
            .frames = std::move(record.frames),
            .report = std::move(record.report)};
}

std::variant<Value, YieldBreak, YieldError> decode_yield_response(std::string_view message, Decoder::Handles& handles) {
    if (message.empty()) throw DecodeError("empty yield response");
    const auto tag = static_cast<unsigned char>(message[0]);
    const auto body = message.substr(1);
    switch (tag) {
        case 1: {
            Decoder decoder(body, &handles);
            Value value = decoder.value();
            decoder.expect_end();
            return value;
        }
        case 2: {
            Decoder decoder(body);
            decoder.value();  // only to see that it is one
            decoder.expect_end();
            return YieldBreak{std::string(body)};
        }
        case 4: {
            auto record = decode_record(body, false);
            if (!record.backtrace) throw DecodeError("missing key \"backtrace\"");
            return YieldError{.klass = required(std::move(record.klass), "class"),
                              .message = required(std::move(record.message), "message"),
                              .backtrace = *std::move(record.backtrace)};
        }
        default: throw DecodeError("unknown yield response tag " + std::to_string(tag));
    }
}

}  // namespace hako::wire
