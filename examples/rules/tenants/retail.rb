# List prices; ten of a kind are ten per cent off. Tells the warehouse what runs low.
Rule = lambda do |order|
  total = 0
  order.each_line do |sku, quantity|
    product = Store::Catalog.find(sku)
    line = product.price_cents * quantity
    line -= line / 10 if quantity >= 10
    total += line
    Store::Flag.call("low stock") if product.stock < quantity
  end
  total
end
