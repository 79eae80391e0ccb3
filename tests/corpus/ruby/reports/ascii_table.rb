# Draws tables whose columns are as wide as their widest cell, numbers to the right.
class Table
  def initialize(*headers)
    @headers = headers
    @rows = []
  end

  def <<(row)
    @rows << row
    self
  end

  def to_s
    [rule, line(@headers), rule("="), *@rows.map { |row| line(row) }, rule].join("\n")
  end

  private

  def widths
    @widths ||= [@headers, *@rows].transpose.map { |column| column.map { |cell| text(cell).length }.max }
  end

  def text(cell)
    case cell
    when Float then format("%.2f", cell)
    when nil then "–"
    when true, false then cell ? "✓" : "✗"
    else cell.to_s
    end
  end

  def line(cells)
    padded = cells.zip(widths).map do |cell, width|
      cell.is_a?(Numeric) ? text(cell).rjust(width) : text(cell).ljust(width)
    end
    "| #{padded.join(' | ')} |"
  end

  def rule(char = "-")
    "+" + widths.map { |width| char * (width + 2) }.join("+") + "+"
  end
end

table = Table.new("City", "Population", "Area (km²)", "Capital")
table << ["Zürich", 421_878, 87.88, false] << ["København", 638_117, 90.01, true] << ["Łódź", 672_185, nil, false]
table << ["Reykjavík", 139_875, 273.0, true]
puts table
