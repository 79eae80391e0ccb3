# Streams of simulated events merged in the order of time with enumerators and a scheduler.
Event = Struct.new(:at, :source, :what) do
  def <=>(other) = [at, source] <=> [other.at, other.source]
  include Comparable
  def to_s = format("%03d %-8s %s", at, source, what)
end

def every(seconds, source, start: 0, &what)
  Enumerator.produce([start, 0]) { |at, n| [at + seconds, n + 1] }.lazy.map { |at, n| Event.new(at, source, what.call(n)) }
end

class Merge
  include Enumerable

  def initialize(*streams) = @streams = streams

  def each
    heads = @streams.map(&:each_entry)
    loop do
      live = heads.select do |head|
        head.peek
        true
      rescue StopIteration
        false
      end
      break if live.empty?

      yield live.min_by(&:peek).next
    end
  end
end

doors = every(20, "Tür", start: 5) { |n| n.even? ? "auf" : "zu" }
sensor = every(7, "sensor") { |n| "#{(18 + 3 * Math.sin(n)).round(1)}°" }
alarms = [Event.new(12, "alarm", "an"), Event.new(40, "alarm", "aus")].lazy

merged = Merge.new(doors, sensor, alarms)
puts merged.lazy.take_while { |event| event.at <= 45 }.map(&:to_s).to_a
puts merged.first(9).map(&:source).tally.sort.map { |source, n| "#{source}=#{n}" }.join(" ")

# A linear congruential generator: the same numbers on every machine.
random = Enumerator.produce(2024) { |seed| (seed * 1_664_525 + 1_013_904_223) % 2**32 }.lazy.drop(1).map { |n| n.fdiv(2**32) }
dice = random.map { |x| (x * 6).floor + 1 }
puts dice.first(20).join, dice.take(6000).tally.values.all? { |count| count.between?(900, 1100) }
inside = random.each_slice(2).take(5000).count { |x, y| x * x + y * y < 1 }
puts (4.0 * inside / 5000).between?(3.05, 3.23)

queue = []
clock = 0
arrivals = random.first(8).map { |x| clock += 1 + (x * 4).to_i }
free_at = 0
served = arrivals.each_with_index.map do |at, i|
  start = [at, free_at].max
  queue << start - at
  free_at = start + 3
  "#{i + 1}:#{at}→#{free_at}"
end
puts served.join(" "), "longest wait #{queue.max}"
