# Bowling, poker hands, tennis and darts: scoring rules as branching code.
def bowling(rolls)
  total = frame = 0
  index = 0
  while frame < 10
    first, second, third = rolls[index, 3].map { |r| r || 0 }
    case
    when first == 10
      total += 10 + second.to_i + third.to_i
      index += 1
    when first + second == 10
      total += 10 + third.to_i
      index += 2
    else
      total += first + second
      index += 2
    end
    frame += 1
  end
  total
end
puts bowling([10] * 12), bowling([9, 0] * 10), bowling([5, 5] * 10 + [5]), bowling([10, 7, 3, 9, 0, 10, 0, 8, 8, 2, 0, 6, 10, 10, 10, 8, 1])

RANKS = "23456789TJQKA"
def poker(hand)
  cards = hand.split
  values = cards.map { |c| RANKS.index(c[0]) + 2 }.sort
  groups = values.tally.values.sort.reverse
  flush = cards.map { |c| c[1] }.uniq.one?
  straight = values.each_cons(2).all? { |a, b| b == a + 1 } || values == [2, 3, 4, 5, 14]
  case groups
  when [4, 1] then "four of a kind"
  when [3, 2] then "full house"
  when [3, 1, 1] then "three of a kind"
  when [2, 2, 1] then "two pairs"
  when [2, 1, 1, 1] then "one pair of #{values.tally.key(2)}"
  else
    if straight && flush then values.first == 10 ? "royal flush" : "straight flush"
    elsif flush then "flush"
    elsif straight then "straight"
    else "high card #{values.last}"
    end
  end
end
["T♥ J♥ Q♥ K♥ A♥", "2♠ 3♠ 4♠ 5♠ A♠", "9♣ 9♦ 9♥ 9♠ 2♣", "9♣ 9♦ 9♥ 2♠ 2♣", "2♣ 7♣ 9♣ J♣ K♣", "4♣ 5♦ 6♥ 7♠ 8♣",
  "3♣ 3♦ 3♥ 7♠ 8♣", "J♣ J♦ 4♥ 4♠ A♣", "K♣ K♦ 4♥ 5♠ A♣", "2♣ 5♦ 9♥ J♠ Q♣"].each { |h| puts "#{h}: #{poker(h)}" }

def tennis(points)
  a, b = points.each_char.tally.values_at("A", "B").map(&:to_i)
  case [a, b].max
  when 0..3 then return a == b && a == 3 ? "deuce" : a == b ? "#{%w[love 15 30][a]}-all" : [a, b].map { |n| %w[love 15 30 40][n] }.join("-")
  else
    leader = a > b ? "A" : "B"
    case (a - b).abs
    when 0 then "deuce"
    when 1 then "advantage #{leader}"
    else "game #{leader}"
    end
  end
end
["", "A", "AB", "ABAB", "AAA", "AAABBB", "AAABBBB", "AAABBBBA", "AAAA", "ABBABBB"].each { |p| puts "#{p.inspect} #{tennis(p)}" }

DARTS = { 0..1 => 10, 1..5 => 5, 5..10 => 1 }.freeze
darts = ->(x, y) { DARTS.find { |ring, _| ring === Math.sqrt(x * x + y * y) }&.last || 0 }
puts [[0, 0], [0.8, 0.6], [3, 4], [-5, 5], [8, 8]].map { |xy| darts.(*xy) }.inspect
