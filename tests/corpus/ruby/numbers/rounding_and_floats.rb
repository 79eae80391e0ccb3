# How floats print, round and compare.
puts 0.1 + 0.2, 1.0, 1e20, 1e16, 1e15, 1.0e-5, 0.0001, 123456789.123456789, 1e100, -0.0, 2.5e-10
puts 3.7.round, 3.2.ceil, 3.7.floor, -3.7.truncate, 2.5.round, 3.5.round, -2.5.round, 2.5.round(half: :even), 2.5.round(half: :down)
puts 3.14159.round(2), 1234.567.round(-2), 1250.round(-2), 15.round(-1), 3.14159.floor(3), 3.14159.ceil(1), 10.0.round(2)
puts 7 / 2, -7 / 2, 7 % 3, -7 % 3, 7.remainder(-3), -7.abs, 7.fdiv(2), 7.divmod(-2).inspect, 7.5.divmod(2).inspect, 6.0 / 4
puts 1.0 / 0, -1.0 / 0, (0.0 / 0).nan?, 1e308 * 10 == Float::INFINITY, (0.1 + 0.2 - 0.3).abs < Float::EPSILON
puts 10.0.to_i, 1e3.to_i, "3.7abc".to_f, "abc".to_f, "1e3".to_f, Float("2.50"), 3.0 == 3, 3.0.eql?(3), 3.0.equal?(3)
puts 0.5.rationalize(Rational(1, 100)), 1.25.to_r, 3.99.to_i, 1e2.to_s, 100.0.to_s, 1e-7.to_s, 12.0e5.inspect

def money(cents) = format("%.2f", cents / 100.0)
puts money(1999), money(5), money(-250)

# Largest remainder: shares that add up to the whole.
def allocate(total, weights)
  exact = weights.map { |w| total * w / weights.sum.to_f }
  shares = exact.map(&:floor)
  missing = total - shares.sum
  order = exact.each_index.sort_by { |i| [shares[i] - exact[i], i] }
  order.first(missing).each { |i| shares[i] += 1 }
  shares
end
puts allocate(100, [1, 1, 1]).inspect, allocate(7, [2, 3, 2, 5]).inspect, allocate(1000, [33, 33, 34]).sum

sum = 0.0
10.times { sum += 0.1 }
puts sum, [0.1] * 10 == Array.new(10, 0.1), ([0.1] * 10).sum, ([0.1] * 3).sum, [0.1, 0.2, 0.3].sum, [0.1, 0.2, 0.3].inject(:+)
begin
  (0.0 / 0).to_i
rescue FloatDomainError => e
  puts "#{e.class}: #{e.message}"
end
puts 5.clamp(1, 3), -1.5.clamp(0, 10), 5.between?(1, 5), 5.clamp(..4), 1.0.to_i.zero?, 4.2 % 0.5 < 0.21
