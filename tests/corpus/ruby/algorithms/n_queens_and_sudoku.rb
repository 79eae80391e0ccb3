# Backtracking: queens that don't attack each other, and a Sudoku.
def queens(n, placed = [], &block)
  return block.call(placed) if placed.size == n

  n.times do |column|
    safe = placed.each_with_index.none? { |c, row| c == column || (c - column).abs == placed.size - row }
    queens(n, placed + [column], &block) if safe
  end
end

(1..7).each do |n|
  count = 0
  queens(n) { count += 1 }
  puts "#{n} queens: #{count}"
end
first = catch(:found) { queens(6) { |placed| throw :found, placed } }
first.each { |column| puts Array.new(6) { |c| c == column ? "♛" : "·" }.join(" ") }

PUZZLE = <<~GRID
  53..7....
  6..195...
  .98....6.
  8...6...3
  4..8.3..1
  7...2...6
  .6....28.
  ...419..5
  ....8..79
GRID

def candidates(grid, row, column)
  box = 3.times.flat_map { |i| grid[row / 3 * 3 + i][column / 3 * 3, 3] }
  (1..9).to_a - grid[row] - grid.map { |r| r[column] } - box
end

def solve(grid)
  open = (0..8).to_a.product((0..8).to_a).select { |r, c| grid[r][c].zero? }
  return grid if open.empty?

  row, column = open.min_by { |r, c| candidates(grid, r, c).size }
  candidates(grid, row, column).each do |digit|
    grid[row][column] = digit
    return grid if solve(grid)
  end
  grid[row][column] = 0
  nil
end

solved = solve(PUZZLE.tr(".", "0").lines.map { |line| line.chomp.chars.map(&:to_i) })
solved.each_slice(3) do |band|
  band.each { |row| puts row.each_slice(3).map(&:join).join(" ") }
  puts
end
puts solved.all? { |row| row.sort == [*1..9] } && solved.transpose.all? { |column| column.sum == 45 }
