# Complex numbers: arithmetic, roots of a quadratic, powers of i, a small Mandelbrot picture.
a = Complex(3, 4)
b = Complex(1, -2)
puts a + b, a - b, a * b, a / b, a.abs, a.conjugate, -a, a**2
puts a.real, a.imaginary, a.rectangular.inspect, a == Complex(3, 4), Complex(5, 0) == 5
p Complex(0, 1), 2i, Complex(1.5, -0.5), Complex("1+2i")
puts (1..4).map { |n| Complex(0, 1)**n }.join(", ")

def roots(a, b, c)
  discriminant = b * b - 4 * a * c
  root = discriminant.negative? ? Complex(0, Math.sqrt(-discriminant)) : Math.sqrt(discriminant)
  [(-b + root) / (2 * a), (-b - root) / (2 * a)]
end

[[1, -3, 2], [1, 2, 5], [1, 0, 4]].each do |coefficients|
  puts "#{coefficients.inspect}: #{roots(*coefficients.map(&:to_f)).join('; ')}"
end

polar = Complex.polar(2, Math::PI / 2)
puts format("%.3f %.3f", polar.real, polar.imaginary), format("%.4f", Complex(1, 1).arg), Complex(1, 1).abs2

rows = (-10..10).step(2).map do |y|
  (-20..8).map do |x|
    c = Complex(x / 10.0, y / 10.0)
    z = 0
    escaped = (1..30).find do
      z = z * z + c
      z.abs > 2
    end
    escaped.nil? ? "#" : escaped > 6 ? "+" : escaped > 3 ? "·" : " "
  end.join.rstrip
end
puts rows
