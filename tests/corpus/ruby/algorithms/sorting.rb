# Six sorting methods on the same data.
def bubble(list)
  a = list.dup
  (a.size - 1).downto(1) do |last|
    swapped = false
    last.times do |i|
      next unless a[i] > a[i + 1]

      a[i], a[i + 1] = a[i + 1], a[i]
      swapped = true
    end
    break unless swapped
  end
  a
end

def insertion(list)
  list.each_with_object([]) do |value, sorted|
    at = sorted.index { |other| other > value } || sorted.size
    sorted.insert(at, value)
  end
end

def merge_sort(list)
  return list if list.size <= 1

  left, right = list.each_slice((list.size / 2.0).ceil).map { |half| merge_sort(half) }
  merged = []
  merged << (left.first <= right.first ? left : right).shift until left.empty? || right.empty?
  merged + left + right
end

def quick_sort(list)
  pivot, *rest = list
  return [] unless pivot

  smaller, larger = rest.partition { |value| value < pivot }
  [*quick_sort(smaller), pivot, *quick_sort(larger)]
end

def heap_sort(list)
  a = list.dup
  sift = lambda do |root, size|
    while (child = 2 * root + 1) < size
      child += 1 if child + 1 < size && a[child] < a[child + 1]
      break if a[root] >= a[child]

      a[root], a[child] = a[child], a[root]
      root = child
    end
  end
  (a.size / 2 - 1).downto(0) { |root| sift.call(root, a.size) }
  (a.size - 1).downto(1) do |last|
    a[0], a[last] = a[last], a[0]
    sift.(0, last)
  end
  a
end

def counting_sort(list)
  low, high = list.minmax
  counts = Array.new(high - low + 1, 0)
  list.each { |value| counts[value - low] += 1 }
  counts.each_with_index.flat_map { |count, i| [i + low] * count }
end

# A linear congruential generator, for data that is always the same.
seed = 42
data = Array.new(60) { (seed = (seed * 1_103_515_245 + 12_345) % 2**31) % 200 - 100 }
puts data.first(8).inspect
%i[bubble insertion merge_sort quick_sort heap_sort counting_sort].each do |name|
  puts "#{name}: #{send(name, data) == data.sort ? 'ok' : 'wrong'}"
end
puts quick_sort(%w[pear Äpfel apple fig]).inspect
puts data.sort.first(5).inspect, data.sort { |a, b| b.abs <=> a.abs }.first(3).map(&:abs).inspect
