# Renders receipts from a layout with alignment marks and conditional lines.
LAYOUT = <<~'LAYOUT'
  [^{shop}]
  [^{address}]
  ======
  @lines
  ------
  [<Subtotal|>{subtotal}]
  ?discount[<Discount|>-{discount}]
  [<Total €|>{total}]
  ?note[^« {note} »]
LAYOUT

class Receipt
  WIDTH = 30

  def initialize(data) = @data = data

  def to_s
    LAYOUT.each_line(chomp: true).flat_map { |line| render(line) }.compact.join("\n")
  end

  private

  def render(line)
    case line
    when /\A([=-])\1+\z/ then $1 * WIDTH
    when "@lines" then @data[:lines].map { |name, n, cents| columns("#{n}× #{name}", money(n * cents)) }
    when /\A\?(\w+)(\[.*\])\z/ then render($2) if @data[$1.to_sym]
    when /\A\[(.*)\]\z/
      cells = $1.split("|").map { |cell| [cell[0], fill(cell[1..])] }
      cells.one? ? cells[0][1].center(WIDTH).rstrip : columns(cells[0][1], cells[1][1])
    end
  end

  def fill(text)
    text.gsub(/\{(\w+)\}/) do
      value = @data.fetch($1.to_sym) { public_send($1) }
      value.is_a?(Integer) ? money(value) : value
    end
  end

  def columns(left, right)
    room = WIDTH - right.length - 1
    left = left[0, room - 1] + "…" if left.length > room
    left.ljust(WIDTH - right.length) + right
  end

  def money(cents) = cents.to_s.rjust(3, "0").insert(-3, ".")

  public

  def subtotal = @data[:lines].sum { |_, n, cents| n * cents }
  def total = subtotal - @data.fetch(:discount, 0)
end

puts Receipt.new(
  shop: "Café Größenwahn", address: "Zürich",
  lines: [["Crème brûlée", 2, 650], ["Espresso", 1, 320], ["Ein sehr langer Name für Kuchen", 3, 5]], discount: 100, note: "Merci!"
)
puts
puts Receipt.new(shop: "Kiosk", address: "—", lines: [["Gum", 1, 5]])
