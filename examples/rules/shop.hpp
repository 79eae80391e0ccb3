// The shop that the rules are about: a SQLite database and the objects that scripts get handles to.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rules {

struct Product {
    std::string sku;
    std::string category;
    std::int64_t price_cents = 0;
    std::int64_t cost_cents = 0;
    std::int64_t stock = 0;
};

struct Customer {
    std::int64_t id = 0;
    std::string country;
    std::string segment;
    std::int64_t since = 0;
};

struct Line {
    std::string sku;
    std::int64_t quantity = 0;
};

class Shop;

struct Order {
    Shop* shop = nullptr;
    std::int64_t id = 0;
    std::int64_t customer_id = 0;
    std::int64_t day = 0;
    std::string channel;
    std::string ship_to;

    std::vector<Line> lines() const;
    std::shared_ptr<Customer> customer() const;
};

/// Reads the database. For one thread at a time.
class Shop {
   public:
    /// Throws std::runtime_error when the file can't be opened, and so does each query that fails.
    explicit Shop(const std::string& file);

    std::vector<std::int64_t> order_ids(std::int64_t at_most);
    std::shared_ptr<Order> order(std::int64_t id);
    /// Null for an unknown SKU.
    std::shared_ptr<Product> product(const std::string& sku);
    std::shared_ptr<Customer> customer(std::int64_t id);
    std::vector<Line> lines(std::int64_t order_id);
    /// One number that SQL computes.
    std::int64_t number(const std::string& sql, std::int64_t parameter);

    /// Per cent off on that day of the year, all discounts that apply together.
    std::int64_t discount(const std::string& category, std::int64_t day, std::int64_t quantity);

   private:
    using Bind = std::function<void(sqlite3_stmt*)>;
    using Row = std::function<void(sqlite3_stmt*)>;
    void query(const char* sql, const Bind& bind, const Row& row);

    struct Close {
        void operator()(sqlite3* db) const { sqlite3_close(db); }
    };
    std::unique_ptr<sqlite3, Close> db_;
};

}  // namespace rules
