# The shop's own discount table decides: by category, day and quantity.
Rule = lambda do |order|
  day = order.day
  order.lines.reduce(0) do |total, line|
    product = Store::Catalog.find(line["sku"])
    percent = Store::Catalog.discount(product.category, day: day, quantity: line["quantity"])
    Store::Flag["bargain"] if percent >= 25
    total + product.price_cents * line["quantity"] * (100 - percent) / 100
  end
end
