# Array methods from everyday code.
a = [5, 3, 8, 1]
puts a.sort.inspect, a.sort { |x, y| y <=> x }.inspect, a.max(2).inspect, a.min, a.sum, a.minmax.inspect
puts a.reverse.inspect, a.rotate(2).inspect, a.take(2).inspect, a.drop(3).inspect
puts a.first, a.last(2).inspect, a[1..].inspect, a[-3, 2].inspect, a[10].inspect, a[4, 1].inspect, a[5, 1].inspect
puts a.values_at(0, -1, 9).inspect, a.fetch(1), a.fetch(9, :none), a.dig(0), a.at(-1)
puts a.include?(3), a.index(8), a.find_index { |n| n < 3 }, a.count(&:odd?), a.each_slice(2).to_a.inspect
puts a.partition { |n| n > 4 }.inspect, a.zip(%w[a b c d]).inspect
puts [1, [2, [3, [4]]]].flatten.inspect, [1, [2, [3, [4]]]].flatten(1).inspect, [nil, 1, false].compact.inspect
puts [1, 2, 2, 3, 3].uniq.inspect, %w[a bb cc d].uniq(&:size).inspect
puts [1, 2, 3] | [3, 4], ([1, 2, 3] & [2, 3, 9]).inspect, ([1, 2, 2, 3] - [2]).inspect, ([1] + [2]).inspect
puts ([0] * 3).inspect, [1, 2] * ",", [[1, 2], [3, 4]].transpose.inspect, [[1, :a], [2, :b]].to_h.keys.inspect
b = a.dup
b << 9
b.push(7, 6).unshift(0).insert(2, :neu)
puts b.inspect, b.pop, b.shift, b.delete(:neu), b.delete_at(0), b.delete_if { |n| n > 8 }.inspect
puts b.reject!(&:zero?).inspect, b.map! { |n| n * 2 }.inspect, b.slice!(0, 2).inspect, b.inspect, b.clear.empty?
c = Array.new(3) { |i| i * i }
c[5] = 25
c.fill(0, 3, 2)
puts c.inspect, Array.new(2, "x").inspect, Array(nil).inspect, Array(1..3).inspect, Array([1]).inspect
puts [*1..3, *"a".."c"].inspect, c.replace([1, 2]).inspect, c.concat([3], [4]).inspect
c[1..2] = %w[zwei drei fünf]
puts c.inspect, c.assoc(1).inspect, [[1, "eins"], [2, "zwei"]].assoc(2).inspect, [[1, "eins"]].rassoc("eins").inspect, c.first.frozen?
puts [3, 1, 2].sort!.first, [1, 2, 3, 4].sum { |n| n.odd? ? n : 0 }, %w[x yy zzz].sum(""), [0.1] * 2 == [0.1, 0.1]
puts [1, 2, 3].each_with_object([]) { |n, l| l << n if n > 1 }.inspect, [[3, "c"], [1, "a"]].sort.inspect, [1, 2, 3].inject { |m, n| m * n }
puts [1, 2, 3, 4, 5].each_cons(2).to_a.length, (1..5).step(2).to_a.inspect, 10.downto(7).to_a.inspect
puts 1.step(10, 4).to_a.inspect, [1, 2, 3].cycle.take(7).inspect, [4, 5].each_with_index.to_a.inspect
puts [1, 2, 3, 4].bsearch { |x| x >= 3 }
first, (second, *rest), last = 1, [2, 3, 4], 5
head, *middle, tail = *1..6
puts [first, second, rest, last, head, middle, tail].inspect
x, y = 1, 2
x, y = y, x
puts [x, y].inspect, [1, 2, 3].none? { |n| n > 3 }, [nil, 2].any?, [].all?, [1, 1].one?, [[1, 2], [3]].sum([]).inspect
puts %w[ä a z].sort.inspect, [1, 2] <=> [1, 3], [1, 2, 3].pack("C*").bytes.inspect
puts ["a", "b"].product([1, 2]).map(&:join).inspect, [1, 2, 3].combination(2).count, [3, 5].intersect?([5])
puts [1, 2, 3, 4, 5, 6].each_entry.select(&:even?).inspect, [1, 2, 4].take_while { |n| n < 4 }.inspect, %w[b a].min
puts [1, 2, 3].to_a.equal?(a), [5, 1].sort_by { |n| n }.inspect, [["k", 1]].each { |k, v| print k, v, "\n" }.size
