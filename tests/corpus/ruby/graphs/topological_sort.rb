# Orders build steps by their dependencies and names the cycle when there is one.
class Dependencies
  class Cycle < StandardError
    attr_reader :path

    def initialize(path)
      @path = path
      super("cycle: #{path.join(' -> ')}")
    end
  end

  def initialize(graph)
    @graph = graph
  end

  def order
    @done = {}
    @graph.keys.sort.each_with_object([]) { |node, result| visit(node, result, []) }
  end

  # Steps that may run at the same time, level by level.
  def levels
    level = Hash.new { |h, node| h[node] = 1 + (@graph.fetch(node, []).map { |d| h[d] }.max || -1) }
    order.group_by { |node| level[node] }.sort.map(&:last)
  end

  private

  def visit(node, result, path)
    return if @done[node]
    raise Cycle.new(path.drop_while { |n| n != node } + [node]) if path.include?(node)

    @graph.fetch(node, []).each { |dependency| visit(dependency, result, path + [node]) }
    @done[node] = true
    result << node
  end
end

build = Dependencies.new(
  deploy: %i[test package], package: [:compile], test: %i[compile fixtures], compile: %i[fetch generate], generate: [:fetch], fixtures: []
)
puts build.order.join(", ")
build.levels.each_with_index { |steps, i| puts "level #{i}: #{steps.sort.join(' ')}" }

begin
  Dependencies.new(a: [:b], b: [:c], c: [:d, :b], d: []).order
rescue Dependencies::Cycle => e
  puts e.message
  puts e.path.length
end
