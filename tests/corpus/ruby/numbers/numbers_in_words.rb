# Spells numbers in English and German.
module English
  ONES = %w[zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
            eighteen nineteen].freeze
  TENS = %w[_ _ twenty thirty forty fifty sixty seventy eighty ninety].freeze
  SCALES = { 10**12 => "trillion", 10**9 => "billion", 10**6 => "million", 1000 => "thousand", 100 => "hundred" }.freeze

  def self.spell(n)
    return "minus #{spell(-n)}" if n.negative?
    return ONES[n] if n < 20
    return [TENS[n / 10], n % 10 == 0 ? nil : ONES[n % 10]].compact.join("-") if n < 100

    scale, name = SCALES.find { |value, _| n >= value }
    count, rest = n.divmod(scale)
    text = "#{spell(count)} #{name}"
    rest.zero? ? text : "#{text}#{rest < 100 ? ' and ' : ' '}#{spell(rest)}"
  end

  def self.ordinal(n)
    suffix = if (11..13).include?(n % 100) then "th"
             else { 1 => "st", 2 => "nd", 3 => "rd" }.fetch(n % 10, "th")
             end
    "#{n}#{suffix}"
  end
end

module German
  ONES = %w[null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn
            achtzehn neunzehn].freeze
  TENS = [nil, nil, *%w[zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig]].freeze

  def self.spell(n)
    n == 1 ? "eins" : joined(n)
  end

  def self.joined(n)
    case n
    when 0..19 then ONES[n]
    when 20..99
      tens, ones = n.divmod(10)
      ones.zero? ? TENS[tens] : "#{ONES[ones]}und#{TENS[tens]}"
    when 100..999 then "#{joined(n / 100)}hundert#{joined(n % 100) unless (n % 100).zero?}"
    else "#{joined(n / 1000)}tausend#{joined(n % 1000) unless (n % 1000).zero?}"
    end
  end
end

[0, 7, 13, 21, 40, 100, 342, 1000, 1_234_567, -12, 10**12 + 5].each { |n| puts "#{n}: #{English.spell(n)}" }
[0, 1, 16, 21, 70, 101, 555, 1984, 12_017].each { |n| puts "#{n}: #{German.spell(n)}" }
puts [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map { |n| English.ordinal(n) }.join(" ")
letters = (1..1000).sum { |n| English.spell(n).count("a-z") }
puts "1 to 1000 take #{letters} letters"
