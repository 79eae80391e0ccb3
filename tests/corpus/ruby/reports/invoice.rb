# An invoice with positions, a discount, two tax rates and rounding to cents.
Item = Struct.new(:name, :quantity, :cents, :tax_rate) do
  def net
    quantity * cents
  end
end

class Invoice
  attr_reader :number, :items

  def initialize(number, discount_percent: 0)
    @number = number
    @discount_percent = discount_percent
    @items = []
  end

  def add(name, quantity: 1, cents:, tax_rate: 19)
    items << Item.new(name, quantity, cents, tax_rate)
    self
  end

  def net = items.sum(&:net)

  def discount = (net * @discount_percent / 100.0).round

  def taxes
    items.group_by(&:tax_rate).sort.to_h do |rate, group|
      share = group.sum(&:net)
      reduced = share - share * @discount_percent / 100.0
      [rate, (reduced * rate / 100).round]
    end
  end

  def total = net - discount + taxes.values.sum

  def to_s
    lines = ["Invoice #{number}", "=" * 40]
    items.each { |item| lines << format("%-20s %3d × %7s %8s", item.name, item.quantity, euro(item.cents), euro(item.net)) }
    lines << row("Net", net)
    lines << row("Discount #{@discount_percent} %", -discount) if @discount_percent.positive?
    taxes.each { |rate, amount| lines << row("VAT #{rate} %", amount) }
    lines << row("Total €", total)
    lines.join("\n")
  end

  private

  def euro(cents) = format("%d.%02d", *cents.abs.divmod(100)).then { |text| cents.negative? ? "-#{text}" : text }

  def row(label, cents) = format("%-32s %8s", label, euro(cents))
end

invoice = Invoice.new("2024-0017", discount_percent: 5)
invoice.add("Schreibtisch", cents: 34_900).add("Bücher", quantity: 3, cents: 1_495, tax_rate: 7)
invoice.add("Glühbirne", quantity: 12, cents: 249)
puts invoice
puts Invoice.new("empty").add("Nothing", cents: 0).total
