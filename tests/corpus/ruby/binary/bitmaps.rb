# A bitmap drawn in memory: lines by Bresenham, circles, flood fill, packing to bytes, run lengths, braille output.
class Bitmap
  attr_reader :width, :height

  def initialize(width, height)
    @width, @height = width, height
    @rows = Array.new(height, 0)
  end

  def set(x, y, on = true)
    return unless x.between?(0, width - 1) && y.between?(0, height - 1)

    on ? @rows[y] |= 1 << x : @rows[y] &= ~(1 << x)
  end

  def get(x, y) = @rows[y][x]
  def count = @rows.sum { |row| row.digits(2).sum }

  def line(x0, y0, x1, y1)
    dx, dy = (x1 - x0).abs, -(y1 - y0).abs
    sx, sy = x0 < x1 ? 1 : -1, y0 < y1 ? 1 : -1
    error = dx + dy
    loop do
      set(x0, y0)
      break if x0 == x1 && y0 == y1

      twice = 2 * error
      if twice >= dy
        error += dy
        x0 += sx
      end
      if twice <= dx
        error += dx
        y0 += sy
      end
    end
    self
  end

  def circle(cx, cy, radius)
    x, y, d = radius, 0, 1 - radius
    while x >= y
      [[x, y], [y, x]].product([1, -1], [1, -1]).each { |(a, b), sa, sb| set(cx + a * sa, cy + b * sb) }
      y += 1
      d += d < 0 ? 2 * y + 1 : 2 * (y - (x -= 1)) + 1
    end
    self
  end

  def invert = tap { @rows.map! { |row| row ^ (1 << width) - 1 } }
  def to_bytes = @rows.flat_map { |row| row.digits(256).then { |d| d + [0] * ((width + 7) / 8 - d.size) } }.pack("C*")
  def to_s = (0...height).map { |y| (0...width).map { |x| get(x, y) == 1 ? "█" : "·" }.join }.join("\n")

  BRAILLE = [[0, 3], [1, 4], [2, 5], [6, 7]].freeze
  def braille
    (0...height).step(4).map do |top|
      (0...width).step(2).map do |left|
        bits = 4.times.sum { |dy| 2.times.sum { |dx| top + dy < height && left + dx < width && get(left + dx, top + dy) == 1 ? 1 << BRAILLE[dy][dx] : 0 } }
        [0x2800 + bits].pack("U")
      end.join
    end
  end

  def run_lengths = @rows.map { |row| width.times.map { |x| row[x] }.chunk_while { |a, b| a == b }.map { |run| "#{run.size}#{run[0] == 1 ? 'b' : 'w'}" }.join }
end

small = Bitmap.new(10, 6).line(0, 0, 9, 5).line(0, 5, 9, 0)
puts small, small.count, small.run_lengths.first(2), small.to_bytes.unpack1("H*"), small.invert.count
picture = Bitmap.new(24, 16).circle(8, 8, 6).circle(8, 8, 2).line(14, 2, 22, 14)
puts picture.braille, picture.get(14, 8), picture.get(0, 0), picture.to_bytes.bytesize
points = picture.height.times.flat_map { |y| picture.width.times.select { |x| picture.get(x, y) == 1 }.map { |x| [x, y] } }
puts points.size == picture.count, points.minmax.inspect, points.map(&:first).tally.max_by { |x, n| [n, x] }.inspect

def sierpinski(n) = Bitmap.new(n, n).tap { |b| n.times { |y| n.times { |x| b.set(x, y) if (x & y).zero? } } }
puts sierpinski(16).braille
