# Physical quantities: 3.km + 200.m, conversion, comparison, derived units.
class Quantity
  include Comparable

  attr_reader :amount, :unit

  UNITS = {
    m: [:length, 1], km: [:length, 1000], cm: [:length, Rational(1, 100)], mi: [:length, Rational(1_609_344, 1000)],
    g: [:mass, 1], kg: [:mass, 1000], t: [:mass, 1_000_000],
    s: [:time, 1], min: [:time, 60], h: [:time, 3600]
  }.freeze

  class Mismatch < StandardError
    def initialize(a, b) = super("#{a.dimension} and #{b.dimension} don't mix")
  end

  def initialize(amount, unit)
    @amount, @unit = amount, unit
  end

  def dimension = UNITS.fetch(unit).first
  def base = amount * UNITS.fetch(unit).last

  def to(other)
    other_dimension, factor = UNITS.fetch(other)
    raise Mismatch.new(self, Quantity.new(0, other)) unless other_dimension == dimension

    Quantity.new(base.quo(factor), other)
  end

  def +(other) = Quantity.new(amount + other.to(unit).amount, unit)
  def -(other) = self + -other
  def -@ = Quantity.new(-amount, unit)
  def *(number) = Quantity.new(amount * number, unit)

  def /(other)
    return Quantity.new(amount.quo(other), unit) if other.is_a?(Numeric)
    return base.quo(other.base) if other.dimension == dimension

    format("%.2f %s/%s", amount.fdiv(other.amount), unit, other.unit)
  end

  def <=>(other) = other.is_a?(Quantity) && other.dimension == dimension ? base <=> other.base : nil

  def coerce(number) = [self, number]

  def to_s
    value = amount.is_a?(Rational) ? (amount.denominator == 1 ? amount.to_i : amount.to_f.round(4)) : amount
    "#{value} #{unit}"
  end
end

class Numeric
  Quantity::UNITS.each_key { |unit| define_method(unit) { Quantity.new(self, unit) } }
end

puts 3.km + 200.m, 1.mi.to(:km), 2.h - 30.min, 5.kg * 3, 2 * 4.m, 10.km / 4, 90.min.to(:h), 1.t.to(:kg)
puts 100.km / 2.h, 3.km / 250.m, 1.km == 1000.m, 1.mi > 1.6.km, [1.mi, 1.km, 1500.m].min, 5.m.between?(1.m, 1.km), -3.g
puts [30.min, 1.h, 90.s].sum(0.s), 12.5.cm.clamp(10.cm, 12.cm)
[-> { 1.kg + 1.m }, -> { 1.kg < 1.m }].each do |wrong|
  wrong.call
rescue Quantity::Mismatch, ArgumentError => e
  puts "#{e.class}: #{e.message.sub(/#<.*?>/, 'quantity').sub(/#<.*?>/, 'quantity')}"
end
