# Every zone is UTC here: an offset is taken into account, and then forgotten.
class Time
  MONTHS = %w[jan feb mar apr may jun jul aug sep oct nov dec].freeze
  UNITS = {millisecond: 1000, usec: 1, microsecond: 1, nsec: 0, nanosecond: 0}.freeze

  class << self
    alias __utc utc
    def utc(year, month = 1, day = 1, hour = 0, min = 0, sec = 0, usec = 0)
      sec = sec.to_r if sec.is_a?(String)
      whole = (sec || 0).floor
      micro = (((sec || 0) - whole) * 1_000_000).floor + (usec || 0).floor
      made = __utc(Integer(year), __month(month), Integer(day || 1), Integer(hour || 0), Integer(min || 0), whole)
      micro == 0 ? made : __at(made.to_i, micro).utc
    end
    alias gm utc
    def local(*args) = utc(*args).localtime
    alias mktime local

    alias __new new
    def new(year = nil, month = 1, day = 1, hour = 0, min = 0, sec = 0, zone = nil, **options)
      zone ||= options[:in]
      return now if year.nil?
      made = utc(year, month, day, hour, min, sec)
      zone.nil? ? made.localtime : zone == "UTC" || zone == "Z" ? made : made - __offset(zone)
    end

    alias __at at
    def at(time, fraction = 0, unit = :microsecond, **)
      return __at(time.to_i, time.usec) if time.is_a?(Time)
      raise TypeError, "can't convert #{time.class} into an exact number" unless time.is_a?(Numeric)
      factor = UNITS[unit]
      raise ArgumentError, "unexpected unit: #{unit}" if factor.nil?
      micro = factor == 0 ? (fraction / 1000.0).floor : (fraction * factor).floor
      whole = time.floor
      micro += ((time - whole) * 1_000_000).floor unless time.is_a?(Integer)
      __at(whole, micro)
    end

    # "2024-02-29", "2024-02-29T12:30:45.5Z", "2024-02-29 12:30:45 +0900"
    def iso8601(text)
      date, rest = __fields(text)
      raise ArgumentError, "invalid date: #{text.inspect}" if date.nil?
      clock = rest
      zone = nil
      clock.each_char.with_index do |c, i|
        next unless "+-Zz ".include?(c)
        zone = clock[i..].strip
        clock = clock[0...i]
        break
      end
      hour, min, sec = clock.split(":")
      made = utc(date[0], date[1], date[2], (hour || 0).to_i, (min || 0).to_i, (sec || "0").to_r)
      return made if zone.nil? || zone.empty? || zone.upcase == "Z" || zone.upcase == "UTC" || zone.upcase == "GMT"
      made - __offset(zone)
    end
    alias xmlschema iso8601
    alias parse iso8601

    def __fields(text)
      text = text.to_str.strip
      return nil if text.size < 10 || text[4] != "-" || text[7] != "-"
      date = [text[0, 4], text[5, 2], text[8, 2]].map { |part| Integer(part, 10, exception: false) }
      return nil if date.include?(nil)
      [date, text.size > 10 ? text[11..].strip : ""]
    end

    def __month(month)
      return 1 if month.nil?
      return month if month.is_a?(Integer)
      named = MONTHS.index(month.to_s.downcase)
      named ? named + 1 : Integer(month)
    end

    # "+09:00", "+0900" and seconds.
    def __offset(zone)
      return zone if zone.is_a?(Integer)
      digits = zone.to_s.delete(":")
      unless digits.size >= 3 && "+-".include?(digits[0]) && (number = Integer(digits[1..], 10, exception: false))
        raise ArgumentError, "\"+HH:MM\", \"-HH:MM\" or \"UTC\" expected for utc_offset: #{zone}"
      end
      number *= 100 if digits.size == 3
      seconds = number / 100 * 3600 + number % 100 * 60
      digits[0] == "-" ? -seconds : seconds
    end
  end

  def nsec = usec * 1000
  alias tv_sec to_i
  alias tv_usec usec
  alias tv_nsec nsec
  def subsec = Rational(usec, 1_000_000)
  def to_r = Rational(to_i * 1_000_000 + usec, 1_000_000)
  def utc_offset = 0
  alias gmt_offset utc_offset
  alias gmtoff utc_offset
  def to_a = [sec, min, hour, day, month, year, wday, yday, dst?, zone]
  def deconstruct_keys(_) = {year: year, month: month, day: day, hour: hour, min: min, sec: sec}
  def hash = [to_i, usec].hash
  def eql?(other) = other.is_a?(Time) && self == other

  def round(digits = 0) = __to_digits(digits) { |value| value.round }
  def floor(digits = 0) = __to_digits(digits) { |value| value.floor }
  def ceil(digits = 0) = __to_digits(digits) { |value| value.ceil }

  def __to_digits(digits)
    unit = 10**digits
    rounded = Rational(yield(to_r * unit), unit)
    made = Time.at(rounded)
    utc? ? made.utc : made
  end

  def iso8601(digits = 0)
    text = strftime("%Y-%m-%dT%H:%M:%S")
    text += "." + strftime("%#{digits}N") if digits > 0
    text + (utc? ? "Z" : "+00:00")
  end
  alias xmlschema iso8601

  def inspect
    return to_s if usec == 0
    text = strftime("%6N")
    text = text.chop while text.end_with?("0")
    strftime("%Y-%m-%d %H:%M:%S") + "." + text + (utc? ? " UTC" : " +0000")
  end

  def <=>(other)
    return nil unless other.is_a?(Time)
    order = to_i <=> other.to_i
    order == 0 ? usec <=> other.usec : order
  end
end
