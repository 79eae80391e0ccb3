# Checks documents against a small schema language and reports each problem with its path.
require "json"

class Schema
  def initialize(definition) = @definition = definition

  def problems(value) = check(@definition, value, "$")

  private

  TYPES = {
    "string" => String, "integer" => Integer, "number" => Numeric, "object" => Hash, "array" => Array, "null" => NilClass
  }.freeze

  def check(schema, value, path)
    types = Array(schema["type"])
    matching = types.any? { |type| type == "boolean" ? [true, false].include?(value) : TYPES.fetch(type) === value }
    return ["#{path} should be #{types.join(' or ')} but is #{value.to_json}"] unless types.empty? || matching

    [
      *enum(schema, value, path), *range(schema, value, path), *text(schema, value, path),
      *(object(schema, value, path) if value.is_a?(Hash)), *(items(schema, value, path) if value.is_a?(Array))
    ]
  end

  def enum(schema, value, path)
    allowed = schema["enum"] or return []
    allowed.include?(value) ? [] : ["#{path} is none of #{allowed.join(', ')}"]
  end

  def range(schema, value, path)
    return [] unless value.is_a?(Numeric)

    low, high = schema.values_at("minimum", "maximum")
    (low..high).cover?(value) ? [] : ["#{path} is out of #{low}..#{high}"]
  end

  def text(schema, value, path)
    return [] unless value.is_a?(String)

    found = []
    found << "#{path} is too short" if schema["minLength"]&.>(value.length)
    found << "#{path} doesn't match #{schema['pattern']}" unless Regexp.new(schema.fetch("pattern", "")).match?(value)
    found
  end

  def object(schema, value, path)
    known = schema.fetch("properties", {})
    missing = schema.fetch("required", []) - value.keys
    extra = schema["additional"] == false ? value.keys - known.keys : []
    missing.map { |key| "#{path}.#{key} is missing" } + extra.map { |key| "#{path}.#{key} isn't known" } +
      known.slice(*value.keys).flat_map { |key, inner| check(inner, value[key], "#{path}.#{key}") }
  end

  def items(schema, value, path)
    found = value.each_with_index.flat_map { |item, i| schema["items"] ? check(schema["items"], item, "#{path}[#{i}]") : [] }
    found << "#{path} has duplicates" if schema["unique"] && value.uniq.size < value.size
    found
  end
end

schema = Schema.new(JSON.parse(<<~'JSON'))
  {"type": "object", "required": ["name", "tags"], "additional": false, "properties": {
    "name": {"type": "string", "minLength": 2, "pattern": "^[[:alpha:]\\- ]+$"},
    "age": {"type": ["integer", "null"], "minimum": 0, "maximum": 150},
    "level": {"enum": ["low", "high"]}, "active": {"type": "boolean"},
    "tags": {"type": "array", "unique": true, "items": {"type": "string"}}}}
JSON

[
  '{"name": "Jürgen-Émile", "tags": ["a", "ö"], "age": null, "active": false}',
  '{"name": "X", "tags": ["a", "a", 3], "age": 200, "level": "mid"}',
  '{"name": "R2-D2", "age": 1.5, "colour": "rot", "active": "yes"}', "[]"
].each do |document|
  problems = schema.problems(JSON.parse(document))
  puts document, problems.empty? ? "  fine" : problems.map { |problem| "  #{problem}" }
end
