# A date class by hand: day numbers, arithmetic, weekdays, ISO weeks, ranges, parsing.
class CivilDate
  include Comparable

  attr_reader :year, :month, :day

  MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].freeze
  NAMES = %w[Monday Tuesday Wednesday Thursday Friday Saturday Sunday].freeze

  def self.leap?(year) = (year % 4).zero? && year % 100 != 0 || (year % 400).zero?
  def self.days_in(year, month) = month == 2 && leap?(year) ? 29 : MONTH_DAYS[month - 1]

  def self.parse(text)
    match = text.match(/\A(\d{4})-(\d\d)-(\d\d)\z/) || raise(ArgumentError, "invalid date #{text.inspect}")
    new(*match.captures.map(&:to_i))
  end

  def self.from_number(number)
    year = number / 366 + 1
    year += 1 while new(year + 1, 1, 1).number <= number
    rest = number - new(year, 1, 1).number
    month = 1
    while rest >= days_in(year, month)
      rest -= days_in(year, month)
      month += 1
    end
    new(year, month, rest + 1)
  end

  def initialize(year, month, day)
    unless (1..12).cover?(month) && (1..self.class.days_in(year, month)).cover?(day)
      raise ArgumentError, format("no such day: %04d-%02d-%02d", year, month, day)
    end

    @year, @month, @day = year, month, day
  end

  # Days since 0001-01-01, which was a Monday.
  def number
    past = year - 1
    past * 365 + past / 4 - past / 100 + past / 400 + yearday - 1
  end

  def yearday = (1...month).sum { |m| self.class.days_in(year, m) } + day
  def weekday = number % 7
  def weekday_name = NAMES[weekday]
  def +(days) = self.class.from_number(number + days)
  def -(other) = other.is_a?(CivilDate) ? number - other.number : self + -other
  def succ = self + 1

  def >>(months)
    y, m = (year * 12 + month - 1 + months).divmod(12)
    self.class.new(y, m + 1, [day, self.class.days_in(y, m + 1)].min)
  end

  def week
    thursday = self + (3 - weekday)
    [thursday.year, (thursday.yearday - 1) / 7 + 1]
  end

  def weekend? = weekday >= 5
  def <=>(other) = number <=> other.number
  def hash = number.hash
  def eql?(other) = self == other
  def to_s = format("%04d-%02d-%02d", year, month, day)
end

d = CivilDate.parse("2024-02-28")
puts d, d.weekday_name, d + 1, d + 2, d - 59, d >> 12, CivilDate.new(2024, 1, 31) >> 1, CivilDate.new(2024, 3, 31) >> -1
puts d.yearday, d.week.inspect, d - CivilDate.new(2000, 1, 1)
puts (d..d + 3).map(&:to_s).inspect, (d..d + 10).count(&:weekend?), (d..d + 10).step(5).map(&:to_s).inspect
puts d.between?(d - 1, d + 1), (d...d + 30).include?(CivilDate.new(2024, 3, 15)), [d + 5, d, d - 5].min, { d => 1 }[CivilDate.new(2024, 2, 28)]
puts %w[2020-12-31 2021-01-03 2021-01-04 2008-12-29 2010-01-03].map { |t| CivilDate.parse(t).week.join("-W") }.join(" ")
["2023-02-29", "2024-13-01", "heute", "2024-04-31"].each do |text|
  CivilDate.parse(text)
rescue ArgumentError => e
  puts e.message
end
puts (1..4000).all? { |n| CivilDate.from_number(n * 97).number == n * 97 }
