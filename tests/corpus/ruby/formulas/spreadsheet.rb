# Spreadsheet cells with formulas, ranges, functions and errors for cycles.
class Sheet
  def initialize(cells) = @cells = cells.transform_keys(&:to_s)

  def [](address)
    @values ||= {}
    return @values[address] if @values.key?(address)

    @values[address] = :busy
    @values[address] = compute(@cells[address])
  end

  private

  def compute(content)
    return content unless content.is_a?(String) && content.start_with?("=")

    Formula.new(content[1..], self).value
  rescue ZeroDivisionError
    "#DIV/0!"
  end
end

class Formula
  TOKEN = /\s*(?:(?<range>[A-Z]\d+:[A-Z]\d+)|(?<cell>[A-Z]\d+)|(?<number>\d+(?:\.\d+)?)|"(?<text>[^"]*)"|(?<name>[A-Z]+)(?=\()|(?<sign>[-+*\/&(),<>=]))/.freeze
  FUNCTIONS = {
    "SUM" => ->(*v) { v.flatten.grep(Numeric).sum },
    "AVG" => ->(*v) { v.flatten.grep(Numeric).then { |n| n.sum / n.size.to_f } },
    "COUNT" => ->(*v) { v.flatten.compact.size },
    "IF" => ->(test, yes, no) { test ? yes : no },
    "UPPER" => ->(text) { text.upcase },
    "ROUND" => ->(number, digits) { number.round(digits) }
  }.freeze

  def initialize(source, sheet)
    @sheet = sheet
    @tokens = []
    position = 0
    while (match = TOKEN.match(source, position))
      break unless match.begin(0) == position

      kind, text = match.named_captures.find { |_, value| value }
      @tokens << [kind.to_sym, text]
      position = match.end(0)
    end
    @broken = position != source.length
  end

  def value
    return "#ERROR!" if @broken

    catch(:failed) { comparison }
  end

  private

  def sign?(*signs) = @tokens.first && @tokens.first[0] == :sign && signs.include?(@tokens.first[1]) && @tokens.shift[1]

  def comparison
    left = sum
    operator = sign?("<", ">", "=") or return left
    left.send(operator == "=" ? "==" : operator, sum)
  end

  def sum
    value = product
    while (operator = sign?("+", "-", "&"))
      other = product
      value = operator == "&" ? "#{value}#{other}" : value.send(operator, other)
    end
    value
  end

  def product
    value = atom
    while (operator = sign?("*", "/"))
      value = value.send(operator, atom)
    end
    value
  end

  def atom
    return -atom if sign?("-")
    return comparison.tap { sign?(")") } if sign?("(")

    kind, text = @tokens.shift
    case kind
    when :number then text.include?(".") ? text.to_f : text.to_i
    when :text then text
    when :cell then cell(text)
    when :range then range(*text.split(":"))
    when :name
      sign?("(")
      arguments = [comparison]
      arguments << comparison while sign?(",")
      sign?(")")
      FUNCTIONS.fetch(text) { throw :failed, "#NAME?" }.call(*arguments)
    else throw :failed, "#ERROR!"
    end
  end

  def cell(address)
    value = @sheet[address]
    throw :failed, "#CYCLE!" if value == :busy
    throw :failed, value if value.is_a?(String) && value.start_with?("#")
    value
  end

  def range(from, to)
    (from[0]..to[0]).flat_map { |column| (from[1..].to_i..to[1..].to_i).map { |row| cell("#{column}#{row}") } }
  end
end

sheet = Sheet.new(
  A1: "Äpfel", A2: 4, A3: 2.5, B1: 10, B2: "=A2*B1", B3: "=SUM(A2:A3, B1:B2)", B4: "=AVG(A1:A3)", B5: "=COUNT(A1:A9)",
  C1: '=IF(B2>30, "viel", "wenig") & " " & UPPER(A1)', C2: "=C3+1", C3: "=C2", C4: "=B1/(A2-4)", C5: "=C4+1", C6: "=FOO(1)", C7: "=2*?",
  D1: "=-(A2+1)*2", D2: "=ROUND(B3/7, 2)", D3: "=Z9", D4: "=(1+2)*3=9"
)
%w[A1 B2 B3 B4 B5 C1 C2 C3 C4 C5 C6 C7 D1 D2 D3 D4].each { |address| puts "#{address}: #{sheet[address].inspect}" }
