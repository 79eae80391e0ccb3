# Features of patterns: greediness, anchors, lookaround, classes, properties, flags, recursion by hand, atomic groups.
checks = {
  "greedy" => "<a><b>"[/<.+>/], "lazy" => "<a><b>"[/<.+?>/], "possessive" => "aaa"[/a++/], "atomic" => "foobar"[/(?>foo|foob)ar/].inspect,
  "lookahead" => "price 100€"[/\d+(?=€)/], "negative lookahead" => "foobaz foobar".scan(/foo(?!bar)\w+/).inspect,
  "lookbehind" => "$100 €200"[/(?<=€)\d+/], "negative lookbehind" => "a1 b2"[/(?<!a)\d/],
  "anchors" => "eins\nzwei".scan(/^\w+$/).inspect, "start of text" => "eins\nzwei".scan(/\A\w+/).inspect,
  "end of text" => "a\n"[/a\Z/], "strict end" => "a\n"[/a\z/].inspect,
  "word edge" => "cat concat cat".scan(/\bcat\b/).size, "no edge" => "concat"[/\Bcat/],
  "case" => "STRASSE"[/strasse/i], "umlaut case" => "ÄÖÜ"[/äöü/i], "multiline dot" => "a\nb"[/a.b/m].inspect,
  "plain dot" => "a\nb"[/a.b/].inspect, "extended" => "2024-05"[/(\d{4}) # year
    - (\d\d) # month/x, 2],
  "back reference" => "hello"[/(.)\1/], "named back reference" => "abab"[/(?<p>ab)\k<p>/],
  "alternation" => "grau grey gray".scan(/gr(?:au|[ae]y)/).inspect, "counted" => "a1b22c333".scan(/\d{2,}/).inspect,
  "at least" => "aaa"[/a{2,}/], "up to" => "aaa"[/a{,2}/],
  "posix" => "Größe 12"[/[[:alpha:]]+/], "upper" => "aBcÄ".scan(/[[:upper:]]/).inspect,
  "property" => "日本 abc кот".scan(/\p{Han}+|\p{Cyrillic}+/).inspect, "letters" => "é1ß2".scan(/\p{L}/).join,
  "not letters" => "é1ß2".scan(/\P{L}/).join, "digits" => "١ 2"[/\d/], "hex" => "xyz 1aF"[/\h+/],
  "not space" => " ab c".scan(/\S+/).inspect, "class range" => "x-y_z"[/[a-z_-]+/], "negated" => "abc123"[/[^a-z]+/],
  "intersection" => "hello".scan(/[a-z&&[^aeiou]]/).join, "escape" => "a.b*c"[/\.b\*/],
  "unicode escape" => "→"[/\u2192/], "space class" => "a \t\nb".scan(/\s/).size,
  "inline flag" => "ABC"[/a(?i)b/].inspect, "inline group" => "aBC"[/a(?i:bc)/],
  "conditional anchor" => "aXb"[/(?:^|X)b/], "empty" => "abc".scan(//).size, "optional group" => "http:"[/https?:/],
  "nested" => "((x))"[/\((\((\w)\))\)/, 2], "keep" => "foobar".sub(/foo\Kbar/, "!")
}
checks.each { |name, result| puts "#{name}: #{result}" }

pattern = /größe: (\d+)/i
puts pattern.source, pattern.inspect, pattern.to_s, pattern.options & Regexp::IGNORECASE, pattern.casefold?
puts pattern == /größe: (\d+)/i, pattern.match?("GRÖßE: 1"), pattern.class
puts Regexp.escape("a.b*c?[x]"), Regexp.union("a.b", /c|d/).source, Regexp.union(%w[x y]).match?("zy")
puts Regexp.new("a+b", Regexp::IGNORECASE).match?("AAB"), Regexp.new(Regexp.escape("1+1")).match?("1+1=2")
puts /#{"x" * 3}/.source, /a#{1 + 1}b/ =~ "za2b", %r{/path/(\w+)}.match("/path/to")[1]
begin
  Regexp.new("(unclosed")
rescue RegexpError => e
  puts e.class
end
