// hako batch: one JSON object per line in, one execution record per line out.
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <mutex>
#include <thread>

#include "commands.hpp"
#include "options.hpp"
#include "record.hpp"

namespace hako::command {

namespace {

using Json = nlohmann::ordered_json;

const std::string& text_of(const Json& json, const char* what) {
    if (!json.is_string()) throw UsageError(std::string(what) + " must be a string, got " + json.type_name());
    return json.get_ref<const std::string&>();
}

/// One line's wishes.
struct Job {
    std::optional<std::string> code;
    std::string entry;
    Array arguments;
    KeywordArguments keywords;
    std::vector<Snippet> snippets;
    With with;

    explicit Job(const Json& json) {
        if (!json.is_object()) throw UsageError(std::string("a line must be a JSON object, got ") + json.type_name());
        for (const auto& [key, value] : json.items()) read(key, value);
        if (code.has_value() == !entry.empty()) throw UsageError("a line needs either \"eval\" or \"run\"");
        if (code && (json.contains("args") || json.contains("kwargs"))) {
            throw UsageError("\"args\" and \"kwargs\" go with \"run\"");
        }
    }

   private:
    void read(const std::string& key, const Json& value) {
        if (key == "eval") {
            code = text_of(value, "eval");
        } else if (key == "run") {
            entry = text_of(value, "run");
            if (entry.empty()) throw UsageError("run must name a constant");
        } else if (key == "args") {
            if (!value.is_array()) throw UsageError(std::string("args must be an array, got ") + value.type_name());
            for (const auto& argument : value) arguments.push_back(from_json(argument));
        } else if (key == "kwargs") {
            if (!value.is_object()) throw UsageError(std::string("kwargs must be an object, got ") + value.type_name());
            for (const auto& [name, argument] : value.items()) keywords.emplace_back(name, from_json(argument));
        } else if (key == "preload") {
            read_preload(value);
        } else if (key == "timeout") {
            with.timeout(value.is_null() ? Timeout() : Timeout(number(value, "timeout")));
        } else if (key == "memory_limit") {
            with.memory_limit(size(value, "memory_limit"));
        } else if (key == "stdout_limit") {
            with.stdout_limit(size(value, "stdout_limit"));
        } else if (key == "stderr_limit") {
            with.stderr_limit(size(value, "stderr_limit"));
        } else if (key != "id") {
            throw UsageError("unknown key \"" + key + "\"");
        }
    }

    void read_preload(const Json& value) {
        if (!value.is_array()) throw UsageError(std::string("preload must be an array, got ") + value.type_name());
        for (const auto& item : value) {
            if (!item.is_object() || !item.contains("name") || !item.contains("code") || item.size() != 2) {
                throw UsageError("an element of preload must be {\"name\": …, \"code\": …}");
            }
            snippets.push_back({text_of(item["name"], "name"), text_of(item["code"], "code"), false});
        }
    }

    static std::chrono::duration<double> number(const Json& value, const char* what) {
        if (!value.is_number()) throw UsageError(std::string(what) + " must be a number or null, got " + value.type_name());
        return std::chrono::duration<double>(value.get<double>());
    }

    static std::optional<Bytes> size(const Json& value, const char* what) {
        if (value.is_null()) return std::nullopt;
        if (!value.is_number_integer() || (value.is_number_unsigned() && value.get<std::uint64_t>() >> 62 != 0)) {
            throw UsageError(std::string(what) + " must be a number of bytes or null, got " + value.dump());
        }
        return Bytes(value.get<std::int64_t>());
    }
};

Json parse(const std::string& line) {
    try {
        return Json::parse(line);
    } catch (const Json::parse_error& e) {
        throw UsageError("the line is not JSON: " + std::string(e.what()));
    }
}

/// Runs lines, one at a time. Keeps the sandbox of the last line for the next one that preloads the same.
class Worker {
   public:
    Worker(const Guest& guest, const Options& options, const std::vector<Snippet>& common)
        : guest_(guest), options_(options), common_(common) {}

    Json perform(const std::string& line) {
        Json id;
        auto record = perform(line, id);
        if (!id.is_null()) record["id"] = std::move(id);
        return record;
    }

