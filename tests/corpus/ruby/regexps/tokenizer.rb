# A tokenizer for a small language by one big union of named groups, with positions and errors.
RULES = {
  comment: /\#[^\n]*/, float: /\d[\d_]*\.\d+(?:[eE][+-]?\d+)?/, integer: /0x\h+|\d[\d_]*/, string: /"(?:\\.|[^"\\])*"|'[^']*'/,
  keyword: /\b(?:if|else|end|while|def|return|und|oder)\b/, identifier: /[\p{L}_][\p{L}\p{N}_]*[?!]?/, symbol: /:[\p{L}_]\w*/,
  operator: %r{\*\*|[-+*/=!<>]=?|&&|\|\||\.\.}, punctuation: /[()\[\]{},;.]/, newline: /\n/, space: /[ \t]+/
}.freeze
SCANNER = Regexp.new("\\G(?:" + RULES.map { |name, rule| "(?<#{name}>#{rule.source})" }.join("|") + ")")

Token = Struct.new(:type, :text, :line, :column) do
  def value
    case type
    when :integer then text.start_with?("0x") ? text.hex : text.delete("_").to_i
    when :float then text.delete("_").to_f
    when :string then text.start_with?('"') ? text[1..-2].gsub(/\\(.)/) { { "n" => "\n", "t" => "\t" }.fetch($1, $1) } : text[1..-2]
    when :symbol then text[1..].to_sym
    else text
    end
  end
end

class LexError < StandardError; end

def tokenize(source)
  return to_enum(:tokenize, source) unless block_given?

  position = line_start = 0
  line = 1
  while position < source.length
    match = source.match(SCANNER, position)
    raise LexError, "line #{line}, column #{position - line_start + 1}: #{source[position].inspect}" unless match && match.begin(0) == position

    type = RULES.keys.find { |name| match[name] }
    yield Token.new(type, match[0], line, position - line_start + 1) unless %i[space comment].include?(type)
    position = match.end(0)
    if type == :newline
      line += 1
      line_start = position
    end
  end
end

source = <<~'CODE'
  def größe?(x, :farbe) # Kommentar
    if x >= 0x1F und x != 1_000.5e3
      return "a\"b\n" + 'roh\n'
    end
  end
  y **= 2 || [1..5]
CODE

tokenize(source).chunk_while { |a, b| a.line == b.line }.each do |line|
  puts line.map { |t| "#{t.type[0, 3]}:#{t.value.inspect}" }.join(" ")
end
tokens = tokenize(source).reject { |t| t.type == :newline }
puts tokens.map(&:type).tally.sort_by { |type, n| [-n, type] }.map { |type, n| "#{type} #{n}" }.join(", ")
puts tokens.select { |t| t.type == :identifier }.map(&:text).uniq.inspect
puts tokens.max_by(&:column).then { |t| "#{t.text} at #{t.line}:#{t.column}" }
begin
  tokenize("ok = 1\nbad = 5 § 3").to_a
rescue LexError => e
  puts e.message
end
