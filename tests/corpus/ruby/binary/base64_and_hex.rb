# Base64, base32 and hex by hand with bit arithmetic, checked against pack.
ALPHABET = [*"A".."Z", *"a".."z", *"0".."9", "+", "/"].freeze

def encode64(text)
  text.bytes.each_slice(3).map do |a, b, c|
    bits = a << 16 | (b || 0) << 8 | (c || 0)
    chars = [18, 12, 6, 0].map { |shift| ALPHABET[bits >> shift & 63] }
    chars[3] = "=" unless c
    chars[2] = "=" unless b
    chars.join
  end.join
end

def decode64(code)
  bytes = code.delete("=").chars.each_slice(4).flat_map do |chars|
    bits = chars.inject(0) { |n, c| n << 6 | ALPHABET.index(c) } << 6 * (4 - chars.size)
    [bits >> 16 & 255, bits >> 8 & 255, bits & 255].first(chars.size - 1)
  end
  bytes.pack("C*").force_encoding("UTF-8")
end

["", "a", "ab", "abc", "größe", "日本語 🎉", "\x00\x01"].each do |text|
  code = encode64(text)
  puts "#{text.inspect} #{code} #{decode64(code) == text} #{code == [text].pack('m0')}"
end
url_safe = encode64("subjects?_d~ÿ").tr("+/", "-_").delete("=")
puts url_safe, decode64(url_safe.tr("-_", "+/"))

BASE32 = [*"A".."Z", *"2".."7"].join.freeze
base32 = ->(text) { text.unpack1("B*").scan(/.{1,5}/).map { |bits| BASE32[bits.ljust(5, "0").to_i(2)] }.join.then { |code| code.ljust((code.size / 8.0).ceil * 8, "=") } }
puts base32.("foobar"), base32.("fo"), base32.("")

def hexdump(text)
  text.bytes.each_slice(8).with_index.map do |bytes, row|
    printable = bytes.map { |b| b.between?(32, 126) ? b.chr : "." }.join
    format("%04x  %-23s  %s", row * 8, bytes.map { |b| format("%02x", b) }.join(" "), printable)
  end
end
puts hexdump("Hällo, Welt!\n\u20ac 5")

percent = ->(s) { s.bytes.map { |b| b.chr =~ /[A-Za-z0-9\-._~]/ ? b.chr : format("%%%02X", b) }.join }
puts percent.("a b/ü?")
puts "größe".each_byte.map { |b| b.to_s(2).rjust(8, "0") }.join(" ")
colour = ->(hex) { hex.delete("#").scan(/../).map(&:hex) }
puts colour.("#ff8000").inspect, colour.("#ff8000").map { |c| format("%02x", 255 - c) }.join, [255, 128, 0].pack("C*").unpack1("H*")
xor = ->(text, key) { text.bytes.zip(key.bytes.cycle).map { |a, b| a ^ b }.pack("C*") }
secret = xor.("Geheimnis: süß", "hako")
puts secret.unpack1("H*"), xor.(secret, "hako").force_encoding("UTF-8")
