// What the table must say, worked out without the rules.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shop.hpp"

namespace rules {

/// Total and flags of a well-behaved tenant over the orders up to an id, by SQL alone.
struct Expected {
    std::int64_t total_cents = 0;
    std::int64_t flags = 0;
};
Expected expected_of(const std::string& tenant, Shop& shop, std::int64_t last_order);

/// How an invocation of a hostile script ends.
struct End {
    std::string how;                 // error class and class in the script, or the answer
    std::vector<std::string> flags;  // what it reported with Store::Flag, sorted

    friend bool operator==(const End&, const End&) = default;
};
End expected_end(const std::string& script);

}  // namespace rules
