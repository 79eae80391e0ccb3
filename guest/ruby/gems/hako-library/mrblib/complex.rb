class Complex
  class << self
    def polar(abs, arg = 0)
      return Complex(abs, 0) if arg == 0
      # Angles that are exact as Floats go to the axes.
      return Complex(-abs, 0.0) if arg.is_a?(Float) && arg == Math::PI
      return Complex(0, abs) if arg.is_a?(Float) && arg == Math::PI / 2
      Complex(abs * Math.cos(arg), abs * Math.sin(arg))
    end
  end

  def to_s = __text(&:to_s)
  def inspect = "(#{__text(&:inspect)})"

  def __text
    part = imaginary
    negative = part.is_a?(Float) ? part < 0 || part == 0 && 1 / part < 0 : part < 0
    text = yield part.abs
    "#{yield real}#{negative ? "-" : "+"}#{text}#{"*" unless text[-1] >= "0" && text[-1] <= "9"}i"
  end

  def +@ = self
  def -@ = Complex(-real, -imaginary)
  def abs = Math.hypot(real.to_f, imaginary.to_f)
  alias magnitude abs
  def abs2 = real * real + imaginary * imaginary
  def arg = Math.atan2(imaginary.to_f, real.to_f)
  alias angle arg
  alias phase arg
  def polar = [abs, arg]
  def rectangular = [real, imaginary]
  alias rect rectangular
  alias imag imaginary
  def conjugate = Complex(real, -imaginary)
  alias conj conjugate
  def real? = false
  def finite? = real.finite? && imaginary.finite?
  def infinite? = real.infinite? || imaginary.infinite? ? 1 : nil
  def hash = [real, imaginary].hash
  def eql?(other) = other.is_a?(Complex) && real.eql?(other.real) && imaginary.eql?(other.imaginary)
  def coerce(other) = other.is_a?(Complex) ? [other, self] : [Complex(other, 0), self]
  def fdiv(other) = Complex(real.fdiv(other), imaginary.fdiv(other))

  def <=>(other)
    return nil unless imaginary == 0
    other.is_a?(Complex) ? (other.imaginary == 0 ? real <=> other.real : nil) : other.is_a?(Numeric) ? real <=> other : nil
  end

  def to_r
    raise RangeError, "can't convert #{self} into Rational" unless imaginary.is_a?(Integer) && imaginary == 0
    real.to_r
  end
  def rationalize(error = nil) = error ? to_r.rationalize(error) : to_r

  def /(other)
    return Complex(__quotient(real, other), __quotient(imaginary, other)) unless other.is_a?(Complex)
    a = other.real
    b = other.imaginary
    if a.abs > b.abs
      ratio = __quotient(b, a)
      divisor = a * (ratio * ratio + 1)
      Complex(__quotient(real + imaginary * ratio, divisor), __quotient(imaginary - real * ratio, divisor))
    else
      ratio = __quotient(a, b)
      divisor = b * (ratio * ratio + 1)
      Complex(__quotient(real * ratio + imaginary, divisor), __quotient(imaginary * ratio - real, divisor))
    end
  end
  alias quo /

  def __quotient(a, b)
    return a / b if a.is_a?(Float) || b.is_a?(Float)
    exact = a.to_r / b
    exact.denominator == 1 ? exact.numerator : exact
  end

  def **(other)
    return Complex(1, 0) if other == 0
    other = other.real if other.is_a?(Complex) && other.imaginary.is_a?(Integer) && other.imaginary == 0
    other = other.numerator if other.is_a?(Rational) && other.denominator == 1
    return other > 0 ? __power(other) : (Complex(1, 0) / self).__power(-other) if other.is_a?(Integer)
    return Complex(0, 0) if real == 0 && imaginary == 0
    length, angle = polar
    return Complex.polar(length**other, angle * other) unless other.is_a?(Complex)
    Complex.polar(Math.exp(other.real * Math.log(length) - other.imaginary * angle),
                  angle * other.real + other.imaginary * Math.log(length))
  end
  alias pow **

  def __power(n)
    result = nil
    square = self
    loop do
      result = result ? result * square : square if n.odd?
      n >>= 1
      return result if n == 0
      square *= square
    end
  end

  I = Complex(0, 1)
end

class Numeric
  def to_c = Complex(self, 0)
  def rect = [self, 0]
  alias rectangular rect
  def arg = self < 0 ? Math::PI : 0
  alias angle arg
  alias phase arg
  def polar = [abs, arg]
  def conjugate = self
end
