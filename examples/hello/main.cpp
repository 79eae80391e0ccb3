// The program of the README.
#include <hako/hako.hpp>
#include <iostream>

int main() {
    hako::Sandbox box({.timeout = std::chrono::milliseconds(50), .memory_limit = hako::Bytes(4 << 20)});
    box.define("Store").bind("Price", [](std::string sku, int n) { return n * (sku == "apple" ? 0.5 : 9.99); });

    auto done = box.eval("puts 'pricing'; Store::Price.('apple', 3) + Store::Price.('pear', 1)");
    std::cout << done.stdout_text() << done.value.as<double>() << '\n';

    auto stopped = box.try_eval("loop { }");
    std::cout << stopped.failure().message << '\n';
}
