# Question: "Here are answers to a survey as CSV. Clean them, summarise each question and cross-tabulate."
CSV_TEXT = <<~CSV
  id,Alter,Stadt,Zufrieden,Kommentar
  1, 34 ,Köln,5,"Sehr gut, danke"
  2,28,köln,4,
  3,,Wien,2,"Zu ""teuer"""
  4,abc,WIEN,3,geht so
  5,61,Zürich,5,"größer, bitte"
  5,61,Zürich,5,"größer, bitte"
  6,45,Wien,,keine Angabe
CSV

def parse_line(line)
  line.scan(/\G(?:"((?:[^"]|"")*)"|([^,]*))(,|\z)/).each_with_object([]) do |(quoted, plain, separator), fields|
    fields << (quoted ? quoted.gsub('""', '"') : plain.strip)
    break fields if separator.empty?
  end
end

header, *lines = CSV_TEXT.lines(chomp: true)
keys = parse_line(header).map(&:downcase).map(&:to_sym)
rows = lines.map { |line| keys.zip(parse_line(line)).to_h }
puts "#{rows.size} rows read, #{rows.size - rows.uniq.size} duplicate(s) removed"

rows = rows.uniq.map do |row|
  {
    id: Integer(row[:id]),
    age: Integer(row[:alter], exception: false),
    city: row[:stadt].downcase.capitalize,
    score: row[:zufrieden].empty? ? nil : row[:zufrieden].to_i,
    comment: row[:kommentar].empty? ? nil : row[:kommentar]
  }
end

missing = rows.first.keys.to_h { |key| [key, rows.count { |row| row[key].nil? }] }.select { |_, n| n.positive? }
puts "Missing: #{missing.map { |key, n| "#{key} (#{n})" }.join(', ')}"

ages = rows.map { |row| row[:age] }.compact.sort
scores = rows.filter_map { |row| row[:score] }
puts "Age: #{ages.minmax.join('–')}, median #{ages.size.odd? ? ages[ages.size / 2] : (ages[ages.size / 2 - 1] + ages[ages.size / 2]) / 2.0}"
puts "Score: mean #{(scores.sum.to_f / scores.size).round(2)}, #{(1..5).map { |s| "#{s}:#{'▪' * scores.count(s)}" }.join(' ')}"

groups = { "unter 40" => ...40, "ab 40" => 40.. }
table = rows.group_by { |row| row[:city] }.sort.to_h do |city, list|
  counts = groups.transform_values { |range| list.count { |row| row[:age] && range.cover?(row[:age]) } }
  [city, counts.merge("unbekannt" => list.count { |row| row[:age].nil? })]
end
puts "".ljust(8) + table.values.first.keys.map { |k| k.rjust(10) }.join
table.each { |city, counts| puts city.ljust(8) + counts.values.map { |n| n.to_s.rjust(10) }.join }

by_city = rows.reject { |r| r[:score].nil? }.group_by { |r| r[:city] }.transform_values { |l| l.sum { |r| r[:score] }.fdiv(l.size) }
best, worst = by_city.minmax_by { |_, mean| -mean }
puts "Happiest: #{best.first} (#{best.last}), least: #{worst.first} (#{worst.last})"
stop = %w[zu so sehr bitte]
keywords = rows.filter_map { |r| r[:comment] }.flat_map { |c| c.downcase.scan(/\p{L}+/) }.reject { |w| stop.include?(w) || w.size < 3 }.tally
puts "Keywords: #{keywords.keys.sort.join(', ')}"
