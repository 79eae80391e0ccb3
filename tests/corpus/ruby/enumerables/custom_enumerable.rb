# Enumerable on own classes: a range of dates by hand, a deck, a number with digits.
require "set"

class Countdown
  include Enumerable

  def initialize(from, step = 1) = (@from, @step = from, step)

  def each
    return enum_for(__method__) { (@from / @step) + 1 } unless block_given?

    n = @from
    while n >= 0
      yield n
      n -= @step
    end
  end
end

c = Countdown.new(10, 3)
puts c.to_a.inspect, c.map { |n| n * 2 }.inspect, c.sort.inspect, c.include?(4), c.reduce(:+), c.first
puts c.first(2).inspect, c.min, c.max, c.sum, c.count, c.entries.size
puts c.each_with_index.map { |n, i| n * i }.inspect, c.each_slice(3).to_a.inspect
puts c.each_cons(2).map { |a, b| a - b }.uniq.inspect, c.zip(c.drop(1)).inspect, c.inject { |a, b| a - b }
puts c.select(&:even?).inspect, c.reject(&:even?).inspect, c.partition(&:even?).inspect
puts c.group_by { |n| n % 2 }.values.inspect, c.min_by { |n| (n - 5).abs }, c.sort_by { |n| n % 4 }.inspect
puts c.tally.size
puts c.each.size, c.lazy.map { |n| n + 1 }.to_a.inspect, c.each_with_object([]) { |n, a| a << n }.size, c.to_set.size
puts c.find { |n| n < 5 }, c.take_while { |n| n > 3 }.inspect, c.chunk_while { |a, b| a - b == 3 }.to_a.size
puts c.flat_map { |n| [n] * (n % 3) }.inspect, c.each_entry.to_a == c.to_a, c.reverse_each.to_a.inspect
puts c.minmax.inspect, c.cycle.first(6).inspect, c.uniq(&:even?).inspect, c.to_h { |n| [n, n.to_s] }.keys.inspect

class Deck
  include Enumerable
  Card = Struct.new(:rank, :suit) { def to_s = "#{rank}#{suit}" }

  def initialize(ranks: %w[7 8 9 10 B D K A], suits: %w[♠ ♥ ♦ ♣])
    @cards = suits.flat_map { |s| ranks.map { |r| Card.new(r, s) } }
  end

  def each(&) = @cards.each(&)

  def riffle
    top, bottom = @cards.each_slice(@cards.size / 2).to_a
    @cards = top.zip(bottom).flatten
    self
  end
end

deck = Deck.new
puts deck.count, deck.first(3).join(" "), deck.group_by(&:suit).map { |s, cards| "#{s}#{cards.size}" }.join(" ")
order = deck.to_a
shuffles = 1
shuffles += 1 until deck.riffle.to_a == order
puts "#{shuffles} riffles bring it back", deck.riffle.first(4).join(" ")
puts deck.each_slice(8).map { |hand| hand.count { |card| card.suit == "♥" } }.inspect
puts deck.sort_by { |card| [card.rank.to_i.zero? ? 99 : card.rank.to_i, card.rank, card.suit] }.first.to_s
puts deck.find { |card| card.rank == "B" }.to_s, deck.each_with_index.max_by { |card, i| [card.rank, i] }.first.to_s

class Integer
  def each_digit(&block) = block ? digits.reverse.each(&block) : enum_for(:each_digit)
end
puts 90210.each_digit.to_a.inspect, 90210.each_digit.with_index.sum { |d, i| d * i }
