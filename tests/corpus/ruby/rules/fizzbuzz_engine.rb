# FizzBuzz as a rules engine: rules added, ordered, combined, explained.
class Engine
  Rule = Struct.new(:name, :priority, :condition, :action, :final)

  def initialize
    @rules = []
    yield self if block_given?
  end

  def rule(name, priority: 0, final: false, **conditions, &action)
    tests = conditions.map { |field, test| ->(facts) { facts.key?(field) && test === facts[field] } }
    @rules << Rule.new(name, priority, ->(facts) { tests.all? { |t| t.(facts) } }, action, final)
    self
  end

  def run(**facts)
    fired = []
    loop do
      rule = @rules.sort_by.with_index { |r, i| [-r.priority, i] }.find { |r| !fired.include?(r.name) && r.condition.call(facts) }
      break unless rule

      fired << rule.name
      changes = rule.action.call(facts)
      facts = facts.merge(changes) if changes.is_a?(Hash)
      break if rule.final
    end
    [facts, fired]
  end
end

divisible = ->(n) { ->(x) { (x % n).zero? } }
fizzbuzz = Engine.new do |e|
  e.rule(:fizz, n: divisible.(3)) { |f| { text: "#{f[:text]}Fizz" } }
  e.rule(:buzz, n: divisible.(5)) { |f| { text: "#{f[:text]}Buzz" } }
  e.rule(:number, priority: -1, text: nil) { |f| { text: f[:n].to_s } }
end
puts (1..15).map { |n| fizzbuzz.run(n: n, text: nil).first[:text] }.join(" ")

credit = Engine.new do |e|
  e.rule(:minor, priority: 10, final: true, age: ...18) { { decision: "abgelehnt", why: "minderjährig" } }
  e.rule(:score_income, income: 3000..) { |f| { score: f[:score] + 30 } }
  e.rule(:score_job, job: /\A(?:beamt|angestellt)/i) { |f| { score: f[:score] + 25 } }
  e.rule(:debts, debts: 1..) { |f| { score: f[:score] - f[:debts] * 10 } }
  e.rule(:loyal, customer: true) { |f| { score: f[:score] + 10 } }
  e.rule(:approve, priority: -5, score: 50..) { { decision: "genehmigt" } }
  e.rule(:manual, priority: -6, decision: nil, score: 20...50) { { decision: "prüfen" } }
  e.rule(:deny, priority: -7, decision: nil) { { decision: "abgelehnt", why: "zu wenig Punkte" } }
end
[
  { age: 17, income: 9000, job: "Schüler" }, { age: 40, income: 4200, job: "Beamtin", debts: 0, customer: true },
  { age: 30, income: 2500, job: "angestellt", debts: 0 }, { age: 55, income: 5000, job: "frei", debts: 4 }
].each do |applicant|
  facts, fired = credit.run(score: 0, decision: nil, **applicant)
  puts "#{applicant[:job]}: #{facts[:decision]}#{" (#{facts[:why]})" if facts[:why]}, #{facts[:score]} points by #{fired.join(' → ')}"
end
