# Ranges: numbers, letters, steps, endless, membership, conversions, custom use in lookups.
puts (1..5).to_a.inspect, (1...5).size, ("a".."e").to_a.join, ("aa".."ad").to_a.inspect, (1..10).step(3).to_a.inspect
puts 1.step(2, 0.25).to_a.inspect, (0.0..1.0).step(0.5).to_a.inspect, ("a".."i").step(4).to_a.inspect
puts (1..10).include?(5.5), (1..10).cover?(2..3), (1..10) === 11, ("a".."z").cover?("mm"), ("a".."z").include?("mm")
puts (1..).include?(10**20), (..5).include?(6), (1...1).to_a.empty?, (5..1).to_a.inspect
puts (1..4).sum, (1..100).sum, (1..4).inject(:*), (1..6).each_slice(2).to_a.inspect
puts (1..4).each_cons(2).map(&:sum).inspect, (1..3).reverse_each.to_a.inspect, (1..10).select(&:even?).inspect
puts (1..10).min, (1...10).max, (1..10).minmax.inspect, (1..3).cycle.first(5).inspect
r = 3..7
puts r.begin, r.end, r.first(2).inspect, r.last(2).inspect, r.exclude_end?, (3...7).exclude_end?, r == (3..7)
puts r.eql?(3..7), r.hash == (3..7).hash, r.count(&:odd?), r.to_s, (3...7).inspect, (1..nil).inspect, (nil..1).inspect
puts ("ä".."ö").inspect
text = "Donaudampfschifffahrt"
puts text[0..4], text[5...10], text[-5..], text[..3], text[100..].inspect, text[3..-10], [1, 2, 3, 4][1..2].inspect
puts [1, 2, 3, 4][1..].inspect, [1, 2, 3, 4][..-2].inspect, [1, 2][2..].inspect, [1, 2][3..].inspect

grade = lambda do |points|
  case points
  when 90.. then "sehr gut"
  when 75...90 then "gut"
  when 50...75 then "genügend"
  when ...50 then "ungenügend"
  end
end
puts [95, 89.9, 50, -3].map(&grade).inspect

BRACKETS = { 0..10_000 => 0.0, 10_001..40_000 => 0.2, 40_001..Float::INFINITY => 0.4 }.freeze
puts [5000, 10_001, 99_999].map { |income| BRACKETS.find { |range, _| range.cover?(income) }.last }.inspect

def merge_ranges(ranges)
  ranges.sort_by(&:begin).each_with_object([]) do |range, merged|
    if merged.any? && range.begin <= merged.last.end + 1
      merged[-1] = merged.last.begin..[merged.last.end, range.end].max
    else
      merged << range
    end
  end
end
puts merge_ranges([8..10, 1..3, 2..6, 15..18, 11..11]).inspect

def overlap?(a, b) = a.begin <= b.end && b.begin <= a.end
def gaps(ranges) = merge_ranges(ranges).each_cons(2).map { |a, b| a.end + 1..b.begin - 1 }
puts overlap?(1..5, 5..9), overlap?(1..4, 5..9), gaps([1..3, 7..8, 20..30]).inspect
puts ("A".."C").zip(1..3).to_h.map { |pair| pair.join }.join(","), (1..3).flat_map { |n| [n] * n }.inspect
puts ("08".."11").to_a.inspect, ("Zz".."AAc").to_a.inspect, (1..3).each_entry.to_a.inspect, (1..10) % 4 == ((1..10) % 4)
puts 5.clamp(..3), 5.clamp(7..)
puts (1..Float::INFINITY).lazy.map { |n| n * n }.reject(&:even?).first(3).inspect
puts (1..20).each_with_object([]) { |n, a| a << n if (n % 7).zero? }.inspect
puts (1..3).to_a.product(("a".."b").to_a).map(&:join).join(" ")
begin
  (1..).to_a
rescue RangeError => e
  puts e.message
end
begin
  (Object.new..3)
rescue ArgumentError => e
  puts e.message
end
