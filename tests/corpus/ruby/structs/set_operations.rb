# Sets: algebra, subsets, grouping, sets of sets, permissions.
require "set"

a = Set.new([1, 2, 3, 4])
b = Set[3, 4, 5]
puts (a | b).to_a.inspect, (a & b).to_a.inspect, (a - b).to_a.inspect, (a ^ b).to_a.sort.inspect
puts a.include?(2), a === 9, a.subset?(Set[1, 2, 3, 4, 5]), Set[1, 2] < a, a >= a, a > a, a.superset?(Set[4])
puts a.disjoint?(Set[9]), a.intersect?(b)
a << 4 << 10
puts a.size, a.add?(10).inspect, a.add?(11).class, a.delete(11).size, a.delete?(99).inspect, a.length
puts Set[1, 2] == Set[2, 1], Set[[1], [2]].include?([1]), Set["ä", "ö"].map(&:upcase).class, [1, 1, 2].to_set.size
puts Set.new([1, 2]) { |n| n * 10 }.to_a.inspect
puts a.group_by(&:even?).transform_values(&:sort).inspect.gsub("=>", ": "), a.partition { |n| n > 3 }.inspect, a.sum
puts a.min, a.sort_by { |n| -n }.first
puts a.select(&:even?).class, a.reject(&:even?).to_a.inspect, a.each_slice(2).to_a.inspect, a.to_a.last, a.first, a.first(2).inspect
puts Set.new.empty?, a.merge([20, 21]).size, a.dup.clear.size, a.frozen?, Set[Set[1], Set[1]].size, a.hash == a.dup.hash
puts Set[3, 1, 2].sort.inspect

ROLES = {
  guest: Set[:read], author: Set[:read, :write], editor: Set[:read, :write, :publish], admin: Set[:read, :write, :publish, :delete]
}.freeze
users = { "Ömer" => %i[guest author], "Pia" => %i[editor], "Quentin" => [] }
permissions = users.transform_values { |roles| roles.map { |role| ROLES[role] }.reduce(Set.new, :|) }
permissions.each { |name, set| puts "#{name}: #{set.empty? ? '—' : set.to_a.join(' ')}" }
puts permissions.select { |_, set| set.superset?(Set[:read, :write]) }.keys.inspect
puts ROLES.keys.each_cons(2).all? { |low, high| ROLES[low].proper_subset?(ROLES[high]) }

tags = { "a.rb" => %w[ruby web], "b.rb" => %w[ruby cli], "c.py" => %w[python web] }
index = tags.each_with_object(Hash.new { |h, k| h[k] = Set.new }) { |(file, names), h| names.each { |name| h[name] << file } }
puts (index["ruby"] & index["web"]).to_a.inspect, index.max_by { |_, files| files.size }.first

seen = Set.new
puts %w[b a b c a d].select { |x| !seen.add?(x) }.inspect
puts Set[1, [2, Set[3]]].flatten.size, (Set[1, 2] <=> Set[1, 2, 3]).inspect, Set[1, 2].join("-"), Set[1, nil].include?(nil)
case 5
when Set[1, 2] then puts "small"
when Set[4, 5] then puts "large"
end
