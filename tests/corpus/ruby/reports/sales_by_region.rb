# A sales report with subtotals from a list of hashes.
SALES = [
  { region: "North", product: "Lamp", quantity: 4, price: 19.99 },
  { region: "South", product: "Chair", quantity: 10, price: 45.5 },
  { region: "North", product: "Chair", quantity: 2, price: 45.5 },
  { region: "East", product: "Table", quantity: 1, price: 249.0 },
  { region: "South", product: "Lamp", quantity: 7, price: 18.25 },
  { region: "East", product: "Lamp", quantity: 3, price: 19.99 }
].freeze

def money(amount)
  whole, cents = format("%.2f", amount).split(".")
  "#{whole.reverse.scan(/\d{1,3}/).join(',').reverse}.#{cents}"
end

grand_total = 0.0
SALES.group_by { |sale| sale[:region] }.sort.each do |region, sales|
  puts region.upcase
  sales.sort_by { |sale| sale[:product] }.each do |sale|
    amount = sale[:quantity] * sale[:price]
    printf("  %-8s %3d x %8.2f = %10s\n", sale[:product], sale[:quantity], sale[:price], money(amount))
  end
  subtotal = sales.sum { |sale| sale[:quantity] * sale[:price] }
  grand_total += subtotal
  puts "  #{'subtotal'.rjust(23)} = #{money(subtotal).rjust(10)}"
end
puts "-" * 38
puts "Total #{money(grand_total)}"
puts "Large numbers: #{[1, 1234, 1_234_567.891, 100_000].map { |n| money(n) }.join(' | ')}"

best = SALES.max_by { |sale| sale[:quantity] * sale[:price] }
puts "Best sale: #{best.values_at(:product, :region).join(' in ')}"
