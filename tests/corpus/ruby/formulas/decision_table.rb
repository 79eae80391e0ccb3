# Decision tables: rules as rows of conditions, first match wins, gaps and overlaps reported.
RULES = <<~TABLE
  | customer | total   | country | => | discount | shipping |
  | gold     | >= 100  | *       | => | 15 %     | free     |
  | gold     | *       | DE,AT   | => | 10 %     | 4.90     |
  | *        | 200-500 | DE      | => | 5 %      | free     |
  | silver   | < 50    | *       | => | 0 %      | 9.90     |
  | *        | *       | ÖST     | => | 1 %      | 7.50     |
TABLE

def matcher(text)
  case text
  when "*" then ->(_) { true }
  when /\A(>=|<=|<|>) ?(\d+)\z/
    operator, limit = $1, $2.to_i
    ->(value) { value.public_send(operator, limit) }
  when /\A(\d+)-(\d+)\z/ then ($1.to_i..$2.to_i).method(:cover?)
  when /,/ then text.split(",").method(:include?)
  else text.method(:==)
  end
end

header, *lines = RULES.lines.map { |line| line.split("|").map(&:strip)[1..-1].reject(&:empty?) }
split = header.index("=>")
inputs, outputs = header.take(split), header.drop(split + 1)

rules = lines.each_with_index.map do |cells, index|
  {
    number: index + 1,
    tests: inputs.zip(cells).to_h { |name, cell| [name.to_sym, matcher(cell)] },
    result: outputs.zip(cells.drop(split + 1)).to_h
  }
end

decide = lambda do |order|
  rules.select { |rule| rule[:tests].all? { |name, test| test.call(order[name]) } }
end

[
  { customer: "gold", total: 250, country: "DE" }, { customer: "gold", total: 99, country: "AT" },
  { customer: "new", total: 200, country: "DE" }, { customer: "silver", total: 49, country: "FR" },
  { customer: "new", total: 10, country: "FR" }, { customer: "new", total: 10, country: "ÖST" }
].each do |order|
  matching = decide.(order)
  first, *others = matching
  text = first ? first[:result].map { |name, value| "#{name} #{value}" }.join(", ") : "no rule"
  puts "#{order.values.join('/')}: #{text}#{" (also rule #{others.map { |r| r[:number] }.join(', ')})" if others.any?}"
end

orders = %w[gold silver new].product([10, 75, 300], %w[DE FR]).map { |c, t, l| { customer: c, total: t, country: l } }
gaps = orders.select { |order| decide.(order).empty? }
puts "#{gaps.size} of #{orders.size} combinations have no rule"
puts gaps.group_by { |o| o[:customer] }.map { |c, list| "#{c}: #{list.map { |o| o.values_at(:total, :country).join }.join(' ')}" }
