# Working hours: shifts across midnight, overtime, night and Sunday premiums, rest periods.
Shift = Struct.new(:day, :from, :to) do
  def self.parse(text)
    day, times = text.split(" ", 2)
    from, to = times.split(/[-–]/).map { |t| t.split(":").map(&:to_i).then { |h, m| h * 60 + m } }
    new(DAYS.index(day), from, to <= from ? to + 1440 : to)
  end

  def minutes = to - from
  def start = day * 1440 + from
  def finish = day * 1440 + to
  def overlap(low, high) = [[to, high].min - [from, low].max, 0].max
  def night = overlap(0, 360) + overlap(1320, 1800) + overlap(2760, 3240)
  def sunday = day == 6 ? overlap(0, 1440) : day == 5 ? overlap(1440, 2880) : 0
  def break_minutes = minutes > 540 ? 45 : minutes > 360 ? 30 : 0
end
DAYS = %w[Mo Di Mi Do Fr Sa So].freeze

def hm(minutes) = format("%s%d:%02d", minutes.negative? ? "-" : "", *minutes.abs.divmod(60))

class Week
  HOURLY = 1800

  def initialize(text) = @shifts = text.split(/,\s*/).map { |t| Shift.parse(t) }.sort_by(&:start)

  def worked = @shifts.sum { |s| s.minutes - s.break_minutes }
  def overtime = [worked - 40 * 60, 0].max
  def night = @shifts.sum(&:night)
  def sunday = @shifts.sum(&:sunday)

  def pay
    base = worked * HOURLY / 60
    premiums = { overtime: overtime * HOURLY / 60 * 25 / 100, night: night * HOURLY / 60 * 30 / 100, sunday: sunday * HOURLY / 60 / 2 }
    [base, premiums.select { |_, cents| cents.positive? }]
  end

  def violations
    rests = @shifts.each_cons(2).filter_map do |a, b|
      gap = b.start - a.finish
      "nur #{hm(gap)} Ruhe vor #{DAYS[b.day]}" if gap < 11 * 60
    end
    long = @shifts.select { |s| s.minutes - s.break_minutes > 600 }.map { |s| "#{DAYS[s.day]} länger als 10 Stunden" }
    weekly = @shifts.map(&:day).uniq.size == 7 ? ["kein freier Tag"] : []
    rests + long + weekly
  end

  def chart
    DAYS.each_with_index.map do |day, i|
      line = (0...24).map { |h| @shifts.any? { |s| s.start < i * 1440 + (h + 1) * 60 && s.finish > i * 1440 + h * 60 } ? "▮" : "·" }.join
      "#{day} #{line}"
    end
  end
end

["Mo 8:00-16:30, Di 8:00-16:30, Mi 8:00-19:15, Do 9:00–19:30, Fr 8:00-14:00",
  "Fr 22:00-6:00, Sa 14:00-1:30, So 9:00-12:00, Mo 6:00-17:30"].each do |text|
  week = Week.new(text)
  base, premiums = week.pay
  puts week.chart, "worked #{hm(week.worked)}, overtime #{hm(week.overtime)}, night #{hm(week.night)}, Sunday #{hm(week.sunday)}"
  puts format("pay %.2f%s", base / 100.0, premiums.map { |name, cents| format(" + %s %.2f", name, cents / 100.0) }.join), week.violations
end
puts hm(-75)
