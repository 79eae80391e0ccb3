# Long-standing and gold customers pay less.
Rule = lambda do |order|
  customer = order.customer
  percent = customer.segment == "gold" ? 8 : 0
  percent += 5 if customer.since < 2010
  Store::Flag.call("gold") if customer.segment == "gold"
  total = 0
  order.each_line { |sku, quantity| total += Store::Catalog.find(sku).price_cents * quantity }
  total * (100 - percent) / 100
end
