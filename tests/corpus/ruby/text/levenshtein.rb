# Edit distance, and "did you mean" suggestions made with it.
def levenshtein(a, b)
  previous = (0..b.length).to_a
  a.each_char.with_index(1) do |char_a, i|
    current = [i]
    b.each_char.with_index(1) do |char_b, j|
      cost = char_a == char_b ? 0 : 1
      current << [current[j - 1] + 1, previous[j] + 1, previous[j - 1] + cost].min
    end
    previous = current
  end
  previous.last
end

pairs = [%w[kitten sitting], %w[flaw lawn], ["", "abc"], %w[same same], %w[Straße Strasse], %w[東京都 京都], %w[naïve naive]]
pairs.each { |a, b| puts "#{a.inspect} #{b.inspect} #{levenshtein(a, b)}" }

COMMANDS = %w[status commit checkout branch rebase merge stash restore].freeze

def suggest(word)
  scored = COMMANDS.map { |command| [levenshtein(word, command), command] }
  best = scored.min_by(&:first)
  return nil if best.first > word.length / 2

  best.last
end

%w[comit chekcout stats brnach xyz stsh].each do |typo|
  suggestion = suggest(typo)
  puts suggestion ? "#{typo}: did you mean #{suggestion}?" : "#{typo}: no idea"
end
