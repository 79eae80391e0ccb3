# A recipe DSL: ingredients and steps in blocks, then scaled and printed.
class Recipe
  Ingredient = Struct.new(:name, :amount, :unit)

  attr_reader :name

  def initialize(name, serves:, &block)
    @name = name
    @serves = serves
    @ingredients = []
    @steps = []
    block.arity.zero? ? instance_eval(&block) : block.call(self)
  end

  def ingredient(name, amount = nil, unit = nil) = @ingredients << Ingredient.new(name, amount, unit)

  def step(text, minutes: 0) = @steps << [text, minutes]

  def for(people)
    factor = people.quo(@serves)
    puts "#{name} (#{people} people)"
    @ingredients.each do |i|
      puts "- " + [i.amount && pretty(i.amount * factor), i.unit, i.name].compact.join(" ")
    end
    @steps.each.with_index(1) { |(text, minutes), n| puts "#{n}. #{text}#{" (#{minutes} min)" if minutes.positive?}" }
    puts "Total: #{duration(@steps.sum(&:last))}"
  end

  private

  def pretty(amount)
    whole, part = amount.divmod(1)
    glyph = { Rational(1, 2) => "½", Rational(1, 4) => "¼", Rational(3, 4) => "¾", Rational(1, 3) => "⅓" }[part]
    return whole.to_s if part.zero?
    return [whole.zero? ? nil : whole, glyph].join if glyph

    amount.to_f.round(1).to_s
  end

  def duration(minutes)
    hours, rest = minutes.divmod(60)
    [hours.positive? ? "#{hours} h" : nil, rest.positive? ? "#{rest} min" : nil].compact.join(" ")
  end
end

soup = Recipe.new "Kürbissuppe", serves: 4 do
  ingredient "Kürbis", 1, "kg"
  ingredient "Zwiebeln", 2
  ingredient "crème fraîche", 150, "g"
  ingredient "Salz"
  step "Schälen und würfeln", minutes: 20
  step "Köcheln", minutes: 45
  step "Pürieren"
end
soup.for(4)
soup.for(6)
soup.for(1)

Recipe.new("Tea", serves: 1) { |r| r.ingredient("water", 250, "ml"); r.step("Wait", minutes: 4) }.for(3)
