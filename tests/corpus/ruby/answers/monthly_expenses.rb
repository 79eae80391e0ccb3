# Question: "Sum my expenses by month and category, show the trend, and tell me what is unusual."
transactions = [
  ["2024-01-03", "Miete", -850.00], ["2024-01-05", "Lebensmittel", -62.40], ["2024-01-19", "Lebensmittel", -81.15],
  ["2024-01-28", "Gehalt", 2450.00],
  ["2024-02-03", "Miete", -850.00], ["2024-02-11", "Lebensmittel", -140.20], ["2024-02-14", "Café", -23.80],
  ["2024-02-28", "Gehalt", 2450.00],
  ["2024-03-03", "Miete", -880.00], ["2024-03-09", "Reparatur", -640.99], ["2024-03-15", "Lebensmittel", -118.65],
  ["2024-03-20", "Café", -9.50], ["2024-03-28", "Gehalt", 2525.00]
].map { |date, category, amount| { date: date, category: category, amount: amount } }

def euros(amount) = format("%+.2f €", amount)

by_month = transactions.group_by { |t| t[:date][0, 7] }

puts "## Overview"
by_month.each do |month, list|
  income = list.map { |t| t[:amount] }.select(&:positive?).sum
  spent = list.map { |t| t[:amount] }.select(&:negative?).sum
  puts "#{month}: income #{euros(income)}, spent #{euros(spent)}, left #{euros(income + spent)}"
end

puts "## By category"
categories = transactions.select { |t| t[:amount] < 0 }.map { |t| t[:category] }.uniq
totals = categories.to_h do |category|
  per_month = by_month.transform_values { |list| list.select { |t| t[:category] == category }.sum { |t| t[:amount].abs } }
  [category, per_month]
end
totals.sort_by { |_, months| -months.values.sum }.each do |category, months|
  trend = months.values.each_cons(2).map { |a, b| b > a ? "↗" : b < a ? "↘" : "→" }.join
  puts "#{category.ljust(13)} #{months.values.map { |v| format('%8.2f', v) }.join} #{trend}"
end

puts "## Unusual"
expenses = transactions.select { |t| t[:amount] < 0 && t[:category] != "Miete" }
mean = expenses.sum { |t| t[:amount].abs } / expenses.size
deviation = Math.sqrt(expenses.sum { |t| (t[:amount].abs - mean)**2 } / expenses.size)
unusual = expenses.select { |t| (t[:amount].abs - mean).abs > 2 * deviation }
unusual.each { |t| puts "- #{t[:date]} #{t[:category]}: #{euros(t[:amount])} (#{((t[:amount].abs - mean) / deviation).round(1)}σ)" }
puts "- nothing" if unusual.empty?
months = by_month.keys.sort
missing = (1..3).map { |m| format("2024-%02d", m) } - months
puts "All months are there." if missing.empty?
saving_rate = transactions.sum { |t| t[:amount] } / transactions.select { |t| t[:amount] > 0 }.sum { |t| t[:amount] }
puts "Saving rate: #{(saving_rate * 100).round(1)} %"
