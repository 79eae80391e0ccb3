# Exact fractions: arithmetic, Egyptian fractions, continued fractions, recipe scaling.
third = Rational(1, 3)
puts third + Rational(1, 6), third * 3, third / 2, third**3, -third, 1 - third
puts 3.quo(4), Rational("0.125"), "2/6".to_r, 0.5.to_r, 1.5.rationalize, 3r / 4
puts third < 0.34, third == Rational(2, 6), Rational(4, 2) == 2, [third, Rational(1, 4), 1].min
puts third.numerator, third.denominator, third.to_f.round(4), Rational(7, 2).to_i, Rational(7, 2).floor, Rational(7, 2).ceil,
     Rational(-7, 2).round, Rational(22, 7).round(2)
p third, Rational(5), [Rational(1, 2), Rational(3, 4)].sum

def egyptian(fraction)
  parts = []
  while fraction.positive?
    denominator = (1 / fraction).ceil
    parts << Rational(1, denominator)
    fraction -= parts.last
  end
  parts
end

[Rational(3, 4), Rational(7, 15), Rational(5, 121)].each { |f| puts "#{f} = #{egyptian(f).join(' + ')}" }

def continued(fraction)
  whole = fraction.floor
  rest = fraction - whole
  rest.zero? ? [whole] : [whole, *continued(1 / rest)]
end

expansion = continued(Rational(415, 93))
puts expansion.inspect
puts expansion.reverse.inject { |acc, n| n + Rational(1, acc) }

recipe = { "flour (cups)" => Rational(5, 2), "crème fraîche (cups)" => Rational(3, 4), "eggs" => Rational(2) }
def mixed(r)
  whole, rest = r.divmod(1)
  [whole.positive? || rest.zero? ? whole : nil, rest.zero? ? nil : rest].compact.join(" ")
end
recipe.each { |what, amount| puts "#{mixed(amount * Rational(3, 2))} #{what}" }

harmonic = (1..20).sum { |n| Rational(1, n) }
puts harmonic, harmonic.to_f.floor(6)
begin
  Rational(1, 0)
rescue ZeroDivisionError => e
  puts e.message
end
