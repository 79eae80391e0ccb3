// Queries of the shop.
#include "shop.hpp"

#include <stdexcept>

namespace rules {

namespace {
std::string text(sqlite3_stmt* row, int column) { return reinterpret_cast<const char*>(sqlite3_column_text(row, column)); }
}  // namespace

Shop::Shop(const std::string& file) {
    sqlite3* db = nullptr;
    const int result = sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
    db_.reset(db);
    if (result != SQLITE_OK) throw std::runtime_error("cannot open " + file + ": " + sqlite3_errmsg(db));
}

void Shop::query(const char* sql, const Bind& bind, const Row& row) {
    sqlite3_stmt* statement = nullptr;
    const auto check = [&](bool ok) {
        if (!ok) throw std::runtime_error(std::string("database: ") + sqlite3_errmsg(db_.get()));
    };
    check(sqlite3_prepare_v2(db_.get(), sql, -1, &statement, nullptr) == SQLITE_OK);
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> owner(statement, sqlite3_finalize);
    bind(statement);
    int step = 0;
    while ((step = sqlite3_step(statement)) == SQLITE_ROW) row(statement);
    check(step == SQLITE_DONE);
}

std::vector<std::int64_t> Shop::order_ids(std::int64_t at_most) {
    std::vector<std::int64_t> ids;
    query(
        "SELECT id FROM orders ORDER BY id LIMIT ?", [&](auto* s) { sqlite3_bind_int64(s, 1, at_most); },
        [&](auto* row) { ids.push_back(sqlite3_column_int64(row, 0)); });
    return ids;
}

std::shared_ptr<Order> Shop::order(std::int64_t id) {
    std::shared_ptr<Order> order;
    query(
        "SELECT id, customer_id, day, channel, ship_to FROM orders WHERE id = ?", [&](auto* s) { sqlite3_bind_int64(s, 1, id); },
        [&](auto* row) {
            order = std::make_shared<Order>(Order{this, sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1),
                                                  sqlite3_column_int64(row, 2), text(row, 3), text(row, 4)});
        });
    if (!order) throw std::runtime_error("no order " + std::to_string(id));
    return order;
}

std::shared_ptr<Product> Shop::product(const std::string& sku) {
    std::shared_ptr<Product> product;
    query(
        "SELECT sku, category, price_cents, cost_cents, stock FROM products WHERE sku = ?",
        [&](auto* s) { sqlite3_bind_text(s, 1, sku.data(), static_cast<int>(sku.size()), SQLITE_STATIC); },
        [&](auto* row) {
            product = std::make_shared<Product>(Product{text(row, 0), text(row, 1), sqlite3_column_int64(row, 2),
                                                        sqlite3_column_int64(row, 3), sqlite3_column_int64(row, 4)});
        });
    return product;
}

std::shared_ptr<Customer> Shop::customer(std::int64_t id) {
    std::shared_ptr<Customer> customer;
    query(
        "SELECT id, country, segment, since FROM customers WHERE id = ?", [&](auto* s) { sqlite3_bind_int64(s, 1, id); },
        [&](auto* row) {
            customer = std::make_shared<Customer>(
                Customer{sqlite3_column_int64(row, 0), text(row, 1), text(row, 2), sqlite3_column_int64(row, 3)});
        });
    return customer;
}

std::vector<Line> Shop::lines(std::int64_t order_id) {
    std::vector<Line> lines;
    query(
        "SELECT sku, quantity FROM lines JOIN products ON product_id = id WHERE order_id = ? ORDER BY position",
        [&](auto* s) { sqlite3_bind_int64(s, 1, order_id); },
        [&](auto* row) { lines.push_back({text(row, 0), sqlite3_column_int64(row, 1)}); });
    return lines;
}

std::int64_t Shop::number(const std::string& sql, std::int64_t parameter) {
    std::int64_t result = 0;
    query(
        sql.c_str(), [&](auto* s) { sqlite3_bind_int64(s, 1, parameter); },
        [&](auto* row) { result = sqlite3_column_int64(row, 0); });
    return result;
}

std::int64_t Shop::discount(const std::string& category, std::int64_t day, std::int64_t quantity) {
    std::int64_t percent = 0;
    query(
        "SELECT coalesce(sum(percent), 0) FROM discounts WHERE (category = ? OR category IS NULL)"
        " AND ? BETWEEN first_day AND last_day AND quantity <= ?",
        [&](auto* s) {
            sqlite3_bind_text(s, 1, category.data(), static_cast<int>(category.size()), SQLITE_STATIC);
            sqlite3_bind_int64(s, 2, day);
            sqlite3_bind_int64(s, 3, quantity);
        },
        [&](auto* row) { percent = sqlite3_column_int64(row, 0); });
    return percent;
}

std::vector<Line> Order::lines() const { return shop->lines(id); }
std::shared_ptr<Customer> Order::customer() const { return shop->customer(customer_id); }

}  // namespace rules
