# Human-readable numbers: thousands, durations, ordinals, percentages, plurals, lists, distances.
def thousands(number, separator: ",")
  whole, part = number.to_s.split(".")
  [whole.gsub(/(\d)(?=(\d{3})+$)/, "\\1#{separator}"), part].compact.join(separator == "." ? "," : ".")
end

def duration(seconds)
  return "0s" if seconds.zero?

  units = { "d" => 86_400, "h" => 3600, "m" => 60, "s" => 1 }
  units.each_with_object([]) do |(unit, size), parts|
    count, seconds = seconds.divmod(size)
    parts << "#{count}#{unit}" if count.positive?
  end.first(2).join(" ")
end

def clock(seconds) = format("%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
def plural(count, word, plural = "#{word}s") = "#{count.zero? ? 'no' : count} #{count == 1 ? word : plural}"

def sentence(items, glue = "and")
  case items.size
  when 0 then "nothing"
  when 1 then items.first.to_s
  else "#{items[0..-2].join(', ')} #{glue} #{items.last}"
  end
end

def time_ago(seconds)
  case seconds
  when 0..59 then "just now"
  when 60..3599 then "#{plural(seconds / 60, 'minute')} ago"
  when 3600..86_399 then "#{plural(seconds / 3600, 'hour')} ago"
  when 86_400..604_799 then "#{plural(seconds / 86_400, 'day')} ago"
  else "long ago"
  end
end

puts [0, 999, 1000, 1_234_567, -9_876_543.21, 10**15].map { |n| thousands(n) }.join(" ")
puts thousands(1234567.5, separator: "."), thousands(-1000, separator: "’")
puts [0, 59, 61, 3600, 90_061, 86_400 * 3].map { |s| duration(s) }.join(", "), clock(3725), clock(359_999)
puts [0, 1, 2].map { |n| plural(n, "Apfel", "Äpfel") }.join(", "), plural(5, "box", "boxes"), plural(1, "box")
puts [[], [1], %w[a b], %w[Äpfel Birnen Kiwis]].map { |l| sentence(l) }, sentence(%w[x y], "oder")
puts [5, 60, 7199, 90_000, 10**7].map { |s| time_ago(s) }.join("; ")

percent = ->(part, whole) { whole.zero? ? "–" : format("%.1f %%", part * 100.0 / whole) }
puts percent.(1, 3), percent.(0, 5), percent.(1, 0), percent[5, 4]

bar = ->(share, width = 20) { "█" * (share * width).round + "░" * (width - (share * width).round) }
[0, 0.33, 0.5, 1].each { |share| puts "#{bar.(share)} #{format('%3d', share * 100)}%" }
sparks = "▁▂▃▄▅▆▇█"
data = [1, 5, 22, 13, 53, 40, 8]
low, high = data.minmax
puts data.map { |n| sparks[((n - low) * 7.0 / (high - low)).round] }.join
scientific = ->(x) { mantissa, exponent = format("%.2e", x).split("e"); "#{mantissa}×10#{exponent.to_i.to_s.tr('-0123456789', '⁻⁰¹²³⁴⁵⁶⁷⁸⁹')}" }
puts [299_792_458, 6.626e-34, 0.05].map(&scientific).join(" ")
mask = ->(number) { number.gsub(/\d(?=(?:\D*\d){4})/, "•") }
puts mask.("4111 1111 1111 1234"), mask.("12")
