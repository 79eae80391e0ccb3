# Connected groups of friends with union-find, and whether the graph is bipartite.
class UnionFind
  def initialize(items)
    @parent = items.to_h { |item| [item, item] }
  end

  def find(item)
    @parent[item] = find(@parent[item]) unless @parent[item] == item
    @parent[item]
  end

  def union(a, b)
    root_a, root_b = find(a), find(b)
    return false if root_a == root_b

    @parent[root_b] = root_a
    true
  end

  def groups
    @parent.keys.group_by { |item| find(item) }.values
  end
end

people = %w[Åsa Bo Cem Déa Eli Fay Gil]
friendships = [%w[Åsa Bo], %w[Bo Cem], %w[Déa Eli], %w[Cem Åsa]]

groups = UnionFind.new(people)
friendships.each { |a, b| puts "#{a}–#{b}: #{groups.union(a, b) ? 'joined' : 'already together'}" }
groups.groups.each { |group| puts group.join(", ") }

# Kruskal's minimal spanning tree.
edges = [[:a, :b, 4], [:a, :c, 1], [:b, :c, 2], [:b, :d, 5], [:c, :d, 8], [:d, :e, 3]]
nodes = edges.flat_map { |from, to, _| [from, to] }.uniq
forest = UnionFind.new(nodes)
tree = edges.sort_by(&:last).select { |from, to, _| forest.union(from, to) }
puts tree.map { |from, to, weight| "#{from}#{to}=#{weight}" }.join(" "), tree.sum(&:last)

def two_colours(edges)
  adjacent = Hash.new { |h, k| h[k] = [] }
  edges.each { |a, b, *| adjacent[a] << b; adjacent[b] << a }
  colour = {}
  adjacent.each_key do |start|
    next if colour[start]

    colour[start] = :red
    stack = [start]
    while (node = stack.pop)
      adjacent[node].each do |other|
        return nil if colour[other] == colour[node]
        next if colour[other]

        colour[other] = colour[node] == :red ? :blue : :red
        stack.push(other)
      end
    end
  end
  colour
end

puts two_colours([[1, 2], [2, 3], [3, 4], [4, 1]]).sort.map { |n, c| "#{n}:#{c}" }.join(" ")
puts two_colours([[1, 2], [2, 3], [3, 1]]).inspect
