# Hash methods from everyday code.
def show(hash) = puts(hash.map { |k, v| "#{k.inspect}→#{v.inspect}" }.join(" "))

stock = { "Äpfel" => 3, "Birnen" => 0, "Kiwis" => 12 }
show stock.select { |_, n| n.positive? }
show stock.reject { |_, n| n.positive? }
show stock.transform_values { |n| n * 2 }
show stock.transform_keys(&:downcase)
show stock.transform_keys({ "Kiwis" => "Kiwi" })
show stock.map { |k, v| [k[0], v] }.to_h
show stock.to_h { |k, v| [v, k] }
show stock.invert
show stock.sort_by { |_, n| -n }.to_h
show stock.min_by { |_, n| n }.then { |k, v| { k => v } }
show stock.merge({ "Birnen" => 5, "Feigen" => 1 }) { |_, old, new| old + new }
show stock.group_by { |_, n| n.zero? }.transform_values(&:size)
show stock.partition { |_, n| n > 2 }.map(&:to_h).first
show stock.each_with_object({}) { |(k, v), h| h[v.to_s] = k }
show stock.filter_map { |k, v| [k, -v] if v > 2 }.to_h
show stock.reduce({}) { |h, (k, v)| h.merge(k.length => v) }
show stock.except("Kiwis")
show stock.slice("Kiwis", "nope")
puts stock.fetch("Kiwis"), stock.fetch("x", 0), stock.fetch("x") { |k| "#{k}?" }, stock["x"].inspect, stock.key(12)
puts stock.dig("Kiwis"), stock.values_at("Kiwis", "x").inspect, stock.sum { |_, n| n }, stock.count { |_, n| n > 0 }
puts stock.find { |_, n| n == 3 }.inspect, stock.any? { |_, n| n > 10 }, stock.all? { |k, _| k.is_a?(String) }
puts stock.max_by(&:last).first, stock.sort.first.inspect, stock.to_a.flatten.size, stock.key?("Äpfel")
puts stock.value?(99), stock.member?("x"), stock.empty?, stock.length, stock.first.inspect, stock.keys.inspect
puts stock.entries.last.inspect
begin
  stock.fetch("Öl")
rescue KeyError => e
  puts e.message, e.key, e.receiver.equal?(stock)
end
stock["Feigen"] = 7
stock.store("Datteln", 1)
stock.delete("Birnen")
puts stock.delete("nope").inspect, stock.delete("nope") { |k| "no #{k}" }
stock.delete_if { |_, n| n == 1 }
stock.update("Kiwis" => 13)
stock["Kiwis"] += 1
stock.each_pair { |k, v| print k, ":", v, " " }
puts
counter = Hash.new(0)
"mississippi".each_char { |c| counter[c] += 1 }
show counter
lists = Hash.new { |h, k| h[k] = [] }
lists[:a] << 1
lists[:b]
show lists
puts lists.size, Hash.new(5)[:x], Hash.new { |_, k| k.to_s * 2 }[:ab], counter.default, lists.default.inspect
puts counter.fetch("z", "no default")
nested = Hash.new { |h, k| h[k] = Hash.new(&h.default_proc) }
nested[:a][:b][:c] = 1
puts nested.dig(:a, :b, :c), nested.keys.inspect, { a: 1 }.merge({ b: 2 }, { c: 3 }).size,
     { b: 1, a: 2 }.sort.inspect, { a: nil }.compact.empty?, { a: 1 } == { a: 1.0 },
     { a: 1, b: 2 } == { b: 2, a: 1 }, { a: { b: 1 } }.to_a.inspect.length
a, b = { x: 1, y: 2 }.values_at(:x, :y)
puts a + b, { a: 1, "b": 2, "c d": 3 }.keys.inspect, { 1 => :int, 1.0 => :float, nil => :nil, [1] => :array }.size
puts Hash[[[:k, :v]]].keys.inspect, %w[a b].zip([1, 2]).to_h.values.sum,
     { a: 2, b: 3 }.each_with_index.map { |(k, v), i| "#{k}#{v * i}" }.join, { a: 1 }.filter { |_, v| v > 1 }.inspect
h = { b: 1, a: 2 }
puts h.shift.inspect, h.inspect == h.to_s, h.frozen?, h.freeze.frozen?, h.dig(:a), h.sum { |_, v| v }
begin
  h[:c] = 3
rescue FrozenError
  puts "frozen: #{h.size}"
end
