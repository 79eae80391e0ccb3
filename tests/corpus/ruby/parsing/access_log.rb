# Reads web server log lines: status classes, slow paths, traffic by hour.
LOG = <<~'LINES'
  10.0.0.1 - - [03/Mar/2024:10:15:32 +0000] "GET /index.html HTTP/1.1" 200 5120 0.012
  10.0.0.2 - anna [03/Mar/2024:10:15:40 +0000] "POST /login HTTP/1.1" 302 0 0.250
  10.0.0.1 - - [03/Mar/2024:10:59:01 +0000] "GET /größe?id=3 HTTP/1.1" 404 310 0.004
  10.0.0.3 - - [03/Mar/2024:11:00:00 +0000] "GET /report HTTP/1.1" 500 87 3.901
  bad line
  10.0.0.1 - - [03/Mar/2024:11:20:13 +0000] "GET /index.html HTTP/1.1" 200 5120 0.020
  10.0.0.9 - - [03/Mar/2024:12:01:55 +0000] "DELETE /item/7 HTTP/1.1" 403 99 0.033
LINES

PATTERN = %r{
  \A(?<ip>\d+(?:\.\d+){3})\s-\s(?<user>\S+)\s
  \[(?<day>\d+)/(?<month>\w+)/(?<year>\d+):(?<hour>\d+):(?<minute>\d+):\d+[^\]]*\]\s
  "(?<method>[A-Z]+)\s(?<path>[^\s?]+)(?<query>\?\S*)?\sHTTP/[\d.]+"\s
  (?<status>\d{3})\s(?<bytes>\d+)\s(?<seconds>[\d.]+)\z
}x

entries, bad = LOG.lines(chomp: true).map { |line| PATTERN.match(line) || line }.partition { |m| m.is_a?(MatchData) }
puts "#{entries.size} entries, #{bad.size} unreadable: #{bad.inspect}"

by_class = entries.group_by { |m| "#{m[:status][0]}xx" }
by_class.sort.each { |status, group| puts "#{status} #{group.size} #{group.map { |m| m[:path] }.uniq.join(' ')}" }

puts "Requests by hour:"
entries.map { |m| m[:hour] }.tally.each { |hour, count| puts "  #{hour}:00 #{'#' * count}" }

slow = entries.select { |m| m[:seconds].to_f > 0.1 }.sort_by { |m| -m[:seconds].to_f }
slow.each { |m| puts format("slow: %-6s %-8s %6.0f ms", m[:method], m[:path], m[:seconds].to_f * 1000) }

traffic = entries.each_with_object(Hash.new(0)) { |m, sum| sum[m[:ip]] += m[:bytes].to_i }
ip, bytes = traffic.max_by(&:last)
puts "most traffic: #{ip} with #{(bytes / 1024.0).round(2)} KiB"
puts "users: #{entries.map { |m| m[:user] }.reject { |u| u == '-' }.inspect}"
puts "queries: #{entries.map { |m| m[:query] }.compact.inspect}"
first = entries.first
puts first.names.first(4).inspect, first.named_captures["method"]
