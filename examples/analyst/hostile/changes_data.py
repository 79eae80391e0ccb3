# Asks for what nobody bound.
Data.Delete("orders")
