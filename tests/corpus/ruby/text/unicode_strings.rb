# Strings beyond ASCII: characters against bytes, reversing, slicing, counting.
samples = ["café", "naïve façade", "Ελλάδα", "Привет, мир", "日本語テキスト", "🎉🎂 party", "ÀÉÎÕÜ"]

samples.each do |text|
  puts "#{text}: #{text.length} characters, #{text.bytesize} bytes"
  puts "  reversed #{text.reverse}, first #{text[0]}, last two #{text[-2, 2]}"
  puts "  up #{text.upcase}, down #{text.downcase}, capital #{text.downcase.capitalize}"
end

puts "日本語テキスト".each_char.to_a.inspect
puts "日本語".bytes.map { |byte| format("%02X", byte) }.join(" ")
puts "日本語".codepoints.map { |c| format("U+%04X", c) }.join(" ")
puts [0x1F600, 0xE9, 0x4E2D].map { |c| [c].pack("U") }.join(",")
puts "Ελλάδα".index("λ"), "Ελλάδα".rindex("α"), "Ελλάδα".index("x").inspect
puts "añb".chars.include?("ñ")
puts "über".center(10, "·"), "x".ljust(4, "→"), "x".rjust(4, "→")
puts "äöü".tr("äöü", "aou"), "Größe".delete("ß"), "aaäää".squeeze("ä")
puts "crème brûlée".split("è").inspect
puts "日本" <=> "日曜", "é" == "\u00e9", "\u{1F680}".ord
puts "中文字符".slice(1..2), "中文字符".start_with?("中"), "中文字符".sub("文", "国")
text = +"héllo"
text[1] = "e"
text.insert(0, "¡") << "!"
puts text, text.chop, text.succ
