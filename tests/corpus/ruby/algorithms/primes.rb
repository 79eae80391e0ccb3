# A sieve, prime factors, perfect numbers, Goldbach pairs and a Miller-Rabin test.
def sieve(limit)
  flags = Array.new(limit + 1, true)
  flags[0] = flags[1] = false
  2.upto(Integer.sqrt(limit)) do |n|
    (n * n).step(limit, n) { |multiple| flags[multiple] = false } if flags[n]
  end
  flags.each_index.select { |n| flags[n] }
end

def factors(n)
  found = []
  divisor = 2
  while divisor * divisor <= n
    while (n % divisor).zero?
      found << divisor
      n /= divisor
    end
    divisor += divisor == 2 ? 1 : 2
  end
  found << n if n > 1
  found
end

def prime?(n)
  return n == 2 || n == 3 if n < 4
  return false if n.even?

  d = n - 1
  s = 0
  while d.even?
    d /= 2
    s += 1
  end
  [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37].all? do |a|
    next true if a % n == 0

    x = a.pow(d, n)
    x == 1 || x == n - 1 || (s - 1).times.any? { x = x * x % n; x == n - 1 }
  end
end

primes = sieve(100)
puts primes.join(" ")
puts primes.each_cons(2).select { |a, b| b - a == 2 }.map { |pair| pair.join("-") }.join(", ")
[360, 97, 1001, 2**20, 600_851_475_143].each do |n|
  powers = factors(n).tally.map { |prime, count| count == 1 ? prime.to_s : "#{prime}^#{count}" }
  puts "#{n} = #{powers.join(' × ')}"
end
perfect = (2..1000).select { |n| (1..n / 2).select { |d| (n % d).zero? }.sum == n }
puts "perfect: #{perfect.inspect}"
(10..20).step(2) do |n|
  small = primes.find { |prime| primes.include?(n - prime) }
  puts "#{n} = #{small} + #{n - small}"
end
puts prime?(2**61 - 1), prime?(2**89 - 1), prime?(2**67 - 1), prime?(561)
puts (1..).lazy.select { |n| prime?(n) }.first(10).sum
