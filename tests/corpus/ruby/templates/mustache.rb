# A Mustache-like engine: variables, escaping, sections, inverted sections, partials, comments.
class Mustache
  ESCAPES = { "&" => "&amp;", "<" => "&lt;", ">" => "&gt;", '"' => "&quot;" }.freeze

  BLOCK = /^\{\{([#^])\s*([\w.]+)\s*\}\}\n(.*?)^\{\{\/\s*\2\s*\}\}\n/m.freeze
  INLINE = /\{\{([#^])\s*([\w.]+)\s*\}\}(.*?)\{\{\/\s*\2\s*\}\}/m.freeze

  def initialize(template, partials: {})
    @template = template
    @partials = partials
  end

  def render(context) = render_text(@template, [context])

  private

  def render_text(text, stack)
    [BLOCK, INLINE].each do |pattern|
      text = text.gsub(pattern) do
        kind, name, body = $1, $2, $3
        section(kind, lookup(stack, name), body, stack)
      end
    end
    text = text.gsub(/\{\{!.*?\}\}/m, "")
    text = text.gsub(/\{\{>\s*(\w+)\s*\}\}/) { render_text(@partials.fetch($1, ""), stack) }
    text = text.gsub(/\{\{\{\s*([\w.]+)\s*\}\}\}/) { lookup(stack, $1).to_s }
    text.gsub(/\{\{\s*([\w.]+)\s*\}\}/) { lookup(stack, $1).to_s.gsub(/[&<>"]/, ESCAPES) }
  end

  def section(kind, value, body, stack)
    falsy = value.nil? || value == false || value == []
    return falsy ? render_text(body, stack) : "" if kind == "^"
    return "" if falsy

    items = value.is_a?(Array) ? value : [value]
    items.map { |item| render_text(body, item == true ? stack : stack + [item]) }.join
  end

  def lookup(stack, name)
    return stack.last if name == "."

    first, *rest = name.split(".").map(&:to_sym)
    holder = stack.reverse.find { |context| context.is_a?(Hash) && context.key?(first) }
    holder && rest.inject(holder[first]) { |value, key| value && value[key] }
  end
end

template = <<~TEXT
  {{! the letter }}Dear {{customer.name}},
  {{#items}}
  - {{name}}: {{price}} €{{#sale}} (SALE!){{/sale}}
  {{/items}}
  {{^items}}
  Nothing ordered.
  {{/items}}
  {{#tags}}<{{.}}>{{/tags}} {{{raw}}} {{raw}} {{missing.deep}}|
  {{>footer}}
TEXT

mustache = Mustache.new(template, partials: { footer: "x", "footer" => "— {{sender}} & {{customer.name}}" })
puts mustache.render(
  sender: "Łukasz", customer: { name: "Renée O'Neill" }, raw: "<b>bold & \"loud\"</b>", tags: %w[a b],
  items: [{ name: "Käse <alt>", price: 4.5, sale: true }, { name: "Brot", price: 2 }]
)
puts mustache.render(sender: "X", customer: { name: "Y" }, items: [], raw: 1)
