# Prints calendars of months, with a highlighted day, starting on Monday.
def leap?(year) = (year % 4).zero? && (year % 100 != 0 || (year % 400).zero?)
def days_in(year, month) = [31, leap?(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]

# Zeller's congruence; 0 is Monday.
def weekday(year, month, day)
  month, year = month + 12, year - 1 if month < 3
  (day + 13 * (month + 1) / 5 + year + year / 4 - year / 100 + year / 400 + 5) % 7
end

NAMES = %w[Januar Februar März April Mai Juni Juli August September Oktober November Dezember].freeze

def month_lines(year, month, mark: nil)
  title = "#{NAMES[month - 1]} #{year}"
  cells = [nil] * weekday(year, month, 1) + (1..days_in(year, month)).to_a
  weeks = cells.each_slice(7).map do |week|
    week.map { |day| day.nil? ? "  " : day == mark ? "[]" : day.to_s.rjust(2) }.join(" ").ljust(20)
  end
  [title.center(20), "Mo Di Mi Do Fr Sa So", *weeks]
end

puts month_lines(2024, 2, mark: 29).map(&:rstrip)
puts
side_by_side = [month_lines(2023, 12), month_lines(2024, 3)]
height = side_by_side.map(&:size).max
height.times { |i| puts side_by_side.map { |lines| (lines[i] || "").ljust(20) }.join("   ").rstrip }

fridays = (2023..2025).flat_map { |y| (1..12).select { |m| weekday(y, m, 13) == 4 }.map { |m| "#{NAMES[m - 1]} #{y}" } }
puts "Friday the 13th: #{fridays.join(', ')}"
sundays = (1901..2000).sum { |y| (1..12).count { |m| weekday(y, m, 1) == 6 } }
puts "Sundays on the first of a month, 1901–2000: #{sundays}"
puts (1896..1912).select { |y| leap?(y) }.inspect, [1900, 2000, 2024].map { |y| leap?(y) }.inspect
