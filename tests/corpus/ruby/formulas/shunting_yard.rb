# Tokenizer and shunting-yard: infix to postfix, then evaluation on a stack.
OPERATORS = {
  "||" => [1, :left], "&&" => [2, :left], "==" => [3, :left], "<" => [4, :left], ">" => [4, :left],
  "+" => [5, :left], "-" => [5, :left], "*" => [6, :left], "/" => [6, :left], "%" => [6, :left], "^" => [8, :right], "neg" => [7, :right]
}.freeze

Token = Struct.new(:kind, :text)

def tokenize(source)
  tokens = []
  until source.empty?
    case source
    when /\A\s+/ then nil
    when /\A\d+(?:\.\d+)?/ then tokens << Token.new(:number, $&)
    when /\A[[:alpha:]_][[:word:]]*(?=\s*\()/ then tokens << Token.new(:function, $&)
    when /\A[[:alpha:]_][[:word:]]*/ then tokens << Token.new(:name, $&)
    when /\A(?:\|\||&&|==|[-+*\/%^<>])/
      unary = $& == "-" && (tokens.empty? || %i[operator open comma].include?(tokens.last.kind))
      tokens << Token.new(:operator, unary ? "neg" : $&)
    when /\A\(/ then tokens << Token.new(:open, $&)
    when /\A\)/ then tokens << Token.new(:close, $&)
    when /\A,/ then tokens << Token.new(:comma, $&)
    else raise SyntaxError, "can't read #{source[0, 5].inspect}"
    end
    source = $~.post_match
  end
  tokens
end

def postfix(tokens)
  output, stack = [], []
  tokens.each do |token|
    case token.kind
    when :number, :name then output << token
    when :function, :open then stack.push(token)
    when :comma then output << stack.pop until stack.last.kind == :open
    when :close
      output << stack.pop until stack.empty? || stack.last.kind == :open
      raise SyntaxError, "unbalanced )" if stack.empty?

      stack.pop
      output << stack.pop if stack.last&.kind == :function
    when :operator
      priority, side = OPERATORS[token.text]
      while stack.last&.kind == :operator
        top, = OPERATORS[stack.last.text]
        break unless top > priority || (top == priority && side == :left)

        output << stack.pop
      end
      stack.push(token)
    end
  end
  output.concat(stack.reverse).tap { |all| raise SyntaxError, "unbalanced (" if all.any? { |t| t.kind == :open } }
end

FUNCTIONS = { "max" => [2, ->(a, b) { [a, b].max }], "sqrt" => [1, ->(x) { Math.sqrt(x) }], "if" => [3, ->(c, a, b) { c ? a : b }] }.freeze

def evaluate(rpn, names)
  rpn.each_with_object([]) do |token, stack|
    case token.kind
    when :number then stack << (token.text.include?(".") ? token.text.to_f : token.text.to_i)
    when :name then stack << names.fetch(token.text)
    when :function
      arity, body = FUNCTIONS.fetch(token.text)
      stack << body.call(*stack.pop(arity))
    else
      b = stack.pop
      next stack << -b if token.text == "neg"

      a = stack.pop
      stack << case token.text
               when "^" then a**b
               when "||" then a || b
               when "&&" then a && b
               else a.send(token.text, b)
               end
    end
  end.last
end

names = { "x" => 7, "größe" => 1.5, "n" => 3 }
["1 + 2 * 3", "-(x - 9) ^ 2", "2 ^ 3 ^ 2", "größe * (n + 1) - 1", "max(x, n * 4) / 2", "x > 5 && n == 3 || x < 0",
  "if(x > 10, 1, if(n < 4, 2, 3))", "10 - 4 - 3", "sqrt(2 * 8) % 3", "3 * (2", "2 # 3", "y + 1"].each do |source|
  rpn = postfix(tokenize(source))
  puts "#{source}  =>  #{rpn.map(&:text).join(' ')}  =>  #{evaluate(rpn, names)}"
rescue SyntaxError, KeyError => e
  puts "#{source}  =>  #{e.class}: #{e.message}"
end
