# private, protected, attr_*, private constants, setters with checks, lazily filled attributes, class-level state.
class Celsius
  ABSOLUTE_ZERO = -273.15
  SECRET = 42
  private_constant :SECRET

  attr_reader :degrees
  attr_writer :label

  class << self
    attr_accessor :created

    def parse(text)
      number = text[/-?\d+(?:[.,]\d+)?/] or raise ArgumentError, "keine Temperatur in #{text.inspect}"
      value = number.tr(",", ".").to_f
      text =~ /F\b/ ? from_fahrenheit(value) : new(value)
    end

    private

    def from_fahrenheit(value) = new((value - 32) * 5 / 9)
  end
  self.created = 0

  def initialize(degrees)
    self.degrees = degrees
    self.class.created += 1
  end

  def degrees=(value)
    raise RangeError, "#{value} liegt unter dem Nullpunkt" if value < ABSOLUTE_ZERO

    @fahrenheit = nil
    @degrees = value
  end

  def fahrenheit = @fahrenheit ||= compute
  def label = @label || format("%.1f °C", degrees)
  def warmer_than?(other) = kelvin > other.kelvin
  def secret = SECRET

  protected

  def kelvin = degrees - ABSOLUTE_ZERO

  private

  attr_accessor :computed

  def compute
    self.computed = computed.to_i + 1
    (degrees * 9.0 / 5 + 32).round(1)
  end
end

t = Celsius.new(21.5)
puts t.fahrenheit, t.fahrenheit, t.instance_variable_get(:@computed)
t.degrees += 10
puts t.fahrenheit, t.send(:computed), t.label, t.warmer_than?(Celsius.parse("-3,5 °C")), Celsius.parse("212 F").degrees
puts Celsius.created, t.secret
t.label = "heiß"
puts t.label

{
  "below zero" => -> { Celsius.new(-300) }, "protected" => -> { t.kelvin }, "private" => -> { t.compute }, "private class method" => -> { Celsius.from_fahrenheit(1) },
  "no reader" => -> { t.created }, "private constant" => -> { Celsius::SECRET }, "unparsable" => -> { Celsius.parse("warm") }
}.each do |what, attempt|
  attempt.call
  puts "#{what}: allowed"
rescue RangeError, ArgumentError => e
  puts "#{what}: #{e.message}"
rescue NameError => e
  puts "#{what}: #{e.class} #{e.name}"
end

class Playlist
  def initialize(*songs) = (@songs, @index = songs, 0)
  def [](i) = @songs[i]
  def []=(i, song)
    @songs[i] = song
  end
  def <<(song) = tap { @songs << song }
  def +(other) = Playlist.new(*@songs, *other.to_a)
  def to_a = @songs.dup
  def -@ = Playlist.new(*@songs.reverse)
  def !~(pattern) = @songs.none? { |s| s =~ pattern }
  def call(i) = "♪ #{self[i]}"
  def each(&) = @songs.each(&)
  def to_s = @songs.join(" | ")
  def coerce(other) = [Playlist.new(other.to_s), self]
end
list = Playlist.new("Blau", "Größe")
list << "Ende" << "Neu"
list[0] = "Rot"
list[1] += "r"
puts list, list.(1), -list, (list + Playlist.new("x")).to_a.size, list !~ /zzz/, list[-1], (list[9] ||= "spät"), list.to_a.compact.size
first, *others = *list
puts first.inspect, others.size, list.each { |s| s }.size
