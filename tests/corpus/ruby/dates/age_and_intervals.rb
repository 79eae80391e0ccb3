# Ages, anniversaries, durations in years/months/days, ISO 8601 durations.
def leap?(year) = (year % 4).zero? && (!(year % 100).zero? || (year % 400).zero?)
def days_in(year, month) = [nil, 31, leap?(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month]

def difference(from, to)
  (y1, m1, d1), (y2, m2, d2) = [from, to].map { |text| text.split("-").map(&:to_i) }
  years, months, days = y2 - y1, m2 - m1, d2 - d1
  if days.negative?
    months -= 1
    previous_year, previous_month = m2 == 1 ? [y2 - 1, 12] : [y2, m2 - 1]
    length = days_in(previous_year, previous_month)
    days = length - [d1, length].min + d2
  end
  if months.negative?
    years -= 1
    months += 12
  end
  { years: years, months: months, days: days }
end

GERMAN = { years: %w[Jahr Jahre], months: %w[Monat Monate], days: %w[Tag Tage] }.freeze
def in_words(parts)
  words = parts.reject { |_, n| n.zero? }.map { |unit, n| "#{n} #{GERMAN[unit][n == 1 ? 0 : 1]}" }
  words.empty? ? "heute" : [words[0..-2].join(", "), words.last].reject(&:empty?).join(" und ")
end

[%w[1990-05-15 2024-03-01], %w[2000-02-29 2024-02-28], %w[2023-12-31 2024-01-01], %w[2024-01-31 2024-03-01],
  %w[2024-03-01 2024-03-01], %w[2023-03-01 2024-03-01]].each do |from, to|
  puts "#{from} – #{to}: #{in_words(difference(from, to))}"
end

people = { "Zoë" => "1985-12-24", "Łukasz" => "2010-03-02", "Émilie" => "1985-03-01", "Ole" => "2000-02-29" }
today = "2024-03-01"
people.sort_by { |_, born| born }.each { |name, born| puts "#{name} is #{difference(born, today)[:years]}" }
upcoming = people.sort_by { |name, born| [born[5..] >= today[5..] ? 0 : 1, born[5..], name] }
puts upcoming.map { |name, born| "#{name} #{born[8..].to_i}.#{born[5, 2].to_i}." }.join(" → ")
puts people.group_by { |_, born| born[0, 3] + "0s" }.transform_values { |list| list.map(&:first) }.map { |decade, names| "#{decade}: #{names.join(' ')}" }

ISO = /\AP(?:(?<years>\d+)Y)?(?:(?<months>\d+)M)?(?:(?<weeks>\d+)W)?(?:(?<days>\d+)D)?(?:T(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+(?:\.\d+)?)S)?)?\z/.freeze
SECONDS = { "weeks" => 604_800, "days" => 86_400, "hours" => 3600, "minutes" => 60, "seconds" => 1 }.freeze
def iso_seconds(text)
  match = ISO.match(text) or return
  parts = match.named_captures.compact
  return if parts.empty? || text.end_with?("T")
  return :calendar if parts.key?("years") || parts.key?("months")

  parts.sum { |unit, value| value.to_f * SECONDS.fetch(unit) }
end
def to_iso(seconds)
  parts = [["D", 86_400], ["H", 3600], ["M", 60], ["S", 1]].map { |unit, size| count, seconds = seconds.divmod(size); [count, unit] }
  date, time = [parts.take(1), parts.drop(1)].map { |list| list.reject { |n, _| n.zero? }.map(&:join).join }
  "P#{date}#{"T#{time}" unless time.empty?}".then { |text| text == "P" ? "PT0S" : text }
end
%w[PT1H30M P1W P1DT12H PT0.5S P1Y2M PT P P3X].each { |text| puts "#{text}: #{iso_seconds(text).inspect}" }
puts [0, 59, 3600, 90_061, 604_800].map { |n| to_iso(n) }.join(" "), iso_seconds(to_iso(123_456)).to_i == 123_456
