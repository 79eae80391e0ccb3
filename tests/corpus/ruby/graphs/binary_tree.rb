# A binary search tree that is Enumerable: insert, delete, walk, measure, print.
class Tree
  include Enumerable

  Node = Struct.new(:value, :left, :right)

  attr_reader :root

  def initialize(*values)
    values.each { |value| self << value }
  end

  def <<(value)
    @root = insert(@root, value)
    self
  end

  def delete(value)
    @root = remove(@root, value)
    self
  end

  def each(&block)
    return enum_for(:each) unless block

    walk(@root, &block)
  end

  def height(node = @root) = node ? 1 + [height(node.left), height(node.right)].max : 0

  def breadth_first
    level = [@root].compact
    levels = []
    until level.empty?
      levels << level.map(&:value)
      level = level.flat_map { |node| [node.left, node.right] }.compact
    end
    levels
  end

  def include?(value)
    node = @root
    node = value < node.value ? node.left : node.right until node.nil? || node.value == value
    !node.nil?
  end

  private

  def insert(node, value)
    return Node.new(value) unless node

    if value < node.value then node.left = insert(node.left, value)
    elsif value > node.value then node.right = insert(node.right, value)
    end
    node
  end

  def remove(node, value)
    return nil unless node

    case value <=> node.value
    when -1 then node.left = remove(node.left, value)
    when 1 then node.right = remove(node.right, value)
    else
      return node.left || node.right unless node.left && node.right

      successor = node.right
      successor = successor.left while successor.left
      node.value = successor.value
      node.right = remove(node.right, successor.value)
    end
    node
  end

  def walk(node, &block)
    return unless node

    walk(node.left, &block)
    yield node.value
    walk(node.right, &block)
  end
end

tree = Tree.new(50, 30, 70, 20, 40, 60, 80, 65, 50)
puts tree.to_a.inspect, tree.height
puts tree.breadth_first.map { |level| level.join(" ") }
puts tree.delete(50).root.value, tree.delete(20).first(3).inspect
puts tree.include?(65), tree.include?(66), tree.min, tree.max, tree.sum
puts tree.each_slice(3).map(&:inspect), tree.select(&:even?).size, tree.sort_by { |v| -v }.first
puts Tree.new(*%w[mango fig Ölbaum apple]).map(&:upcase).inspect
