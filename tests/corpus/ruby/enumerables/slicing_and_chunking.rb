# each_slice, each_cons, chunk, chunk_while, slice_when, slice_before, partition: runs and groups.
numbers = [1, 2, 4, 9, 10, 11, 12, 15, 16, 19, 20, 21]
runs = numbers.slice_when { |a, b| b != a + 1 }
puts runs.map { |run| run.size > 2 ? "#{run.first}–#{run.last}" : run.join(",") }.join(",")
puts numbers.chunk_while { |a, b| b == a + 1 }.map(&:size).inspect
puts numbers.chunk(&:even?).map { |even, list| "#{even ? 'even' : 'odd'}:#{list.join(' ')}" }.join(" | ")
puts numbers.each_slice(5).to_a.inspect, numbers.each_cons(2).map { |a, b| b - a }.tally.sort.inspect

def run_length(text) = text.chars.chunk(&:itself).map { |char, list| [char, list.size] }
def encode(text) = run_length(text).map { |char, n| n > 1 ? "#{n}#{char}" : char }.join
def decode(code) = code.gsub(/(\d+)(\D)/) { $2 * $1.to_i }

["WWWWBWWW", "abc", "ääääö", ""].each { |text| puts "#{text} -> #{encode(text)} -> #{decode(encode(text)) == text}" }

temperatures = [12, 14, 15, 13, 11, 11, 16, 18, 17]
rising, falling = temperatures.each_cons(2).partition { |a, b| b > a }
puts "rising #{rising.size}, not rising #{falling.size}"
slopes = temperatures.each_cons(2).map { |a, b| b <=> a }.chunk(&:itself).map { |s, l| { -1 => "↓", 0 => "→", 1 => "↑" }[s] * l.size }
puts slopes.join
longest = temperatures.slice_when { |a, b| b < a }.max_by(&:size)
puts longest.inspect

LOG = <<~LOG.lines(chomp: true)
  == Montag
  aufstehen
  == Dienstag
  == Mittwoch
  essen
  schlafen
LOG
LOG.slice_before { |line| line.start_with?("==") }.each { |title, *entries| puts "#{title.delete('= ')}: #{entries.empty? ? '–' : entries.join(', ')}" }
puts LOG.slice_after(/en\z/).map(&:size).inspect
puts numbers.each_with_index.select { |n, i| i.odd? }.map(&:first).inspect, numbers.each_entry.first(2).inspect
sentence = %w[the quick brown fox. it jumped. over]
puts sentence.slice_after { |w| w.end_with?(".") }.map { |words| words.join(" ").capitalize }
puts numbers.chunk { |n| n > 10 ? :_separator : n.even? }.map { |flag, list| "#{flag}#{list.size}" }.inspect
puts (1..10).each_slice(3).map(&:sum).inspect, (1..6).each_cons(3).to_a.length, ("a".."g").each_slice(3).map(&:join).inspect
