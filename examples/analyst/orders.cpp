// Implements orders.hpp.
#include "orders.hpp"

#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace analyst {

std::string read(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("can't read " + file.string());
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<Order> parse(const std::string& csv) {
    std::vector<Order> orders;
    std::istringstream lines(csv);
    std::string line;
    std::getline(lines, line);  // the names of the columns
    while (std::getline(lines, line)) {
        std::istringstream cells(line);
        std::vector<std::string> row(7);
        for (auto& cell : row) std::getline(cells, cell, ',');
        orders.push_back({.number = std::stoll(row[0]),
                          .day = row[1],
                          .region = row[2],
                          .product = row[3],
                          .quantity = std::stoll(row[4]),
                          .unit_price = std::stod(row[5]),
                          .discount = row[6].empty() ? 0.0 : std::stod(row[6])});
    }
    return orders;
}

}  // namespace analyst
