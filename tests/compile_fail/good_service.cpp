// What the other cases do wrong, done right.
#include <hako/hako.hpp>

using namespace hako::literals;

const hako::Options options{.memory_limit = 4_MiB};

const auto service = hako::callable([](const std::string& sku, hako::Named<"n", int> n) { return sku + std::to_string(*n); });