   private:
    Json perform(const std::string& line, Json& id) {
        try {
            const auto json = parse(line);
            if (json.is_object() && json.contains("id")) id = json["id"];
            const Job job(json);
            auto& box = sandbox_for(job.snippets);
            return record_of(job.code ? box.try_eval(*job.code, job.with)
                                      : box.try_run(job.entry, job.arguments, job.keywords, job.with));
        } catch (const std::exception& e) {
            return record_of(failure_of(e));
        }
    }

    Sandbox& sandbox_for(const std::vector<Snippet>& snippets) {
        std::string key;
        for (const auto& [name, code, bytecode] : snippets) key += name + '\0' + std::to_string(code.size()) + '\0' + code;
        if (!box_ || key != key_) {
            box_.reset();
            auto fresh = std::make_unique<Sandbox>(guest_, options_);
            for (const auto& snippet : common_) add_snippet(*fresh, snippet);
            for (const auto& snippet : snippets) add_snippet(*fresh, snippet);
            box_ = std::move(fresh);
            key_ = std::move(key);
        }
        return *box_;
    }

    const Guest& guest_;
    const Options& options_;
    const std::vector<Snippet>& common_;
    std::unique_ptr<Sandbox> box_;
    std::string key_;
};

/// Hands out lines and prints records in the order of their lines. Holds at most one record per worker: a worker that is
/// ahead waits for its turn.
class Conveyor {
   public:
    explicit Conveyor(std::istream& in) : in_(in) {}

    bool next(std::string& line, std::uint64_t& number) {
        const std::lock_guard lock(input_mutex_);
        while (std::getline(in_, line)) {
            if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
            number = next_number_++;
            return true;
        }
        return false;
    }

    void print(std::uint64_t number, const Json& record) {
        // Whatever isn't UTF-8 in an echoed id is replaced rather than failing the line.
        const auto text = record.dump(-1, ' ', false, Json::error_handler_t::replace);
        std::unique_lock lock(output_mutex_);
        turn_.wait(lock, [&] { return printed_ == number; });
        std::cout << text << '\n' << std::flush;
        all_ok_ = all_ok_ && record["ok"].get<bool>();
        ++printed_;
        turn_.notify_all();
    }

    bool all_ok() const { return all_ok_; }

   private:
    std::istream& in_;
    std::mutex input_mutex_;
    std::uint64_t next_number_ = 0;
    std::mutex output_mutex_;
    std::condition_variable turn_;
    std::uint64_t printed_ = 0;
    bool all_ok_ = true;
};

int run_batch(const SandboxOptions& sandbox, const std::string& file, int jobs) {
    const auto options = sandbox.options();
    const auto guest = sandbox.chosen_guest();
    const auto snippets = sandbox.snippets();
    {
        Sandbox check(guest, options);  // a bad guest, option or snippet fails here, once
        for (const auto& snippet : snippets) add_snippet(check, snippet);
    }
    std::ifstream stream;
    if (file != "-") {
        std::error_code error;
        if (std::filesystem::is_directory(file, error)) throw UsageError("cannot read " + file + ": it is a directory");
        errno = 0;
        stream.open(file, std::ios::binary);
        if (!stream) throw UsageError("cannot read " + file + ": " + std::strerror(errno));
    }
    std::cin.tie(nullptr);  // reading must not flush what another thread is printing
    Conveyor conveyor(file == "-" ? std::cin : stream);
    const auto work = [&] {
        Worker worker(guest, options, snippets);
        std::string line;
        std::uint64_t number = 0;
        while (conveyor.next(line, number)) conveyor.print(number, worker.perform(line));
    };
    std::vector<std::thread> threads;
    for (int i = 1; i < jobs; ++i) threads.emplace_back(work);
    work();
    for (auto& thread : threads) thread.join();
    return conveyor.all_ok() ? success : script_failed;
}

}  // namespace

void add_batch(CLI::App& app, int& exit_code) {
    struct Given {
        SandboxOptions sandbox;
        std::string file;
        int jobs = 1;
    };
    auto given = std::make_shared<Given>();
    auto* command = app.add_subcommand("batch", "Run one JSON object per line; print one execution record per line, in order");
    command->add_option("file", given->file, "The file, or - for standard input")->required();
    command->add_option("--jobs", given->jobs, "How many lines to run at once")->check(CLI::Range(1, 256))->capture_default_str();
    given->sandbox.add_to(*command);
    command->callback([given, &exit_code] { exit_code = run_batch(given->sandbox, given->file, given->jobs); });
}

}  // namespace hako::command
