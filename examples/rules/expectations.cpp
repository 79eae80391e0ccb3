// The rules once more, as SQL.
#include "expectations.hpp"

#include <map>
#include <stdexcept>

namespace rules {

namespace {

const std::string lines =
    " FROM lines JOIN products ON product_id = products.id JOIN orders ON order_id = orders.id"
    " JOIN customers ON customer_id = customers.id WHERE order_id <= ? ";
const std::string worth_by_order =
    "SELECT sum(price_cents * quantity) AS worth, sum(cost_cents * quantity * 6 / 5) AS cost,"
    " channel, ship_to, country, segment, since" +
    lines + "GROUP BY order_id";
const std::string percent =
    "(SELECT coalesce(sum(percent), 0) FROM discounts WHERE ifnull(category, products.category) = products.category"
    " AND day >= first_day AND day <= last_day AND lines.quantity >= discounts.quantity)";

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
         {"SELECT sum(price_cents * lines.quantity * (100 - " + percent + ") / 100)" + lines,
          "SELECT count(*)" + lines + "AND " + percent + " >= 25"}},
        {"loyalty",
         {"SELECT sum(worth * (100 - CASE segment WHEN 'gold' THEN 8 ELSE 0 END - "
          "CASE WHEN since < 2010 THEN 5 ELSE 0 END) / 100) FROM (" +
              worth_by_order + ")",
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

End expected_end(const std::string& script) {
    static const std::map<std::string, End> ends = {
        {"busy_loop", {"TimeoutError", {}}},
        {"deep_recursion", {"SandboxError, SystemStackError", {}}},
        {"endless_loop", {"TimeoutError", {}}},
        {"forges_handle",
         {"answered 0",
          {"Handle.allocate: NoMethodError", "Handle.new: NoMethodError", "a subclass: NoMethodError",
           "another id: Kobako::ServiceError", "initialize: ArgumentError", "initialize_copy: Kobako::ServiceError",
           "shop: Kobako::ServiceError"}}},
        {"keeps_handle", {"answered \"kept in 6 places\"", {}}},
        {"memory_bomb", {"MemoryLimitError", {}}},
        {"output_flood", {"answered 1, output cut at 65536 bytes", {}}},
        {"raises", {"SandboxError, ArgumentError", {}}},
        {"reach_out",
         {"answered 0",
          {"$stdin.read: NoMethodError", "Catalog.close: Kobako::ServiceError",
           "Catalog.method_missing(:instance_eval): NoMethodError", "Catalog.new: NoMethodError",
           "Catalog.send(:query): Kobako::ServiceError", "Dir.entries: NameError", "ENV: NameError", "File.read: NameError",
           "IO.new(3): ArgumentError", "Object.const_get(:ENV): NameError", "Process.clock_gettime: NameError",
           "a made-up service: Kobako::ServiceError", "an undeclared service: NameError", "backquotes: NotImplementedError",
           "eval: NoMethodError", "open: NoMethodError", "require: LoadError", "system: NoMethodError"}}},
        {"undeclared_method", {"ServiceError, Kobako::ServiceError", {}}},
    };
    const auto found = ends.find(script);
    if (found == ends.end()) throw std::runtime_error("nothing is known about how " + script + " should end");
    return found->second;
}

}  // namespace rules
