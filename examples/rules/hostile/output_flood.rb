# Writes far more than anyone will read, and then prices the order at one cent.
Rule = lambda do |order|
  5_000.times { |i| puts "line #{i}: buy now" }
  1
end
