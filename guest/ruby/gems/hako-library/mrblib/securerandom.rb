# Its source, `bytes`, is in C.
module SecureRandom
  def self.hex(n = nil) = bytes(n).unpack1("H*")
  def self.base64(n = nil) = [bytes(n)].pack("m0")

  def self.urlsafe_base64(n = nil, padding = false)
    text = base64(n).tr("+/", "-_")
    padding ? text : text.delete("=")
  end

  def self.uuid
    b = bytes(16).bytes
    b[6] = (b[6] & 0x0f) | 0x40
    b[8] = (b[8] & 0x3f) | 0x80
    text = b.map { |x| format("%02x", x) }.join
    [text[0, 8], text[8, 4], text[12, 4], text[16, 4], text[20, 12]].join("-")
  end

  def self.random_number(limit = 0) = Random.new(bytes(16).unpack("L4").inject { |a, b| (a << 32) | b }).__send__(:rand, *__limit(limit))
  def self.rand(limit = 0) = random_number(limit)

  def self.alphanumeric(n = nil)
    letters = [*"A".."Z", *"a".."z", *"0".."9"]
    generator = Random.new(bytes(16).unpack("L4").inject { |a, b| (a << 32) | b })
    Array.new(n || 16) { letters[generator.rand(62)] }.join
  end

  def self.__limit(limit)
    return [] if limit.nil? || limit == 0
    limit.is_a?(Range) || limit > 0 ? [limit] : []
  end
end
