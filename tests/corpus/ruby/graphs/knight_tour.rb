# Knight moves: distances from a corner, and an open tour by Warnsdorff's rule.
MOVES = [1, -1].product([2, -2]).flat_map { |a, b| [[a, b], [b, a]] }.sort.freeze

def moves_from((x, y), size)
  MOVES.map { |dx, dy| [x + dx, y + dy] }.select { |pos| pos.all? { |c| (0...size).cover?(c) } }
end

def distances(size, from)
  distance = { from => 0 }
  frontier = [from]
  until frontier.empty?
    frontier = frontier.flat_map do |square|
      moves_from(square, size).reject { |s| distance.key?(s) }.each { |s| distance[s] = distance[square] + 1 }
    end.uniq
  end
  distance
end

distance = distances(6, [0, 0])
(0...6).each { |y| puts (0...6).map { |x| distance[[x, y]] }.join(" ") }
puts "farthest: #{distance.values.max}, squares by distance: #{distance.values.tally.sort.map { |d, n| "#{d}:#{n}" }.join(' ')}"

def name((x, y)) = "#{('a'.ord + x).chr}#{y + 1}"

def tour(size, start)
  path = [start]
  visited = { start => true }
  until path.size == size * size
    free = moves_from(path.last, size).reject { |s| visited[s] }
    return path if free.empty?

    square = free.min_by { |s| [moves_from(s, size).count { |t| !visited[t] }, s] }
    visited[square] = true
    path << square
  end
  path
end

path = tour(5, [0, 0])
puts "#{path.size} squares: #{path.first(6).map { |square| name(square) }.join(' ')} …"
board = path.each_with_index.to_h
4.downto(0) { |y| puts 5.times.map { |x| board[[x, y]].to_s.rjust(3) }.join }
puts path.each_cons(2).all? { |a, b| moves_from(a, 5).include?(b) }
