# Structs with behaviour: equality, destructuring, keyword initialisation, members as hash keys.
Point = Struct.new(:x, :y) do
  def +(other) = Point.new(x + other.x, y + other.y)
  def -(other) = Point.new(x - other.x, y - other.y)
  def *(factor) = Point.new(x * factor, y * factor)
  def distance_to(other = Point.new(0, 0)) = Math.hypot(x - other.x, y - other.y)
  def to_s = "(#{x}, #{y})"

  def self.origin = new(0, 0)
end

a = Point.new(3, 4)
b = Point.new(1)
puts a, b, b.y.inspect, a + Point.new(1, 1), a * 2, a.distance_to
puts a == Point.new(3, 4), a.eql?(Point.new(3.0, 4)), a == Point.new(3.0, 4), a.equal?(a.dup), a.hash == Point.new(3, 4).hash
p a, Point.origin
puts a.to_a.inspect, a.members.inspect, Point.members.inspect, a.size, a.each.to_a.sum
x, y = *a
puts "x=#{x} y=#{y}"
a.x = 10
a[:y] += 1
a[0] -= 1
puts a, a["x"], a.values.inspect, a.to_h.map { |k, v| "#{k}:#{v}" }.join(" ")
visited = { Point.new(0, 0) => "start", Point.new(1, 0) => "east" }
puts visited[Point.new(1, 0)], visited.key?(Point.new(5, 5))

Circle = Struct.new(:centre, :radius, :name, keyword_init: true) do
  include Comparable

  def initialize(centre: Point.origin, name: "Kreis", **rest) = super
  def area = (Math::PI * radius**2).round(2)
  def <=>(other) = radius <=> other.radius
end

circles = [Circle.new(radius: 2), Circle.new(radius: 1, name: "kleiner"), Circle.new(radius: 3, centre: Point.new(1, 1))]
puts circles.min.name, circles.max.centre, circles.sort.map(&:area).inspect, circles[0] > circles[1]
puts circles.map(&:radius).sum, circles.first.to_h.keys.inspect
p circles[1]
begin
  Circle.new(radius: 1, colour: "red")
rescue ArgumentError => e
  puts e.message
end
begin
  Point.new(1, 2, 3)
rescue ArgumentError => e
  puts e.message
end
begin
  a[:z]
rescue NameError => e
  puts e.message
end
line = [Point.new(0, 0), Point.new(3, 4), Point.new(3, 0)]
puts line.each_cons(2).sum { |from, to| from.distance_to(to) }
puts a.select(&:odd?).inspect, a.dig(:x), Point.new([1, [2]], nil).dig(:x, 1, 0)
