// The data that questions are asked about.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace analyst {

struct Order {
    std::int64_t number;
    std::string day;  // "2026-03-31"
    std::string region;
    std::string product;
    std::int64_t quantity;
    double unit_price;
    double discount;  // a share: 0.05
};

/// Reads the columns order, day, region, product, quantity, unit_price, discount. Throws std::runtime_error.
std::vector<Order> parse(const std::string& csv);

/// All of a file. Throws std::runtime_error.
std::string read(const std::filesystem::path& file);

}  // namespace analyst
