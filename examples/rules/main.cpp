// Tenants' pricing rules, good and hostile, over a shop's database.
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "bindings.hpp"
#include "expectations.hpp"

namespace {

using Clock = std::chrono::steady_clock;

struct Settings {
    std::string database = HAKO_RULES_DATABASE;
    std::filesystem::path scripts = HAKO_RULES_SCRIPTS;
    std::int64_t orders = 3000;
    bool check = false;
};

constexpr const char* usage =
    "Usage: hako_rules_example [--orders N] [--database FILE] [--scripts DIR] [--check]\n"
    "Prices orders with the rules in DIR/tenants and shows how the scripts in DIR/hostile are stopped.\n"
    "--check compares every row with what SQL says it must be.\n";

Settings settings_from(int argc, char** argv) {
    Settings settings;
    for (int i = 1; i < argc; ++i) {
        const std::string option = argv[i];
        const auto value = [&]() -> std::string {
            if (i + 1 == argc) throw std::invalid_argument(option + " needs a value");
            return argv[++i];
        };
        if (option == "--orders") {
            const auto text = value();
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), settings.orders);
            if (error != std::errc() || end != text.data() + text.size() || settings.orders < 1) {
                throw std::invalid_argument("--orders must be a number above 0, got " + text);
            }
        } else if (option == "--database") {
            settings.database = value();
        } else if (option == "--scripts") {
            settings.scripts = value();
        } else if (option == "--help") {
            std::cout << usage;
            std::exit(0);
        } else if (option == "--check") {
            settings.check = true;
        } else {
            throw std::invalid_argument("unknown option " + option);
        }
    }
    return settings;
}

std::vector<std::filesystem::path> scripts_in(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".rb") files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

