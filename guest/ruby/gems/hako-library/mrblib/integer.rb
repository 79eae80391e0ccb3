class Numeric
  def integer? = false
  def real? = true
  def real = self
  def imaginary = 0
  alias imag imaginary
  def conj = self
  def to_int = to_i
  def abs2 = self * self
  def i = Complex(0, self)
end

class Numeric
  def step(limit = nil, step = nil, by: nil, to: nil, &block) = __step(limit, step, by, to, block)

  def __step(limit, step, by, to, block)
    limit = to unless to.nil?
    step = by unless by.nil?
    step = 1 if step.nil?
    raise ArgumentError, "step can't be 0" if step == 0
    unless block
      text = [limit, step].reject { |x| x.nil? }.map(&:inspect).join(", ")
      return Enumerator::ArithmeticSequence.new(self, :step, [limit, step], self, limit, step, false, "#{inspect}.step(#{text})")
    end
    up = step > 0
    return self if !limit.nil? && (up ? self > limit : self < limit)
    if step.infinite? || (limit == self && step.is_a?(Float) | is_a?(Float))
      block.call(limit.is_a?(Float) || step.is_a?(Float) ? to_f : self)
      return self
    end
    loop { block.call(self) } if infinite?
    limit = nil if limit.is_a?(Float) && limit.infinite?
    if is_a?(Float) || limit.is_a?(Float) || step.is_a?(Float)
      from = to_f
      if limit.nil?
        i = 0
        loop { block.call(from + i * step); i += 1 }
      else
        # Counted first, so that errors don't add up.
        n = (limit - from) / step.to_f
        error = (from.abs + limit.abs + (limit - from).abs) / step.abs * Float::EPSILON
        n = (n + (error > 0.5 ? 0.5 : error)).floor
        i = 0
        while i <= n
          value = from + i * step
          value = limit.to_f if step > 0 ? value > limit : value < limit
          block.call(value)
          i += 1
        end
      end
    else
      i = self
      if limit.nil?
        loop { block.call(i); i += step }
      elsif step > 0
        while i <= limit
          block.call(i)
          i += step
        end
      else
        while i >= limit
          block.call(i)
          i += step
        end
      end
    end
    self
  end
end

class Integer
  def step(limit = nil, step = nil, by: nil, to: nil, &block) = __step(limit, step, by, to, block)
  def integer? = true
  def pred = self - 1
  def ord = self
  def numerator = self
  def denominator = 1
  def rationalize(_ = nil) = Rational(self, 1)
  def quo(other) = other.is_a?(Float) ? self / other : to_r / other
  def fdiv(other)
    return to_f / other unless other.is_a?(Integer) && (size > 120 || other.size > 120)
    # Together beyond what a Float holds, but maybe not their quotient.
    shift = [bit_length, other.bit_length].max - 1000
    (self >> shift).to_f / (other >> shift).to_f
  end
  def magnitude = abs
  def frozen? = true
  def dup = self

  def gcd(other)
    raise TypeError, "not an integer" unless other.is_a?(Integer)
    a = abs
    b = other.abs
    a, b = b, a % b while b != 0
    a
  end

  def lcm(other)
    return 0 if self == 0 || other == 0
    (self / gcd(other) * other).abs
  end

  def gcdlcm(other) = [gcd(other), lcm(other)]

  def coerce(other)
    return [other, self] if other.is_a?(Integer)
    [Float(other), to_f]
  end

  def floor(digits = 0) = digits >= 0 ? self : self - self % 10**-digits
  def ceil(digits = 0) = digits >= 0 ? self : -(-self).floor(digits)
  def truncate(digits = 0) = self < 0 ? ceil(digits) : floor(digits)

  def round(digits = 0, half: nil)
    return self if digits >= 0
    return 0 if -digits > size * 3
    unit = 10**-digits
    rest = abs % unit
    down = abs - rest
    up = case half && half.to_sym
    when nil, :up then rest * 2 >= unit
    when :even then rest * 2 > unit || (rest * 2 == unit && (down / unit).odd?)
    when :down then rest * 2 > unit
    else raise ArgumentError, "invalid rounding mode: #{half}"
    end
    down += unit if up
    self < 0 ? -down : down
  end

  alias __remainder remainder
  def remainder(other)
    return __remainder(other) unless other.is_a?(Integer)
    rest = abs % other.abs
    self < 0 ? -rest : rest
  end

  alias __power **
  def **(other)
    return Rational(1, __power(-other)) if other.is_a?(Integer) && other < 0
    return other.denominator == 1 ? to_r**other : to_f**other.to_f if other.is_a?(Rational)
    return Complex(self, 0)**other if other.is_a?(Complex)
    __power(other)
  end

  alias __pow pow
  def pow(exponent, modulus = nil)
    return self**exponent if modulus.nil?
    rest = __pow(exponent, modulus)
    rest != 0 && (rest < 0) != (modulus < 0) ? rest + modulus : rest
  end

  def self.sqrt(number)
    number = number.to_i unless number.is_a?(Integer)
    raise Math::DomainError, 'Numerical argument is out of domain - "isqrt"' if number < 0
    return number if number < 2
    root = 1 << ((number.bit_length + 1) / 2)
    loop do
      better = (root + number / root) >> 1
      return root if better >= root
      root = better
    end
  end

  def times(&block)
    return to_enum(:times) { self } unless block
    i = 0
    while i < self
      block.call(i)
      i += 1
    end
    self
  end
