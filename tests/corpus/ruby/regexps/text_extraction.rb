# Extracts links, hashtags, mentions, money, dates and quotations from a piece of prose.
TEXT = <<~'TEXT'
  RT @müller_42: Besucht https://example.org/größe?a=1&b=2#top und (http://ruby.example)! #Ruby #programmieren2024 #1
  Am 3. Mai 2024 kostete das "Buch der Bücher" 12,99 € (statt $15.00 oder EUR 14); Rabatt 13 %. Tel. +43 (1) 5880-0.
  »Zitat mit "innerem" Teil«, sagte sie. Von 9:00 bis 17:30 Uhr, Temperatur −3 °C … oder 5°C? E-Mail: info@beispiel.at, x@y.
  IPv6 2001:db8::1, Version v1.2.3-beta, Datei C:\temp\größe.txt, Aufzählung: (a) eins, (b) zwei, (c) drei.
TEXT

PATTERNS = {
  links: %r{https?://[^\s<>()"]+[^\s<>()".,;!?]}, mentions: /(?<![\p{L}\d])@(\p{L}[\p{L}\d_]*)/,
  hashtags: /#(\p{L}[\p{L}\d]*)(?=[\s.,!]|$)/,
  money: /(?:€|\$|EUR)\s?\d+(?:[.,]\d\d)?|\d+(?:,\d\d)?\s?€/,
  dates: /\d{1,2}\.\s?(?:\d{1,2}\.|Januar|Februar|März|April|Mai|Juni)\s?\d{4}/, quotes: /»([^«]+)«/, double_quotes: /"([^"]+)"/,
  times: /\b\d{1,2}:\d\d\b/, percent: /\d+\s?%/, degrees: /[−-]?\d+\s?°C/, mails: /[\w.]+@[\w-]+(?:\.[\w-]+)+/,
  versions: /\bv\d+(?:\.\d+)+(?:-\w+)?/, lists: /\(([a-z])\)\s(\p{L}+)/, paths: /[A-Z]:(?:\\[\p{L}\w.]+)+/
}.freeze
PATTERNS.each { |name, pattern| puts "#{name}: #{TEXT.scan(pattern).map { |hit| Array(hit).join('=') }.join(' | ')}" }

sentences = TEXT.gsub(/\s+/, " ").split(/(?<=[.!?])\s+(?=\p{Lu}|»)/)
puts sentences.size, sentences.map { |s| s[0, 12] }.inspect
words = TEXT.scan(/\p{L}+(?:-\p{L}+)*/)
puts words.size, words.uniq(&:downcase).size, words.max_by(&:length)
puts words.select { |w| w =~ /\A\p{Lu}/ }.first(4).inspect, words.count { |w| w.match?(/[äöüß]/i) }
initials = words.first(10).map { |w| w[0].upcase }.join
puts initials, TEXT.lines.map { |l| l[/\A\S+/] }.inspect, TEXT.each_line.with_index(1).select { |l, _| l =~ /\d\d/ }.map(&:last).inspect
highlighted = TEXT.lines[1].gsub(/(\d[\d.,]*)/) { "[#{$1}]" }
puts highlighted
summary = TEXT.lines.map { |l| l.scan(/[[:punct:]]/).tally.max_by { |c, n| [n, c] } }
puts summary.map { |c, n| "#{c}×#{n}" }.join(" ")
