# JSON's scalars, escapes and what is refused.
require "json"

[0, -1.5, 1e15, 0.001, 2**70, true, nil, "tab\tnew\nline \"q\" \\ / é \u0001 \u2028", :symbol, [1, [2, [3]]],
  { 1 => :a, nil => "b", x: 1.0 }].each do |value|
  puts value.to_json
end

['[1, 2.5, -3e2, 0.1E-1]', '"\u00fc\n\t\u0041"', "true", "null", " [ ] ", '{"a":{"b":[{}]}}',
  "12345678901234567890123", '{"a":1,"a":2}'].each do |text|
  p JSON.parse(text) == JSON.parse(JSON.generate(JSON.parse(text)))
end

bad = ["", "[1,", "{a: 1}", "[1,]", "'single'", "nul", "[01]", '{"a" 1}', '["unfinished', "[1] trailing", "NaN"]
bad.each do |text|
  JSON.parse(text)
  puts "#{text.inspect}: accepted"
rescue JSON::ParserError
  puts "#{text.inspect}: refused"
end

[Float::NAN, Float::INFINITY, [1, -Float::INFINITY]].each do |value|
  JSON.generate(value)
rescue JSON::GeneratorError => e
  puts e.class
end

class Money
  def initialize(cents, currency) = (@cents, @currency = cents, currency)
  def to_json(*state) = { amount: @cents / 100.0, currency: @currency }.to_json(*state)
  def to_s = format("%.2f %s", @cents / 100.0, @currency)
end
Point = Struct.new(:x, :y) do
  def to_h = super.merge(type: "point")
end

puts [Money.new(1999, "€")].to_json, JSON.generate("price" => Money.new(5, "CHF"))
puts JSON.generate(Point.new(1, 2).to_h), "text".to_json, [Point.new(0, 0)].map(&:to_a).to_json
puts JSON.pretty_generate([1, { "a" => [nil, "ü"], "b" => { "c" => false } }]), JSON.generate([]), {}.to_json
