# A stack calculator with words that can be defined: a small Forth.
class Forth
  Error = Class.new(StandardError)

  def initialize
    @stack = []
    @output = []
    @words = {
      "+" => binary(:+), "-" => binary(:-), "*" => binary(:*),
      "/" => -> { b, a = pop, pop; raise Error, "division by zero" if b.zero?; push(a / b) },
      "mod" => binary(:%), "=" => binary(:==), "<" => binary(:<), ">" => binary(:>),
      "dup" => -> { push(pop.tap { |top| push(top) }) }, "drop" => -> { pop },
      "swap" => -> { b, a = pop, pop; push(b, a) }, "over" => -> { b, a = pop, pop; push(a, b, a) },
      "rot" => -> { c, b, a = pop, pop, pop; push(b, c, a) }, "." => -> { @output << pop.to_s },
      "emit" => -> { @output << pop.chr("UTF-8") }, "depth" => -> { push(@stack.size) }
    }
  end

  def run(source)
    @output = []
    execute(source.gsub(/\([^)]*\)/, "").split)
    [@output.join(" "), @stack.map { |v| format_value(v) }.join(" ")]
  end

  private

  def binary(operator) = -> { b, a = pop, pop; push(a.public_send(operator, b)) }
  def push(*values) = @stack.push(*values.map { |v| v == true ? -1 : v == false ? 0 : v })
  def pop = @stack.pop || raise(Error, "stack empty")
  def format_value(value) = value.to_s

  def execute(words)
    words = words.dup
    while (word = words.shift)
      case word
      when ":"
        name, *body = take(words, ";")
        raise Error, "numbers can't be redefined" if name =~ /\A-?\d+\z/

        @words[name.downcase] = -> { execute(body) }
      when "if"
        body = take(words, "then")
        middle = body.index("else") || body.size
        execute(pop.zero? ? body.drop(middle + 1) : body.take(middle))
      when "begin"
        body = take(words, "until")
        loop do
          execute(body)
          break unless pop.zero?
        end
      when /\A-?\d+\z/ then push(word.to_i)
      else (@words[word.downcase] || raise(Error, "unknown word #{word}")).call
      end
    end
  end

  def take(words, terminator)
    length = words.index(terminator) or raise Error, "missing #{terminator}"
    words.shift(length + 1)[0...-1]
  end
end

forth = Forth.new
[
  "1 2 + 3 * .", ": square ( n -- n² ) dup * ;", "7 square .", ": größe square square ; 3 größe .", "5 0 /", "foo",
  "10 begin dup . 1 - dup 0 = until drop", "4 3 > if 233 emit else 63 emit then", "1 2 3 rot swap over depth",
  ". . . . .", ".", ": 5 6 ;", "1 if 2", ": fact dup 1 > if dup 1 - fact * then ;", "20 fact .", "2 64 fact ."
].each do |line|
  output, stack = forth.run(line)
  puts "#{line}  ⇒ #{output.empty? ? 'ok' : output} [#{stack}]"
rescue Forth::Error => e
  puts "#{line}  ⇒ error: #{e.message}"
end
