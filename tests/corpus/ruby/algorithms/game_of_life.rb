# Conway's Game of Life on an endless board: a set of live cells.
require "set"

class Life
  NEIGHBOURS = ([-1, 0, 1].product([-1, 0, 1]) - [[0, 0]]).freeze

  attr_reader :cells

  def self.parse(picture)
    cells = picture.lines.each_with_index.flat_map do |line, y|
      line.chomp.each_char.with_index.select { |c, _| c == "#" }.map { |_, x| [x, y] }
    end
    new(cells)
  end

  def initialize(cells)
    @cells = cells.to_set
  end

  def next
    counts = Hash.new(0)
    cells.each { |x, y| NEIGHBOURS.each { |dx, dy| counts[[x + dx, y + dy]] += 1 } }
    Life.new(counts.select { |cell, count| count == 3 || (count == 2 && cells.include?(cell)) }.keys)
  end

  def draw(xs, ys)
    ys.map { |y| xs.map { |x| cells.include?([x, y]) ? "█" : "·" }.join }.join("\n")
  end

  def ==(other) = cells == other.cells

  def shifted(dx, dy) = Life.new(cells.map { |x, y| [x + dx, y + dy] })
end

glider = Life.parse(<<~PICTURE)
  .#.
  ..#
  ###
PICTURE
generation = glider
5.times do |n|
  puts "generation #{n}: #{generation.cells.size} cells"
  puts generation.draw(0..4, 0..4)
  generation = generation.next
end
after_four = 4.times.reduce(glider) { |life, _| life.next }
puts "moved by one: #{after_four == glider.shifted(1, 1)}"

blinker = Life.new([[1, 0], [1, 1], [1, 2]])
puts "blinker has period 2: #{blinker.next != blinker && blinker.next.next == blinker}"

pentomino = Life.parse(".##\n##.\n.#.")
sizes = []
30.times { sizes << pentomino.cells.size; pentomino = pentomino.next }
puts sizes.join(" ")
