# Truth tables of propositions, and whether they always hold.
class Proposition
  def self.parse(text) = new(text)

  attr_reader :variables

  def initialize(text)
    @text = text
    @tokens = text.scan(/[a-z]\w*|->|<->|[()¬∧∨]/)
    @variables = @tokens.grep(/\A[a-z]/).uniq.sort
    @tree = implication
  end

  def call(values) = walk(@tree, values)

  def rows
    [true, false].repeated_permutation(variables.size).map do |bits|
      values = variables.zip(bits).to_h
      [values, call(values)]
    end
  end

  def kind
    outcomes = rows.map(&:last)
    return :tautology if outcomes.all?
    return :contradiction if outcomes.none?

    :contingent
  end

  def to_s = @text

  private

  def implication
    left = disjunction
    return left unless %w[-> <->].include?(@tokens.first)

    [@tokens.shift, left, implication]
  end

  def disjunction
    left = conjunction
    left = [@tokens.shift, left, conjunction] while @tokens.first == "∨"
    left
  end

  def conjunction
    left = negation
    left = [@tokens.shift, left, negation] while @tokens.first == "∧"
    left
  end

  def negation
    case token = @tokens.shift
    when "¬" then ["¬", negation]
    when "(" then implication.tap { @tokens.shift }
    else token
    end
  end

  def walk(node, values)
    return values.fetch(node) if node.is_a?(String)

    operator, left, right = node
    a = walk(left, values)
    case operator
    when "¬" then !a
    when "∧" then a & walk(right, values)
    when "∨" then a | walk(right, values)
    when "->" then !a | walk(right, values)
    when "<->" then a == walk(right, values)
    end
  end
end

table = Proposition.parse("(a -> b) ∧ ¬c")
puts [*table.variables, table].join(" | ")
table.rows.each { |values, outcome| puts [*values.values, outcome].map { |v| v ? "1" : "0" }.join(" | ") }

["a ∨ ¬a", "a ∧ ¬a", "a -> b", "(a -> b) <-> (¬b -> ¬a)", "¬(a ∧ b) <-> (¬a ∨ ¬b)", "a -> b -> a"].each do |text|
  puts "#{text}: #{Proposition.parse(text).kind}"
end
satisfying = Proposition.parse("(a ∨ b) ∧ (¬a ∨ c) ∧ (¬b ∨ ¬c)").rows.select(&:last)
satisfying.each { |values, _| puts values.select { |_, v| v }.keys.inspect }
