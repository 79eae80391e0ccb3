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
  def to_c = __to_complex(false)

  # Lines end with the separator; none gives the text, an empty one paragraphs.
  def lines(separator = "\n", chomp: false, &block)
    found = __split_lines(separator, chomp)
    return found unless block
    found.each(&block)
    self
  end

  def each_line(separator = "\n", chomp: false, &block)
    return to_enum(:each_line, separator, chomp: chomp) unless block
    __split_lines(separator, chomp).each(&block)
    self
  end

  def __split_lines(separator, chomp)
    if separator == "\n"
      found = __lines
      return chomp ? found.map(&:chomp) : found
    end
    return [dup] if separator.nil?
    paragraphs = separator.empty?
    separator = "\n\n" if paragraphs
    found = []
    from = 0
    while from < bytesize
      at = byteindex(separator, from)
      text_end = at || bytesize
      upto = at ? at + separator.bytesize : bytesize
      upto += 1 while paragraphs && getbyte(upto) == 10
      found << byteslice(from, (chomp ? text_end : upto) - from)
      from = upto
    end
    found
  end
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

  def __to_complex(strict)
    text = delete(" _")
    at = 0
    numbers = []
    2.times do
      from = at
      at += 1 if "+-".include?(text[at] || "x")
      digits = at
      at += 1 while at < text.size && ("0123456789./".include?(text[at]) || "eE".include?(text[at]) && at > digits ||
                                       "+-".include?(text[at]) && "eE".include?(text[at - 1]) && at > digits)
      number = text[from...at]
      imaginary = "ij".include?(text[at] || "x")
      at += 1 if imaginary
      number += "1" if imaginary && digits == from + number.size
      numbers << [imaginary, number] unless number.empty?
      break if imaginary
    end
    raise ArgumentError, "invalid value for convert(): #{inspect}" if strict && (numbers.empty? || at < text.size)
    parts = [0, 0]
    numbers.each do |imaginary, number|
      parts[imaginary ? 1 : 0] = if number.include?("/") then number.to_r
      elsif number.include?(".") || number.include?("e") || number.include?("E") then number.to_f
      else number.to_i
      end
    end
    Complex(*parts)
  end
end

class Symbol
  def [](*args) = to_s[*args]
  alias slice []
  def start_with?(*args) = to_s.start_with?(*args)
  def end_with?(*args) = to_s.end_with?(*args)
  def swapcase = to_s.swapcase.to_sym
  def capitalize = to_s.capitalize.to_sym
  def upcase = to_s.upcase.to_sym
  def downcase = to_s.downcase.to_sym
  def succ = to_s.succ.to_sym
  alias next succ
  def match(*args) = to_s.match(*args)
  def match?(*args) = to_s.match?(*args)
  def encoding = to_s.ascii_only? ? Encoding::US_ASCII : Encoding::UTF_8
end
