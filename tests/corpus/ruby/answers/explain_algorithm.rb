# Question: "Show me step by step how quicksort, binary search and bubble sort work."
class Tracer
  def initialize(title)
    @title = title
    @steps = []
  end

  def step(text, list = nil, mark: [])
    shown = list&.each_with_index&.map { |value, i| mark.include?(i) ? "[#{value}]" : value.to_s }&.join(" ")
    @steps << [text, shown].compact.join(": ")
  end

  def show
    puts "── #{@title} ".ljust(40, "─")
    @steps.each.with_index(1) { |text, n| puts "#{n.to_s.rjust(2)}. #{text}" }
  end
end

def bubble(list, tracer)
  list = list.dup
  (list.size - 1).times do |round|
    swapped = false
    (0...list.size - 1 - round).each do |i|
      next if list[i] <= list[i + 1]

      list[i], list[i + 1] = list[i + 1], list[i]
      tracer.step("swap", list, mark: [i, i + 1])
      swapped = true
    end
    unless swapped
      tracer.step("round #{round + 1} changes nothing, so we stop")
      break
    end
  end
  list
end

def partition(list, low, high, tracer)
  pivot = list[high]
  border = low
  (low...high).each do |i|
    next unless list[i] < pivot

    list[i], list[border] = list[border], list[i]
    border += 1
  end
  list[border], list[high] = list[high], list[border]
  tracer.step("pivot #{pivot} to its place", list, mark: [border])
  border
end

def quicksort(list, tracer, low = 0, high = list.size - 1)
  return list if low >= high

  border = partition(list, low, high, tracer)
  quicksort(list, tracer, low, border - 1)
  quicksort(list, tracer, border + 1, high)
end

def search(list, wanted, tracer)
  low, high = 0, list.size - 1
  until low > high
    middle = (low + high) / 2
    tracer.step("look at #{list[middle]}", list, mark: (low..high).to_a)
    return tracer.step("found at #{middle}") if list[middle] == wanted

    list[middle] < wanted ? low = middle + 1 : high = middle - 1
  end
  tracer.step("#{wanted} isn't there")
end

data = [5, 1, 4, 2, 8]
{ "Bubble sort" => ->(t) { bubble(data, t) }, "Quicksort" => ->(t) { quicksort(data.dup, t) }, "Binäre Suche" => ->(t) { search([1, 2, 4, 5, 8], 5, t) },
  "Vergebliche Suche" => ->(t) { search([1, 2, 4, 5, 8], 3, t) } }.each do |title, algorithm|
  tracer = Tracer.new(title)
  algorithm.call(tracer)
  tracer.show
end
counts = [10, 20, 40].to_h { |n| [n, n.downto(1).to_a.then { |l| [n * (n - 1) / 2, (l.size * Math.log2(l.size)).round] }] }
counts.each { |n, (squared, log)| puts format("n=%-3d n²/2: %4d   n·log n: %4d", n, squared, log) }
