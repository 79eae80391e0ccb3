# Calls itself for ever.
def price(order) = price(order)
Rule = ->(order) { price(order) }
