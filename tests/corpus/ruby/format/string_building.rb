# Building strings: <<, *, %, ljust, center, tr, squeeze, insert, each_char, freeze, heredocs, escapes.
line = +""
line << "Über" << " " << 65 << 0x1F600
puts line, line.length, line * 2, "=" * 10, "-" + "x" * 3 + "-", "a" "b", "tab\tq\"uote\\ \u00e9 \x41 \101 \s|\e[0m".inspect, 'raw \n #{x}'
puts "abc".center(9, "*-"), "7".rjust(3, "0"), "ab".ljust(5, ".") + "|"
puts "title case words".split.map(&:capitalize).join(" ")
puts "snake_case_word".split("_").each_with_index.map { |w, i| i.zero? ? w : w.capitalize }.join
puts "hello world".tr("lo", "01"), "hello".tr("a-y", "b-z"), "hello".delete("l"), "aabbcc".squeeze
puts "mississippi".squeeze("sp"), "hello".count("lo"), "hello world".count("a-h"), "héllo".tr("é", "e")
puts "hello".tr("^l", "*"), "he-llo".tr("-", "_")
puts "hello"[1], "hello"[1, 3], "hello"[1..], "hello"[-3..-2], "hello"[10].inspect, "hello"["ell"], "hello"[/l+/]
puts "hello".slice(0, 2), "hello".chars.each_slice(2).map(&:join).inspect, "hello".sub("l", "L")
puts "hello".gsub("l") { |c| c.upcase }, "a,b;c".split(/[,;]/).inspect, "a  b c".split.inspect, "abc".split("").inspect
puts "a,b,,".split(",").inspect, "a,b,,".split(",", -1).inspect, "1,2,3".split(",", 2).inspect
puts "hello".start_with?("he", "x"), "hello".end_with?("lo"), "hello".include?("ell"), "hello".index("l")
puts "hello".rindex("l"), "hello".index("l", 3), "  x ".strip.inspect, "  x ".lstrip.inspect
puts "xxhixx".delete_prefix("xx").delete_suffix("xx"), "line\n".chomp.inspect, "file.rb".chomp(".rb"), "hello".chop
puts "abc".succ, "az".next, "zz99".succ, "a9".succ, "Zz".succ
puts "abc" <=> "abd", "a" == "a", "a".eql?("a"), "abc".casecmp("ABC"), "äÖ".casecmp?("Äö"), "abc".between?("abb", "abd")
puts "hello".hash == "hello".hash, "abc".ord, 97.chr, "abc".sum, "abc".bytes.inspect, "abc".each_char.to_a.inspect
puts "ab\ncd\n".lines.inspect, "ab\ncd".each_line.map(&:chomp).inspect
puts "Hello".swapcase, "hello".upcase, "HELLO".downcase, "hello wORLD".capitalize, "hello".reverse
puts "hello".insert(2, "XX"), "abc".prepend(">"), "abc".replace("xyz"), "ab".concat("c", "d")
puts "hello world foo".partition(" ").inspect, "a.b.c".rpartition(".").inspect, "text".empty?, "".empty?
puts "abc".unpack("C*").sum, "%s" % "x", "ab".ljust(1), "x".to_sym.inspect, "12abc".to_i, "0x1f".hex, "abc".to_i
puts "3.7".to_f, "1_000".to_i, "z".upto("ab").to_a.inspect, "a".upto("e").to_a.join, "1".to_r, "2+3i".to_c
original = "ein Text"
copy = original
copy << "!"
dup = original.dup
dup << "?"
puts original, dup, original.equal?(copy), original.frozen?, :sym.to_s.frozen?, "lit".freeze.frozen?
begin
  "konstant".freeze << "x"
rescue FrozenError => e
  puts e.message
rescue => e
  puts "other: #{e.class}"
end
s = +"hello"
s[0] = "J"
s[-1] = "y!"
s[/l+/] = "L"
puts s
puts s.upcase!.inspect, s.downcase!.dup, s.downcase!.inspect, s.sub!("z", "").inspect, s.gsub!(/l/, "ll").dup
puts s.squeeze!.dup, s.slice!(1..2), s.dup
puts s.clear.inspect, s.length
