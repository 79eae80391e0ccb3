# A small Lisp: reader, printer, evaluator with lambdas and recursion.
def tokenize(source)
  source.gsub(/;.*$/, "").scan(/"(?:[^"\\]|\\.)*"|[()']|[^\s()']+/)
end

def read(tokens)
  token = tokens.shift
  case token
  when "("
    list = []
    list << read(tokens) until tokens.first == ")" || tokens.empty?
    raise "missing )" if tokens.empty?

    tokens.shift
    list
  when "'" then [:quote, read(tokens)]
  when /\A-?\d+\z/ then token.to_i
  when /\A"/ then token[1..-2]
  when "#t" then true
  when "#f" then false
  else token.to_sym
  end
end

def show(value)
  case value
  when Array then "(#{value.map { |v| show(v) }.join(' ')})"
  when true then "#t"
  when false then "#f"
  when Proc then "#<lambda>"
  when String then value.inspect
  else value.to_s
  end
end

GLOBAL = {
  :+ => ->(*a) { a.sum }, :* => ->(*a) { a.inject(1, :*) }, :- => ->(a, b = nil) { b ? a - b : -a },
  :< => ->(a, b) { a < b }, :"=" => ->(a, b) { a == b }, car: :first.to_proc, cdr: ->(l) { l.drop(1) },
  cons: ->(a, l) { [a, *l] }, list: ->(*a) { a }, null?: ->(l) { l == [] }, append: ->(*l) { l.sum([]) }
}

def evaluate(form, env)
  case form
  when Symbol then (env.key?(form) ? env[form] : raise(NameError, "unbound: #{form}"))
  when Array
    head, *rest = form
    case head
    when :quote then rest[0]
    when :if then evaluate(evaluate(rest[0], env) ? rest[1] : rest[2], env)
    when :define then env[rest[0]] = evaluate(rest[1], env)
    when :lambda
      params, body = rest
      ->(*args) { evaluate(body, Hash.new { |_, k| env[k] }.merge(env, params.zip(args).to_h)) }
    when :let
      evaluate([[:lambda, rest[0].map(&:first), rest[1]], *rest[0].map(&:last)], env)
    else evaluate(head, env).call(*rest.map { |arg| evaluate(arg, env) })
    end
  else form
  end
end

program = <<~LISP
  (+ 1 2 (* 3 4))
  (define square (lambda (n) (* n n)))
  (square 12) ; a comment
  (define map (lambda (f l) (if (null? l) '() (cons (f (car l)) (map f (cdr l))))))
  (map square '(1 2 3))
  (define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1))))))
  (fact 20)
  (let ((x 3) (y "süß")) (list x y #t 'symbol (quote (a b))))
  (undefined 1)
LISP

tokens = tokenize(program)
until tokens.empty?
  begin
    puts show(evaluate(read(tokens), GLOBAL))
  rescue NameError => e
    puts "error: #{e.message}"
  end
end
