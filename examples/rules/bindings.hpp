// What the shop shows to scripts.
#pragma once

#include <hako/hako.hpp>
#include <map>
#include <string>

#include "shop.hpp"

template <>
struct hako::Describe<rules::Product> {
    static constexpr const char* name = "Product";
    static void methods(hako::Methods<rules::Product>& m);
};
template <>
struct hako::Describe<rules::Customer> {
    static constexpr const char* name = "Customer";
    static void methods(hako::Methods<rules::Customer>& m);
};
template <>
struct hako::Describe<rules::Order> {
    static constexpr const char* name = "Order";
    static void methods(hako::Methods<rules::Order>& m);
};
/// {"sku" => …, "quantity" => …}
template <>
struct hako::Converter<rules::Line> {
    static constexpr std::string_view expected = "Hash";
    static hako::Value to_value(const rules::Line& line) { return hako::Map{{"sku", line.sku}, {"quantity", line.quantity}}; }
};

namespace rules {

/// How often a script raised each flag: the context of its invocations.
using Flags = std::map<std::string, std::int64_t>;

/// A sandbox for one tenant's rule. Its invocations bring the shop (Store::Catalog) and the Flags along.
hako::Sandbox make_sandbox(const std::string& rule);

/// Store::Catalog over a shop.
hako::Object catalog(Shop& shop);

}  // namespace rules
