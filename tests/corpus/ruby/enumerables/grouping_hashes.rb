# group_by, tally, partition, each_with_object, to_h, sum, min_by and friends on records.
PEOPLE = [
  { name: "Aïcha", dept: :dev, age: 34, langs: %w[ruby go] },
  { name: "Bruno", dept: :ops, age: 45, langs: %w[bash] },
  { name: "Chloé", dept: :dev, age: 28, langs: %w[ruby js] },
  { name: "Đorđe", dept: :hr, age: 51, langs: [] },
  { name: "Emma", dept: :ops, age: 31, langs: %w[go bash ruby] }
].freeze

by_dept = PEOPLE.group_by { |p| p[:dept] }
by_dept.each { |dept, list| puts "#{dept}: #{list.map { |p| p[:name] }.join(', ')} (⌀ #{(list.sum { |p| p[:age] }.to_f / list.size).round(1)})" }
puts PEOPLE.map { |p| p[:dept] }.tally.max_by { |dept, n| [n, dept] }.inspect
puts PEOPLE.flat_map { |p| p[:langs] }.tally.sort_by { |lang, n| [-n, lang] }.map { |lang, n| "#{lang}=#{n}" }.join(" ")

index = PEOPLE.each_with_object(Hash.new { |h, k| h[k] = [] }) { |p, h| p[:langs].each { |l| h[l] << p[:name] } }
index.sort.each { |lang, names| puts "#{lang}: #{names.join('/')}" }
puts index.key?("cobol"), index.fetch("cobol", []).inspect, index.dig("go", 0)

young, old = PEOPLE.partition { |p| p[:age] < 35 }
puts young.map { |p| p[:name] }.inspect, old.size
puts PEOPLE.min_by { |p| p[:age] }[:name], PEOPLE.max_by(2) { |p| p[:age] }.map { |p| p[:name] }.inspect
puts PEOPLE.minmax_by { |p| p[:name].length }.map { |p| p[:name] }.inspect
puts PEOPLE.sort_by { |p| [p[:dept], -p[:age]] }.map { |p| p[:name] }.join(" "), PEOPLE.sum { |p| p[:langs].size }
puts PEOPLE.find { |p| p[:langs].include?("js") }[:name], PEOPLE.find_index { |p| p[:dept] == :hr }, PEOPLE.count { |p| p[:langs].size > 1 }
puts PEOPLE.to_h { |p| [p[:name].downcase.to_sym, p[:age]] }.select { |_, age| age > 40 }.keys.inspect
puts PEOPLE.inject(0) { |sum, p| sum + p[:age] }, PEOPLE.each_with_index.map { |p, i| "#{i + 1}.#{p[:name][0]}" }.join(" ")
puts PEOPLE.map { |p| p.slice(:name, :age).values.join(":") }.inspect, PEOPLE.map { |p| p.values_at(:dept, :age) }.uniq(&:first).inspect
puts PEOPLE.reduce { |a, b| a[:age] > b[:age] ? a : b }[:name], PEOPLE.none? { |p| p[:age] > 60 }, PEOPLE.all? { |p| p.key?(:langs) }
puts PEOPLE.zip([1, 2, 3]).map { |p, n| n ? "#{p[:name]}#{n}" : p[:name] }.inspect
puts PEOPLE.first[:langs].each_with_index.to_h.inspect.gsub("=>", ":")
puts PEOPLE.filter_map { |p| p[:name].upcase if p[:dept] == :ops }.inspect, PEOPLE.sum { |p| p[:age].to_f }.round
puts PEOPLE.take_while { |p| p[:age] != 28 }.size, PEOPLE.drop_while { |p| p[:age] != 28 }.first[:name]
puts PEOPLE.each_slice(2).map { |pair| pair.map { |p| p[:name] }.join("+") }.inspect, PEOPLE.cycle(2).count
puts PEOPLE.group_by { |p| p[:age] / 10 * 10 }.transform_values(&:count).sort.map { |d, n| "#{d}er: #{n}" }.join(", ")
