// Python that a language model wrote, over a table that it sees through services alone.
#include <algorithm>
#include <cmath>
#include <functional>
#include <hako/hako.hpp>
#include <iostream>
#include <map>

#include "orders.hpp"

using namespace std::chrono_literals;
using namespace hako::literals;

namespace {

hako::Value as_value(const analyst::Order& order) {
    return hako::Map{{"order", order.number},     {"day", order.day},           {"region", order.region},
                     {"product", order.product},  {"quantity", order.quantity}, {"unit_price", order.unit_price},
                     {"discount", order.discount}};
}

/// What every answer runs in: the whole table as text, its rows one by one, and nothing else of the machine.
hako::Sandbox make_sandbox(const std::string& csv, const std::vector<analyst::Order>& orders) {
    hako::Sandbox box(hako::python(), {.timeout = 2s, .memory_limit = 64_MiB, .stdout_limit = 10_KiB});
    box.define("Data").bind("Csv", [&csv] { return csv; }).bind("Each", [&orders](hako::Block& block) {
        for (const auto& order : orders) block(as_value(order));
    });
    return box;
}

double cents(double amount) { return std::round(amount * 100) / 100; }

/// The answers as C++ computes them.
using Expectations = std::map<std::string, std::function<hako::Value(const std::vector<analyst::Order>&)>>;
const Expectations expectations = {
    {"best_region",
     [](const std::vector<analyst::Order>& orders) {
         std::map<std::string, double> revenue;
         for (const auto& order : orders) {
             if (order.day.starts_with("2026-03")) {
                 revenue[order.region] += static_cast<double>(order.quantity) * order.unit_price * (1 - order.discount);
             }
         }
         const auto best = std::ranges::max_element(revenue, {}, [](const auto& entry) { return entry.second; });
         return hako::Value(best->first, cents(best->second));
     }},
    {"largest_order",
     [](const std::vector<analyst::Order>& orders) {
         const auto total = [](const analyst::Order& order) { return static_cast<double>(order.quantity) * order.unit_price; };
         const auto largest = std::ranges::max_element(orders, {}, total);
         return hako::Value(largest->number, cents(total(*largest)));
     }},
    {"median_quantity",
     [](const std::vector<analyst::Order>& orders) {
         std::map<std::string, std::vector<std::int64_t>> quantities;
         for (const auto& order : orders) quantities[order.product].push_back(order.quantity);
         hako::Map medians;
         for (auto& [product, found] : quantities) {
             std::ranges::sort(found);
             const auto middle = found.size() / 2;
             // As Python's statistics.median: the mean of the two in the middle is a float.
             medians.set(product, found.size() % 2 == 1
                                      ? hako::Value(found[middle])
                                      : hako::Value(static_cast<double>(found[middle - 1] + found[middle]) / 2));
         }
         return hako::Value(medians);
     }},
};

/// How each hostile script has to end; nothing for one that succeeds and is harmless all the same.
const std::map<std::string, std::string> ends = {
    {"calls_home", "URLError"},
    {"changes_data", "AttributeError"},
    {"eats_memory", "MemoryLimitError"},
    {"never_ends", "TimeoutError"},
    {"poisons_python", ""},
    {"reads_files", "FileNotFoundError"},
    {"runs_commands", "OSError"},
};

std::vector<std::filesystem::path> scripts_in(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string end_of(const hako::Result& result) {
    if (result) return "";
    const auto& failure = result.failure();
    const auto name = failure.klass.value_or(std::string(class_name(failure.kind)));
    return name.substr(name.rfind('.') + 1);
}

int run(bool check) {
    const std::filesystem::path folder = HAKO_ANALYST_FOLDER;
    const auto csv = analyst::read(folder / "orders.csv");
    const auto orders = analyst::parse(csv);
    const auto box = make_sandbox(csv, orders);
    int wrong = 0;

    const auto answer_all = [&](bool show) {
        for (const auto& file : scripts_in(folder / "answers")) {
            const auto code = analyst::read(file);
            const auto done = box.eval(code);
            if (show) {
                std::cout << first_line(code) << '\n'
                          << done.stdout_text() << "=> " << done.value << "  ("
                          << std::chrono::duration_cast<std::chrono::microseconds>(done.usage.wall_time).count() << " µs)\n\n";
            }
            const auto expected = expectations.at(file.stem().string())(orders);
            if (check && done.value != expected) {
                std::cerr << file.filename() << ": expected " << expected << ", got " << done.value << '\n';
                ++wrong;
            }
        }
    };
    answer_all(true);

    for (const auto& file : scripts_in(folder / "hostile")) {
        const auto code = analyst::read(file);
        const auto result = box.try_eval(code);
        const auto end = end_of(result);
        std::cout << first_line(code) << "\n=> "
                  << (end.empty() ? "nothing came of it" : end + ": " + first_line(result.failure().message)) << "\n\n";
        if (check && end != ends.at(file.stem().string())) {
            std::cerr << file.filename() << ": expected " << ends.at(file.stem().string()) << ", got " << end << '\n';
            ++wrong;
        }
    }
    answer_all(false);  // what the hostile ones did has no effect
    return wrong == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const bool check = argc == 2 && std::string_view(argv[1]) == "--check";
    if (argc > 1 && !check) {
        std::cerr << "Usage: hako_analyst_example [--check]\n";
        return 2;
    }
    try {
        return run(check);
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
        return 1;
    }
}
