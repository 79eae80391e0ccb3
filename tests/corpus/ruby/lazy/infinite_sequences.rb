# Enumerators without end: Fibonacci, primes, Collatz, with lazy pipelines over them.
fibonacci = Enumerator.new do |y|
  a, b = 0, 1
  loop do
    y << a
    a, b = b, a + b
  end
end
puts fibonacci.take(10).inspect, fibonacci.lazy.select(&:even?).first(5).inspect, fibonacci.each_with_index.find { |n, _| n > 1000 }.inspect
puts fibonacci.lazy.reject(&:odd?).map { |n| n * n }.take_while { |n| n < 10_000 }.to_a.inspect
puts fibonacci.each_slice(3).first(2).inspect, fibonacci.lazy.drop(10).first, fibonacci.size.inspect

primes = Enumerator.new do |y|
  found = []
  (2..).each do |n|
    next if found.any? { |p| p * p <= n && (n % p).zero? }

    found << n
    y.yield n
  end
end
puts primes.first(12).join(" ")
puts primes.lazy.map { |p| 2**p - 1 }.select { |m| (2..Integer.sqrt(m)).none? { |d| (m % d).zero? } }.first(5).inspect
puts primes.lazy.zip(primes.lazy.drop(1)).select { |a, b| b - a == 4 }.first(3).inspect

collatz = ->(n) { Enumerator.produce(n) { |x| raise StopIteration if x == 1; x.even? ? x / 2 : 3 * x + 1 } }
puts collatz.(6).to_a.inspect, collatz.(27).count
puts Enumerator.produce([1, 1]) { |a, b| [b, a + b] }.lazy.map(&:first).first(8).inspect
puts Enumerator.produce("ä", &:succ).take(3).inspect, Enumerator.produce(1) { |x| x * 3 }.find { |x| x > 500 }

puts (1..Float::INFINITY).lazy.map { |n| n * n }.select { |n| n % 3 == 1 }.first(4).inspect
puts (1..).each_slice(2).lazy.map(&:sum).first(3).inspect, (1..).lazy.flat_map { |n| [n] * n }.first(7).inspect, 1.step.lazy.filter_map { |n| "#{n}!" if n.odd? }.first(3).inspect
puts %w[rot gelb grün].cycle.lazy.with_index.map { |c, i| "#{i}#{c}" }.first(5).join(" ")
puts (1..20).lazy.select(&:even?).reject { |n| n % 4 == 0 }.to_a.inspect, (1..3).lazy.eager.class
puts (1..4).lazy.uniq(&:even?).to_a.inspect, (1..).lazy.chunk_while { |a, b| b % 4 != 0 }.first(2).inspect
puts (1..3).lazy.compact.force.inspect, (1..).lazy.take(5).sum, (1..).lazy.include?(7)

log = []
pipeline = (1..10).lazy.map { |n| log << "map#{n}"; n * 2 }.select { |n| log << "sel#{n}"; n > 4 }
puts log.size, pipeline.first, log.join(" ")
