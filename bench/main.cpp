// hako_bench: measures hako, prints a table and writes the figures as JSON.
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "child_process.hpp"
#include "measure.hpp"

namespace hako::bench {
namespace {

constexpr std::string_view usage_text =
    "usage: hako_bench [--json FILE] [--short] [--only NAME]...\n"
    "  --json FILE   also write the figures to FILE\n"
    "  --short       fewer runs, for a first look\n"
    "  --only NAME   this figure; may be repeated\n"
    "  --list        print the figures' names and measure nothing\n";

struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct CommandLine {
    std::string json_file;
    std::vector<std::string> only;
    bool is_short = false;
    bool list = false;
};

CommandLine parse(const std::vector<std::string>& arguments) {
    CommandLine line;
    for (auto at = arguments.begin(); at != arguments.end(); ++at) {
        const auto value = [&] {
            if (at + 1 == arguments.end()) throw UsageError(*at + " needs a value");
            return *++at;
        };
        if (*at == "--json") {
            line.json_file = value();
        } else if (*at == "--only") {
            line.only.push_back(value());
        } else if (*at == "--short") {
            line.is_short = true;
        } else if (*at == "--list") {
            line.list = true;
        } else {
            throw UsageError("unknown argument " + *at);
        }
    }
    return line;
}

std::vector<Benchmark> all_benchmarks() {
    std::vector<Benchmark> all;
    for (const auto& part : {first_benchmarks(), host_benchmarks(), memory_benchmarks(), guest_program_benchmarks(),
                             python_benchmarks(), javascript_benchmarks()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

std::vector<Benchmark> chosen_benchmarks(const std::vector<std::string>& only) {
    const auto all = all_benchmarks();
    if (only.empty()) return all;
    std::vector<Benchmark> chosen;
    for (const auto& name : only) {
        const auto found = std::ranges::find(all, name, &Benchmark::name);
        if (found == all.end()) throw UsageError("there is no figure " + name);
        chosen.push_back(*found);
    }
    return chosen;
}

double ratio(const Figure& figure) { return figure.median.value / figure.native->value; }

void print_head() { std::printf("%-24s %14s %-6s %8s %14s %8s\n", "figure", "median", "unit", "runs", "native", "ratio"); }

void print(const std::string& name, const Figure& figure) {
    const double value = figure.median.value;
    std::printf("%-24s %14.*f %-6s %8zu", name.c_str(), value < 1'000 ? 3 : 0, value, figure.unit.c_str(), figure.median.runs);
    if (figure.native) std::printf(" %14.3f %7.2fx", figure.native->value, ratio(figure));
    std::printf("\n");
    std::fflush(stdout);
}

using Json = nlohmann::ordered_json;

/// Adds "xor100k_ms", and for a guest program "native_xor100k_ms" and "xor100k_ratio".
void add(Json& figures, const std::string& name, const Figure& figure) {
    const auto put = [&](const std::string& key, double median, const std::string& unit) {
        figures[key] = {{"median", median}, {"unit", unit}, {"runs", figure.median.runs}};
    };
    put(name, figure.median.value, figure.unit);
    if (!figure.native) return;
    put("native_" + name, figure.native->value, figure.unit);
    put(name.substr(0, name.rfind('_')) + "_ratio", ratio(figure), "x");
}

void write(const std::string& path, const Json& figures) {
    std::ofstream file(path);
    file << Json{{"figures", figures}}.dump(2) << '\n';
    if (!file.flush()) throw std::runtime_error("can't write " + path);
}

int bench_main(const CommandLine& line) {
    const auto benchmarks = chosen_benchmarks(line.only);
    if (line.list) {
        for (const auto& benchmark : benchmarks) std::cout << benchmark.name << '\n';
        return 0;
    }
    const Effort effort = line.is_short ? Effort{Seconds(0.2), 3} : Effort{};
    Json figures = Json::object();
    print_head();
    for (const auto& [name, measure] : benchmarks) {
        const Figure figure = measure(effort);
        print(name, figure);
        add(figures, name, figure);
    }
    if (!line.json_file.empty()) write(line.json_file, figures);
    return 0;
}

/// `hako_bench --child …`: this program, started by itself.
int child_main(const std::vector<std::string>& arguments) {
    if (arguments.at(1) == "first") {
        child_first();
    } else if (arguments.at(1) == "first_python") {
        child_first_python();
    } else if (arguments.at(1) == "idle_python") {
        child_idle_python(std::stoi(arguments.at(2)));
    } else {
        child_idle(std::stoi(arguments.at(2)), std::stoi(arguments.at(3)));
    }
    return 0;
}

}  // namespace
}  // namespace hako::bench

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    try {
        if (!arguments.empty() && arguments[0] == "--child") return hako::bench::child_main(arguments);
        return hako::bench::bench_main(hako::bench::parse(arguments));
    } catch (const hako::bench::UsageError& e) {
        std::cerr << "hako_bench: " << e.what() << '\n' << hako::bench::usage_text;
        return 2;
    } catch (const std::exception& e) {
        std::cerr << "hako_bench: " << e.what() << '\n';
        return 1;
    }
}
