# Nested data: deep merge, flatten to dotted keys, unflatten, diff, symbolize, prune.
require "json"

def deep_merge(a, b, &resolve)
  a.merge(b) do |key, old, new|
    if old.is_a?(Hash) && new.is_a?(Hash) then deep_merge(old, new, &resolve)
    elsif resolve then resolve.call(key, old, new)
    else new
    end
  end
end

def flatten_keys(value, prefix = nil)
  case value
  when Hash then value.flat_map { |k, v| flatten_keys(v, [prefix, k].compact.join(".")).to_a }.to_h
  when Array then value.each_with_index.flat_map { |v, i| flatten_keys(v, "#{prefix}[#{i}]").to_a }.to_h
  else { prefix => value }
  end
end

def unflatten(flat)
  flat.each_with_object({}) do |(path, value), root|
    keys = path.scan(/[^.\[\]]+/).map { |k| k =~ /\A\d+\z/ ? k.to_i : k }
    *way, last = keys
    target = way.each_with_index.inject(root) { |node, (key, i)| node[key] ||= keys[i + 1].is_a?(Integer) ? [] : {} }
    target[last] = value
  end
end

def changes(old, new)
  a, b = flatten_keys(old), flatten_keys(new)
  (a.keys | b.keys).sort.each_with_object([]) do |key, list|
    if !b.key?(key) then list << "- #{key} (#{a[key].to_json})"
    elsif !a.key?(key) then list << "+ #{key} = #{b[key].to_json}"
    elsif a[key] != b[key] then list << "~ #{key}: #{a[key].to_json} -> #{b[key].to_json}"
    end
  end
end

def prune(value)
  case value
  when Hash then value.transform_values { |v| prune(v) }.reject { |_, v| v.nil? || v == {} || v == [] }
  when Array then value.map { |v| prune(v) }.compact
  else value
  end
end

defaults = { "server" => { "host" => "localhost", "ports" => [80, 443], "tls" => { "on" => false } }, "name" => "Überwacher", "old" => 1 }
override = { "server" => { "ports" => [8080], "tls" => { "on" => true, "cert" => nil } }, "name" => "Monitor",
  "list" => [{}, nil, { "x" => [] }] }

merged = deep_merge(defaults, override)
puts JSON.generate(merged)
puts JSON.generate(deep_merge(defaults, override) { |_, old, new| old.is_a?(Array) ? old | new : old })
flat = flatten_keys(defaults)
flat.each { |key, value| puts "#{key} = #{value.inspect}" }
puts unflatten(flat) == defaults
puts changes(defaults, override)
puts JSON.generate(prune(merged))

symbolize = ->(v) { v.is_a?(Hash) ? v.to_h { |k, x| [k.to_sym, symbolize.(x)] } : v.is_a?(Array) ? v.map(&symbolize) : v }
puts symbolize.(merged).dig(:server, :tls, :on), symbolize.(merged).keys.inspect
