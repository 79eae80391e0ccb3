# Expressions as objects: printing, evaluating, differentiating, simplifying.
class Expr
  def +(other) = Sum.new(self, Expr.wrap(other)).simple
  def *(other) = Product.new(self, Expr.wrap(other)).simple
  def -(other) = self + Expr.wrap(other) * -1
  def **(n) = Power.new(self, n).simple
  def coerce(number) = [Const.new(number), self]
  def simple = self
  def const?(value = nil) = is_a?(Const) && (value.nil? || self.value == value)

  def self.wrap(value) = value.is_a?(Expr) ? value : Const.new(value)
end

Const = Class.new(Expr) do
  attr_reader :value

  def initialize(value) = @value = value
  def at(_) = value
  def d(_) = Const.new(0)
  def to_s = value.to_s
end

class Var < Expr
  attr_reader :name

  def initialize(name) = @name = name
  def at(env) = env.fetch(name)
  def d(var) = Const.new(var == name ? 1 : 0)
  def to_s = name.to_s
end

class Binary < Expr
  attr_reader :left, :right

  def initialize(left, right)
    @left = left
    @right = right
  end
end

class Sum < Binary
  def at(env) = left.at(env) + right.at(env)
  def d(var) = left.d(var) + right.d(var)
  def to_s = "(#{left} + #{right})"

  def simple
    return right if left.const?(0)
    return left if right.const?(0)
    return Const.new(left.value + right.value) if left.const? && right.const?

    self
  end
end

class Product < Binary
  def at(env) = left.at(env) * right.at(env)
  def d(var) = left.d(var) * right + left * right.d(var)
  def to_s = "#{left}·#{right}"

  def simple
    return Const.new(0) if left.const?(0) || right.const?(0)
    return right if left.const?(1)
    return left if right.const?(1)
    return Const.new(left.value * right.value) if left.const? && right.const?
    return Product.new(right, left).simple if right.const?

    self
  end
end

class Power < Expr
  def initialize(base, exponent)
    @base = base
    @exponent = exponent
  end

  def at(env) = @base.at(env)**@exponent
  def d(var) = Const.new(@exponent) * @base**(@exponent - 1) * @base.d(var)
  def to_s = "#{@base}^#{@exponent}"
  def simple = { 0 => Const.new(1), 1 => @base }.fetch(@exponent, self)
end

x, y = %i[x y].map { |name| Var.new(name) }
f = 3 * x**2 + x * y - 5
puts f, f.d(:x), f.d(:y), f.d(:x).d(:x)
puts f.at(x: 2, y: 4), f.d(:x).at(x: 2, y: 4)
g = (x + 1)**3 * x
puts g, g.d(:x), g.d(:x).at(x: 1)
h = x**4
puts (1..5).each_with_object([h]) { |_, list| list << list.last.d(:x) }.join(" → ")

# Newton's method with the exact derivative.
p2 = x**2 - 2
guess = 1.0
6.times { guess -= p2.at(x: guess) / p2.d(:x).at(x: guess) }
puts guess.round(12)
