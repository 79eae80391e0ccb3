# Interview questions: trapped water, two sum, balanced brackets, merging intervals, rotated search, LRU order, majority.
def trapped(heights)
  left = heights.each_with_object([]) { |h, m| m << [m.last || 0, h].max }
  right = heights.reverse.each_with_object([]) { |h, m| m << [m.last || 0, h].max }.reverse
  heights.each_with_index.sum { |h, i| [left[i], right[i]].min - h }
end
puts trapped([0, 1, 0, 2, 1, 0, 1, 3, 2, 1, 2, 1]), trapped([4, 2, 0, 3, 2, 5]), trapped([])

def two_sum(numbers, target)
  seen = {}
  numbers.each_with_index do |n, i|
    return [seen[target - n], i] if seen.key?(target - n)

    seen[n] = i
  end
  nil
end
p two_sum([2, 7, 11, 15], 26), two_sum([3, 3], 6), two_sum([1], 2)

PAIRS = { ")" => "(", "]" => "[", "}" => "{", "»" => "«" }.freeze
def balanced?(text)
  stack = []
  text.each_char do |c|
    if PAIRS.value?(c) then stack.push(c)
    elsif PAIRS.key?(c)
      return false unless stack.pop == PAIRS[c]
    end
  end
  stack.empty?
end
puts ["{[()]}", "([)]", "«(größe)»", "((", ""].map { |t| balanced?(t) }.inspect

intervals = [[1, 4], [9, 12], [3, 7], [12, 13], [20, 21]]
merged = intervals.sort.inject([]) { |list, (from, to)| list.any? && from <= list.last[1] ? list[0..-2] << [list.last[0], [list.last[1], to].max] : list << [from, to] }
p merged

def rotated_index(list, wanted)
  low, high = 0, list.size - 1
  while low <= high
    mid = (low + high) / 2
    return mid if list[mid] == wanted

    if list[low] <= list[mid]
      list[low] <= wanted && wanted < list[mid] ? high = mid - 1 : low = mid + 1
    else
      list[mid] < wanted && wanted <= list[high] ? low = mid + 1 : high = mid - 1
    end
  end
  -1
end
puts [0, 4, 6, 3].map { |n| rotated_index([4, 5, 6, 7, 0, 1, 2], n) }.inspect

def longest_unique(text)
  start = best = 0
  last = {}
  text.each_char.with_index do |c, i|
    start = last[c] + 1 if last[c] && last[c] >= start
    last[c] = i
    best = [best, i - start + 1].max
  end
  best
end
puts %w[abcabcbb bbbbb pwwkew größeöß].map { |t| longest_unique(t) }.inspect

def majority(list)
  candidate = nil
  count = 0
  list.each do |item|
    candidate = item if count.zero?
    count += item == candidate ? 1 : -1
  end
  candidate if list.count(candidate) > list.size / 2
end
p majority([2, 2, 1, 1, 1, 2, 2]), majority([1, 2, 3])

spiral = ->(m) { m.empty? ? [] : m.first + spiral.(m.drop(1).transpose.reverse) }
p spiral.([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
p [3, 30, 34, 5, 9].sort { |a, b| "#{b}#{a}" <=> "#{a}#{b}" }.join
p [1, 2, 3, 4].then { |l| l.each_index.map { |i| (l[0...i] + l[i + 1..]).inject(1, :*) } }
stairs = Hash.new { |h, n| h[n] = n < 2 ? 1 : h[n - 1] + h[n - 2] }
p stairs[30]
p %w[flower flow flight].then { |w| w.min.chars.take_while.with_index { |c, i| w.all? { |x| x[i] == c } }.join }
p [7, 1, 5, 3, 6, 4].each_with_object([Float::INFINITY, 0]) { |price, s| s[1] = [s[1], price - s[0]].max; s[0] = [s[0], price].min }.last
words = %w[hit hot dot dog cog lot log]
near = ->(a, b) { a.chars.zip(b.chars).count { |x, y| x != y } == 1 }
queue = [["hit"]]
ladder = nil
until ladder || queue.empty?
  path = queue.shift
  ladder = path if path.last == "cog"
  queue.concat((words - path).select { |w| near.(path.last, w) }.map { |w| path + [w] })
end
puts ladder.join(" → ")
