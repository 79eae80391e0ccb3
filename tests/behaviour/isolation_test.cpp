// Thousands of invocations in random order, over tenants and threads, each compared with what a fresh process gives. [B-03]
#ifndef HAKO_THREAD_SANITIZER  // which lets no forked child start a thread
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <thread>

#include "support/shop.hpp"
#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

using namespace std::chrono_literals;
using namespace hako::literals;

struct Script {
    const char* code;
    bool run = false;  // an entry point, else code
    std::chrono::microseconds timeout = 20s;
};

// Good ones, and such that raise, trap, run out of time, grow, and try to leave something behind or find what others left.
constexpr Script scripts[] = {
    {"nil"},
    {"$left = :mine; LEFT = 1; def left = 1; class String; def left = 2; end; [$left, LEFT, left, ''.left]"},
    {"[$left, Object.const_defined?(:LEFT), respond_to?(:left), ''.respond_to?(:left), $tenant, NAME]"},
    {"Object.new.inspect + [].object_id.to_s + :sym.to_proc.call('x').to_s rescue $!.message"},
    {"class Integer; def +(other) = 99; end; 1 + 1"},
    {"1 + 2 + NAME.size"},
    {"puts NAME; warn $tenant.inspect; print 'half'; raise NAME"},
    {"raise ArgumentError, 'bad ' + NAME"},
    {"def f(n) = f(n + 1)\nf(0)"},
    {"def f(n) = n == 0 ? 0 : 1 + f(n - 1)\nf(300)"},
    {"kept = []; 2000.times { |i| kept << i.to_s * 20 }; GC.start; kept.last"},
    {"a = []; loop { a << 'x' * 10_000 }"},
    {"s = 'grow' * 300_000; s.size"},
    {"loop { }", false, 400us},
    {"a = []; while true; a << 'x' * 3000; a.clear if a.size > 50; GC.start; end", false, 700us},
    {"i = Shop::Item.(NAME); j = i.part('p'); [i.name, j.name, i.same(i)]"},
    {"Shop::Item.('a').nothing"},
    {"Shop::Each.(3) { |x| puts x; break x * 2 if x == 1 }"},
    {"Shop::Each.(3) { |x| raise 'in the block' }"},
    {"while true; Shop::Each.(100) { |x| x }; end", false, 600us},
    {"rand_like = 5.times.map { |i| i } rescue 'no fibers'; [Shop::Count.call, Shop::Count.call]"},
    {"TABLE[:added] = 1; TABLE.keys.inspect"},
    {"TABLE.inspect"},
    {"syntax error here ("},
    {"->(x) { x }"},
    {"GC.disable; 5000.times { Object.new }; [GC.generational_mode, GC.interval_ratio]"},
    {"begin; raise 'x'; ensure; puts 'ensured'; end"},
    {"at = Object.new; def at.to_s = raise('to_s'); Shop::Echo.(at)"},
    {"Shop::Echo.([1, {a: [nil, 2.5, 'text', :sym]}, true])"},
    {"Double", true},
    {"Poison", true},
    {"Missing", true},
};

struct Tenant {
    Sandbox box{Options{.timeout = 20s, .memory_limit = 4_MiB}};

    explicit Tenant(int number) {
        const auto name = "tenant" + std::to_string(number);
        auto& shop = box.define("Shop");
        shop.bind("Item", [](const std::string& item) { return std::make_shared<Item>(item); })
            .bind("Each", [](int n, Block& block) {
                for (int i = 0; i < n; ++i) block(i);
            });
        shop.bind("Echo", [](Value value) { return value; }).bind("Count", [number] { return number * 100; });
        box.preload("Names", "NAME = '" + name + "'; $tenant = {at: " + std::to_string(number) + "}; TABLE = {}");
        std::string table;
        for (int i = 0; i < number * 10; ++i) table += "TABLE[" + std::to_string(i) + "] = '" + name + "' * 3\n";
        box.preload("Table", table);
        box.preload("Entries", "Double = ->(n) { n * 2 + NAME.size }\nPoison = ->(n) { TABLE.clear; $tenant = nil; n }");
        if (number % 3 == 2) box.preload("Effects", "puts 'loading ' + NAME; COUNTED = Shop::Count.call");  // replayed each time
    }

    /// Everything about an invocation but how long it took.
    std::string told(const Script& script) const {
        const auto with = With().timeout(script.timeout);
        const auto result = script.run ? box.try_run(script.code, {21}, {}, with) : box.try_eval(script.code, with);
        const auto& execution = result.execution();
        if (!result && result.failure().kind == ErrorKind::timeout) return "timeout";
        std::string text = "out " + execution.stdout_text() + " err " + execution.stderr_text() + " peak " +
                           std::to_string(execution.usage.memory_peak.count());
        if (result) return "value " + result.value().inspect() + text;
        const auto& failure = result.failure();
        text += std::string(class_name(failure.kind)) + failure.klass.value_or("-") + failure.message;
        for (const auto& line : failure.backtrace.value_or(std::vector<std::string>())) text += "\n" + line;
        return text;
    }
};

/// In a process of its own, in which nothing has run before.
std::string told_by_fresh_process(int tenant, const Script& script) {
    int ends[2];
    if (pipe(ends) != 0) return "no pipe";
    const auto child = fork();
    if (child == 0) {
        const auto text = Tenant(tenant).told(script);
        [[maybe_unused]] const auto sent = write(ends[1], text.data(), text.size());
        _exit(0);
    }
    close(ends[1]);
    std::string text;
    char part[4096];
    for (ssize_t got = 0; (got = read(ends[0], part, sizeof part)) > 0;) text.append(part, static_cast<std::size_t>(got));
    close(ends[0]);
    waitpid(child, nullptr, 0);
    return text;
}

TEST(Isolation, B03_MixedInvocationsEndAsInFreshProcesses) {
    constexpr int tenants = 6;
    std::vector<std::vector<std::string>> expected(tenants);
    for (int tenant = 0; tenant < tenants; ++tenant) {
        for (const auto& script : scripts)
            expected[static_cast<std::size_t>(tenant)].push_back(told_by_fresh_process(tenant, script));
    }
    std::vector<Tenant> all;
    for (int tenant = 0; tenant < tenants; ++tenant) all.emplace_back(tenant);
    constexpr unsigned threads = 4;
    constexpr int invocations = 1500;
    std::vector<std::thread> workers;
    for (unsigned t = 0; t < threads; ++t) {
        workers.emplace_back([&, t] {
            std::mt19937 random(t + 1);
            for (int i = 0; i < invocations; ++i) {
                const auto tenant = random() % tenants;
                const auto script = random() % std::size(scripts);
                ASSERT_EQ(all[tenant].told(scripts[script]), expected[tenant][script])
                    << "tenant " << tenant << ": " << scripts[script].code;
            }
        });
    }
    for (auto& worker : workers) worker.join();
}

}  // namespace
}  // namespace hako::test
#endif
