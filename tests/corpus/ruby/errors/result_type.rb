# Results instead of exceptions: Ok and Err with map, and_then, or_else, collect; Maybe.
class Result
  attr_reader :value, :error

  def self.ok(value = nil) = new(value: value)
  def self.err(error) = new(error: error)

  def self.try(*errors)
    ok(yield)
  rescue *(errors.empty? ? [StandardError] : errors) => e
    err(e.message)
  end

  def self.collect(results)
    bad = results.reject(&:ok?)
    bad.empty? ? ok(results.map(&:value)) : err(bad.map(&:error))
  end

  def initialize(value: nil, error: nil) = (@value, @error = value, error)
  def ok? = error.nil?
  def map = ok? ? Result.ok(yield(value)) : self
  def and_then = ok? ? yield(value) : self
  def or_else = ok? ? self : yield(error)
  def value_or(default = nil) = ok? ? value : (block_given? ? yield(error) : default)
  def map_error = ok? ? self : Result.err(yield(error))
  def to_s = ok? ? "Ok(#{value.inspect})" : "Err(#{error})"
  alias >> and_then
end

parse = ->(text) { Result.try(ArgumentError) { Integer(text) } }
positive = ->(n) { n.positive? ? Result.ok(n) : Result.err("#{n} ist nicht positiv") }
root = ->(n) { Result.ok(Math.sqrt(n)) }

["16", "-4", "sechzehn", "2"].each do |text|
  result = parse.(text).and_then(&positive).and_then(&root).map { |x| x.round(3) }
  puts "#{text}: #{result} #{result.value_or('–')}"
end
puts parse.("x").or_else { Result.ok(0) }, parse.("x").map_error(&:length)
puts parse.("7").map { |n| n + 1 }.value_or { |e| "Fehler: #{e}" }, parse.("?").value_or { |e| "Fehler: #{e}" }
puts Result.collect(%w[1 2 3].map(&parse)), Result.collect(%w[1 zwei drei].map(&parse)), Result.collect([])
begin
  Result.try(KeyError) { raise TypeError, "falscher Typ" }
rescue TypeError => e
  puts "passes through: #{e.message}"
end

class Maybe
  def self.of(value) = value.nil? ? NOTHING : Some.new(value)

  class Some < Maybe
    def initialize(value) = @value = value
    def method_missing(name, *args, &block) = @value.respond_to?(name) ? Maybe.of(@value.public_send(name, *args, &block)) : super
    def respond_to_missing?(name, all = false) = @value.respond_to?(name, all)
    def or(_) = @value
    def to_s = "Some(#{@value})"
  end

  NOTHING = Class.new(Maybe) do
    def method_missing(*) = self
    def respond_to_missing?(*) = true
    def or(default) = default
    def to_s = "Nothing"
  end.new
end

User = Struct.new(:name, :address)
Address = Struct.new(:city)
users = [User.new("Ada", Address.new("Tromsø")), User.new("Bob", Address.new(nil)), User.new("Cy", nil), nil]
users.each { |user| puts Maybe.of(user).address.city.upcase.or("unbekannt") }
puts users.map { |u| u&.address&.city&.downcase }.inspect, Maybe.of(3), Maybe.of(nil).anything.at.all.to_s, Maybe.of("ä").length.or(0)
