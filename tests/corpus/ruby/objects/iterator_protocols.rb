# Classes that act like built-in ones: to_proc, to_ary, to_str, coerce, each, <=>, ===, hash keys, ranges, case.
class Vec
  attr_reader :x, :y

  def initialize(x, y) = (@x, @y = x, y)
  def to_ary = [x, y]
  alias to_a to_ary
  def +(other) = Vec.new(x + other.x, y + other.y)
  def *(other) = other.is_a?(Vec) ? x * other.x + y * other.y : Vec.new(x * other, y * other)
  def coerce(number) = [self, number]
  def to_s = "⟨#{x}, #{y}⟩"
  def inspect = to_s
  def ==(other) = other.is_a?(Vec) && to_a == other.to_a
  alias eql? ==
  def hash = to_a.hash
  def [](index) = to_a[index]
  def each(&) = to_a.each(&)
  include Enumerable
end

v = Vec.new(3, 4)
x, y = v
puts x + y, v + Vec.new(1, 1), v * 2, 2 * v, v * v, [v, Vec.new(3, 4)].uniq.size, v.map { |c| c * c }.sum, v.max
puts v.to_a.inspect, v.sort.inspect, v.include?(4), [v, Vec.new(0, 1)].map { |a, b| a - b }.inspect
puts [[1, v]].each { |n, (a, b)| puts n + a + b }.size, v.first, v.zip([1, 2]).inspect, v.reduce(:*)
puts v.each_with_index.to_a.inspect, [v, v].sum(Vec.new(0, 0)), [v].flatten.inspect

class Range3
  include Comparable
  attr_reader :n

  def initialize(n) = @n = n
  def succ = Range3.new(n + 3)
  def <=>(other) = n <=> other.n
  def to_s = "r#{n}"
  def inspect = to_s
end
range = Range3.new(1)..Range3.new(10)
puts range.to_a.inspect, range.include?(Range3.new(5)), range.map(&:n).sum, (Range3.new(1)...Range3.new(7)).to_a.inspect
puts range.min, range.each_slice(2).to_a.inspect, Range3.new(2).between?(Range3.new(1), Range3.new(3))

class Pattern
  def initialize(*words) = @words = words
  def ===(text) = @words.any? { |w| text.to_s.include?(w) }
  def to_proc = method(:===).to_proc
  def to_str = @words.join("-")
  def ~ = "not #{to_str}"
end
german = Pattern.new("ß", "ü")
puts case "Grüße" when german then "deutsch" else "?" end
puts %w[Fuß foot].select(&german).inspect, %w[Fuß foot tür].grep(german).inspect, %w[Fuß foot].grep_v(german).inspect
puts "a" + german, ~german, ["x", german].join("/").start_with?("x/"), %w[Fuß a].partition(&german).inspect
puts %w[Fuß b tür].any?(german), %w[üa].all?(german), %w[a ß].none?(german)
puts %w[a üb c].slice_before(german).to_a.inspect, %w[a üb].find_index(&german)

class Ring
  include Enumerable
  def initialize(*items) = @items = items
  def [](index) = @items[index % @items.size]
  def each
    return to_enum { Float::INFINITY } unless block_given?

    index = -1
    yield self[index += 1] while true
  end
end
ring = Ring.new("Mo", "Di", "Mi")
puts ring[4], ring[-1], ring.first(5).join(" "), ring.lazy.map(&:upcase).first(4).last
puts ring.each_with_index.take(4).last.inspect, ring.each.size, ring.take_while { |d| d != "Mi" }.inspect
puts ring.each_slice(2).first(2).inspect, ring.include?("Mi"), ring.find { |d| d.start_with?("D") }
puts ring.each_entry.first
