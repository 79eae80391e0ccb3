# Shortest ways between towns, with a binary heap as the priority queue.
class PriorityQueue
  def initialize
    @heap = []
  end

  def push(priority, value)
    @heap << [priority, value]
    child = @heap.size - 1
    while child.positive? && @heap[(child - 1) / 2][0] > @heap[child][0]
      parent = (child - 1) / 2
      @heap[parent], @heap[child] = @heap[child], @heap[parent]
      child = parent
    end
  end

  def pop
    top = @heap.first
    last = @heap.pop
    return top if @heap.empty?

    @heap[0] = last
    parent = 0
    loop do
      child = [2 * parent + 1, 2 * parent + 2].select { |i| i < @heap.size }.min_by { |i| @heap[i][0] }
      break if child.nil? || @heap[parent][0] <= @heap[child][0]

      @heap[parent], @heap[child] = @heap[child], @heap[parent]
      parent = child
    end
    top
  end

  def empty? = @heap.empty?
end

ROADS = <<~ROADS.lines.map(&:split)
  Köln Bonn 30
  Köln Düsseldorf 40
  Köln Aachen 70
  Bonn Koblenz 60
  Düsseldorf Münster 125
  Münster Bremen 170
  Koblenz Frankfurt 125
  Aachen Koblenz 150
ROADS

graph = Hash.new { |hash, town| hash[town] = {} }
ROADS.each do |from, to, distance|
  graph[from][to] = graph[to][from] = distance.to_i
end

def shortest(graph, from)
  distance = Hash.new(Float::INFINITY).merge(from => 0)
  previous = {}
  queue = PriorityQueue.new
  queue.push(0, from)
  until queue.empty?
    so_far, town = queue.pop
    next if so_far > distance[town]

    graph[town].each do |neighbour, length|
      next unless so_far + length < distance[neighbour]

      distance[neighbour] = so_far + length
      previous[neighbour] = town
      queue.push(distance[neighbour], neighbour)
    end
  end
  [distance, previous]
end

distance, previous = shortest(graph, "Aachen")
distance.sort_by { |town, km| [km, town] }.each do |town, km|
  way = [town]
  way.unshift(previous[way.first]) while previous[way.first]
  puts format("%4d km  %s", km, way.join(" → "))
end
puts distance["Paris"]
