# inject/reduce in many forms: pipelines, running totals, state, composition, trees.
puts (1..5).inject(:+), (1..5).reduce(1, :*), (1..5).inject { |a, b| a * 10 + b }, %w[a b c].inject(:+)
puts [[1, 2], [3]].reduce([], :concat).inspect
puts [3, 9, 2].reduce { |best, n| n > best ? n : best }, [].inject(:+).inspect, [].sum, [7].inject { raise "never" }

balance = [100, -30, 45, -120].inject([[], 0]) { |(list, sum), change| [list << sum + change, sum + change] }.first
puts balance.inspect, [1, 2, 3, 4].each_with_object([0]) { |n, sums| sums << sums.last + n }.inspect

compose = [->(x) { x + 1 }, ->(x) { x * 10 }, :to_s.to_proc, ->(s) { "#{s}€" }].reduce(:>>)
puts compose.call(4), [:strip, :upcase, :reverse].inject("  straße ") { |s, m| s.send(m) }

words = %w[banana apple cherry apple banana apple]
puts words.inject(Hash.new(0)) { |h, w| h.tap { h[w] += 1 } }.sort.inspect
puts words.each_with_index.reduce({}) { |h, (w, i)| h.merge(w => (h[w] || []) + [i]) }.map { |w, at| "#{w}@#{at.join('/')}" }.join(" ")

flatten = ->(list) { list.reduce([]) { |flat, x| x.is_a?(Array) ? flat + flatten.(x) : flat << x } }
puts flatten.([1, [2, [3, [4, []]]], 5]).inspect

max_sum = [-2, 1, -3, 4, -1, 2, 1, -5, 4].inject([0, 0]) { |(best, here), n| here = [here + n, 0].max; [[best, here].max, here] }.first
puts "largest sum of a run: #{max_sum}"

parens = ->(text) { text.each_char.reduce(0) { |d, c| break -1 if d.negative?; d + { "(" => 1, ")" => -1 }.fetch(c, 0) }.zero? }
puts ["(a(b)c)", "(()", "())(", ""].map(&parens).inspect

gray = (1..3).reduce([""]) { |codes, _| codes.map { |c| "0#{c}" } + codes.reverse.map { |c| "1#{c}" } }
puts gray.join(" ")
triangle = 5.times.inject([[1]]) { |rows, _| rows << [0, *rows.last].zip([*rows.last, 0]).map(&:sum) }
triangle.each { |row| puts row.join(" ").center(16).rstrip }
power_set = [1, 2, 3].reduce([[]]) { |sets, n| sets + sets.map { |s| s + [n] } }
puts power_set.size, power_set.map(&:sum).sort.inspect
puts [0, 1, 1, 0, 1].inject { |n, bit| n << 1 | bit }, "cafe".each_char.inject(0) { |n, c| n * 16 + c.hex }
puts [5, 3, 9].each_with_index.inject(0) { |s, (n, i)| s + n * i }
collatz = ->(n) { n == 1 ? [1] : [n, *collatz.(n.even? ? n / 2 : 3 * n + 1)] }
puts collatz.(11).inspect, (1..30).max_by { |n| collatz.(n).size }
machine = %w[coin push push coin coin push].reduce([:locked, []]) do |(state, log), event|
  following = { locked: { "coin" => :open }, open: { "push" => :locked } }[state].fetch(event, state)
  [following, log << (following == state ? "·" : event[0])]
end
puts machine.last.join, machine.first
puts (1..3).zip(4..6, 7..9).map { |t| t.inject(:*) }.inspect, [[1, 2], [3, 4]].sum { |a, b| a * b }
puts %w[x y].each_with_index.inject("") { |s, (c, i)| s + c * (i + 1) }
