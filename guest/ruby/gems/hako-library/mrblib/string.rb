# Strings are bytes that are read as UTF-8. There is no other encoding, so nothing is converted.
class Encoding
  attr_reader :name
  def initialize(name) = @name = name
  alias to_s name
  def inspect = "#<Encoding:#{@name}>"
  UTF_8 = new("UTF-8")
  BINARY = ASCII_8BIT = new("ASCII-8BIT")
  US_ASCII = new("US-ASCII")
  def self.default_external = UTF_8
  def self.default_internal = nil
end

class String
  def encoding = Encoding::UTF_8
  def encode(*, **options) = options[:invalid] == :replace || options[:undef] == :replace ? scrub(options[:replace]) : dup
  def unicode_normalize(*) = dup
  def b = dup
  def scrub!(*args) = replace(scrub(*args))
  def to_r = __to_rational(false)
  def to_c = __to_complex
  def grapheme_clusters = chars
  def each_grapheme_cluster(&block) = block ? chars.each(&block) : chars.each
  def unpack1(format, offset: 0) = byteslice(offset, bytesize - offset).unpack(format)[0]

  # "3/4", "0.75", "-2"
  def __to_rational(strict)
    text = strip.delete("_")
    above, below = text.split("/", 2)
    numerator = (above || "").__to_decimal(strict)
    return numerator if below.nil?
    denominator = below.__to_decimal(strict)
    raise ZeroDivisionError, "divided by 0" if denominator == 0
    numerator / denominator
  end

  def __to_decimal(strict)
    at = 0
    at = 1 if self[0] == "-" || self[0] == "+"
    whole = 0
    scale = 0
    seen = false
    point = false
    while at < size
      c = self[at]
      if c >= "0" && c <= "9"
        whole = whole * 10 + c.ord - 48
        scale += 1 if point
        seen = true
      elsif c == "." && !point && seen
        point = true
      else
        break
      end
      at += 1
    end
    if seen && (self[at] == "e" || self[at] == "E")
      exponent = self[at + 1..].to_i
      raise ArgumentError, "exponent out of range: #{inspect}" if exponent.abs > 10_000
      scale -= exponent
      at = size
    end
    raise ArgumentError, "invalid value for convert(): #{inspect}" if strict && (!seen || at < size)
    whole = -whole if self[0] == "-"
    scale >= 0 ? Rational(whole, 10**scale) : Rational(whole * 10**-scale, 1)
  end

  def __to_complex
    text = delete(" _")
    return Complex(text.to_f, 0) unless text.end_with?("i")
    text = text[0...-1]
    at = nil
    (1...text.size).each { |i| at = i if "+-".include?(text[i]) && !"eE".include?(text[i - 1]) }
    real = at ? text[0...at] : "0"
    imaginary = at ? text[at..] : text
    imaginary += "1" if imaginary.empty? || imaginary == "+" || imaginary == "-"
    Complex(real.include?(".") ? real.to_f : real.to_i, imaginary.include?(".") ? imaginary.to_f : imaginary.to_i)
  end
end
