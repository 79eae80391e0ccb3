# ==, eql?, equal?, hash, <=>, coerce, to_s against inspect, dup against clone, respond_to?.
class Temperature
  include Comparable

  attr_reader :degrees

  def initialize(degrees) = @degrees = degrees
  def <=>(other) = other.is_a?(Temperature) ? degrees <=> other.degrees : nil
  def hash = degrees.hash
  def eql?(other) = other.is_a?(Temperature) && degrees.eql?(other.degrees)
  def coerce(other) = [Temperature.new(other), self]
  def +(other) = Temperature.new(degrees + (other.is_a?(Temperature) ? other.degrees : other))
  def to_s = "#{degrees}°"
  def inspect = "#<Temperature #{degrees}>"
  def to_str = to_s
  def to_proc = ->(x) { x * degrees }
  def ===(other) = other.is_a?(Numeric) ? (other - degrees).abs < 1 : super
  def =~(other) = to_s =~ other
  def [](unit) = unit == :f ? degrees * 9.0 / 5 + 32 : degrees
  def call(x) = "called with #{x}"
  def +@ = self
  def -@ = Temperature.new(-degrees)
  def ~ = "tilde"
end

t = Temperature.new(20)
puts t == Temperature.new(20), t.eql?(Temperature.new(20.0)), t == Temperature.new(20.0), t.equal?(t), t != Temperature.new(1), t == 20
puts [t, Temperature.new(20), Temperature.new(5)].uniq.inspect, { t => :warm }[Temperature.new(20)]
puts [Temperature.new(3), t].include?(Temperature.new(20))
puts [t, Temperature.new(-4)].sort.inspect, [t, Temperature.new(30)].max
puts t.clamp(Temperature.new(0), Temperature.new(10)), t > Temperature.new(3)
puts "es sind " + t, "#{t}", [1, 2].map(&t).inspect, t[:f], t.(7), -t, ~t, (+t).equal?(t), (5 + t), t + 5
puts case 20.5 when t then "about" else "no" end
puts t =~ /0/, [t, [t]].flatten.size, [1, t].join("/"), "%s %p" % [t, t]
puts [t, Temperature.new(1)].sum(Temperature.new(0)), [t] == [Temperature.new(20)]

copy = t.dup
def t.special = "singleton"
puts t.special, t.clone.special, copy.respond_to?(:special), t.singleton_methods.inspect
puts t.frozen?, t.clone(freeze: true).frozen?, t.freeze.frozen?, t.dup.frozen?, t.clone.frozen?

class Document
  attr_accessor :title, :tags

  def initialize(title, tags) = (@title, @tags = title, tags)

  def initialize_copy(source)
    @tags = source.tags.dup
    super
  end
end
original = Document.new("Ü", ["a"])
twin = original.dup
twin.tags << "b"
twin.title << "!"
puts original.tags.inspect, original.title, twin.instance_variables.inspect
puts 1 == 1.0, 1.eql?(1.0), 1.equal?(1), "a".equal?("a".dup), :a.equal?(:a), nil.to_a.inspect, 17.hash == 17.0.hash
puts "a".hash == "a".dup.hash, [1, [2]].hash == [1, [2]].hash
puts (1 <=> "a").inspect, ("a" <=> "b"), ([1, 2] <=> [1, 3]), ([1] <=> [1, 0]), (nil <=> nil), (true <=> false).inspect
puts t.respond_to?(:call), t.is_a?(Comparable), Temperature.instance_methods(false).size
puts Temperature.ancestors.first(2).inspect, t.instance_of?(Object), Temperature === t
