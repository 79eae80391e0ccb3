# A persistent linked list that is Enumerable, with structure sharing.
require "set"

class List
  include Enumerable

  attr_reader :head, :tail

  def self.[](*items) = items.reverse.inject(EMPTY) { |list, item| list.cons(item) }

  def initialize(head, tail)
    @head = head
    @tail = tail
    freeze
  end

  def cons(item) = List.new(item, self)
  def empty? = equal?(EMPTY)

  def each
    return enum_for(:each) { count } unless block_given?

    list = self
    until list.empty?
      yield list.head
      list = list.tail
    end
    self
  end

  def +(other) = empty? ? other : (tail + other).cons(head)
  def reverse = inject(EMPTY) { |list, item| list.cons(item) }
  def [](index) = each_with_index { |item, i| return item if i == index } && nil
  def ==(other) = other.is_a?(List) && to_a == other.to_a
  def to_s = "(#{to_a.join(' → ')})"
  alias inspect to_s

  EMPTY = new(nil, nil)
end

a = List[1, 2, 3]
b = a.cons(0)
puts a, b, b.tail.equal?(a), a + b, b.reverse, List[].inspect, List[].empty?
puts a[1], a[9].inspect, a == List[1, 2, 3], a.frozen?
puts a.map { |n| n * n }.inspect, a.include?(2), a.sum, a.min_by { |n| -n }, a.sort_by { |n| -n }.inspect, a.first, a.first(2).inspect
puts a.each_slice(2).to_a.inspect, a.each_cons(2).map { |x, y| y - x }.inspect, a.zip(b).inspect, a.inject(:*)
puts a.reduce(10) { |s, n| s - n }
puts a.partition(&:odd?).inspect, a.each_with_object([]) { |n, list| list.unshift(n) }.inspect, a.entries.inspect, a.to_set.size
puts a.lazy.select(&:odd?).map { |n| "#{n}!" }.first(1).inspect, a.each_entry.to_a.inspect, a.reject(&:odd?).inspect, a.minmax.inspect
puts a.each.size, a.each.with_index(1).map { |n, i| n * i }.inspect, a.chunk_while { |x, y| y == x + 1 }.to_a.inspect
puts List["ä", "b", "Ç"].sort.inspect, List["x", "y", "x"].tally.map { |k, n| "#{k}#{n}" }.join, List[3, nil, false].to_a.compact.inspect
puts a.none?(4), a.any?(Integer), a.all?(1..3), a.one? { |n| n > 2 }, a.find_index(3), a.cycle.first(5).inspect
puts a.each_with_index.to_a.inspect
