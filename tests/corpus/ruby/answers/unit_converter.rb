# Question: "Write me a converter that understands '5 km in miles' or '20 °C in °F'."
class Converter
  UNITS = {
    length: { "m" => 1, "km" => 1000, "cm" => 0.01, "mile" => 1609.344, "ft" => 0.3048, "in" => 0.0254 },
    mass: { "g" => 1, "kg" => 1000, "lb" => 453.59237, "oz" => 28.349523125 },
    time: { "s" => 1, "min" => 60, "h" => 3600, "day" => 86_400 },
    data: { "B" => 1, "KB" => 1000, "MB" => 10**6, "KiB" => 1024, "MiB" => 1024**2 },
    speed: { "m/s" => 1, "km/h" => 1 / 3.6, "mph" => 0.44704 }
  }.freeze
  ALIASES = {
    "meter" => "m", "metre" => "m", "kilometer" => "km", "miles" => "mile", "mi" => "mile", "foot" => "ft",
    "feet" => "ft", "inch" => "in", "inches" => "in", "zoll" => "in",
    "pound" => "lb", "pounds" => "lb", "pfund" => "lb", "hour" => "h", "hours" => "h", "stunden" => "h",
    "days" => "day", "tage" => "day", "minutes" => "min", "celsius" => "°C", "fahrenheit" => "°F", "kelvin" => "K"
  }.freeze
  TEMPERATURES = {
    "°C" => [->(c) { c + 273.15 }, ->(k) { k - 273.15 }],
    "°F" => [->(f) { (f + 459.67) * 5 / 9 }, ->(k) { k * 9 / 5 - 459.67 }], "K" => [:itself.to_proc, :itself.to_proc]
  }.freeze

  def call(question)
    match = question.match(%r{\A\s*(?<amount>[-+]?\d+(?:[.,]\d+)?)\s*(?<from>[°\p{L}/]+)\s+(?:in|to|as|nach)\s+(?<to>[°\p{L}/]+)\??\s*\z}i)
    return "I don't understand #{question.inspect}" unless match

    amount = match[:amount].tr(",", ".").to_f
    from, to = %w[from to].map { |name| canonical(match[name]) || (return "unknown unit #{match[name]}") }
    result = convert(amount, from, to) or return "#{from} and #{to} don't match"
    "#{pretty(amount)} #{from} = #{pretty(result)} #{to}"
  end

  private

  def canonical(text)
    known = [*UNITS.values.flat_map(&:keys), *TEMPERATURES.keys]
    known.find { |unit| unit == text } || ALIASES[text.downcase] || known.find { |unit| unit.casecmp?(text) }
  end

  def convert(amount, from, to)
    if TEMPERATURES.key?(from) && TEMPERATURES.key?(to)
      TEMPERATURES[to].last.call(TEMPERATURES[from].first.call(amount))
    else
      table = UNITS.values.find { |units| units.key?(from) && units.key?(to) }
      table && amount * table[from] / table[to]
    end
  end

  def pretty(number)
    rounded = number.abs < 1 ? number.round(6) : number.round(3)
    rounded == rounded.to_i ? rounded.to_i.to_s : rounded.to_s
  end
end

converter = Converter.new
["5 km in miles", "20 °C in °F", "-40 fahrenheit to celsius?", "0 K in °C", "3,5 Stunden in min", "1 MiB as KB",
  "100 km/h in mph", "12 Zoll in cm", "2 Pfund nach g", "1 lightyear in km", "5 km in kg",
  "1000000 B to MB", "10 oz in lb", "1 mm in m", "Wie viel ist das?", "7 TAGE in H",
  "0.001 in in cm"].each { |question| puts converter.(question) }
