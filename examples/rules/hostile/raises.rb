# Fails in its own code.
def price(order)
  raise ArgumentError, "no idea what order #{order.id} costs"
end
Rule = ->(order) { price(order) }
