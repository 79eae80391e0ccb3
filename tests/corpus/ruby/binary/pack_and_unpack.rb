# pack and unpack: integers of all sizes, strings, UTF-8, hex, base64, bit strings, floats, headers.
puts [1, 2, 255].pack("C*").bytes.inspect, [65, 66].pack("U*"), [258].pack("n").bytes.inspect
puts [258].pack("v").bytes.inspect, [1, 2].pack("nN").unpack("nN").inspect
puts [0x12345678].pack("N").unpack1("H*"), [0x12345678].pack("V").unpack1("H*"), [-1].pack("c").unpack("C").inspect
puts [-2].pack("s").unpack1("s"), [2**40 + 7].pack("Q>").unpack1("Q>"), [-5].pack("q<").unpack1("q<")
puts [-100_000].pack("l").unpack1("l")
puts ["abc"].pack("A5").inspect, ["abc"].pack("a5").bytes.inspect, ["abc"].pack("Z*").bytes.inspect
puts "abc  ".unpack("A*").inspect, "abc\0d".unpack("Z*a").inspect, "abcdef".unpack("a2 x1 a*").inspect
puts ["größe"].pack("m0"), ["größe"].pack("m").inspect, "Z3LDtsOfZQ==".unpack1("m").force_encoding("UTF-8")
puts ["Hallo Welt" * 8].pack("m").lines.size
puts ["616263"].pack("H*"), "abc".unpack1("H*"), "abc".unpack1("h*"), "abc".unpack("B8" * 3).inspect
puts ["01100001"].pack("B*"), "a".unpack1("b8"), "日".unpack("U*").inspect, "日".unpack("C*").inspect
puts [1.5].pack("g").unpack1("H*"), [1.5, -2.25].pack("E2").unpack("E2").inspect, [3.14].pack("e").unpack1("e").round(2)
puts [1, 2, 3].pack("w*").bytes.inspect, [300].pack("w").bytes.inspect
puts [1, "ab", 2].pack("C a2 n").unpack("C a2 n").inspect, "\x01\x02\x03\x04".unpack("C2 n").inspect
puts [1, 2].pack("Cx2C").bytes.inspect, "abcd".unpack("@2a1").inspect, [65].pack("U").length

# A made-up file header: magic, version, flags, name, sizes, checksum.
def write_record(name, flags, *sizes)
  body = [name.bytesize, name, flags, sizes.size, *sizes].pack("C a#{name.bytesize} B8 n N#{sizes.size}")
  ["HAKO", 1, body.bytesize, body, body.bytes.sum & 0xffff].pack("a4 C n a* n")
end

def read_record(bytes)
  magic, version, length = bytes.unpack("a4 C n")
  raise ArgumentError, "no record" unless magic == "HAKO"

  body = bytes.byteslice(7, length)
  checksum = bytes.byteslice(7 + length, 2).unpack1("n")
  raise ArgumentError, "bad checksum" unless body.bytes.sum & 0xffff == checksum

  size = body.unpack1("C")
  name, flags, count = body.unpack("x a#{size} B8 n")
  { version: version, name: name.force_encoding("UTF-8"), flags: flags, sizes: body.unpack("x#{size + 4} N#{count}") }
end

record = write_record("größe.txt", "10100001", 7, 70_000)
puts record.bytesize, record.unpack1("H*")
read_record(record).each { |key, value| puts "#{key}: #{value.inspect}" }
broken = record.dup
broken.setbyte(12, 0)
["XXXX" + record.byteslice(4..), broken].each do |bytes|
  read_record(bytes)
rescue ArgumentError => e
  puts e.message
end
