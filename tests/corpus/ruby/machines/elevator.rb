# Simulates an elevator with the scan algorithm, floor by floor.
class Elevator
  attr_reader :floor, :trace

  def initialize(floors:, start: 0)
    @floors = floors
    @floor = start
    @waiting = []
    @riding = []
    @direction = 1
    @trace = []
  end

  def request(name, from, to)
    [from, to].each { |f| raise RangeError, "no floor #{f}" unless @floors.cover?(f) }
    @waiting << { name: name, from: from, to: to }
    self
  end

  def run
    until idle?
      stop
      break if idle?

      @direction = -@direction unless ahead?
      @floor += @direction
    end
    @trace
  end

  private

  def idle? = @waiting.empty? && @riding.empty?
  def targets = @waiting.map { |p| p[:from] } + @riding.map { |p| p[:to] }
  def ahead? = targets.any? { |target| (target <=> @floor) == @direction }

  def stop
    leaving, @riding = @riding.partition { |p| p[:to] == @floor }
    entering, @waiting = @waiting.partition { |p| p[:from] == @floor }
    @riding.concat(entering)
    return if leaving.empty? && entering.empty?

    parts = []
    parts << "out #{leaving.map { |p| p[:name] }.join(', ')}" if leaving.any?
    parts << "in #{entering.map { |p| p[:name] }.join(', ')}" if entering.any?
    @trace << "#{@floor}#{@direction.positive? ? '↑' : '↓'} #{parts.join('; ')}"
  end
end

elevator = Elevator.new(floors: -1..9, start: 2)
elevator.request("Åke", 0, 5).request("Bea", 4, 1).request("Cem", 4, 9).request("Dot", 3, -1)
puts elevator.run
puts elevator.floor
begin
  elevator.request("Eve", 3, 10)
rescue RangeError => e
  puts e.message
end
puts Elevator.new(floors: 0..3).run.inspect
