# A recursive descent parser and evaluator for arithmetic with variables and functions.
class Calculator
  class Error < StandardError; end

  FUNCTIONS = {
    "max" => ->(*args) { args.max }, "min" => ->(*args) { args.min },
    "sqrt" => ->(x) { Math.sqrt(x) }, "abs" => :abs.to_proc
  }.freeze

  def initialize(**variables)
    @variables = variables.transform_keys(&:to_s)
  end

  def evaluate(source)
    @tokens = source.scan(/\d+\.?\d*|[a-zπ]\w*|\*\*|[-+*\/%(),]|\S/)
    value = expression
    raise Error, "unexpected #{peek.inspect}" if peek

    value
  end

  private

  def peek = @tokens.first

  def accept(*wanted)
    @tokens.shift if wanted.include?(peek)
  end

  def expect(token)
    accept(token) or raise Error, "expected #{token.inspect} but found #{peek.inspect}"
  end

  def expression
    value = term
    while (operator = accept("+", "-"))
      value = value.public_send(operator, term)
    end
    value
  end

  def term
    value = unary
    while (operator = accept("*", "/", "%"))
      operand = unary
      raise Error, "division by zero" if operator != "*" && operand.zero?

      value = operator == "/" ? value.fdiv(operand) : value.public_send(operator, operand)
    end
    value
  end

  def unary
    accept("-") ? -unary : power
  end

  def power
    base = primary
    accept("**") ? base**unary : base
  end

  def primary
    token = @tokens.shift
    case token
    when nil then raise Error, "unexpected end"
    when "(" then expression.tap { expect(")") }
    when /\A\d+\z/ then token.to_i
    when /\A\d/ then token.to_f
    when "π" then Math::PI
    when /\A[a-z]/ then peek == "(" ? call(token) : @variables.fetch(token) { raise Error, "unknown name #{token}" }
    else raise Error, "unexpected #{token.inspect}"
    end
  end

  def call(name)
    function = FUNCTIONS.fetch(name) { raise Error, "unknown function #{name}" }
    expect("(")
    arguments = [expression]
    arguments << expression while accept(",")
    expect(")")
    function.call(*arguments)
  end
end

calculator = Calculator.new(x: 4, rate: 0.25)
["1 + 2 * 3", "(1 + 2) * 3", "-2 ** 2", "2 ** 3 ** 2", "7 / 2", "x * (1 + rate)", "max(1, x, 3) - min(2, 8)", "sqrt(x ** 2 + 9)",
  "10 % 4 - 3", "abs(2 - 9) * π", "1 +", "(1 + 2", "2 $ 3", "y + 1", "1 / (x - 4)", "foo(1)"].each do |source|
  puts "#{source} = #{calculator.evaluate(source)}"
rescue Calculator::Error => e
  puts "#{source}: #{e.message}"
end
