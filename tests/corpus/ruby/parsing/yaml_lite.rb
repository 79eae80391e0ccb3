# Indented key: value text with lists, read into a tree with a stack.
SOURCE = <<~YAML
  title: Über uns
  version: 3
  authors:
    - Zoë
    - Paweł
  server:
    host: example.org
    limits:
      memory: 256
      cpu: 0.5
    public: true
  notes:
YAML

Line = Struct.new(:indent, :key, :value, :item)

lines = SOURCE.lines.map(&:chomp).reject { |l| l.strip.empty? }.map do |text|
  indent = text[/\A */].size
  body = text.strip
  if body.start_with?("- ")
    Line.new(indent, nil, body[2..], true)
  else
    key, value = body.split(/:\s*/, 2)
    Line.new(indent, key, value, false)
  end
end

def scalar(text)
  case text
  when nil, "" then nil
  when "true", "false" then text == "true"
  when /\A-?\d+\z/ then Integer(text)
  when /\A-?\d+\.\d+\z/ then Float(text)
  else text
  end
end

def build(lines, indent)
  return nil if lines.empty? || lines.first.indent < indent

  if lines.first.item
    list = []
    list << scalar(lines.shift.value) while lines.first&.item && lines.first.indent == indent
    return list
  end
  hash = {}
  while lines.first && lines.first.indent == indent
    line = lines.shift
    hash[line.key] = line.value.to_s.empty? && lines.first && lines.first.indent > indent ? build(lines, lines.first.indent) : scalar(line.value)
  end
  hash
end

def walk(node, path = [], &block)
  case node
  when Hash then node.each { |k, v| walk(v, path + [k], &block) }
  when Array then node.each_with_index { |v, i| walk(v, path + [i], &block) }
  else block.call(path, node)
  end
end

tree = build(lines, 0)
walk(tree) { |path, value| puts "#{path.join('.')} = #{value.inspect} (#{value.class})" }
puts tree["server"].keys.join(",")
puts tree.dig("server", "limits", "memory") * 2
