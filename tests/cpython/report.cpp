// Runs every module of CPython's regression tests inside the guest and prints a table of how each went.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <exception>
#include <iomanip>
#include <iostream>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "suite.hpp"

namespace hako::test {
namespace {

std::string count(const Value& result, std::string_view what) { return std::to_string(result[what].as<Array>().size()); }

std::vector<std::string> all_modules() {
    std::vector<std::string> names;
    for (const auto& name : cpython_sandbox().run("runner.modules").value.as<Array>()) names.push_back(name.as<std::string>());
    return names;
}

class Report {
   public:
    Report(std::vector<std::string> modules, bool tells_failures)
        : modules_(std::move(modules)), tells_failures_(tells_failures) {}

    void run() {
        row("module", "passed", "failed", "skipped", "seconds", "");
        std::vector<std::jthread> threads;
        while (threads.size() < std::max(1u, std::thread::hardware_concurrency())) {
            threads.emplace_back([this] {
                for (std::size_t i = next_++; i < modules_.size(); i = next_++) run(modules_[i]);
            });
        }
    }

   private:
    void run(const std::string& module) {
        const Result result = cpython_sandbox().try_run("runner.run", {module});
        const std::string seconds = std::to_string(static_cast<int>(result.execution().usage.wall_time.count() + 0.5));
        const std::lock_guard lock(output_);
        if (!result) {
            const std::string& message = result.failure().message;
            row(module, "-", "-", "-", seconds, message.substr(0, message.find('\n')) + ", " + last_test(result.execution()));
            if (tells_failures_) std::cout << result.failure().report << '\n';
            return;
        }
        const Value& counts = result.value();
        const auto& skipped = counts["skipped"].as<Array>();
        const bool nothing_ran = counts["passed"] == Value(0) && counts["failed"].as<Array>().empty() && !skipped.empty();
        row(module, std::to_string(counts["passed"].as<int>()), count(counts, "failed"), count(counts, "skipped"), seconds,
            nothing_ran ? skipped[0].as<std::string>() : "");
        if (!tells_failures_) return;
        for (const auto& failure : counts["failed"].as<Array>()) {
            std::cout << "  " << failure[0].as<std::string>() << '\n' << failure[1].as<std::string>() << '\n';
        }
    }

    static void row(const std::string& module, const std::string& passed, const std::string& failed, const std::string& skipped,
                    const std::string& seconds, const std::string& problem) {
        std::cout << std::left << std::setw(40) << module << std::right << std::setw(8) << passed << std::setw(8) << failed
                  << std::setw(8) << skipped << std::setw(8) << seconds << "  " << problem << std::endl;
    }

    const std::vector<std::string> modules_;
    const bool tells_failures_;
    std::atomic<std::size_t> next_ = 0;
    std::mutex output_;
};

}  // namespace
}  // namespace hako::test

// hako_cpython_report [MODULE...]: all modules without arguments; those that are named, with what failed in them.
int main(int argument_count, char** arguments) try {
    const std::span named(arguments + 1, arguments + argument_count);
    hako::test::Report(named.empty() ? hako::test::all_modules() : std::vector<std::string>(named.begin(), named.end()),
                       !named.empty())
        .run();
    return 0;
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
