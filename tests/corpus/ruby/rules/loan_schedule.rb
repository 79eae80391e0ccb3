# Loan payments: annuity, schedule, extra payments, comparison of offers, exact cents.
def annuity(principal, yearly_rate, months)
  rate = yearly_rate / 12.0 / 100
  return (principal.to_f / months).ceil(2) if rate.zero?

  (principal * rate / (1 - (1 + rate)**-months)).round(2)
end

Row = Struct.new(:month, :payment, :interest, :repaid, :rest)

def schedule(principal_cents, yearly_rate, payment_cents, extra: {})
  return enum_for(__method__, principal_cents, yearly_rate, payment_cents, extra: extra) unless block_given?

  rest = principal_cents
  (1..).each do |month|
    interest = (rest * Rational(yearly_rate.to_s) / 1200).round
    raise ArgumentError, "die Rate deckt die Zinsen nicht" if payment_cents <= interest

    payment = [payment_cents + extra.fetch(month, 0), rest + interest].min
    rest -= payment - interest
    yield Row.new(month, payment, interest, payment - interest, rest)
    break if rest.zero?
  end
end

def money(cents) = "#{(cents / 100).to_s.gsub(/(\d)(?=(\d{3})+$)/, '\1.')},#{(cents % 100).to_s.rjust(2, '0')}"

rate = annuity(12_000, 4.8, 12)
puts rate, annuity(1_000, 0, 12)
plan = schedule(12_000_00, 4.8, (rate * 100).round)
plan.each { |row| puts [row.month.to_s.rjust(2), *row.to_a.drop(1).map { |cents| money(cents).rjust(10) }].join(" ") }
puts "paid #{money(plan.sum(&:payment))}, interest #{money(plan.sum(&:interest))}"

plain = schedule(200_000_00, 3.5, 1_000_00)
faster = schedule(200_000_00, 3.5, 1_000_00, extra: { 12 => 5_000_00, 24 => 5_000_00, 36 => 5_000_00 })
puts "#{plain.count} months against #{faster.count}, saves #{money(plain.sum(&:interest) - faster.sum(&:interest))}"
puts plain.each_slice(12).first(3).map { |year| money(year.sum(&:interest)) }.join(" | ")
puts plain.find { |row| row.repaid > row.interest }.month, plain.lazy.select { |row| row.rest < 100_000_00 }.first.month
begin
  schedule(200_000_00, 7.0, 1_000_00).first
rescue ArgumentError => e
  puts e.message
end

offers = { "Sparkasse" => [3.9, 150], "Größere Bank" => [3.7, 900], "Online" => [4.1, 0] }
costs = offers.transform_values { |interest, fee| annuity(50_000, interest, 60) * 60 - 50_000 + fee }
costs.sort_by(&:last).each { |name, cost| puts format("%-13s %8.2f", name, cost) }
saved = 0
years = (1..).find { saved = (saved + 2_400) * 1.03; saved >= 50_000 }
puts "#{years} years to save #{saved.round}"
