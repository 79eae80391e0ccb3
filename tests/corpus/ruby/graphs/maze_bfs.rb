# The shortest way through a maze, by breadth-first search.
MAZE = <<~MAZE.lines(chomp: true).map(&:chars)
  ###########
  #S..#.....#
  #.#.#.###.#
  #.#...#...#
  #.#####.#.#
  #.......#Z#
  ###########
MAZE

def find(char)
  MAZE.each_with_index do |row, y|
    x = row.index(char)
    return [y, x] if x
  end
  nil
end

def neighbours((y, x))
  [[y - 1, x], [y, x + 1], [y + 1, x], [y, x - 1]].reject { |ny, nx| MAZE[ny][nx] == "#" }
end

def search(start, goal)
  came_from = { start => nil }
  queue = [start]
  while (place = queue.shift)
    break if place == goal

    neighbours(place).each do |neighbour|
      next if came_from.key?(neighbour)

      came_from[neighbour] = place
      queue << neighbour
    end
  end
  way = []
  place = goal
  while place
    way.unshift(place)
    place = came_from[place]
  end
  [way, came_from.size]
end

way, visited = search(find("S"), find("Z"))
puts "#{way.size - 1} steps, #{visited} places visited"

arrows = { [-1, 0] => "↑", [0, 1] => "→", [1, 0] => "↓", [0, -1] => "←" }
drawing = MAZE.map(&:dup)
way.each_cons(2).drop(1).each do |(y1, x1), (y2, x2)|
  drawing[y1][x1] = arrows[[y2 - y1, x2 - x1]]
end
puts drawing.map(&:join)
puts find("?").inspect
