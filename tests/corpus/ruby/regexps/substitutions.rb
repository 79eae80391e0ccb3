# gsub and sub with strings, hashes, blocks, back-references and names.
puts "John Smith".sub(/(\w+) (\w+)/, '\2, \1'), "2024-05-03".gsub(/(\d+)-(\d+)-(\d+)/, '\3.\2.\1'), "aaa".sub("a", "b")
puts "path/to/file".gsub("/", "::"), "x.y".gsub(".", "-"), "a+b".gsub(/\+/, ' \0 ')
puts "ab".gsub(/(?<first>a)/, '<\k<first>>'), "tel: 0043".sub(/\d+/) { |d| (d.to_i * 2).to_s }
puts "größe: 10px, höhe: 5px".gsub(/(\d+)px/) { "#{$1.to_i / 2.0}em" }, "hello".gsub(/[eo]/, "e" => "3", "o" => "0")
puts "hello".gsub(/l/) { $~.begin(0).to_s }, "hello".gsub(/[aeiou]/, &:upcase), "hello".gsub(/x/, "y")
puts "hello".gsub("l", ""), "a1b2".gsub(/\d/) { |d| "<#{d.next}>" }
puts "the cat sat".gsub(/\b(\w)/) { $1.upcase }, "fooBarBaz".gsub(/([A-Z])/) { "_" + $1.downcase }
puts "  many   spaces ".gsub(/\s+/, " ").strip, "aaa".gsub(/a/).with_index { |c, i| "#{c}#{i}" }
puts "back\\slash".gsub("\\") { "/" }, "quote'".gsub("'") { "\\'" }, "1234567".gsub(/(?<=\d)(?=(\d{3})+\z)/, ".")
puts "€ 5".gsub(/€/, "EUR")
puts "a-b_c d".split(/[-_ ]/).inspect, "a1b2c".split(/\d/).inspect, "a1b2c".split(/(\d)/).inspect
puts "camelCaseString".split(/(?=[A-Z])/).inspect, "ä,ö;ü".split(/[,;]/).inspect
puts "2024-05".split("-").map(&:to_i).inspect, "abc".split(//).inspect, " a b ".split(/ /).inspect
puts "a b c".split(/ /, 2).inspect

text = +"Hallo Welt"
text.gsub!(/l+/) { |run| run.length.to_s }
puts text, text.gsub!(/zzz/, "").inspect, text.sub!("W", "w"), text.tr!("a", "ä"), text.squeeze!("z").inspect
text[/w\w+/] = "Ende"
puts text

SMART = [[/(^|\s)"/, '\1„'], [/"/, "“"], [/--/, "–"], [/\.\.\./, "…"], [/\(c\)/i, "©"]].freeze
puts SMART.reduce('"Na ja" -- sagte er... "gut" (C) 2024') { |s, (pattern, replacement)| s.gsub(pattern, replacement) }

ROT = ->(s) { s.gsub(/[a-z]/i) { |c| base = c =~ /[a-z]/ ? 97 : 65; ((c.ord - base + 13) % 26 + base).chr } }
puts ROT.("Hello, Straße!"), ROT.(ROT.("Hello"))
censored = %w[verdammt mist]
puts "So ein Mist, verdammt!".gsub(/\b(#{censored.join('|')})\b/i) { |w| w[0] + "*" * (w.size - 1) }
template = "Hallo {{name}}, {{ count }} neue {{thing}}{{missing}}"
values = { "name" => "Zoë", "count" => 3, "thing" => "Nachrichten" }
puts template.gsub(/\{\{\s*(\w+)\s*\}\}/) { values.fetch($1, "") }
puts "x=1&y=2".gsub(/(\w)=(\d)/, '\1: \2').gsub("&", ", "), "\\1".gsub("\\1", "plain"), "a.b".gsub(/\./, "\\.")
puts "dollar $5".gsub("$", "\\$"), "tab\there".gsub("\t", "  "), "null".gsub(/n|l/, "n" => "N")
puts "ß".gsub(/ß/, "ss").upcase
counter = 0
puts "x x x".gsub("x") { counter += 1 }, "nested (a (b) c)".gsub(/\([^()]*\)/) { |g| "[#{g[1..-2]}]" }
puts "aXbXc".gsub("X", "X" => "-"), "end of line  \nnext".gsub(/[ \t]+$/, "")
