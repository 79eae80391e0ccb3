# Counts the words of a text and lists the most frequent ones.
TEXT = <<~POEM
  The rain it raineth on the just
  And also on the unjust fella;
  But chiefly on the just, because
  The unjust hath the just's umbrella.
POEM

STOP_WORDS = %w[the on it and also but].freeze

words = TEXT.downcase.scan(/[a-z']+/).map { |word| word.sub(/'s\z/, "") }
puts "#{words.size} words, #{words.uniq.size} of them different"

frequency = words.tally
top = frequency.sort_by { |word, count| [-count, word] }.first(5)
top.each { |word, count| puts format("%-8s %2d %s", word, count, "*" * count) }

puts "Without stop words:"
interesting = words.reject { |word| STOP_WORDS.include?(word) }
puts interesting.tally.select { |_, count| count > 1 }.keys.sort.join(", ")

by_length = words.uniq.group_by(&:length)
by_length.keys.sort.each do |length|
  puts "#{length}: #{by_length[length].sort.join(' ')}"
end

longest = words.max_by(&:length)
puts "longest: #{longest} (#{longest.length})"
