# A CSV reader that knows quotes, doubled quotes and line breaks within them.
class CsvReader
  include Enumerable

  def initialize(text, separator: ",")
    @text = text
    @separator = separator
  end

  def each
    return to_enum(:each) unless block_given?

    headers, *records = rows
    records.each do |record|
      yield headers.zip(record).to_h
    end
  end

  def rows
    rows = [[]]
    field = +""
    quoted = false
    chars = @text.chars
    until chars.empty?
      c = chars.shift
      if quoted
        if c == '"' && chars.first == '"'
          field << chars.shift
        elsif c == '"'
          quoted = false
        else
          field << c
        end
      else
        case c
        when '"' then quoted = true
        when @separator
          rows.last << field
          field = +""
        when "\n"
          rows.last << field
          field = +""
          rows << []
        else field << c
        end
      end
    end
    rows.last << field unless field.empty? && rows.last.empty?
    rows.reject(&:empty?)
  end
end

csv = <<~CSV
  name,city,remark
  Müller,Köln,"likes ""Kölsch"", a lot"
  O'Neil,Dublin,
  "de Souza, José",São Paulo,"two
  lines"
CSV
reader = CsvReader.new(csv)
reader.each { |row| puts row.map { |key, value| "#{key}=#{value.inspect}" }.join("; ") }
puts reader.map { |row| row["city"].length }.inspect
puts reader.select { |row| row["remark"].include?("\n") }.first["name"]
puts reader.each.next["name"]
puts CsvReader.new("a;b\n1;2", separator: ";").to_a.first.values.sum(&:to_i)

def to_csv(rows)
  rows.map { |row| row.map { |cell| cell.to_s =~ /[",\n]/ ? %("#{cell.gsub('"', '""')}") : cell.to_s }.join(",") }.join("\n")
end
puts to_csv([["a", 'say "hi"', 3], ["x,y", nil, 1.5]])
