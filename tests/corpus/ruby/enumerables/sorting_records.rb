# Sorting by several keys, descending, natural order, stable, with nil last, by a given list.
files = %w[file10.txt file2.txt File1.txt file1.txt über.txt archiv.txt file02.txt]
natural = ->(name) { name.downcase.scan(/\d+|\D+/).map { |part| part =~ /\d/ ? [0, part.to_i, part] : [1, 0, part] } }
puts files.sort.join(" "), files.sort_by { |f| [natural.(f), f] }.join(" "), files.sort_by { |f| [f.length, f] }.join(" ")

Task = Struct.new(:title, :priority, :due, :size)
tasks = [
  Task.new("Öl wechseln", :low, 12, 1.5), Task.new("Rechnung", :high, nil, 0.2), Task.new("Anruf", :high, 3, 0.1),
  Task.new("Bericht", :mid, 3, 4.0), Task.new("aufräumen", :low, nil, 2.0), Task.new("Zahnarzt", :mid, 9, 1.0)
]
ORDER = %i[high mid low].freeze

by_urgency = tasks.sort_by { |t| [ORDER.index(t.priority), t.due || Float::INFINITY, t.title] }
by_urgency.each { |t| puts format("%-4s %-4s %s", t.priority, t.due || "–", t.title) }
puts tasks.sort { |a, b| [b.size, a.title] <=> [a.size, b.title] }.map(&:size).inspect
puts tasks.sort_by { |t| -t.size }.first.title, tasks.max_by(&:size).title, tasks.min(2) { |a, b| a.size <=> b.size }.map(&:title).inspect
with_due, without = tasks.partition(&:due)
puts (with_due.sort_by { |t| [t.due, t.title] } + without.sort_by(&:title)).map(&:title).join(", ")
puts tasks.sort_by { |t| t.title.downcase }.map { |t| t.title[0] }.join

UMLAUTS = { "ä" => "a", "ö" => "o", "ü" => "u", "ß" => "ss" }.freeze
german = ->(word) { word.downcase.gsub(/[äöüß]/, UMLAUTS) }
puts %w[Zebra Äpfel Apfel Öfen Ofen Straße Strasse zahm].sort_by { |w| [german.(w), w] }.join(" ")

stable = tasks.each_with_index.sort_by { |t, i| [t.priority.to_s, i] }.map { |t, _| t.title[0] }.join
puts stable

class Array
  def sorted_by_keys(*keys)
    sort do |a, b|
      keys.lazy.map do |key|
        name, sign = key.to_s.start_with?("-") ? [key.to_s[1..], -1] : [key.to_s, 1]
        sign * (a[name] <=> b[name])
      end.find { |order| !order.zero? } || 0
    end
  end
end
puts tasks.sorted_by_keys(:priority, :"-size").map { |t| "#{t.priority}#{t.size}" }.join(" ")

ranking = { "Ann" => 50, "Bob" => 70, "Cid" => 50, "Dot" => 20 }
places = ranking.values.sort.reverse
ranking.sort_by { |name, points| [-points, name] }.each { |name, points| puts "#{places.index(points) + 1}. #{name} #{points}" }
begin
  [3, nil, 1].sort
rescue ArgumentError => e
  puts e.class
end
begin
  [1, "a"].max
rescue ArgumentError => e
  puts e.message
end
puts [3, nil, 1].sort_by { |x| x || 99 }.inspect, [[2, "b"], [2, "a"], [1, "z"]].sort.inspect
puts %w[b B a A].sort_by { |s| [s.downcase, s] }.inspect, %w[b B a].sort(&:casecmp).first, [0.5, 1, 0.25r].sort.inspect
puts [true, false].sort_by { |b| b ? 0 : 1 }.inspect
