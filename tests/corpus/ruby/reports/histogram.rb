# Bins measurements and draws horizontal and vertical histograms.
data = [2.1, 3.5, 3.7, 4.0, 4.4, 4.9, 5.0, 5.2, 5.3, 5.5, 5.8, 6.1, 6.6, 7.2, 7.9, 9.4]

def histogram(values, bins:)
  low, high = values.minmax
  width = (high - low) / bins
  counts = Array.new(bins, 0)
  values.each { |value| counts[[((value - low) / width).floor, bins - 1].min] += 1 }
  counts.each_with_index.map { |count, i| [low + i * width, low + (i + 1) * width, count] }
end

rows = histogram(data, bins: 5)
rows.each do |from, to, count|
  puts format("%5.2f – %5.2f %s %d", from, to, ("█" * count).ljust(8), count)
end

tallest = rows.map(&:last).max
tallest.downto(1) do |level|
  puts rows.map { |_, _, count| count >= level ? "▇▇" : "  " }.join(" ").rstrip
end
puts rows.map { |from, _, _| format("%.0f", from).center(2) }.join(" ").rstrip

mean = data.sum / data.size
variance = data.sum { |x| (x - mean)**2 } / (data.size - 1)
sorted = data.sort
middle = sorted.size / 2
median = sorted.size.even? ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
puts "mean %.3f, median %.2f, deviation %.3f" % [mean, median, Math.sqrt(variance)]
