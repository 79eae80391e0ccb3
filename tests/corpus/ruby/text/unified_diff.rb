# A line diff by the longest common subsequence.
def lcs_table(a, b)
  table = Array.new(a.size + 1) { Array.new(b.size + 1, 0) }
  a.each_index do |i|
    b.each_index do |j|
      table[i + 1][j + 1] = a[i] == b[j] ? table[i][j] + 1 : [table[i][j + 1], table[i + 1][j]].max
    end
  end
  table
end

def diff(a, b)
  table = lcs_table(a, b)
  i, j = a.size, b.size
  changes = []
  while i > 0 || j > 0
    if i > 0 && j > 0 && a[i - 1] == b[j - 1]
      changes.unshift([" ", a[i - 1]])
      i -= 1
      j -= 1
    elsif j > 0 && (i == 0 || table[i][j - 1] >= table[i - 1][j])
      changes.unshift(["+", b[j - 1]])
      j -= 1
    else
      changes.unshift(["-", a[i - 1]])
      i -= 1
    end
  end
  changes
end

before = <<~END_OF_TEXT.lines(chomp: true)
  name: böhme
  colour: red
  size: 12
  tags: a, b
  done: no
END_OF_TEXT
after = <<~END_OF_TEXT.lines(chomp: true)
  name: Böhme
  colour: red
  weight: 3 kg
  size: 12
  done: yes
END_OF_TEXT

changes = diff(before, after)
changes.each { |sign, line| puts "#{sign} #{line}" }
counts = changes.map(&:first).tally
puts "#{counts['+']} added, #{counts['-']} removed, #{counts[' ']} kept"
puts diff(%w[same], %w[same]).all? { |sign, _| sign == " " }
