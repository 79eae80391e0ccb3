# A JSON parser and printer written by hand, compared with the library.
require "json"

class Parser
  class Error < StandardError; end

  ESCAPES = { "n" => "\n", "t" => "\t", "r" => "\r", "b" => "\b", "f" => "\f", "/" => "/", "\\" => "\\", '"' => '"' }.freeze

  def initialize(text)
    @text = text
    @chars = text.chars
    @at = 0
  end

  def parse
    value = read_value
    skip
    raise Error, "left over at #{@at}" if @at < @chars.size

    value
  end

  private

  def skip
    @at += 1 while @chars[@at]&.match?(/\s/)
  end

  def take(expected)
    skip
    raise Error, "expected #{expected} at #{@at}, found #{@chars[@at].inspect}" unless @chars[@at] == expected

    @at += 1
  end

  def read_value
    skip
    case @chars[@at]
    when "{" then read_list("{", "}") { [read_string, take(":"), read_value].values_at(0, 2) }.to_h
    when "[" then read_list("[", "]") { read_value }
    when '"' then read_string
    when "-", "0".."9" then read_number
    else
      { "true" => true, "false" => false, "null" => nil }.each do |word, value|
        next unless @chars[@at, word.size]&.join == word

        @at += word.size
        return value
      end
      raise Error, "unexpected #{@chars[@at].inspect} at #{@at}"
    end
  end

  def read_list(open, close)
    take(open)
    items = []
    skip
    until @chars[@at] == close
      take(",") unless items.empty?
      items << yield
      skip
    end
    take(close)
    items
  end

  def read_string
    take('"')
    result = +""
    loop do
      char = @chars[@at] or raise Error, "unfinished string"
      @at += 1
      case char
      when '"' then return result
      when "\\"
        escape = @chars[@at]
        @at += 1
        if escape == "u"
          result << @chars[@at, 4].join.hex.chr("UTF-8")
          @at += 4
        else
          result << ESCAPES.fetch(escape) { raise Error, "bad escape \\#{escape}" }
        end
      else result << char
      end
    end
  end

  def read_number
    from = @at
    @at += 1 while @chars[@at]&.match?(/[-+.\deE]/)
    text = @chars[from...@at].join
    text.match?(/[.eE]/) ? text.to_f : text.to_i
  end
end

samples = ['{"a": [1, -2.5e3, {"b": null}], "ü": "x\\ty\\u00e9\\"", "t": true}', "[]", " {} ", '"日本"', "[[[]]]", "-0.5"]
samples.each do |text|
  value = Parser.new(text).parse
  puts "#{JSON.generate(value)} #{value == JSON.parse(text)}"
end
['{"a" 1}', "[1 2]", '"abc', "[1,]", "truth", "[1] x", '"\\q"'].each do |text|
  Parser.new(text).parse
  puts "#{text} accepted"
rescue Parser::Error => e
  puts "#{text}: #{e.message}"
end
