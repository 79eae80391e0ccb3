# Understands phrases of dates and durations in two languages relative to a fixed day.
TODAY = [2024, 2, 28].freeze
WEEKDAYS = %w[sunday monday tuesday wednesday thursday friday saturday].freeze
TAGE = %w[sonntag montag dienstag mittwoch donnerstag freitag samstag].freeze
MONTHS = { "january" => 1, "jänner" => 1, "februar" => 2, "february" => 2, "march" => 3, "märz" => 3, "may" => 5,
  "mai" => 5, "december" => 12, "dezember" => 12 }.freeze

# Days since 0000-03-01, after Howard Hinnant's well-known method.
def to_days((year, month, day))
  year -= 1 if month <= 2
  era = year.div(400)
  of_era = year - era * 400
  of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
  era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
end

def from_days(days)
  era, of_era = days.divmod(146_097)
  year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365
  of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100)
  month = (5 * of_year + 2) / 153
  day = of_year - (153 * month + 2) / 5 + 1
  month += month < 10 ? 3 : -9
  [year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day]
end

def weekday(days) = (days + 3) % 7
def shift(days) = from_days(to_days(TODAY) + days)
def iso((y, m, d)) = format("%04d-%02d-%02d", y, m, d)

def understand(phrase)
  text = phrase.downcase.strip
  date = case text
         when "today", "heute" then TODAY
         when "tomorrow", "morgen" then shift(1)
         when "yesterday", "gestern" then shift(-1)
         when "übermorgen", "the day after tomorrow" then shift(2)
         when /\A(?:in|nach) (\d+|a|einem|einer) (day|week|tag|woche)(?:e|n|en|s)?\z/
           count = { "a" => 1, "einem" => 1, "einer" => 1 }.fetch($1) { $1.to_i }
           shift(count * (%w[week woche].include?($2) ? 7 : 1))
         when /\A(?:vor (\d+) tagen|(\d+) days ago)\z/ then shift(-($1 || $2).to_i)
         when /\A(?:(next|nächsten) )?(#{Regexp.union(WEEKDAYS + TAGE)})\z/
           wanted = WEEKDAYS.index($2) || TAGE.index($2)
           ahead = (wanted - weekday(to_days(TODAY))) % 7
           shift(ahead.zero? ? 7 : ahead)
         when /\A(\d{1,2})\.\s*(?:(\d{1,2})\.|(\p{L}+))\s*(\d{4})?\z/
           [($4 || TODAY[0]).to_i, $2 ? $2.to_i : MONTHS.fetch($3) { return "#{phrase}: what month?" }, $1.to_i]
         when /\A(\p{L}+) (\d{1,2})(?:st|nd|rd|th)?(?:, (\d{4}))?\z/
           [($3 || TODAY[0]).to_i, MONTHS.fetch($1) { return "#{phrase}: ?" }, $2.to_i]
         when /\A\d{4}-\d\d-\d\d\z/ then text.split("-").map(&:to_i)
         else return "#{phrase}: ?"
         end
  return "#{phrase}: no such day" unless from_days(to_days(date)) == date

  "#{phrase}: #{WEEKDAYS[weekday(to_days(date))][0, 3]} #{iso(date)}"
end

["today", "Morgen", "übermorgen", "gestern", "in 3 days", "in a week", "in 2 Wochen", "nach 10 Tagen", "vor 60 Tagen",
  "next friday", "nächsten Mittwoch", "monday",
  "1. März", "24.12.2023", "3. Mai 2030", "march 1st", "February 29th, 2024", "february 29th, 2023", "2000-01-01",
  "31. Foo", "soon"].each { |phrase| puts understand(phrase) }
