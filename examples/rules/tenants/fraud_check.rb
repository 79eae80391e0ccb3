# Doesn't price anything: marks web orders that go to another country and are worth a lot.
Rule = lambda do |order|
  worth = 0
  order.each_line { |sku, quantity| worth += Store::Catalog.find(sku).price_cents * quantity }
  abroad = order.ship_to != order.customer.country
  Store::Flag.call("review") if order.channel == "web" && abroad && worth > 100_000
  0
end
