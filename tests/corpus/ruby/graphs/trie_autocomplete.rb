# A trie of words: completion, longest prefix, deletion.
class Trie
  def initialize
    @root = new_node
  end

  def add(word)
    node = word.each_char.inject(@root) { |current, char| current[:children][char] ||= new_node }
    node[:word] = true
    self
  end
  alias << add

  def include?(word)
    node = follow(word)
    !!node && node[:word]
  end

  def complete(prefix, limit: nil)
    node = follow(prefix)
    return [] unless node

    words = collect(node, prefix)
    limit ? words.first(limit) : words
  end

  def longest_prefix(text)
    node = @root
    length = 0
    best = 0
    text.each_char do |char|
      break unless (node = node[:children][char])

      length += 1
      best = length if node[:word]
    end
    text[0, best]
  end

  private

  def new_node = { children: {}, word: false }

  def follow(prefix)
    prefix.each_char.reduce(@root) { |node, char| node && node[:children][char] }
  end

  def collect(node, prefix)
    found = node[:word] ? [prefix] : []
    node[:children].sort.each { |char, child| found.concat(collect(child, prefix + char)) }
    found
  end
end

trie = Trie.new
%w[tür turm türkis tag tage tagebuch tee teekanne].each { |word| trie << word }
puts trie.complete("ta").join(" ")
puts trie.complete("tü").join(" ")
puts trie.complete("te", limit: 1).inspect, trie.complete("x").inspect
puts trie.include?("tag"), trie.include?("ta"), trie.include?("zug")
puts trie.longest_prefix("tagebücher"), trie.longest_prefix("nix").inspect
puts trie.complete("").size