std::string read(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

/// What is under way, on one line of a terminal; nothing when standard error is no terminal.
void show_progress(const std::string& tenant, std::size_t done, std::size_t all) {
    static const bool terminal = isatty(STDERR_FILENO) == 1;
    if (!terminal) return;
    if (done == all) {
        std::fprintf(stderr, "\r%-60s\r", "");
    } else if (done % 50 == 0) {
        std::fprintf(stderr, "\r%-20s %zu of %zu orders", tenant.c_str(), done, all);
    }
}

/// Everything that was to be checked and was not as expected.
class Mismatches {
   public:
    void expect(const std::string& row, const std::string& expected, const std::string& got) {
        if (expected == got) return;
        std::cerr << row << ": expected " << expected << ", got " << got << '\n';
        ++count_;
    }
    int count() const { return count_; }

   private:
    int count_ = 0;
};

std::string summary(std::int64_t total_cents, std::int64_t flags) {
    char text[80];
    std::snprintf(text, sizeof text, "%lld.%02lld, %lld flags", static_cast<long long>(total_cents / 100),
                  static_cast<long long>(total_cents % 100), static_cast<long long>(flags));
    return text;
}

/// Prices all orders with one tenant's rule; returns how long that took.
Clock::duration run_tenant(const std::filesystem::path& file, rules::Shop& shop, const std::vector<std::int64_t>& orders,
                           bool check, Mismatches& mismatches) {
    const auto tenant = file.stem().string();
    const auto box = rules::make_sandbox(read(file));
    rules::Flags flags;
    hako::With with;
    with.context(flags).bind("Store", "Catalog", rules::catalog(shop));

    std::int64_t total = 0;
    std::size_t done = 0;
    const auto start = Clock::now();
    for (const auto id : orders) {
        try {
            total += box.run("Rule", {shop.order(id)}, {}, with).value.as<std::int64_t>();
        } catch (const hako::Error&) {
            std::cerr << tenant << ", order " << id << ": ";
            throw;
        }
        show_progress(tenant, ++done, orders.size());
    }
    const auto time = Clock::now() - start;

    std::int64_t flagged = 0;
    for (const auto& [flag, times] : flags) flagged += times;
    const auto result = summary(total, flagged);
    const double seconds = std::chrono::duration<double>(time).count();
    std::printf("%-14s %7zu  %-32s %8.2f s %8.0f us an order\n", tenant.c_str(), done, result.c_str(), seconds,
                seconds * 1e6 / static_cast<double>(done));
    std::fflush(stdout);
    if (check) {
        const auto expected = rules::expected_of(tenant, shop, orders.back());
        mismatches.expect(tenant, summary(expected.total_cents, expected.flags), result);
    }
    return time;
}

/// How one invocation of a hostile script ended, and the error's message.
std::pair<rules::End, std::string> end_of(const hako::Result& result, const rules::Flags& flags) {
    rules::End end;
    std::string message;
    if (result) {
        const auto& execution = result.execution();
        end.how = "answered " + execution.value.inspect(40);
        if (execution.stdout_truncated()) {
            end.how += ", output cut at " + std::to_string(execution.stdout_text().size()) + " bytes";
        }
    } else {
        const auto& failure = result.failure();
        end.how = std::string(hako::class_name(failure.kind)) + (failure.klass ? ", " + *failure.klass : "");
        message = failure.message;
    }
    for (const auto& [flag, times] : flags) end.flags.push_back(flag);
    return {end, message};
}

std::string in_words(const rules::End& end) {
    std::string words = end.how;
    for (const auto& flag : end.flags) words += "; " + flag;
    return words;
}

void run_hostile(const std::filesystem::path& file, rules::Shop& shop, const std::vector<std::int64_t>& orders, bool check,
                 Mismatches& mismatches) {
    const auto script = file.stem().string();
    const auto box = rules::make_sandbox(read(file));

    // Several times: what an invocation leaves behind must not help the next.
    const std::size_t times = std::min<std::size_t>(orders.size(), 3);
    rules::End end;
    std::string message;
    double slowest = 0;
    for (std::size_t i = 0; i < times; ++i) {
        rules::Flags flags;
        const auto with =
            hako::With().context(flags).bind("Store", "Catalog", rules::catalog(shop)).timeout(std::chrono::milliseconds(250));
        const auto start = Clock::now();
        const auto result = box.try_run("Rule", {shop.order(orders[i])}, {}, with);
        slowest = std::max(slowest, std::chrono::duration<double, std::milli>(Clock::now() - start).count());
        std::tie(end, message) = end_of(result, flags);
        if (check) mismatches.expect(script, in_words(rules::expected_end(script)), in_words(end));
    }
    std::printf("%-18s %2zu times  %6.1f ms  %s%s%s\n", script.c_str(), times, slowest, end.how.c_str(),
                message.empty() ? "" : ": ", message.substr(0, 120).c_str());
    for (const auto& flag : end.flags) std::printf("    %s\n", flag.c_str());
    std::fflush(stdout);
}

int run(const Settings& settings) {
    rules::Shop shop(settings.database);
    const auto orders = shop.order_ids(settings.orders);
    if (orders.empty()) throw std::runtime_error(settings.database + " has no orders");
    Mismatches mismatches;

    std::printf("Tenants' rules over %zu orders\n%-14s %7s  %-32s %10s\n", orders.size(), "tenant", "orders", "result", "time");
    Clock::duration spent{};
    const auto tenants = scripts_in(settings.scripts / "tenants");
    for (const auto& file : tenants) spent += run_tenant(file, shop, orders, settings.check, mismatches);
    const auto invocations = static_cast<double>(tenants.size() * orders.size());
    std::printf("%.0f invocations, %.0f a second\n\nHostile scripts, and how each was stopped\n", invocations,
                invocations / std::chrono::duration<double>(spent).count());
    for (const auto& file : scripts_in(settings.scripts / "hostile")) {
        run_hostile(file, shop, orders, settings.check, mismatches);
    }
    if (settings.check) {
        std::printf("\n%s\n", mismatches.count() == 0 ? "Every row is as expected." : "Some rows are wrong.");
    }
    return mismatches.count() == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    Settings settings;
    try {
        settings = settings_from(argc, argv);
    } catch (const std::invalid_argument& e) {
        std::cerr << e.what() << '\n' << usage;
        return 2;
    }
    try {
        return run(settings);
    } catch (const hako::Error& e) {
        std::cerr << hako::class_name(e.kind()) << ": " << e.what() << '\n';
        for (const auto& frame : e.backtrace()) std::cerr << "    " << frame << '\n';
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
    }
    return 1;
}
