# Recursive generators: permutations, tree walks, Hanoi moves, Gray codes, spiral order.
def hanoi(n, from = :a, to = :c, via = :b, &block)
  return enum_for(__method__, n, from, to, via) { 2**n - 1 } unless block
  return if n.zero?

  hanoi(n - 1, from, via, to, &block)
  yield [n, from, to]
  hanoi(n - 1, via, to, from, &block)
end

puts hanoi(3).map { |disk, from, to| "#{disk}#{from}#{to}" }.join(" "), hanoi(16).size, hanoi(8).count
pegs = { a: [4, 3, 2, 1], b: [], c: [] }
hanoi(4) { |_, from, to| pegs[to].push(pegs[from].pop) }
puts pegs.map { |peg, disks| "#{peg}:#{disks.join}" }.join(" ")

def permutations(list)
  return enum_for(:permutations, list) unless block_given?
  return yield [] if list.empty?

  list.each_with_index { |item, i| permutations(list[0...i] + list[i + 1..]) { |rest| yield [item, *rest] } }
end
puts permutations(%w[ä b c]).map(&:join).join(" "), permutations([1, 2, 3, 4]).with_index.find { |p, _| p.first == 3 }.inspect

TREE = ["/", ["etc", ["hosts"], ["größe.conf"]], ["home", ["anna", ["notes.md"]], ["bo"]]].freeze
def walk((name, *children), path = [], &block)
  return to_enum(:walk, [name, *children], path) unless block

  yield [*path, name]
  children.each { |child| walk(child, [*path, name], &block) }
end
puts walk(TREE).map { |path| "  " * (path.size - 1) + path.last }
puts walk(TREE).select { |path| path.last.include?(".") }.map { |path| path.join("/").squeeze("/") }.inspect, walk(TREE).max_by(&:size).size

def spiral(rows)
  Enumerator.new do |y|
    rest = rows.map(&:dup)
    until rest.empty?
      rest.shift.each { |cell| y << cell }
      rest = rest.transpose.reverse
    end
  end
end
puts spiral([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]).to_a.join(" "), spiral([%w[a b], %w[c d]]).each_slice(2).map(&:join).inspect

partitions = lambda do |n, max = n|
  next [[]] if n.zero?

  [n, max].min.downto(1).flat_map { |first| partitions.(n - first, first).map { |rest| [first, *rest] } }
end
puts partitions.(5).map { |parts| parts.join("+") }.join(" "), (1..10).map { |n| partitions.(n).size }.inspect

look_and_say = Enumerator.produce("1") { |s| s.gsub(/(.)\1*/) { "#{$&.size}#{$1}" } }
puts look_and_say.take(7).inspect

def balanced(unopened, open = 0, text = "", &block)
  return to_enum(:balanced, unopened, open, text) unless block
  return yield text if unopened.zero? && open.zero?

  balanced(unopened - 1, open + 1, text + "(", &block) if unopened.positive?
  balanced(unopened, open - 1, text + ")", &block) if open.positive?
end
puts balanced(3).to_a.inspect, balanced(6).count
