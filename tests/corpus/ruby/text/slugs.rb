# Turns titles in several languages into URL slugs.
TRANSLITERATION = {
  "ä" => "ae", "ö" => "oe", "ü" => "ue", "ß" => "ss", "é" => "e", "è" => "e", "ê" => "e", "à" => "a", "ç" => "c",
  "û" => "u", "ñ" => "n", "ó" => "o", "ł" => "l", "ż" => "z", "&" => " and ", "€" => " euro "
}.freeze

def slug(title, max: 40)
  text = title.downcase
  text = text.each_char.map { |c| TRANSLITERATION.fetch(c, c) }.join
  text = text.gsub(/['’]/, "").gsub(/[^a-z0-9]+/, "-").gsub(/\A-+|-+\z/, "")
  return text if text.length <= max

  text[0, max].sub(/-[^-]*\z/, "")
end

titles = [
  "Hello, World!",
  "Übergrößenträger — Straße & Café",
  "  Crème brûlée: l'été à la française ",
  "El niño pequeño",
  "Łódź, żółw",
  "100€ in 10 days?",
  "A very long title that certainly will not fit into forty characters",
  "!!!"
]

seen = Hash.new(0)
titles.push("Hello world", "hello... WORLD").each do |title|
  base = slug(title)
  base = "untitled" if base.empty?
  seen[base] += 1
  unique = seen[base] > 1 ? "#{base}-#{seen[base]}" : base
  puts "#{title.strip} -> #{unique}"
end
