// The snippets that several figures preload.
#pragma once

#include <string>
#include <utility>

#include "hako/sandbox.hpp"

namespace hako::bench {

/// Name and code of a snippet of ordinary size with a module of its own; those of two tenants differ.
inline std::pair<std::string, std::string> snippet(int number, int tenant) {
    const std::string name = "Rule" + std::to_string(number);
    return {name, "module " + name + "\n  RATE = 0." + std::to_string(190 + tenant) + R"(

  def self.applies?(order)
    order[:total] > 100 && order[:country] == "DE"
  end

  def self.price(order)
    applies?(order) ? order[:total] * (1 + RATE) : order[:total]
  end
end
)"};
}

inline void preload_snippets(Sandbox& box, int count, int tenant = 0) {
    for (int i = 0; i < count; ++i) {
        const auto [name, code] = snippet(i, tenant);
        box.preload(name, code);
    }
}

}  // namespace hako::bench
