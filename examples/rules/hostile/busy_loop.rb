# Never answers and calls nothing.
Rule = ->(order) { i = 0; while true; i ^= 1; end }
