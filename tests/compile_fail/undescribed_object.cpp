// A shared object whose methods nobody named.
// expect: hako: a service returns a type that can't cross to a script
#include <hako/hako.hpp>

struct Order {};

const auto service = hako::callable([] { return std::make_shared<Order>(); });
