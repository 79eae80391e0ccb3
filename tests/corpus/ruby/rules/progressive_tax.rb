# Income tax by brackets, with allowances, a surcharge and the effective rate.
BRACKETS = [[0, 0.0], [11_604, 0.14], [17_005, 0.24], [66_760, 0.42], [277_825, 0.45]].freeze

Taxpayer = Struct.new(:name, :income, :children, :married, :spouse_income, keyword_init: true) do
  def initialize(children: 0, married: false, spouse_income: 0, **rest) = super
end

def tax(income)
  BRACKETS.each_cons(2).to_a.push([BRACKETS.last, [Float::INFINITY, nil]]).sum do |(from, rate), (to, _)|
    next 0 if income <= from

    ([income, to].min - from) * rate
  end.floor
end

def assess(person)
  allowance = 1_230 + person.children * 6_612
  if person.married
    split = [(person.income + person.spouse_income - 2 * allowance) / 2.0, 0].max
    base = 2 * tax(split)
  else
    base = tax([person.income - allowance, 0].max)
  end
  surcharge = base > 18_130 ? ((base - 18_130) * 0.055).round(2) : 0
  { tax: base, surcharge: surcharge, total: base + surcharge }
end

def euro(amount)
  whole, cents = format("%.2f", amount).split(".")
  "#{whole.reverse.scan(/\d{1,3}/).join('.').reverse},#{cents} €"
end

people = [
  Taxpayer.new(name: "Anna", income: 9_000), Taxpayer.new(name: "Björn", income: 45_000),
  Taxpayer.new(name: "Çelik", income: 45_000, children: 2),
  Taxpayer.new(name: "Dóra", income: 120_000, married: true, spouse_income: 20_000), Taxpayer.new(name: "Émile", income: 400_000)
]
people.each do |person|
  result = assess(person)
  earned = person.income + person.spouse_income
  puts format("%-6s %15s  tax %15s  rate %5.2f%%%s", person.name, euro(earned), euro(result[:total]), result[:total] * 100.0 / earned,
              result[:surcharge].positive? ? "  (surcharge #{euro(result[:surcharge])})" : "")
end

puts [10_000, 20_000, 70_000, 300_000].map { |income| tax(income) }.inspect
marginal = ->(income) { ((tax(income + 1000) - tax(income)) / 1000.0).round(2) }
puts [5_000, 15_000, 50_000, 100_000, 500_000].map { |income| marginal.(income) }.inspect
crossover = (1_000..100_000).step(1_000).find { |income| tax(income).fdiv(income) > 0.2 }
puts "20 % from #{euro(crossover)}"
