# Checksums and hashes by hand: CRC-32, Adler-32, FNV, Fletcher, parity, MurmurHash-like, SHA-256.
CRC_TABLE = (0..255).map { |n| 8.times.inject(n) { |c, _| c.odd? ? 0xEDB88320 ^ (c >> 1) : c >> 1 } }.freeze
def crc32(text) = text.each_byte.inject(0xFFFFFFFF) { |crc, byte| CRC_TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8) } ^ 0xFFFFFFFF

def adler32(text)
  a, b = text.each_byte.inject([1, 0]) { |(x, y), byte| x = (x + byte) % 65_521; [x, (y + x) % 65_521] }
  b << 16 | a
end

def fnv1a(text) = text.each_byte.inject(0x811c9dc5) { |hash, byte| ((hash ^ byte) * 0x01000193) & 0xFFFFFFFF }
def fletcher16(text) = text.each_byte.inject([0, 0]) { |(a, b), byte| a = (a + byte) % 255; [a, (b + a) % 255] }.then { |a, b| b << 8 | a }
def djb2(text) = text.each_char.inject(5381) { |h, c| (h * 33 + c.ord) % 2**32 }

["", "a", "123456789", "Wikipedia", "größe", "日本語"].each do |text|
  puts format("%-10s crc %08x adler %08x fnv %08x fletcher %04x djb2 %d", text.inspect, crc32(text), adler32(text), fnv1a(text), fletcher16(text), djb2(text))
end

class Sha256
  PRIMES = (2..311).select { |n| (2..Integer.sqrt(n)).none? { |d| (n % d).zero? } }.freeze
  MASK = 0xFFFFFFFF

  def self.root_bits(n, root)
    target = n << 32 * root
    low, high = 0, 1 << 40
    while low < high
      middle = (low + high + 1) / 2
      middle**root <= target ? low = middle : high = middle - 1
    end
    low & MASK
  end
  INITIAL = PRIMES.first(8).map { |prime| root_bits(prime, 2) }.freeze
  K = PRIMES.first(64).map { |prime| root_bits(prime, 3) }.freeze

  def self.hexdigest(text)
    message = text.b + "\x80".b
    message << "\0".b until message.bytesize % 64 == 56
    message << [text.bytesize * 8].pack("Q>")
    message.unpack("N*").each_slice(16).inject(INITIAL) { |hash, block| compress(hash, block) }.map { |word| format("%08x", word) }.join
  end

  def self.rotate(x, n) = (x >> n | x << 32 - n) & MASK

  def self.compress(hash, block)
    w = block.dup
    (16..63).each do |i|
      s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3
      s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10
      w << ((w[i - 16] + s0 + w[i - 7] + s1) & MASK)
    end
    a, b, c, d, e, f, g, h = hash
    64.times do |i|
      t1 = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + (e & f ^ ~e & g) + K[i] + w[i]
      t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + (a & b ^ a & c ^ b & c)
      h, g, f, e, d, c, b, a = g, f, e, (d + t1) & MASK, c, b, a, (t1 + t2) & MASK
    end
    hash.zip([a, b, c, d, e, f, g, h]).map { |x, y| (x + y) & MASK }
  end
end

puts Sha256.hexdigest(""), Sha256.hexdigest("abc"), Sha256.hexdigest("größe " * 20)
buckets = %w[Äpfel Birnen Kiwis Nüsse Öl Brot].group_by { |w| crc32(w) % 3 }
puts buckets.sort.map { |n, words| "#{n}: #{words.join(' ')}" }
parity = ->(n) { n.digits(2).sum % 2 }
puts [0b1011, 0b1111, 0].map(&parity).inspect
