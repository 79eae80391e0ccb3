# One classifier with all kinds of `when`: classes, ranges, regexps, lambdas, splats, commas, values, then and else.
VOWELS = %w[a e i o u ä ö ü].freeze
palindrome = ->(text) { text.is_a?(String) && text.length > 2 && text == text.reverse }
Point = Struct.new(:x, :y)

classify = lambda do |value|
  case value
  when nil then "nothing"
  when true, false then "a truth value"
  when 0 then "zero"
  when Integer, Float
    case value
    when ..-1 then "negative"
    when 1..9 then "a digit"
    when 10...100 then "two digits"
    when Float::INFINITY then "endless"
    else value.to_i.to_s.length.to_s + " digits"
    end
  when "" then "empty"
  when palindrome then "a palindrome"
  when /\A\d{4}-\d{2}-\d{2}\z/ then "a date of #{value[0, 4]}"
  when /\A(?<user>[^@\s]+)@(?<host>[^@\s]+)\z/ then "#{$~[:user]} at #{$~[:host]}"
  when *VOWELS then "a vowel"
  when String then value.length > 10 ? "a long text" : "a text"
  when Symbol then "the name #{value}"
  when [] then "an empty list"
  when Array then "a list of #{value.size}: #{value.map(&classify).join(', ')}"
  when Point then "x #{value.x}"
  when Hash
    "keys #{value.keys.join('/')}"
  when Proc, Method then "something to call"
  when Class then "the class #{value}"
  when Comparable, Enumerable then "comparable or enumerable"
  else "an #{value.class}"
  end
end

[nil, false, 0, -5, 7, 42, 98_765, 3.7, Float::INFINITY, "", "otto", "2024-02-29", "zoë@example.org", "ö", "Wort",
  "Donaudampfschiff", :sym, [],
  [1, "a", nil], Point.new(3, 4), { a: 1, "b" => 2 }, classify, method(:puts), String, 1..2, Rational(1, 2), Object.new].each do |value|
  puts classify.(value)
end

puts case
     when VOWELS.size > 10 then "many"
     when VOWELS.include?("ü") then "with umlaut"
     end
kind = case 5 when Integer then :int end
puts kind, (case 99 when 1 then 2 end).inspect
x = 5
result = if x > 3 then "big" else "small" end
result += " odd" unless x.even?
puts result, (x > 3 && x < 10 ? "between" : "outside")
