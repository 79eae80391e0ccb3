# A robot on a grid follows commands, another one a knight's moves, an ant of Langton walks.
class Robot
  BEARINGS = %i[north east south west].freeze
  STEPS = { north: [0, 1], east: [1, 0], south: [0, -1], west: [-1, 0] }.freeze
  Crash = Class.new(StandardError)

  attr_reader :position, :bearing, :visited

  def initialize(x = 0, y = 0, bearing: :north, walls: [], size: 10)
    raise ArgumentError, "unknown bearing #{bearing}" unless BEARINGS.include?(bearing)

    @position, @bearing, @walls, @size = [x, y], bearing, walls, size
    @visited = [@position]
  end

  def run(commands)
    commands.scan(/(\d*)([LRF])/) do |count, command|
      [count.to_i, 1].max.times { execute(command) }
    end
    self
  end

  def to_s = "#{position.inspect} #{bearing}"

  private

  def execute(command)
    case command
    when "L", "R" then @bearing = BEARINGS[(BEARINGS.index(bearing) + (command == "L" ? -1 : 1)) % 4]
    when "F"
      target = position.zip(STEPS[bearing]).map(&:sum)
      raise Crash, "Wand bei #{target.join('/')}" if @walls.include?(target) || target.any? { |c| !c.between?(0, @size - 1) }

      @position = target
      @visited << target
    end
  end
end

puts Robot.new.run("FFRFF"), Robot.new(7, 3, bearing: :south).run("2FRLFL").to_s, Robot.new.run("4R").bearing
robot = Robot.new(walls: [[2, 2]])
begin
  robot.run("2FR3F")
rescue Robot::Crash => e
  puts e.message, robot, robot.visited.size
end
begin
  Robot.new(bearing: :oben)
rescue ArgumentError => e
  puts e.message
end

path = Robot.new(0, 4, bearing: :east, size: 5).run("4FR4FR4FR2FR2F").visited
puts 4.downto(0).map { |y| 5.times.map { |x| path.index([x, y])&.to_s(36) || "·" }.join }

# Langton's ant.
cells = Hash.new(false)
x = y = 0
dx, dy = 0, -1
200.times do
  dx, dy = cells[[x, y]] ? [dy, -dx] : [-dy, dx]
  cells[[x, y]] = !cells[[x, y]]
  x += dx
  y += dy
end
black = cells.select { |_, on| on }.keys
(ys, xs) = black.map(&:last).minmax, black.map(&:first).minmax
puts black.size
(ys[0]..ys[1]).each { |row| puts (xs[0]..xs[1]).map { |column| cells[[column, row]] ? "█" : "░" }.join }

manhattan = "R2, L3, R5, L1".scan(/([LR])(\d+)/).inject([[0, 0], [0, 1]]) do |((px, py), (vx, vy)), (turn, n)|
  vx, vy = turn == "R" ? [vy, -vx] : [-vy, vx]
  [[px + vx * n.to_i, py + vy * n.to_i], [vx, vy]]
end.first
puts manhattan.inspect, manhattan.sum(&:abs)
