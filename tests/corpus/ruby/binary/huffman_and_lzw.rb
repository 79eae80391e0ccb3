# Compression: Huffman codes from a frequency tree, LZW, and how much they save.
Node = Struct.new(:weight, :symbol, :left, :right, :order)

def huffman(text)
  order = 0
  nodes = text.chars.tally.sort.map { |c, n| Node.new(n, c, nil, nil, order += 1) }
  while nodes.size > 1
    a, b, *rest = nodes.sort_by { |n| [n.weight, n.order] }
    nodes = rest << Node.new(a.weight + b.weight, nil, a, b, order += 1)
  end
  codes = {}
  walk = lambda do |node, prefix|
    if node.symbol then codes[node.symbol] = prefix.empty? ? "0" : prefix
    else
      walk.(node.left, prefix + "0")
      walk.(node.right, prefix + "1")
    end
  end
  walk.(nodes.first, "") unless nodes.empty?
  codes
end

def encode(text, codes) = text.each_char.map { |c| codes[c] }.join

def decode(bits, codes)
  symbols = codes.invert
  buffer = +""
  bits.each_char.with_object(+"") do |bit, text|
    buffer << bit
    next unless (symbol = symbols[buffer])

    text << symbol
    buffer = +""
  end
end

text = "die dünnen Brünnen rinnen über rüde Rinden"
codes = huffman(text)
bits = encode(text, codes)
codes.sort_by { |c, code| [code.length, code] }.first(6).each { |c, code| puts "#{c.inspect} #{code}" }
puts "#{text.bytesize * 8} bits → #{bits.length} bits (#{(bits.length * 100.0 / (text.bytesize * 8)).round} %)", decode(bits, codes) == text
puts codes.values.combination(2).none? { |a, b| a.start_with?(b) || b.start_with?(a) }
puts huffman("aaaa").inspect.delete(" ").sub("=>", ":"), huffman("").size
entropy = text.chars.tally.values.sum { |n| -n.fdiv(text.size) * Math.log2(n.fdiv(text.size)) }
puts format("entropy %.3f, average code %.3f", entropy, bits.length.fdiv(text.size))

def lzw_compress(text)
  table = text.chars.uniq.sort.each_with_index.to_h
  alphabet = table.keys
  current = ""
  output = []
  text.each_char do |c|
    if table.key?(current + c) then current += c
    else
      output << table[current]
      table[current + c] = table.size
      current = c
    end
  end
  output << table[current] unless current.empty?
  [alphabet, output]
end

def lzw_expand(alphabet, codes)
  table = alphabet.each_with_index.to_h { |c, i| [i, c] }
  previous = nil
  codes.map do |code|
    entry = table[code] || previous + previous[0]
    table[table.size] = previous + entry[0] if previous
    previous = entry
  end.join
end

["TOBEORNOTTOBEORTOBEORNOT", "aaaaaaaaaa", "öäöäöäö!", ""].each do |sample|
  alphabet, output = lzw_compress(sample)
  puts "#{sample.length} → #{output.length}: #{output.inspect} #{lzw_expand(alphabet, output) == sample}"
end
packed = [bits].pack("B*")
puts packed.bytesize, packed.unpack1("B*").start_with?(bits)
