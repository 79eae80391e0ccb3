# Capitalises headlines, with small words left small unless they come first or last.
SMALL = %w[a an the and or but of in on at to for with].freeze

def titleize(headline)
  words = headline.split(" ")
  words.each_with_index.map do |word, index|
    if word =~ /[A-Z]{2,}/ || word =~ /\A[a-z]+[A-Z]/
      word
    elsif index.between?(1, words.size - 2) && SMALL.include?(word.downcase)
      word.downcase
    else
      word.split("-").map(&:capitalize).join("-")
    end
  end.join(" ")
end

def underscore(name)
  name.gsub(/([A-Z]+)([A-Z][a-z])/, '\1_\2').gsub(/([a-z\d])([A-Z])/, '\1_\2').tr("-", "_").downcase
end

def camelize(name)
  name.split("_").map(&:capitalize).join
end

def humanize(name)
  name.sub(/_id\z/, "").tr("_", " ").capitalize
end

[
  "the lord of the rings",
  "a day in the life",
  "WAR and PEACE",
  "state-of-the-art tools for iPhone and NASA",
  "what are you waiting for"
].each { |headline| puts titleize(headline) }

%w[HTTPServerError userAccountId SimpleName already_there].each do |name|
  snake = underscore(name)
  puts "#{name} -> #{snake} -> #{camelize(snake)} -> #{humanize(snake)}"
end
