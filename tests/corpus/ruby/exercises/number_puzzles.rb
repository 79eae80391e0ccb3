# Number puzzles: armstrong, happy, digital root, perfect squares, pythagorean, collatz, luhn, sieve, kaprekar.
digits_power = ->(n) { n.digits.sum { |d| d**n.digits.size } }
puts (1..10_000).select { |n| digits_power.(n) == n }.last(7).inspect

def happy?(n)
  seen = []
  until n == 1 || seen.include?(n)
    seen << n
    n = n.digits.sum { |d| d * d }
  end
  n == 1
end
puts (1..50).select { |n| happy?(n) }.inspect

root = ->(n) { n < 10 ? n : root.(n.digits.sum) }
puts root.(987_654_321), root.(10**20 - 1)

def kaprekar(n)
  steps = 0
  until n == 6174
    digits = format("%04d", n).chars.sort
    n = digits.reverse.join.to_i - digits.join.to_i
    steps += 1
  end
  steps
end
puts [3524, 2111, 9831, 1000].map { |n| kaprekar(n) }.inspect

triples = (1..20).flat_map { |a| (a..20).map { |b| [a, b, Integer.sqrt(a * a + b * b)] } }
triples.select { |a, b, c| a * a + b * b == c * c && a.gcd(b) == 1 }.each { |a, b, c| puts "#{a}²+#{b}²=#{c}²" }
divisors = ->(n) { (1..Integer.sqrt(n)).select { |d| (n % d).zero? }.flat_map { |d| [d, n / d] }.uniq.sort }
puts divisors.(360).inspect, (1..).find { |n| divisors.(n * (n + 1) / 2).size > 50 }.then { |n| n * (n + 1) / 2 }
amicable = (2..1300).select { |n| m = divisors.(n).sum - n; m > n && divisors.(m).sum - m == n }
puts amicable.inspect
puts (1..15).map { |n| { 15 => "FizzBuzz", 5 => "Buzz", 3 => "Fizz" }.find { |d, _| (n % d).zero? }&.last || n }.join(" ")
squares = (1..100).sum**2 - (1..100).sum { |n| n * n }
puts squares, (1..999).sum { |n| n % 3 == 0 || n % 5 == 0 ? n : 0 }, (1..20).inject(:lcm), (2**1000).digits.sum
puts (100..999).to_a.last(60).product((900..999).to_a).map { |a, b| a * b }.select { |n| n.to_s == n.to_s.reverse }.max
ulam = [1, 2]
ulam << (ulam.last + 1..).find { |n| ulam.combination(2).count { |a, b| a + b == n } == 1 } while ulam.size < 12
puts ulam.inspect
catalan = ->(n) { (n + 2..2 * n).inject(1, :*) / (1..n).inject(1, :*) }
puts (0..10).map(&catalan).inspect
puts (0..9).map { |row| (0..row).map { |k| (row - k + 1..row).inject(1, :*) / (1..k).inject(1, :*) }.map { |v| v.odd? ? "▲" : " " }.join(" ").center(20).rstrip }.first(8)

def josephus(n, k)
  circle = (1..n).to_a
  at = 0
  order = []
  until circle.empty?
    at = (at + k - 1) % circle.size
    order << circle.delete_at(at)
  end
  order
end
puts josephus(7, 3).inspect, josephus(41, 3).last

sevens = (1..6).to_a.permutation(3).count { |a, b, c| (a * 100 + b * 10 + c) % 7 == 0 }
puts sevens, 1.upto(Float::INFINITY).lazy.select { |n| n.to_s == n.to_s.reverse && n.to_s(2) == n.to_s(2).reverse }.first(8).inspect
e = (0..17).sum { |n| Rational(1, (1..n).inject(1, :*)) }
puts e.to_f.round(12), (1..200).inject(0.0) { |s, n| s + 1.0 / n**2 }.*(6).then { |v| Math.sqrt(v).round(4) }
pi = 100.downto(1).inject(1r) { |acc, n| 1 + Rational(n, 2 * n + 1) * acc } * 2
puts (pi * 10**30).to_i
