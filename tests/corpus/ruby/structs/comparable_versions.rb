# Version numbers and cards: Comparable, clamp, sorting, ranges of own objects.
class Version
  include Comparable

  attr_reader :parts, :pre

  def initialize(text)
    match = /\A(\d+(?:\.\d+)*)(?:-(\w+))?\z/.match(text) or raise ArgumentError, "malformed version #{text.inspect}"
    @parts = match[1].split(".").map(&:to_i)
    @pre = match[2]
  end

  def <=>(other)
    return unless other.is_a?(Version)

    size = [parts.size, other.parts.size].max
    order = padded(size) <=> other.padded(size)
    return order unless order.zero?

    [pre ? 0 : 1, pre.to_s] <=> [other.pre ? 0 : 1, other.pre.to_s]
  end

  def bump = Version.new([*parts[0..-2], parts.last + 1].join("."))
  alias succ bump
  def to_s = [parts.join("."), pre].compact.join("-")

  protected

  def padded(size) = parts + [0] * (size - parts.size)
end

def v(text) = Version.new(text)

versions = %w[1.10 1.9.1 2.0-beta 2.0 1.9 2.0-alpha 0.1].map { |text| v(text) }
puts versions.sort.join(" < "), versions.max, versions.minmax.join("…")
puts v("1.0") == v("1.0.0"), v("1.2").between?(v("1.1"), v("1.3")), v("3").clamp(v("1"), v("2.5")), v("0.5").clamp(v("1")..v("2"))
puts (v("1.1")..v("1.4")).include?(v("1.2.7")), (v("1.1")..v("1.4")).map(&:to_s).inspect, (v("2")...v("3")) === v("2.9")
puts v("1") == "1", (v("1") <=> 1).inspect
begin
  v("1") < 5
rescue ArgumentError => e
  puts e.class
end
begin
  v("one")
rescue ArgumentError => e
  puts e.message
end

class Card
  include Comparable
  RANKS = %w[2 3 4 5 6 7 8 9 10 J Q K A].freeze
  SUITS = %w[♣ ♦ ♥ ♠].freeze
  attr_reader :rank, :suit

  def self.parse(text) = new(text[0..-2], text[-1])
  def initialize(rank, suit) = (@rank, @suit = rank, suit)
  def <=>(other) = [RANKS.index(rank), SUITS.index(suit)] <=> [RANKS.index(other.rank), SUITS.index(other.suit)]
  def succ = Card.new(RANKS[(RANKS.index(rank) + 1) % 13], suit)
  def to_s = rank + suit
end

hand = %w[10♥ A♣ 2♠ K♦ 10♣].map { |text| Card.parse(text) }
puts hand.sort.reverse.join(" "), hand.max, hand.min_by(&:suit), hand.first.succ, (Card.parse("9♠")..Card.parse("K♠")).to_a.join(" ")
counts = hand.map(&:rank).tally
puts counts.key(2) ? "a pair of #{counts.key(2)}s" : "nothing"
constraint = ->(text) { op, ver = text.split; ->(x) { x.public_send(op == "=" ? :== : op, v(ver)) } }
puts versions.select { |x| [">= 1.9", "< 2.0-beta"].map(&constraint).all? { |c| c.(x) } }.sort.join(", ")
