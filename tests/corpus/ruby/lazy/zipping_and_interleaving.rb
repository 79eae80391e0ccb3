# zip, each_with_index, with_object, cycle, transpose: several sequences at once.
names = %w[Ångström Bell Curie]
years = [1814, 1847, 1867]
fields = { "Bell" => "acoustics", "Curie" => "radioactivity" }

names.zip(years, names.map { |n| fields.fetch(n, "optics") }) { |name, year, field| puts "#{name} (#{year}): #{field}" }
puts names.zip(years).to_h.map { |pair| pair.join("=") }.join(" "), names.each_with_index.to_h.key(2)
puts [names, years].transpose == names.zip(years)
puts names.zip([1]).inspect, [1, 2].zip([3, 4], [5, 6]).map(&:sum).inspect
puts [[1, 2], [3, 4]].each_with_index.map { |(a, b), i| a * b + i }.inspect
colours = %w[rot blau].cycle
puts names.map { |name| "#{name}:#{colours.next}" }.join(" ")
a, b = [[1, :x], [2, :y]].transpose
puts a.inspect, b.inspect, (1..3).zip("a".."c").inspect, (1..3).each_entry.zip(4..6).flatten.inspect

bits = "1011".chars.zip("1110".chars).map { |x, y| x == y ? "0" : "1" }.join
puts bits, "GAGCCTACTAACGGGAT".chars.zip("CATCGTAATGACGGCCT".chars).count { |x, y| x != y }

def interleave(*lists) = lists.map { |l| l + [nil] * (lists.map(&:size).max - l.size) }.transpose.flatten.compact
puts interleave([1, 2, 3], %w[a b], [:ö]).inspect

dot = ->(u, v) { u.zip(v).sum { |x, y| x * y } }
puts dot.([1, 2, 3], [4, 5, 6])
table = [%w[Name Stadt], %w[Jörg Wien], %w[Ida Oulu]]
widths = table.transpose.map { |column| column.map(&:length).max }
table.each { |row| puts row.zip(widths).map { |cell, width| cell.ljust(width) }.join("|") }

%w[x y z].each.with_index(1).with_object([]) { |(item, i), list| list << item * i }.then { |list| p list }
p %w[a b c d e].each_slice(2).with_index.map { |pair, i| [i, pair.join] }
p (1..6).each_cons(2).with_index.select { |(_, y), i| y.even? && i > 1 }.map(&:first)
p [1, 2, 3].each_with_index.reverse_each.map { |n, i| n * 10 + i }, %w[b a].each_with_index.sort.map(&:last)
p %w[b a].each_with_index.min, [3, 1, 2].each_with_index.max_by { |n, _| n }.last
rounds = (1..4).each_with_object([[1, 2, 3, 4]]) { |_, list| list << [list.last[0], *list.last[1..].rotate(-1)] }
rounds.first(3).each { |r| puts r.first(2).zip(r.last(2).reverse).map { |pair| pair.join("–") }.join(" ") }
