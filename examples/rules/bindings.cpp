// The services of the example.
#include "bindings.hpp"

using namespace std::chrono_literals;
using namespace hako::literals;

void hako::Describe<rules::Product>::methods(hako::Methods<rules::Product>& m) {
    using rules::Product;
    m.method("sku", [](const Product& p) { return p.sku; })
        .method("category", [](const Product& p) { return p.category; })
        .method("price_cents", [](const Product& p) { return p.price_cents; })
        .method("cost_cents", [](const Product& p) { return p.cost_cents; })
        .method("stock", [](const Product& p) { return p.stock; });
}

void hako::Describe<rules::Customer>::methods(hako::Methods<rules::Customer>& m) {
    using rules::Customer;
    m.method("country", [](const Customer& c) { return c.country; })
        .method("segment", [](const Customer& c) { return c.segment; })
        .method("since", [](const Customer& c) { return c.since; });
}

void hako::Describe<rules::Order>::methods(hako::Methods<rules::Order>& m) {
    using rules::Order;
    m.method("id", [](const Order& o) { return o.id; })
        .method("day", [](const Order& o) { return o.day; })
        .method("channel", [](const Order& o) { return o.channel; })
        .method("ship_to", [](const Order& o) { return o.ship_to; })
        .method("customer", &Order::customer)
        .method("lines", &Order::lines)
        .method("each_line", [](const Order& o, hako::Block& block) {
            for (const auto& line : o.lines()) block(line.sku, line.quantity);
        });
}

namespace rules {

hako::Sandbox make_sandbox(const std::string& rule) {
    hako::Sandbox box({.timeout = 2s, .memory_limit = 4_MiB, .stdout_limit = 64_KiB});
    box.define("Store").bind_late("Catalog").bind(
        "Flag", [](const std::string& flag, hako::Call& call) { ++call.context<Flags>()[flag]; });
    box.preload("Rule", rule);
    return box;
}

hako::Object catalog(Shop& shop) {
    return hako::service(std::ref(shop))
        .named("Catalog")
        .method("find", &Shop::product)
        .method("discount",
                [](Shop& s, const std::string& category, hako::Named<"day", std::int64_t> day,
                   hako::Named<"quantity", std::int64_t, 1> quantity) { return s.discount(category, day, quantity); });
}

}  // namespace rules
