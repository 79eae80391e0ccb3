// hako batch: one JSON object per line in, one execution record per line out.
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <hako/json.hpp>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "commands.hpp"
#include "input.hpp"
#include "job.hpp"
#include "output.hpp"
#include "record.hpp"

namespace hako::command {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t longest_line = std::size_t{64} << 20;

/// Runs lines, one at a time.
class Worker {
   public:
    explicit Worker(const Sandbox& common, const SandboxOptions& options, const std::vector<Snippet>& snippets)
        : common_(common), options_(options), snippets_(snippets) {}

    /// The record of a line. Only running out of memory throws.
    Json perform(const std::string& line, bool too_long) {
        std::optional<Value> id;
        Json record;
        try {
            if (too_long) throw UsageError("the line is longer than " + std::to_string(longest_line) + " bytes");
            const auto value = read_json(line, "the line can't be read");
            if (value.is_map() && value.get_if<Map>()->contains("id")) id = value["id"];
            const Job job(value);
            record = record_of(job.perform(sandbox_for(job.snippets)));
        } catch (const std::bad_alloc&) {
            throw;
        } catch (const std::exception& e) {
            record = record_of(Result({}, failure_of(e)));
        }
        if (id) record["id"] = to_json(*id);
        return record;
    }

   private:
    /// The sandbox that all workers share, or one with snippets of the line's own; the last one of these is kept for
    /// the next line with the same ones.
    const Sandbox& sandbox_for(const std::vector<Snippet>& snippets) {
        if (snippets.empty()) return common_;
        if (!own_ || own_snippets_ != snippets) {
            own_.reset();
            auto fresh = options_.make_sandbox(snippets_);
            for (const auto& snippet : snippets) add_snippet(fresh, snippet);
            own_ = std::move(fresh);
            own_snippets_ = snippets;
        }
        return *own_;
    }

    const Sandbox& common_;
    const SandboxOptions& options_;
    const std::vector<Snippet>& snippets_;
    std::optional<Sandbox> own_;
    std::vector<Snippet> own_snippets_;
};

/// Hands out lines and prints their records in the order of the lines. A record that is ready before its turn waits,
/// and so does reading once there are `ahead` lines between the last one read and the last one printed: memory is
/// bounded.
class Conveyor {
   public:
    Conveyor(Input input, std::uint64_t ahead) : input_(std::move(input)), ahead_(ahead) {}

    struct Line {
        std::uint64_t number = 0;
        std::string text;
        bool too_long = false;
    };

    bool next(Line& line) {
        const std::lock_guard reading(input_mutex_);
        {
            std::unique_lock lock(mutex_);
            moved_.wait(lock, [&] { return failure_ || read_ - printed_ < ahead_; });
            if (failure_) return false;
        }
        for (;;) {
            const auto found = input_.next_line(line.text, longest_line);
            if (found == Input::Line::none) return false;
            if (line.text.find_first_not_of(" \t\r") == std::string::npos && found == Input::Line::whole) continue;
            line.too_long = found == Input::Line::too_long;
            const std::lock_guard lock(mutex_);
            line.number = read_++;
            return true;
        }
    }

    void finish(const Line& line, const Json& record) {
        auto text = record.dump();
        const std::lock_guard lock(mutex_);
        all_ok_ = all_ok_ && record["ok"].get<bool>();
        ready_.emplace(line.number, std::move(text));
        if (failure_ || line.number != printed_) return;
        for (auto first = ready_.begin(); first != ready_.end() && first->first == printed_; first = ready_.erase(first)) {
            std::cout << first->second << '\n';
            ++printed_;
        }
        flush_output();
        moved_.notify_all();
    }

    /// Ends the batch early.
    void fail(std::exception_ptr failure) {
        const std::lock_guard lock(mutex_);
        if (!failure_) failure_ = std::move(failure);
        moved_.notify_all();
    }

    /// Whether every record is ok; throws what ended the batch early. Call it when the workers are done.
    bool result() const {
        if (failure_) std::rethrow_exception(failure_);
        return all_ok_;
    }

   private:
    std::mutex input_mutex_;  // held while reading; taken before mutex_
    Input input_;
    const std::uint64_t ahead_;

    std::mutex mutex_;  // guards what follows
    std::condition_variable moved_;
    std::uint64_t read_ = 0;
    std::uint64_t printed_ = 0;
    std::map<std::uint64_t, std::string> ready_;
    bool all_ok_ = true;
    std::exception_ptr failure_;
};

int run_batch(const SandboxOptions& options, const std::string& file, unsigned jobs) {
    const auto snippets = options.snippets();
    const auto common = options.make_sandbox(snippets);  // a bad guest, option or snippet fails here, once
    constexpr std::uint64_t lines_ahead_per_job = 8;
    Conveyor conveyor(Input(file), lines_ahead_per_job * jobs);
    const auto work = [&] {
        try {
            Worker worker(common, options, snippets);
            for (Conveyor::Line line; conveyor.next(line);) {
                conveyor.finish(line, worker.perform(line.text, line.too_long));
            }
        } catch (...) {
            conveyor.fail(std::current_exception());
        }
    };
    {
        std::vector<std::jthread> threads;
        try {
            while (threads.size() + 1 < jobs) threads.emplace_back(work);
        } catch (const std::system_error&) {
            std::cerr << "hako: running with " << threads.size() + 1 << " jobs; the system gives no more threads\n";
        }
        work();
    }
    return conveyor.result() ? success : script_failed;
}

}  // namespace

void add_batch(CLI::App& app, int& exit_code) {
    struct Given {
        SandboxOptions sandbox;
        std::string file;
        unsigned jobs = 1;
    };
    auto given = std::make_shared<Given>();
    auto* command = app.add_subcommand("batch", "Run one JSON object per line; print one execution record per line, in order");
    command->add_option("FILE", given->file, "The file, or - for standard input")->required()->type_name("");
    command->add_option("--jobs", given->jobs, "How many lines to run at once, 1 to 256")
        ->check(whole_number(1, 256))
        ->type_name("N")
        ->capture_default_str();
    given->sandbox.add_to(*command);
    command->callback([given, &exit_code] { exit_code = run_batch(given->sandbox, given->file, given->jobs); });
}

}  // namespace hako::command
