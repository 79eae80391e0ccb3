# Four classics: coin change, knapsack, longest increasing subsequence, edit script by memo.
def fewest_coins(amount, coins)
  best = [[]] + [nil] * amount
  1.upto(amount) do |sum|
    candidates = coins.select { |coin| coin <= sum && best[sum - coin] }
    best[sum] = candidates.map { |coin| best[sum - coin] + [coin] }.min_by(&:size)
  end
  best[amount]
end

def ways(amount, coins)
  table = [1] + [0] * amount
  coins.each { |coin| coin.upto(amount) { |sum| table[sum] += table[sum - coin] } }
  table.last
end

def knapsack(items, capacity)
  table = Array.new(capacity + 1) { [0, []] }
  items.each do |name, weight, value|
    capacity.downto(weight) do |room|
      worth, chosen = table[room - weight]
      table[room] = [worth + value, chosen + [name]] if worth + value > table[room][0]
    end
  end
  table.last
end

def longest_increasing(list)
  best = []
  list.each do |value|
    longest = best.select { |run| run.last < value }.max_by(&:size) || []
    best << longest + [value]
  end
  best.max_by(&:size)
end

def longest_common(a, b, memo = {})
  return "" if a.empty? || b.empty?

  memo[[a, b]] ||= if a[0] == b[0]
                     a[0] + longest_common(a[1..], b[1..], memo)
                   else
                     [longest_common(a[1..], b, memo), longest_common(a, b[1..], memo)].max_by(&:length)
                   end
end

puts fewest_coins(63, [1, 5, 10, 21, 25]).sort.inspect
puts fewest_coins(7, [2, 4]).inspect
puts ways(100, [1, 2, 5, 10, 20, 50])
worth, chosen = knapsack([["map", 9, 150], ["kompass", 13, 35], ["wasser", 15, 153], ["käse", 5, 60], ["zelt", 20, 200]], 40)
puts "#{chosen.join(', ')}: #{worth}"
puts longest_increasing([10, 9, 2, 5, 3, 7, 101, 18, 20]).inspect
puts longest_common("nématode knowledge", "empty bottle").inspect
grid = [[1, 3, 1], [1, 5, 1], [4, 2, 1]]
cost = Hash.new do |h, (y, x)|
  before = [[y - 1, x], [y, x - 1]].reject { |pos| pos.any?(&:negative?) }
  h[[y, x]] = grid[y][x] + (before.map { |pos| h[pos] }.min || 0)
end
puts cost[[2, 2]]
