# Draws boxes, banners in big letters, trees of boxes and aligned key-value lists.
FONT = {
  "H" => ["█ █", "█ █", "███", "█ █", "█ █"], "A" => [" █ ", "█ █", "███", "█ █", "█ █"], "K" => ["█ █", "█ █", "██ ", "█ █", "█ █"],
  "O" => ["███", "█ █", "█ █", "█ █", "███"], " " => ["  "] * 5, "Ö" => ["█ █", "███", "█ █", "█ █", "███"],
  "!" => ["█", "█", "█", " ", "█"]
}.freeze

def banner(text) = text.upcase.each_char.map { |c| FONT.fetch(c) { ["?"] * 5 } }.transpose.map { |row| row.join(" ").rstrip }
puts banner("hako ö!")

def box(text, title: nil, style: :single, padding: 1, align: :left)
  tl, tr, bl, br, h, v = { single: "┌┐└┘─│", double: "╔╗╚╝═║", round: "╭╮╰╯─│", ascii: "++++-|" }.fetch(style).chars
  lines = text.lines(chomp: true)
  width = [*lines.map(&:length), title.to_s.length + 2].max + 2 * padding
  top = title ? " #{title} ".center(width, h) : h * width
  body = lines.map do |line|
    inner = case align
            when :left then (" " * padding + line).ljust(width)
            when :right then (line + " " * padding).rjust(width)
            when :center then line.center(width)
            end
    v + inner + v
  end
  [tl + top + tr, *body, bl + h * width + br].join("\n")
end

puts box("Hallo\nWelt, schöne"), box("42", title: "Antwort", style: :double, align: :center)
puts box("a\nbbb", style: :round, align: :right, padding: 3), box("x", style: :ascii)
begin
  box("x", style: :fancy)
rescue KeyError => e
  puts e.message
end

def side_by_side(*blocks, gap: 2)
  columns = blocks.map { |b| b.lines(chomp: true) }
  height = columns.map(&:size).max
  columns.map do |lines|
    width = lines.map(&:length).max
    (lines + [""] * (height - lines.size)).map { |l| l.ljust(width) }
  end.transpose.map { |row| row.join(" " * gap).rstrip }
end
puts side_by_side(box("eins\nzwei\ndrei"), box("vier"), "plain\ntext")

settings = { host: "örtlich", port: 8080, "debug mode": true, ratio: 0.75, tags: %w[a b], none: nil }
widest = settings.keys.map(&:length).max
settings.each { |key, value| puts "#{key.to_s.rjust(widest)} : #{value.is_a?(Array) ? value.join(',') : value.inspect}" }
puts settings.map { |k, v| "#{k}#{'.' * (20 - k.length)}#{v.class}" }

diamond = ->(n) { [*1..n, *(n - 1).downto(1)].map { |i| " " * (n - i) + "*" * (2 * i - 1) } }
puts diamond.(3), (1..3).map { |row| (1..3).map { |col| (row * col).to_s.rjust(3) }.join }
checker = Array.new(4) { |y| Array.new(8) { |x| (x + y).even? ? "▓▓" : "  " }.join.rstrip }
puts checker
