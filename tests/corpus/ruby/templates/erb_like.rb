# An ERB-like engine without eval: tags become closures over a context object.
class Template
  TAG = /<%(=|#)?\s*(.*?)\s*%>\n?/m.freeze

  def initialize(source)
    @nodes = []
    stack = [@nodes]
    position = 0
    source.scan(TAG) do |kind, code|
      match = Regexp.last_match
      stack.last << [:text, source[position...match.begin(0)]]
      tail = match[0].end_with?("\n") && kind == "=" ? "\n" : ""
      position = match.end(0)
      case code
      when /\Aeach (\w+) in (.+)\z/
        body = []
        stack.last << [:each, $1, $2, body]
        stack.push(body)
      when /\Aif (not )?(.+)\z/
        branches = [[], []]
        stack.last << [:if, !$1.nil?, $2, *branches]
        stack.push(branches[0])
      when "else"
        stack.pop
        stack.push(stack.last.last[4])
      when "end" then stack.pop
      else
        stack.last << [:value, code] if kind == "="
        stack.last << [:text, tail] unless tail.empty?
      end
    end
    stack.last << [:text, source[position..]]
  end

  def render(locals) = run(@nodes, locals)

  private

  def run(nodes, locals)
    nodes.map do |kind, *parts|
      case kind
      when :text then parts.first
      when :value then value(parts.first, locals).to_s
      when :each
        name, list, body = parts
        value(list, locals).each_with_index.map { |item, i| run(body, locals.merge(name.to_sym => item, index: i + 1)) }.join
      when :if
        negated, condition, yes, no = parts
        truth = value(condition, locals)
        run((negated ? !truth : truth) ? yes : no, locals)
      end
    end.join
  end

  # path | filter | filter:argument
  def value(code, locals)
    path, *filters = code.split(/\s*\|\s*/)
    result = path.split(".").inject(locals) do |object, part|
      object.is_a?(Hash) ? object[part.to_sym] : object.public_send(part)
    end
    filters.inject(result) do |object, filter|
      name, argument = filter.split(":")
      FILTERS.fetch(name).call(*[object, argument].compact)
    end
  end

  FILTERS = {
    "upcase" => :upcase.to_proc, "euro" => ->(n) { format("%.2f €", n) }, "default" => ->(v, d = nil) { d || v },
    "join" => ->(list, glue) { list.join(glue) }, "truncate" => ->(text, n) { text.length > n.to_i ? "#{text[0, n.to_i]}…" : text }
  }.freeze
end

Person = Struct.new(:name, :age) do
  def adult = age >= 18
end

template = Template.new(<<~ERB)
  <%# a comment %>
  # <%= title | upcase %>
  <% each person in people %>
  <%= index %>. <%= person.name | truncate:6 %><% if person.adult %> (<%= person.age %>)<% else %> – child<% end %>

  <% end %>
  <% if not people %>nobody<% end %>
  Sum: <%= order.total | euro %> for <%= tags | join:+ %>
ERB
puts template.render(
  title: "Gäste", people: [Person.new("Anton", 40), Person.new("Żaneta Kowalska", 17)], order: { total: 12.5 }, tags: %w[x y]
)
puts Template.new("Hi <%= name %>!").render(name: "日本")
