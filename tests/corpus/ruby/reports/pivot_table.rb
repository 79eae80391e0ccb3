# A pivot table: months across, categories down, sums inside, totals around.
rows = [
  %w[2024-01 food 120], %w[2024-01 rent 800], %w[2024-02 food 95], %w[2024-02 rent 800],
  %w[2024-02 fun 40], %w[2024-03 food 143], %w[2024-03 rent 820], %w[2024-01 fun 15], %w[2024-03 food 7]
].map { |month, category, amount| { month: month, category: category, amount: Integer(amount) } }

pivot = Hash.new { |hash, category| hash[category] = Hash.new(0) }
rows.each { |row| pivot[row[:category]][row[:month]] += row[:amount] }

months = rows.map { |row| row[:month] }.uniq.sort
puts [" " * 8, *months.map { |m| m.rjust(8) }, "total".rjust(8)].join
pivot.sort_by { |_, cells| -cells.values.sum }.each do |category, cells|
  puts category.ljust(8) + months.map { |m| cells.key?(m) ? cells[m].to_s.rjust(8) : ".".rjust(8) }.join + cells.values.sum.to_s.rjust(8)
end
totals = months.map { |m| pivot.sum { |_, cells| cells[m] } }
puts "total".ljust(8) + [*totals, totals.sum].map { |t| t.to_s.rjust(8) }.join

changes = totals.each_cons(2).map { |a, b| format("%+.1f%%", (b - a) * 100.0 / a) }
puts "change: #{changes.join(', ')}"
share = pivot.transform_values { |cells| (cells.values.sum * 100.0 / totals.sum).round(1) }
share.each { |category, percent| puts "#{category}: #{percent}%" }
