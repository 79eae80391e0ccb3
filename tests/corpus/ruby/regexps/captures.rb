# Captures in all their forms: $~, $1, named groups, match data, scan with groups, last_match.
text = "Bestellung #4711 vom 03.05.2024 über 1.234,50 € an Jürgen Groß <j.gross@example.org>"

if text =~ /#(\d+) vom (\d\d)\.(\d\d)\.(\d{4})/
  puts $1, $~[2], $3.to_i, $4, $~.pre_match.length, $`.strip, $'[0, 6], $&, $+, Regexp.last_match(1)
end

m = text.match(/(?<amount>[\d.]+,\d\d) (?<currency>[€$])/)
puts m[:amount], m["currency"], m.names.inspect, m.captures.inspect, m.named_captures["amount"], m.begin(:amount)
puts m.end(0), m.offset(:currency).inspect, m.to_a.length, m.values_at(:currency, :amount).inspect, m.pre_match[-5..]
puts m.post_match[0, 3], m.regexp.names.size, m.string == text
puts m[:amount].delete(".").tr(",", ".").to_f

puts text[/<(.+?)>/, 1], text[/(?<user>[\w.]+)@/, "user"], text[/nothing/].inspect, text.slice(/\p{Lu}\p{Ll}+ß/)
puts text =~ /nothing/, text !~ /nothing/, (text =~ /über/), text.match?(/€/), text.index(/\d/), text.rindex(/\d/)
puts $~.nil?, /(\w)(\w)?(\d)?/.match("ab").to_a.inspect, /(a)|(b)/.match("b").captures.inspect

puts "k1=v1; k2=v2;schlüssel=größe".scan(/(\p{L}\w*)=([^;]+)/).inspect.length
puts "k1=v1; k2=v2".scan(/(\w+)=(\w+)/).to_h["k2"], "2024-05-03T10:20".scan(/\d+/).map(&:to_i).inspect
puts "aAbBcC".scan(/[a-z][A-Z]/).join("|"), "abc".scan(/(?=(..))/).flatten.inspect, "größe".scan(/./).length
"a1b22c333".scan(/([a-z])(\d+)/) { |letter, digits| print letter * digits.length, " ", $~.begin(2), "; " }
puts
words = []
"eins zwei  drei".scan(/\S+/) { words << [$~[0], $~.begin(0)] }
puts words.map { |w, at| "#{w}@#{at}" }.join(" ")

line_pattern = /^(?<level>INFO|WARN|ERROR)\s+\[(?<module>[^\]]+)\]\s+(?<message>.*)$/
log = "INFO  [auth] Anna meldet sich an\nDEBUG x\nERROR [db] Verbindung zu »größe« verloren\n"
log.each_line do |line|
  next unless (match = line_pattern.match(line))

  level, mod, message = match.captures
  puts "#{level[0]}|#{mod}|#{message}"
end
positions = []
offset = 0
while (found = /an/i.match(log, offset))
  positions << found.begin(0)
  offset = found.end(0)
end
puts positions.inspect
def first_number(string) = string[/-?\d+(?:\.\d+)?/]&.to_f
puts first_number("Temperatur: -12.5 Grad"), first_number("keine").inspect, $~.inspect
case "v2.10.3-rc1"
when /\Av(?<major>\d+)\.(?<minor>\d+)(?:\.(?<patch>\d+))?(?:-(?<pre>\w+))?\z/
  puts Regexp.last_match.named_captures.map { |k, v| "#{k}=#{v}" }.join(" ")
end
