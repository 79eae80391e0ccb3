# Polynomials as coefficient lists: arithmetic, division, evaluation, roots, pretty printing.
class Polynomial
  SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"

  attr_reader :coefficients

  def initialize(*coefficients)
    @coefficients = coefficients.reverse.drop_while(&:zero?).reverse
    @coefficients = [0] if @coefficients.empty?
    freeze
  end

  def degree = coefficients.size - 1
  def zero? = coefficients == [0]
  def call(x) = coefficients.reverse.inject { |value, c| value * x + c }
  alias [] call

  def +(other)
    size = [degree, other.degree].max + 1
    Polynomial.new(*Array.new(size) { |i| (coefficients[i] || 0) + (other.coefficients[i] || 0) })
  end

  def -@ = Polynomial.new(*coefficients.map(&:-@))
  def -(other) = self + -other

  def *(other)
    result = [0] * (degree + other.degree + 1)
    coefficients.each_with_index { |a, i| other.coefficients.each_with_index { |b, j| result[i + j] += a * b } }
    Polynomial.new(*result)
  end

  def **(n) = ([self] * n).inject(Polynomial.new(1), :*)

  def divmod(divisor)
    raise ZeroDivisionError, "division by the zero polynomial" if divisor.zero?

    quotient = Polynomial.new(0)
    rest = self
    until rest.zero? || rest.degree < divisor.degree
      factor = Rational(rest.coefficients.last, divisor.coefficients.last)
      factor = factor.to_i if factor.denominator == 1
      term = Polynomial.new(*[0] * (rest.degree - divisor.degree), factor)
      quotient += term
      rest -= term * divisor
    end
    [quotient, rest]
  end

  def derivative = Polynomial.new(*coefficients.each_with_index.map { |c, i| c * i }.drop(1))

  def integer_roots
    return [0] + Polynomial.new(*coefficients.drop(1)).integer_roots if coefficients.first.zero? && degree.positive?

    limit = coefficients.first.abs
    (-limit..limit).select { |x| call(x).zero? }
  end

  def ==(other) = other.is_a?(Polynomial) && coefficients == other.coefficients
  alias eql? ==
  def hash = coefficients.hash

  def to_s
    terms = coefficients.each_with_index.reject { |c, _| c.zero? }.reverse
    return "0" if terms.empty?

    terms.map { |c, i| [c.negative? ? "-" : "+", term(c.abs, i)] }.flatten.join(" ").sub(/\A\+ /, "").sub(/\A- /, "-")
  end

  private

  def term(c, power)
    variable = power.zero? ? "" : "x#{power.digits.reverse.map { |d| SUPERSCRIPTS[d] }.join unless power == 1}"
    c == 1 && power.positive? ? variable : "#{c}#{variable}"
  end
end

a = Polynomial.new(-6, 11, -6, 1)
b = Polynomial.new(-1, 1)
puts a, b, a + b, a - a, a * b, -b, b**5, Polynomial.new(0, 1)**12
quotient, rest = a.divmod(b)
puts "quotient #{quotient}, rest #{rest}, roots #{a.integer_roots.inspect}, derivative #{a.derivative}"
puts a.(4), a[0.5], Polynomial.new(1, 2).divmod(Polynomial.new(0, 2)).join(" rest ")
puts [a, b, Polynomial.new(-1, 1, 0)].uniq.size, a.frozen?, Polynomial.new(0, -2, 1).integer_roots.inspect
