# Combinatorics with Array's own methods, checked against formulas.
def factorial(n) = (1..n).inject(1, :*)
def choose(n, k) = factorial(n) / (factorial(k) * factorial(n - k))

letters = %w[a b c d]
puts letters.permutation(2).map(&:join).join(" ")
puts letters.combination(2).map(&:join).join(" ")
puts letters.permutation.count == factorial(4), letters.combination(3).count == choose(4, 3)
puts letters.first(2).repeated_permutation(2).map(&:join).inspect
puts letters.first(2).repeated_combination(3).map(&:join).inspect
puts [1, 2].product([3, 4], %w[x ü]).map(&:join).join(",")
puts [0, 1].product([0, 1], [0, 1]).select { |bits| bits.sum == 2 }.inspect

def power_set(list)
  (0..list.size).flat_map { |size| list.combination(size).to_a }
end
puts power_set([1, 2, 3]).inspect

def next_permutation(list)
  pivot = (list.size - 2).downto(0).find { |i| list[i] < list[i + 1] }
  return list.reverse unless pivot

  swap = (list.size - 1).downto(pivot + 1).find { |i| list[i] > list[pivot] }
  copy = list.dup
  copy[pivot], copy[swap] = copy[swap], copy[pivot]
  copy[0..pivot] + copy[pivot + 1..].reverse
end
sequence = [[1, 2, 3, 4]]
4.times { sequence << next_permutation(sequence.last) }
puts sequence.map(&:join).join(" → ")

pythagorean = (1..20).to_a.combination(3).select { |a, b, c| a * a + b * b == c * c }
puts pythagorean.map { |triple| triple.join("/") }.join(" ")

send_more = (0..9).to_a.permutation(3).find { |a, b, c| a.positive? && 100 * a + 10 * b + c == a**3 + b**3 + c**3 }
puts send_more.join
puts choose(40, 20), factorial(25)
