# Searching: a sorted array by hand, with bsearch, and the root of a function.
def binary_search(sorted, wanted)
  low = 0
  high = sorted.size - 1
  steps = 0
  while low <= high
    steps += 1
    middle = (low + high) / 2
    case sorted[middle] <=> wanted
    when 0 then return [middle, steps]
    when -1 then low = middle + 1
    else high = middle - 1
    end
  end
  [nil, steps]
end

squares = (0..1000).map { |n| n * n }
[0, 144, 145, 1_000_000].each do |wanted|
  index, steps = binary_search(squares, wanted)
  puts "#{wanted}: #{index ? "at #{index}" : 'missing'} after #{steps} steps"
end

puts squares.bsearch { |n| n >= 145 }
puts squares.bsearch { |n| n > 1_000_000 }.inspect
puts squares.bsearch_index { |n| n >= 400 }
puts (0..1000).bsearch { |n| n**3 >= 12_345 }

def bisect(low, high, tolerance = 1e-9)
  raise ArgumentError, "no change of sign in #{low}..#{high}" if yield(low) * yield(high) > 0

  until high - low < tolerance
    middle = (low + high) / 2.0
    yield(low) * yield(middle) <= 0 ? high = middle : low = middle
  end
  low
end

puts bisect(0, 2) { |x| x * x - 2 }.round(6)
puts bisect(0, 1) { |x| Math.cos(x) - x }.round(6)
begin
  bisect(3, 4) { |x| x }
rescue ArgumentError => e
  puts e.message
end

cities = %w[Århus Bergen Göteborg Malmö Oslo Turku].sort
at = cities.bsearch_index { |city| city >= "H" }
puts cities.insert(at, "Helsinki").join(" ")
