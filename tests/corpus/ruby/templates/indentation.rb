# Generates source code with heredocs and reindents it.
def indent(text, by)
  text.gsub(/^(?=.)/, " " * by)
end

def dedent(text)
  margin = text.scan(/^ *(?=\S)/).map(&:length).min || 0
  text.gsub(/^ {#{margin}}/, "")
end

def method_source(name, params, body)
  <<~RUBY
    def #{name}#{"(#{params.join(', ')})" unless params.empty?}
    #{indent(body.chomp, 2)}
    end
  RUBY
end

def class_source(name, attributes)
  assignments = attributes.map { |attribute| "@#{attribute} = #{attribute}" }.join("\n")
  readers = attributes.map { |attribute| ":#{attribute}" }.join(", ")
  methods = [
    "attr_reader #{readers}\n",
    method_source("initialize", attributes.map { |a| "#{a}:" }, assignments),
    method_source("to_s", [], %("#{name}(#{attributes.map { |a| "\#{#{a}}" }.join(', ')})"))
  ]
  "class #{name}\n#{indent(methods.join("\n"), 2)}end\n"
end

puts class_source("Größe", %w[breite höhe])

messy = "      first\n        second\n\n      third\n"
puts dedent(messy)
puts indent(dedent(messy), 3)

plain = <<-TEXT
    kept indentation
  ends here
  TEXT
raw = <<~'RAW'
  no #{interpolation} and no \n escapes
    but relative indentation
RAW
puts plain, raw
both = [<<~ONE, <<~TWO].map(&:strip)
  first heredoc
ONE
  second: #{1 + 1}
TWO
p both
puts <<~EOS.lines.map.with_index(1) { |line, n| "#{n.to_s.rjust(2)}| #{line}" }.join
  numbered
    lines

  Ende
EOS
json = <<~JSON.gsub(/\s+/, " ").strip
  {
    "key":   "value"
  }
JSON
puts json, "a" "b" 'c', %q(single 'quoted' (nested)), %Q[double "#{2 * 3}"], %w[x#{1} y].inspect, %W[x#{1} y].inspect
