# Number bases: binary, hexadecimal, base 36, balanced ternary, Gray code, bits and masks.
[0, 10, 255, 1024].each do |n|
  puts format("%4d %11b %5o %4x %s", n, n, n, n, n.to_s(36))
end
puts "1010".to_i(2), "zz".to_i(36), "0x1F".hex, "0b101".to_i(0), "777".oct, Integer("0o17", 8), Integer("-0x1f", 16)
puts 0b1111_0000, 0o17, 0xCAFE, 1_000

def balanced_ternary(n)
  return "0" if n.zero?

  digits = []
  until n.zero?
    n, rest = n.divmod(3)
    if rest == 2
      rest = -1
      n += 1
    end
    digits << { -1 => "−", 0 => "0", 1 => "+" }[rest]
  end
  digits.reverse.join
end
puts (-5..5).map { |n| "#{n}:#{balanced_ternary(n)}" }.join(" ")

gray = ->(n) { n ^ (n >> 1) }
puts (0..7).map { |n| format("%03b", gray[n]) }.join(" ")

flags = { read: 1 << 2, write: 1 << 1, execute: 1 << 0 }
mode = flags[:read] | flags[:execute]
puts flags.select { |_, bit| mode & bit != 0 }.keys.join("+"), mode.to_s(8), mode.anybits?(2), mode.allbits?(5)
puts "rwxr-x--x".scan(/.../).map { |triple| triple.tr("-", "0").tr("rwx", "1").to_i(2) }.join

puts 6[0], 6[1], 6 & ~2, 5 << 3, -16 >> 2, 0b1011.digits(2).sum
puts [192, 168, 1, 10].inject { |address, part| address << 8 | part }
address = 3_232_235_786
puts [24, 16, 8, 0].map { |shift| address >> shift & 0xFF }.join(".")

ALPHABET = [*"0".."9", *"a".."z", *"A".."Z"].join
def shorten(n) = n < 62 ? ALPHABET[n] : shorten(n / 62) + ALPHABET[n % 62]
def expand(text) = text.each_char.reduce(0) { |n, c| n * 62 + ALPHABET.index(c) }
puts shorten(123_456_789_012), expand(shorten(123_456_789_012))
