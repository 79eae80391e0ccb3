# A Matrix class: products, powers, determinants by Laplace, inverses in exact fractions.
class Matrix
  attr_reader :rows

  def self.[](*rows) = new(rows)
  def self.identity(n) = new(Array.new(n) { |i| Array.new(n) { |j| i == j ? 1 : 0 } })

  def initialize(rows)
    raise ArgumentError, "rows of different lengths" unless rows.map(&:size).uniq.size == 1

    @rows = rows
  end

  def size = rows.size

  def +(other)
    Matrix.new(rows.zip(other.rows).map { |a, b| a.zip(b).map(&:sum) })
  end

  def *(other)
    return Matrix.new(rows.map { |row| row.map { |v| v * other } }) if other.is_a?(Numeric)

    columns = other.rows.transpose
    Matrix.new(rows.map { |row| columns.map { |column| row.zip(column).sum { |a, b| a * b } } })
  end

  def **(exponent)
    return Matrix.identity(size) if exponent.zero?
    return self * self**(exponent - 1) if exponent.odd?

    half = self**(exponent / 2)
    half * half
  end

  def minor(i, j) = Matrix.new(rows.each_with_index.reject { |_, y| y == i }.map { |row, _| row[0...j] + row[j + 1..] })

  def determinant
    return rows[0][0] if size == 1

    rows[0].each_with_index.sum { |value, j| (-1)**j * value * minor(0, j).determinant }
  end

  def inverse
    det = determinant
    raise ZeroDivisionError, "singular matrix" if det.zero?

    Matrix.new(Array.new(size) { |i| Array.new(size) { |j| Rational((-1)**(i + j) * minor(j, i).determinant, det) } })
  end

  def ==(other) = other.is_a?(Matrix) && rows == other.rows
  def to_s = rows.map { |row| row.map { |v| v.to_s.rjust(5) }.join }.join("\n")
end

a = Matrix[[2, 1, 0], [1, 3, 1], [0, 1, 4]]
puts a, "det #{a.determinant}"
puts a.inverse
puts a * a.inverse == Matrix.identity(3)
puts (a + a) == a * 2
puts (Matrix[[1, 1], [1, 0]]**90).rows[0][1]
puts Matrix[[1, 2, 3], [4, 5, 6]] * Matrix[[1, 0], [0, 1], [1, 1]]
[-> { Matrix[[1, 2], [2, 4]].inverse }, -> { Matrix[[1], [2, 3]] }].each do |attempt|
  attempt.call
rescue ZeroDivisionError, ArgumentError => e
  puts "#{e.class}: #{e.message}"
end
