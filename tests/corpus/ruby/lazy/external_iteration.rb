# next, peek, rewind, StopIteration; two enumerators merged; enumerators with state.
e = [1, 2, 3].each
puts e.next, e.peek, e.next, e.next
begin
  e.next
rescue StopIteration => stop
  puts "end: #{stop.message}, result #{stop.result.inspect}"
end
e.rewind
puts e.next, e.size

def merge(a, b)
  Enumerator.new do |out|
    a, b = [a, b].map(&:each)
    loop { out << (a.peek <= b.peek ? a.next : b.next) }
    [a, b].each { |rest| loop { out << rest.next } }
  end
end
puts merge([1, 4, 7], [2, 3, 9, 10]).to_a.inspect, merge([], [1]).to_a.inspect

letters = %w[a b c].each_with_index
puts letters.next.inspect, letters.next.inspect
puts "größe".each_char.with_index(1).map { |c, i| "#{i}#{c}" }.join, "ab\ncd".each_line.map(&:chomp).inspect
puts 5.times.to_a.inspect, 3.upto(5).map { |n| n * n }.inspect, "äb".each_byte.to_a.inspect
puts %w[x y].each.with_index(10).to_a.inspect, %w[x y z].each_with_index.select { |_, i| i != 1 }.map(&:first).inspect
puts [4, 5].map.with_index { |n, i| n * i }.inspect, [1, 2, 3].each.with_object([]).to_a.length
puts [3, 1].each_slice(1).to_a.inspect, { a: 1 }.each.next.inspect
puts [1, 2, 3, 4].select.with_index { |_, i| i.even? }.inspect, %w[a b].each_with_index.to_a.flatten.inspect
puts [5, 6].each.with_index(1).to_h.inspect.length

class Playlist
  include Enumerable

  def initialize(*songs) = @songs = songs

  def each(&block)
    return enum_for(:each) unless block

    @songs.each(&block)
    self
  end

  def each_pair_of
    return to_enum(:each_pair_of) { @songs.size / 2 } unless block_given?

    @songs.each_slice(2) { |a, b| yield a, b if b }
  end
end

list = Playlist.new("Für Elise", "Boléro", "Má vlast", "Vltava")
puts list.each_pair_of.map { |a, b| "#{a}/#{b}" }, list.each_pair_of.size, list.each.next
puts list.each_entry.map(&:length).inspect, list.each_with_index.map { |s, i| "#{i}:#{s[0]}" }.join(" ")

generator = Enumerator.new(3) { |y| 3.times { |i| y.yield i, i * i } }
puts generator.to_a.inspect, generator.size, generator.next.inspect, generator.with_index(1).map { |(n, sq), i| n + sq + i }.inspect

ones = [1, 2].each + [3]
puts ones.to_a.inspect, ones.class

def round_robin(*lists)
  Enumerator.new do |out|
    queue = lists.map(&:each)
    while (source = queue.shift)
      begin
        out << source.next
        queue.push(source)
      rescue StopIteration
        next
      end
    end
  end
end
puts round_robin([1, 2, 3], %w[a], %i[x y]).to_a.inspect

result = loop do
  e.next
end
puts result.inspect
e2 = [10, 20].each_entry
puts e2.next + e2.next, (e2.next rescue "over")
puts [1, 2, 3].each_entry.inject(:+), [1, 2].each.inspect[0, 14]
