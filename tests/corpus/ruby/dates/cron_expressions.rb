# Cron expressions: parsing fields, matching, the next times, explanations.
class Cron
  FIELDS = { minute: 0..59, hour: 0..23, day: 1..31, month: 1..12, weekday: 0..6 }.freeze
  ALIASES = { "@hourly" => "0 * * * *", "@daily" => "0 0 * * *", "@weekly" => "0 0 * * 0" }.freeze
  NAMES = { month: %w[jan feb mar apr may jun jul aug sep oct nov dec], weekday: %w[sun mon tue wed thu fri sat] }.freeze

  def initialize(expression)
    parts = ALIASES.fetch(expression, expression).split
    raise ArgumentError, "#{parts.size} fields instead of 5" unless parts.size == 5

    @fields = FIELDS.keys.zip(parts).to_h { |name, text| [name, parse(name, text)] }
  end

  def match?(time) = @fields.all? { |name, allowed| allowed.include?(time.public_send(name)) }

  def upcoming(from)
    return to_enum(:upcoming, from) unless block_given?

    time = from.next_minute
    loop do
      if !@fields[:month].include?(time.month) || !@fields[:day].include?(time.day) || !@fields[:weekday].include?(time.weekday)
        time = time.next_day
      elsif match?(time)
        yield time
        time = time.next_minute
      else
        time = time.next_minute
      end
    end
  end

  def to_s = @fields.map { |name, allowed| "#{name}: #{allowed == FIELDS[name].to_a ? 'any' : summarize(allowed)}" }.join("; ")

  private

  def parse(name, text)
    all = FIELDS[name]
    text.split(",").flat_map do |part|
      range, step = part.split("/")
      values = case range
               when "*" then all.to_a
               when /\A(\w+)-(\w+)\z/ then (number(name, $1)..number(name, $2)).to_a
               else [number(name, range)]
               end
      values = values.select { |v| ((v - values.first) % step.to_i).zero? } if step
      raise ArgumentError, "#{name} #{part} out of range" unless values.all? { |v| all.cover?(v) }

      values
    end.uniq.sort
  end

  def number(name, text)
    index = NAMES[name]&.index(text.downcase)
    index ? index + all_first(name) : Integer(text, 10)
  end

  def all_first(name) = FIELDS[name].first
  def summarize(list) = list.slice_when { |a, b| b != a + 1 }.map { |run| run.size > 2 ? "#{run[0]}–#{run[-1]}" : run.join(",") }.join(",")
end

Moment = Struct.new(:year, :month, :day, :hour, :minute) do
  def weekday
    y = month < 3 ? year - 1 : year
    (y + y / 4 - y / 100 + y / 400 + [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1] + day) % 7
  end

  def last_day = [31, (year % 4).zero? && year % 100 != 0 || (year % 400).zero? ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  def next_minute = minute < 59 ? Moment.new(year, month, day, hour, minute + 1) : hour < 23 ? Moment.new(year, month, day, hour + 1, 0) : next_day

  def next_day
    return Moment.new(year, month, day + 1, 0, 0) if day < last_day

    month < 12 ? Moment.new(year, month + 1, 1, 0, 0) : Moment.new(year + 1, 1, 1, 0, 0)
  end

  def to_s = format("%04d-%02d-%02d %02d:%02d", *to_a)
end

start = Moment.new(2024, 2, 27, 23, 50)
["*/15 9-10 * * mon-fri", "0 0 29 2 *", "30 6 1,15 * *", "@weekly", "59 23 31 dec *", "5/20 * * * sat"].each do |text|
  cron = Cron.new(text)
  puts "#{text} → #{cron}", "  " + cron.upcoming(start).first(3).join(", ")
end
["* * *", "61 * * * *", "x * * * *"].each do |text|
  Cron.new(text)
rescue ArgumentError => e
  puts "#{text}: #{e.message}"
end
