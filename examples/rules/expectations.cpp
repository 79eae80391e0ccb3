// The rules once more, as SQL.
#include "expectations.hpp"

#include <map>
#include <stdexcept>

namespace rules {

namespace {

const std::string lines = " FROM lines JOIN products ON product_id = products.id JOIN orders ON order_id = orders.id"
                          " JOIN customers ON customer_id = customers.id WHERE order_id <= ? ";
const std::string worth_by_order = "SELECT sum(price_cents * quantity) AS worth, sum(cost_cents * quantity * 6 / 5) AS cost,"
                                   " channel, ship_to, country, segment, since" + lines + "GROUP BY order_id";
const std::string percent =
    "(CASE WHEN category = 'garden' AND (day < 60 OR day > 300) THEN 20"
    " WHEN category = 'sport' AND day BETWEEN 150 AND 240 THEN 15"
    " WHEN category = 'toys' AND day > 330 THEN 10 ELSE 0 END + CASE WHEN quantity >= 12 THEN 10 ELSE 0 END)";

struct Queries {
    std::string total;
    std::string flags;
};

const std::map<std::string, Queries>& queries() {
    static const std::map<std::string, Queries> all = {
        {"retail",
         {"SELECT sum(price_cents * quantity - CASE WHEN quantity >= 10 THEN price_cents * quantity / 10 ELSE 0 END)" + lines,
          "SELECT count(*)" + lines + "AND stock < quantity"}},
        {"wholesale",
         {"SELECT sum(cost + CASE WHEN cost < 20000 THEN 500 ELSE 0 END) FROM (" + worth_by_order + ")",
          "SELECT count(*) FROM (" + worth_by_order + ") WHERE cost < 20000"}},
        {"seasonal",
         {"SELECT sum(price_cents * quantity * (100 - " + percent + ") / 100)" + lines,
          "SELECT count(*)" + lines + "AND " + percent + " >= 25"}},
        {"loyalty",
         {"SELECT sum(worth * (100 - CASE segment WHEN 'gold' THEN 8 ELSE 0 END - CASE WHEN since < 2010 THEN 5 ELSE 0 END)"
          " / 100) FROM (" + worth_by_order + ")",
          "SELECT count(*) FROM (" + worth_by_order + ") WHERE segment = 'gold'"}},
        {"fraud_check",
         {"SELECT 0 WHERE ? > 0",
          "SELECT count(*) FROM (" + worth_by_order + ") WHERE channel = 'web' AND ship_to <> country AND worth > 100000"}},
    };
    return all;
}

}  // namespace

Expected expected_of(const std::string& tenant, Shop& shop, std::int64_t last_order) {
    const auto found = queries().find(tenant);
    if (found == queries().end()) throw std::runtime_error("nothing is known about what " + tenant + " should come to");
    return {shop.number(found->second.total, last_order), shop.number(found->second.flags, last_order)};
}

std::string expected_end(const std::string& script) {
    static const std::map<std::string, std::string> ends = {
        {"busy_loop", "TimeoutError"},
        {"deep_recursion", "SandboxError, SystemStackError"},
        {"endless_loop", "TimeoutError"},
        {"keeps_handle", "answered 0"},
        {"memory_bomb", "MemoryLimitError"},
        {"output_flood", "answered 1, output cut at 65536 bytes"},
        {"raises", "SandboxError, ArgumentError"},
        {"reach_out", "answered 0"},
        {"undeclared_method", "ServiceError, Kobako::ServiceError"},
    };
    const auto found = ends.find(script);
    if (found == ends.end()) throw std::runtime_error("nothing is known about how " + script + " should end");
    return found->second;
}

}  // namespace rules
