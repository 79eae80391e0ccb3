# Which errors core methods raise, by class and, where it is stable, message.
attempts = {
  "Integer('')" => -> { Integer("") }, "Integer(nil)" => -> { Integer(nil) }, "Float('1,5')" => -> { Float("1,5") },
  "1 / 0" => -> { 1 / 0 }, "1 % 0" => -> { 1 % 0 },
  "fetch index" => -> { [1].fetch(5) }, "fetch key" => -> { { a: 1 }.fetch(:b) }, "first(-1)" => -> { [1].first(-1) },
  "frozen string" => -> { "ü".freeze << "x" }, "frozen array" => -> { [1].freeze << 2 },
  "frozen hash" => -> { {}.freeze[:a] = 1 }, "1 + nil" => -> { 1 + nil }, "1 + '2'" => -> { 1 + "2" },
  "'a' + 1" => -> { "a" + 1 }, "'a' * -1" => -> { "a" * -1 }, "[] + nil" => -> { [] + nil },
  "compare" => -> { 3 < "x" }, "max" => -> { [1, "b"].max }, "arity" => -> { ->(a) { a }.call },
  "too many" => -> { ->(a) { a }.call(1, 2) }, "missing keyword" => -> { ->(a:) { a }.call },
  "unknown keyword" => -> { ->(a:) { a }.call(a: 1, b: 2) },
  "transpose" => -> { [[1, 2], [3]].transpose }, "zip" => -> { [1].zip(2) },
  "combination" => -> { [1].combination("x").to_a }, "new of module" => -> { Comparable.new }, "raise class" => -> { raise Class },
  "stop" => -> { loop { raise StopIteration, "halt" }; raise IndexError, "after the loop" },
  "sqrt" => -> { Math.sqrt(-1) }, "sqrt integer" => -> { Integer.sqrt(-1) }, "chr" => -> { -1.chr }, "to_sym" => -> { nil.to_sym },
  "unbound constant" => -> { Object.const_get(:Größe_fehlt) }, "bad constant" => -> { Object.const_get(:klein) },
  "ivar name" => -> { Object.new.instance_variable_get("bad") }, "superclass" => -> { Class.new(3) }, "clamp" => -> { 1.clamp(3, 2) },
  "step zero" => -> { 1.step(5, 0) { break } }, "digits" => -> { -5.digits }, "round" => -> { 1.5.round("x") },
  "range" => -> { (1..nil).to_a }, "dig" => -> { { a: 1 }.dig(:a, :b) },
  "flatten" => -> { a = []; a << a; a.flatten }, "Hash odd" => -> { Hash[1, 2, 3] }, "to_h" => -> { [1].to_h },
  "pack" => -> { ["a"].pack("C") }
}

WITHOUT_MESSAGE = ["max", "to_sym", "frozen hash", "bad constant", "ivar name", "clamp", "unbound constant",
  "superclass", "chr", "round", "zip", "combination", "new of module"].freeze
attempts.each do |name, attempt|
  attempt.call
  puts "#{name}: nothing raised"
rescue StandardError, NotImplementedError => e
  puts "#{name}: #{e.class}#{": #{e.message}" unless WITHOUT_MESSAGE.include?(name)}"
end

def deep(n) = 1 + deep(n + 1)
begin
  deep(0)
rescue SystemStackError => e
  puts e.class, e.message
end
error = [1, 2].fetch(9) rescue $!
puts error.is_a?(IndexError), error.is_a?(StandardError), error.message
key_error = begin
  { "größe" => 1 }.fetch("farbe")
rescue KeyError => e
  e
end
puts key_error.key, key_error.receiver.keys.inspect
no_method = begin
  Object.new.instance_eval { undefined_thing(1) }
rescue NoMethodError => e
  e
end
puts no_method.name.inspect, no_method.args.inspect, no_method.is_a?(NameError)
