# An HTML builder: tags by method_missing, attributes by keywords, nesting by blocks.
class Html
  VOID = %i[br hr img input].freeze

  def self.build(&block)
    builder = new
    builder.instance_eval(&block)
    builder.to_s
  end

  def initialize
    @out = []
    @depth = 0
  end

  def text(content)
    @out << "  " * @depth + escape(content)
  end

  def method_missing(name, content = nil, **attributes, &block)
    opening = "<#{name}#{attributes.map { |key, value| attribute(key, value) }.join}>"
    if VOID.include?(name)
      line(opening)
    elsif block
      line(opening)
      @depth += 1
      instance_eval(&block)
      @depth -= 1
      line("</#{name}>")
    else
      line("#{opening}#{escape(content)}</#{name}>")
    end
    self
  end

  def respond_to_missing?(name, include_private = false)
    name.to_s.match?(/\A[a-z]+\d?\z/) || super
  end

  def to_s = @out.join("\n")

  private

  def line(markup) = @out << "  " * @depth + markup

  def escape(text) = text.to_s.gsub(/[&<>"]/, "&" => "&amp;", "<" => "&lt;", ">" => "&gt;", '"' => "&quot;")

  def attribute(key, value)
    return "" if value.nil? || value == false
    return " #{key}" if value == true

    %( #{key.to_s.tr('_', '-')}="#{escape(Array(value).join(' '))}")
  end
end

fruits = { "Äpfel" => 3, "Pears & Plums" => 12 }
page = Html.build do
  html do
    body class: %w[dark wide], data_page: 7 do
      h1 "Fruit < Vegetables"
      ul id: "list" do
        fruits.each { |name, count| li "#{name}: #{count}", title: %("#{name}") }
      end
      input type: "checkbox", checked: true, disabled: false
      text "Ende"
    end
  end
end
puts page
puts Html.new.respond_to?(:div), Html.new.respond_to?(:Div!)
