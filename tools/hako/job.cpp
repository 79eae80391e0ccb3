// Implements job.hpp.
#include "job.hpp"

#include <chrono>
#include <cstdint>

namespace hako::command {

namespace {

UsageError misfit(const std::string& key, const char* wanted, const Value& given) {
    return UsageError("\"" + key + "\" must be " + wanted + ", got " + given.inspect(80));
}

const std::string& text_of(const std::string& key, const Value& value) {
    const auto* text = value.get_if<std::string>();
    if (text == nullptr) throw misfit(key, "a string", value);
    return *text;
}

Timeout timeout_of(const std::string& key, const Value& value) {
    if (value.is_nil()) return std::nullopt;
    if (const auto* seconds = value.get_if<double>()) return std::chrono::duration<double>(*seconds);
    if (const auto* seconds = value.get_if<std::int64_t>()) {
        return std::chrono::duration<double>(static_cast<double>(*seconds));
    }
    throw misfit(key, "a number of seconds or null", value);
}

std::optional<Bytes> size_of(const std::string& key, const Value& value) {
    if (value.is_nil()) return std::nullopt;
    const auto* count = value.get_if<std::int64_t>();
    if (count == nullptr) throw misfit(key, "a number of bytes or null", value);
    return Bytes(*count);
}

}  // namespace

Job::Job(const Value& line) {
    const auto* map = line.get_if<Map>();
    if (map == nullptr) throw UsageError("a line must be a JSON object, got " + line.inspect(80));
    for (const auto& [key, value] : *map) {
        const auto* name = key.get_if<std::string>();
        if (name == nullptr) throw UsageError("unknown key " + key.inspect(80));
        read(*name, value);
    }
    if (code.has_value() == entry.has_value()) throw UsageError("a line needs either \"eval\" or \"run\"");
    if (code && (map->contains("args") || map->contains("kwargs"))) {
        throw UsageError("\"args\" and \"kwargs\" go with \"run\"");
    }
}

Result Job::perform(const Sandbox& box) const {
    return code ? box.try_eval(*code, with) : box.try_run(*entry, arguments.positional, arguments.keywords, with);
}

void Job::read(const std::string& key, const Value& value) {
    if (key == "eval") {
        code = text_of(key, value);
    } else if (key == "run") {
        entry = text_of(key, value);
    } else if (key == "args") {
        arguments.add_positional(value, "\"args\"");
    } else if (key == "kwargs") {
        arguments.add_keywords(value, "\"kwargs\"");
    } else if (key == "preload") {
        read_preload(value);
    } else if (key == "timeout") {
        with.timeout(timeout_of(key, value));
    } else if (key == "memory_limit") {
        with.memory_limit(size_of(key, value));
    } else if (key == "stdout_limit") {
        with.stdout_limit(size_of(key, value));
    } else if (key == "stderr_limit") {
        with.stderr_limit(size_of(key, value));
    } else if (key != "id") {
        throw UsageError("unknown key " + Value(key).inspect(80));
    }
}

void Job::read_preload(const Value& value) {
    const auto* list = value.get_if<Array>();
    if (list == nullptr) throw misfit("preload", "an array", value);
    for (const auto& item : *list) {
        const auto* map = item.get_if<Map>();
        if (map == nullptr || map->size() != 2 || !map->contains("name") || !map->contains("code")) {
            throw misfit("preload", "an array of {\"name\": …, \"code\": …}", item);
        }
        snippets.push_back({text_of("name", item["name"]), text_of("code", item["code"]), Snippet::Kind::source});
    }
}

}  // namespace hako::command
