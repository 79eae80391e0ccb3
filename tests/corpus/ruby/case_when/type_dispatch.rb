# Double dispatch by case: serialisers and visitors over nested data of many classes.
require "set"

Node = Struct.new(:name, :children)

def dump(value, depth = 0)
  pad = "  " * depth
  case value
  when Hash
    return "#{pad}{}" if value.empty?

    value.map do |k, v|
      nested = v.is_a?(Enumerable) && !v.is_a?(Range)
      nested ? "#{pad}#{k}:\n#{dump(v, depth + 1)}" : "#{pad}#{k}: #{dump(v)}"
    end.join("\n")
  when Node then "#{pad}<#{value.name}>\n#{value.children.map { |child| dump(child, depth + 1) }.join("\n")}"
  when Set then "#{pad}{#{value.map { |v| dump(v) }.sort.join(' ')}}"
  when Range then "#{pad}#{value.begin}..#{value.exclude_end? ? '<' : ''}#{value.end || '∞'}"
  when Array then value.map { |v| "#{pad}- #{dump(v, depth + 1).lstrip}" }.join("\n")
  when String then pad + (value =~ /\A\s|\s\z|[:#\n]/ || value.empty? ? value.inspect : value)
  when Symbol then "#{pad}:#{value}"
  when Float then pad + (value.nan? ? ".nan" : value.infinite? ? (value.positive? ? ".inf" : "-.inf") : value.to_s)
  when Numeric, true, false then pad + value.to_s
  when nil then "#{pad}~"
  when Proc then "#{pad}!lambda/#{value.arity}"
  when Class, Module then "#{pad}!class #{value}"
  else "#{pad}!#{value.class}"
  end
end

puts dump(
  name: "Gerät", empty: {}, tags: Set["b", "a", :c], limits: [1..5, 2...3, (1..)],
  nested: { list: [1, [2, 3], { k: nil, "ß" => true }], text: "a: b", blank: "" },
  numbers: [1.5, Float::INFINITY, -Float::INFINITY, 0.0 / 0, 3r], code: ->(a, b) {}, types: [String, Comparable], other: Object.new,
  tree: Node.new("wurzel", [Node.new("blatt", []), "text", 7])
)

class Shape; end
class Circle < Shape; end
class Square < Shape; end
class Disc < Circle; end

collide = lambda do |a, b|
  case [a, b].map(&:class)
  when [Circle, Circle], [Disc, Disc] then "two round things"
  when [Circle, Square], [Square, Circle] then "round meets square"
  else
    case a
    when Disc then "a disc (also a #{a.class.superclass})"
    when Shape then "some shape"
    else "no shape"
    end
  end
end
puts collide.(Circle.new, Circle.new), collide.(Square.new, Circle.new), collide.(Disc.new, Square.new)
puts collide.(Square.new, Square.new), collide.(1, 2)
puts Integer === 3, (1..3) === 2, /a/ === "cat", ->(x) { x > 1 } === 5, String === String, Class === String, :a === :a
puts Set[1] === 1, Comparable === 3, Shape === Disc.new, "a" === "a", nil === nil, Object === nil
