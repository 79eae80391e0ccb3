// The snippets that several figures preload.
#pragma once

#include <string>

#include "hako/sandbox.hpp"

namespace hako::bench {

/// `count` snippets of ordinary size, each with a module of its own.
inline void preload_snippets(Sandbox& box, int count) {
    for (int i = 0; i < count; ++i) {
        const std::string name = "Rule" + std::to_string(i);
        box.preload(name, "module " + name + R"(
  RATE = 0.19

  def self.applies?(order)
    order[:total] > 100 && order[:country] == "DE"
  end

  def self.price(order)
    applies?(order) ? order[:total] * (1 + RATE) : order[:total]
  end
end
)");
    }
}

}  // namespace hako::bench
