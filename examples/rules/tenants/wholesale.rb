# Cost plus a fifth, and a fee for small orders.
module Wholesale
  FEE = 500

  def self.call(order)
    total = 0
    order.each_line { |sku, quantity| total += Store::Catalog.find(sku).cost_cents * quantity * 6 / 5 }
    if total < 20_000
      Store::Flag.("small order")
      total += FEE
    end
    total
  end
end
Rule = Wholesale
