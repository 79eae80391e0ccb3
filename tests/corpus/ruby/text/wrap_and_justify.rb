# Wraps a paragraph at a width, then aligns it in four ways.
def wrap(text, width)
  text.split.each_with_object([+""]) do |word, lines|
    if lines.last.empty?
      lines.last << word
    elsif lines.last.length + 1 + word.length <= width
      lines.last << " " << word
    else
      lines << word.dup
    end
  end
end

def justify(line, width)
  words = line.split
  return line if words.size < 2

  gaps = words.size - 1
  spaces = width - words.sum(&:length)
  share, extra = spaces.divmod(gaps)
  words.each_with_index.map do |word, i|
    i == gaps ? word : word + " " * (share + (i < extra ? 1 : 0))
  end.join
end

paragraph = "Ein Kästchen aus Holz steht auf dem Tisch; darin liegen fünf Äpfel, drei Birnen " \
            "und ein Brief, den niemand je geöffnet hat."
width = 28
lines = wrap(paragraph, width)

puts "left:", lines.map { |line| "|#{line.ljust(width)}|" }
puts "right:", lines.map { |line| "|#{line.rjust(width)}|" }
puts "centre:", lines.map { |line| "|#{line.center(width)}|" }
puts "justified:"
lines.each_with_index do |line, i|
  text = i == lines.size - 1 ? line.ljust(width) : justify(line, width)
  puts "|#{text}|"
end
puts lines.map(&:length).inspect