end

class Float
  MAX_10_EXP = 308 unless const_defined?(:MAX_10_EXP)

  def step(limit = nil, step = nil, by: nil, to: nil, &block) = __step(limit, step, by, to, block)
  def numerator = to_r.numerator
  def denominator = to_r.denominator
  def coerce(other) = [Float(other), self]
  def magnitude = abs
  def fdiv(other) = self / other
  def quo(other) = self / other

  # The simplest rational number within the error; without one, within what the Float can tell apart.
  def rationalize(error = nil)
    value = to_r
    n = value.numerator
    d = value.denominator
    return value if d == 1 && error.nil?
    if error.nil?
      p, q = __simplest(2 * n - 1, 2 * d, 2 * n + 1, 2 * d)
    else
      error = error.to_r.abs
      m = error.numerator
      e = error.denominator
      return value if m == 0
      p, q = __simplest(n * e - m * d, d * e, n * e + m * d, d * e)
    end
    Rational(p, q)
  end

  # Between a/b and c/d.
  def __simplest(a, b, c, d)
    return [0, 1] if a <= 0 && c >= 0
    if c < 0
      p, q = __simplest(-c, d, -a, b)
      return [-p, q]
    end
    whole = -((-a).div(b))
    return [whole, 1] if whole * d <= c
    k = whole - 1
    p, q = __simplest(d, c - k * d, b, a - k * b)
    [k * p + q, p]
  end

  alias __round round
  def round(digits = 0, half: nil)
    return __round(digits) if half.nil? && digits == 0
    return digits > 0 ? self : __round if nan? || infinite?
    return __round_half_up(digits) if digits > 0 && digits <= 14 && (half.nil? || half == :up || half == "up")
    return to_i.round(digits, half: half) if digits < 0
    return self if digits > 20
    unit = 10**digits
    scaled = to_r * unit
    whole = scaled.floor
    rest = scaled - whole
    twice = rest * 2
    up = if half.nil? || half == :up || half == "up"
      twice > 1 || (twice == 1 && self >= 0)
    elsif half == :even || half == "even"
      twice > 1 || (twice == 1 && whole.odd?)
    elsif half == :down || half == "down"
      twice > 1 || (twice == 1 && self < 0)
    else
      raise ArgumentError, "invalid rounding mode: #{half}"
    end
    whole += 1 if up
    return whole if digits == 0
    value = (whole.to_r / unit).to_f
    value == 0 && self < 0 ? -0.0 : value
  end

  def truncate(digits = 0) = self < 0 ? ceil(digits) : floor(digits)
end

class Rational
  def **(other)
    other = other.numerator if other.is_a?(Rational) && other.denominator == 1
    return to_f**other unless other.is_a?(Integer)
    return Rational(numerator**other, denominator**other) if other >= 0
    raise ZeroDivisionError, "divided by 0" if zero?
    Rational(denominator**-other, numerator**-other)
  end
  alias pow **

  def div(other) = (self / other).floor
  def %(other) = self - other * (self / other).floor
  alias modulo %
  def divmod(other)
    whole = (self / other).floor
    [whole, self - other * whole]
  end
  def remainder(other) = self - other * (self / other).truncate
  def coerce(other) = other.is_a?(Integer) ? [Rational(other, 1), self] : [Float(other), to_f]
  def integer? = false
  def finite? = true
  def infinite? = nil
  def floor(digits = 0) = __round_by(digits) { |n, d| n.div(d) }
  def ceil(digits = 0) = __round_by(digits) { |n, d| -((-n).div(d)) }
  def truncate(digits = 0) = self < 0 ? ceil(digits) : floor(digits)

  def round(digits = 0, half: nil)
    __round_by(digits) do |n, d|
      down, rest = n.abs.divmod(d)
      up = case half && half.to_sym
      when :even then rest * 2 > d || (rest * 2 == d && down.odd?)
      when :down then rest * 2 > d
      else rest * 2 >= d
      end
      down += 1 if up
      n < 0 ? -down : down
    end
  end

  def __round_by(digits)
    return yield(numerator, denominator) if digits == 0
    unit = 10**digits.abs
    if digits > 0
      Rational(yield(numerator * unit, denominator), unit)
    else
      yield(numerator, denominator * unit) * unit
    end
  end

  def abs = self < 0 ? -self : self
  alias magnitude abs
  def rationalize(error = nil)
    return self if error.nil?
    error = error.to_r.abs
    below = self - error
    above = self + error
    return self if below == above
    p, q = 0.0.__simplest(below.numerator, below.denominator, above.numerator, above.denominator)
    Rational(p, q)
  end
  def fdiv(other) = to_f / other
  def zero? = numerator == 0
  def positive? = numerator > 0
  def negative? = numerator < 0
  def hash = [numerator, denominator].hash
  def eql?(other) = other.is_a?(Rational) && self == other
end

class NilClass
  def to_r = Rational(0, 1)
  def to_i = 0
  def to_f = 0.0
end

