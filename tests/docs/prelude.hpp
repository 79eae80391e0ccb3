// What the examples of the documents take for granted.
#pragma once

#include <hako/hako.hpp>
#include <hako/json.hpp>

#include <fstream>
#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace hako::literals;

hako::Sandbox& make_box();
inline hako::Sandbox& box = make_box();

std::string read_file(const std::string& path);

struct Database {
    double price(const std::string& sku);
    int stock(const std::string& sku);
};
Database& open_database();
inline Database& db = open_database();
