# Roman numerals there and back, with a check of every number.
ROMAN = {
  1000 => "M", 900 => "CM", 500 => "D", 400 => "CD", 100 => "C", 90 => "XC", 50 => "L", 40 => "XL", 10 => "X", 9 => "IX",
  5 => "V", 4 => "IV", 1 => "I"
}.freeze

class Integer
  def to_roman
    raise RangeError, "#{self} has no Roman numeral" unless (1..3999).cover?(self)

    rest = self
    ROMAN.map { |value, numeral| count, rest = rest.divmod(value); numeral * count }.join
  end
end

class String
  VALID = /\AM{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})\z/.freeze

  def from_roman
    raise ArgumentError, "not a Roman numeral: #{inspect}" unless match?(VALID) && !empty?

    values = upcase.each_char.map { |c| ROMAN.key(c) }
    values.each_cons(2).sum { |a, b| a < b ? -a : a } + values.last
  end
end

[1, 4, 9, 14, 40, 90, 400, 1666, 1994, 2024, 3999].each { |n| puts "#{n} = #{n.to_roman}" }
puts (1..3999).all? { |n| n.to_roman.from_roman == n }
puts "MCMXC".from_roman - "MDCCCLXXXV".from_roman
longest = (1..3999).max_by { |n| n.to_roman.length }
puts "longest: #{longest} #{longest.to_roman}"

["IIII", "VX", "", "ⅳ", "MMMM"].each do |text|
  puts text.from_roman
rescue ArgumentError => e
  puts e.message
end
[0, 4000, -1].each do |n|
  puts n.to_roman
rescue RangeError => e
  puts e.message
end
