# JSONPath-like queries: $.store.book[*].title, recursive descent, filters, slices.
require "json"

class JsonPath
  def initialize(path)
    @steps = path.scan(/\.\.(\w+|\*)|\.([\p{L}\w]+|\*)|\[(\*|-?\d+|'[^']*'|-?\d*:-?\d*|\?\([^)]*\))\]/).map { |deep, name, bracket| compile(deep, name, bracket) }
  end

  def on(document) = @steps.reduce([document]) { |nodes, step| nodes.flat_map(&step) }

  private

  def compile(deep, name, bracket)
    if deep then ->(node) { descend(node).flat_map { |n| member(n, deep) } }
    elsif name then ->(node) { member(node, name) }
    else
      case bracket
      when "*" then ->(node) { children(node) }
      when /\A'(.*)'\z/ then key = $1; ->(node) { member(node, key) }
      when /\A-?\d+\z/ then index = bracket.to_i; ->(node) { node.is_a?(Array) ? [node[index]].compact : [] }
      when /\A(-?\d*):(-?\d*)\z/
        from, to = $1.to_i, $2.empty? ? nil : $2.to_i
        ->(node) { node.is_a?(Array) ? node[from...to] || [] : [] }
      else filter(bracket)
      end
    end
  end

  def filter(text)
    match = /\?\(@\.(?<field>\w+)\s*(?:(?<operator>[<>=]=?)\s*(?<value>[^)]+))?\)/.match(text)
    field, operator, raw = match[:field], match[:operator], match[:value]
    wanted = raw && (raw.start_with?("'") ? raw[1..-2] : raw.to_f)
    lambda do |node|
      children(node).select do |child|
        next false unless child.is_a?(Hash) && child.key?(field)

        operator.nil? || child[field].public_send(operator, wanted)
      end
    end
  end

  def children(node) = node.is_a?(Hash) ? node.values : node.is_a?(Array) ? node : []
  def descend(node) = [node, *children(node).flat_map { |child| descend(child) }]

  def member(node, name)
    return children(node) if name == "*"

    node.is_a?(Hash) && node.key?(name) ? [node[name]] : []
  end
end

document = JSON.parse(<<~JSON)
  {"store": {"book": [
     {"title": "Die Verwandlung", "author": "Kafka", "price": 8.95, "pages": 201},
     {"title": "Médée", "author": "Anouilh", "price": 12.99},
     {"title": "Ονειροκριτικά", "author": "Artemidoros", "price": 22.5, "isbn": "0-19-814"}],
   "größe": {"höhe": 3, "price": 400}}}
JSON

[
  "$.store.book[*].title", "$.store.book[0].author", "$.store.book[-1].title", "$..price", "$.store.book[?(@.price < 10)].title",
  "$.store.book[?(@.isbn)].author", "$.store.book[0:2].price", "$.store['größe'].höhe", "$.store.*.price",
  "$..book[?(@.author == 'Kafka')].pages", "$.nothing.here[0]"
].each { |path| puts "#{path}: #{JSON.generate(JsonPath.new(path).on(document))}" }
