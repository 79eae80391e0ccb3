# A two-dimensional grid class with iteration, neighbours, rotation and flood fill.
class Grid
  include Enumerable

  attr_reader :width, :height

  def self.from(text) = new(text.lines(chomp: true).map(&:chars))

  def initialize(rows)
    @rows = rows
    @height = rows.size
    @width = rows.map(&:size).max || 0
  end

  def [](x, y) = inside?(x, y) ? @rows[y][x] : nil
  def []=(x, y, value)
    @rows[y][x] = value
  end

  def inside?(x, y) = x.between?(0, width - 1) && y.between?(0, height - 1)

  def each
    return to_enum(:each) { width * height } unless block_given?

    @rows.each_with_index { |row, y| row.each_with_index { |cell, x| yield cell, x, y } }
  end

  def rotate = Grid.new(@rows.transpose.map(&:reverse))
  def flip = Grid.new(@rows.map(&:reverse))
  def dup = Grid.new(@rows.map(&:dup))
  def ==(other) = to_s == other.to_s
  def to_s = @rows.map(&:join).join("\n")
  def around(x, y) = [[1, 0], [0, 1], [-1, 0], [0, -1]].map { |dx, dy| [x + dx, y + dy] }.select { |pos| inside?(*pos) }

  def fill(x, y, colour)
    old = self[x, y]
    return 0 if old == colour

    stack = [[x, y]]
    painted = 0
    while (pos = stack.pop)
      next unless self[*pos] == old

      self[*pos] = colour
      painted += 1
      stack.concat(around(*pos))
    end
    painted
  end
end

grid = Grid.from(<<~MAP)
  ..##.
  .#..#
  ##..#
MAP
puts grid, "", grid.rotate, "", grid.flip
puts grid.rotate.rotate.rotate.rotate == grid, grid.each.size, grid.count { |cell, *| cell == "#" }
puts grid.select { |cell, x, y| cell == "#" && x == y }.inspect
puts grid[0, 0], grid[9, 9].inspect, grid.around(0, 0).inspect

copy = grid.dup
puts copy.fill(2, 1, "~"), copy.fill(0, 0, "◦"), copy, copy.map { |cell, *| cell }.tally.sort.map { |c, n| "#{c}=#{n}" }.join(" ")

islands = 0
sea = grid.dup
sea.each { |cell, x, y| islands += 1 if cell == "#" && sea[x, y] == "#" && sea.fill(x, y, "x").positive? }
puts "#{islands} islands"
puts grid.each_slice(5).map { |row| row.map(&:first).join.scan(/#+/).map(&:length).inspect }.join(" ")
