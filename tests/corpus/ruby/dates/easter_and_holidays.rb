# Movable feasts by Gauss and Butcher, and working days between two dates without them.
def easter(year)
  a = year % 19
  b, c = year.divmod(100)
  d, e = b.divmod(4)
  f = (b + 8) / 25
  g = (b - f + 1) / 3
  h = (19 * a + b - d - g + 15) % 30
  i, k = c.divmod(4)
  l = (32 + 2 * e + 2 * i - h - k) % 7
  m = (a + 11 * h + 22 * l) / 451
  month, day = (h + l - 7 * m + 114).divmod(31)
  [month, day + 1]
end

def leap?(year) = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
def month_lengths(year) = [31, leap?(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
def yearday(year, month, day) = month_lengths(year).first(month - 1).sum + day

def from_yearday(year, number)
  month = month_lengths(year).each_with_index do |length, i|
    break i + 1 if number <= length

    number -= length
  end
  [month, number]
end

# 0 is Sunday.
def weekday(year, month, day)
  t = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4]
  year -= 1 if month < 3
  (year + year / 4 - year / 100 + year / 400 + t[month - 1] + day) % 7
end

MOVABLE = { "Karfreitag" => -2, "Ostermontag" => 1, "Christi Himmelfahrt" => 39, "Pfingstmontag" => 50, "Fronleichnam" => 60 }.freeze
FIXED = { "Neujahr" => [1, 1], "Tag der Arbeit" => [5, 1], "Nationalfeiertag" => [10, 26], "Weihnachten" => [12, 25] }.freeze

def holidays(year)
  sunday = yearday(year, *easter(year))
  MOVABLE.transform_values { |offset| from_yearday(year, sunday + offset) }.merge(FIXED).sort_by(&:last).to_h
end

puts (2020..2030).map { |year| format("%d.%d.%d", *easter(year).reverse, year) }.join(" ")
weekdays = %w[So Mo Di Mi Do Fr Sa]
holidays(2024).each { |name, (month, day)| puts format("%s %2d.%2d. %s", weekdays[weekday(2024, month, day)], day, month, name) }

def working_days(year, month)
  free = holidays(year).values
  (1..month_lengths(year)[month - 1]).count { |day| (1..5).cover?(weekday(year, month, day)) && !free.include?([month, day]) }
end
puts (1..12).map { |month| working_days(2024, month) }.then { |days| "#{days.join(' ')} = #{days.sum}" }
earliest, latest = (1900..2099).minmax_by { |year| yearday(2023, *easter(year)) }
puts "earliest #{easter(earliest).inspect} in #{earliest}, latest #{easter(latest).inspect} in #{latest}"
puts (2024..2034).select { |year| weekday(year, 12, 25) == 0 }.inspect, (1583..2583).map { |y| easter(y) }.tally.max_by(&:last).inspect
