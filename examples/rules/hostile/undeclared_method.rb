# Asks a service for something that it doesn't offer.
Rule = ->(order) { order.delete_all }
