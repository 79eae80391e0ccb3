# Student exercises about words: anagrams, palindromes, isograms, pangrams, acronyms, pig latin.
def anagrams(words) = words.group_by { |w| w.downcase.chars.sort }.values.select { |group| group.size > 1 }
def palindrome?(text) = text.downcase.gsub(/[^\p{L}\d]/, "").then { |t| t == t.reverse }
def isogram?(word) = word.downcase.scan(/\p{L}/).then { |letters| letters.uniq.size == letters.size }
def pangram?(text) = ("a".."z").all? { |c| text.downcase.include?(c) }
def acronym(phrase) = phrase.split(/[\s_-]+/).map { |w| w[/\p{L}/]&.upcase }.join

def pig_latin(sentence)
  sentence.split.map do |word|
    case word
    when /\A(?:[aeiou]|xr|yt)/ then "#{word}ay"
    when /\A([^aeiou]*qu)(.*)/, /\A([^aeiou]+)(y.*)/, /\A([^aeiou]+)(.*)/ then "#{$2}#{$1}ay"
    else word
    end
  end.join(" ")
end

puts anagrams(%w[Enlist silent Inlets banana Google gogole tinsel lager Regal große]).map { |g| g.join("=") }
["A man, a plan, a canal: Panama!", "Reliefpfeiler", "Öbö", "Größe", ""].each { |t| puts "#{t.inspect}: #{palindrome?(t)}" }
puts %w[lumberjacks isograms six-year-old Äpfelä Über].map { |w| "#{w}:#{isogram?(w)}" }.join(" ")
puts pangram?("The quick brown fox jumps over the lazy dog"), pangram?("Hallo Welt")
puts acronym("Portable Network-Graphics"), acronym("über alle_Maßen gut"), acronym("First in, First out")
puts pig_latin("quick fast run apple square yellow xray rhythm my thrush")

def bob(text)
  said = text.strip
  shouting = said =~ /\p{Lu}/ && said !~ /\p{Ll}/
  if said.empty? then "Fine. Be that way!"
  elsif shouting && said.end_with?("?") then "Calm down, I know what I'm doing!"
  elsif shouting then "Whoa, chill out!"
  elsif said.end_with?("?") then "Sure."
  else "Whatever."
  end
end
["Wie geht's?", "HALT!", "WAS IST DAS?", "   ", "1, 2, 3", "ÜBUNG!", "Ok. "].each { |t| puts bob(t) }

verse = lambda do |n|
  bottles = ->(k) { k.zero? ? "no more bottles" : "#{k} bottle#{'s' unless k == 1}" }
  "#{bottles.(n).capitalize} of beer on the wall, #{bottles.(n)} of beer."
end
puts 2.downto(0).map(&verse)
puts "racecar level noon kayak hello".split.select { |w| palindrome?(w) }.join(", ")
longest = ->(s) { (0...s.size).flat_map { |i| (i...s.size).map { |j| s[i..j] } }.select { |t| t == t.reverse }.max_by(&:length) }
puts longest.("babadlevelxyz"), longest.("äöüöä!")
