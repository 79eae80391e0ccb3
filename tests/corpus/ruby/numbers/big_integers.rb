# Integers of any size: factorials, Fibonacci, digits, bases, gcd, modular powers.
factorial = ->(n) { (1..n).inject(1) { |product, i| product * i } }
puts factorial.(30)
puts factorial.(100).to_s.length, factorial.(100).digits.sum

a, b = 0, 1
200.times { a, b = b, a + b }
puts a

puts 2**100, -(3**50), 2**100 / 3**20, 2**100 % 1_000_007
puts (10**30 + 1) * (10**30 - 1) == 10**60 - 1
puts (2**64).to_s(16), (2**64 - 1).to_s(2).count("1"), "ffffffffffffffffffff".to_i(16)
puts (123_456_789**4).digits.first(5).inspect
puts (12**30).gcd(18**20), (2**70).lcm(3**5), Integer.sqrt(10**40 + 12_345)
puts 7.pow(10**18, 1_000_000_007)
puts (1 << 80) | 1, (1 << 80) >> 77, (2**80 + 5) & 0xFF, (2**80) ^ (2**80 + 3), ~(2**65)
puts (-(2**70)).divmod(1000).inspect, (-(2**70)).abs, (2**70).fdiv(2**68), (2**70).to_f
puts 10**25 <=> 10**24, 10**25 == 10.0**25, (2**62).succ - 1 == 2**62, 2**65 > 2**64
puts [2**66, 5, -2**66, 10**19].sort.inspect, [10**20, 10**21].sum
puts (2**200).bit_length, (2**64).even?, (2**64 + 1).odd?, (2**64).zero?
puts "%d" % 2**70, "%x" % 2**70, "%+d" % 10**18
puts 100_000_000_000_000_000_000.to_s.reverse.scan(/\d{1,3}/).join("_").reverse
names = { 2**70 => "seventy" }
puts names.fetch(1 << 70), (2**70).hash == (1 << 70).hash, (2**70).eql?(2**70)
puts Integer("123456789012345678901234567890") + 1, "99999999999999999999 rest".to_i

# The last digits of a tower, and a number that reads the same backwards (the 196 problem).
n = 89
steps = 0
until n.to_s == n.to_s.reverse
  n += n.to_s.reverse.to_i
  steps += 1
end
puts "#{steps} steps: #{n}"
