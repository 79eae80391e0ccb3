# Closures that keep state: counters, accumulators, generators, private data in objects made of lambdas.
def make_counter(start = 0, step: 1)
  count = start - step
  {
    next: -> { count += step },
    peek: -> { count },
    reset: ->(to = start) { count = to - step; to }
  }
end

a = make_counter
b = make_counter(10, step: 5)
3.times { a[:next].call }
puts a[:peek].(), b[:next].(), b[:next].(), a[:next].call, b[:reset].(), b[:next][], a[:reset].(100)

adders = (1..3).map { |n| ->(x) { x + n } }
puts adders.map { |add| add.(10) }.inspect
x = 1
change = -> { x += 1 }
2.times(&change) rescue puts "a lambda is strict"
2.times { change.call }
puts x
blocks = []
3.times { |i| y = i * 10; blocks << -> { y += 1 } }
puts blocks.map(&:call).inspect, blocks.map(&:call).inspect
z = 5
[1, 2].each { |i; z| z = i }
puts z

Account = lambda do |owner|
  balance = 0
  log = []
  lambda do |message, *args|
    case message
    when :deposit then log << "+#{args[0]}"; balance += args[0]
    when :withdraw
      next "zu wenig" if args[0] > balance

      log << "-#{args[0]}"
      balance -= args[0]
    when :to_s then "#{owner}: #{balance} (#{log.join(' ')})"
    else "#{message}?"
    end
  end
end
zoe, max = Account.("Zoë"), Account.("Max")
zoe.(:deposit, 100)
zoe.(:withdraw, 30)
puts max.(:withdraw, 1), zoe.(:fly), zoe.(:to_s), max.(:to_s)

def yielder
  puts "before"
  result = yield 1, 2
  puts "after #{result}"
  result
end
yielder { |p, q, r| "#{p}#{q}#{r.inspect}" }
puts [1, 2, 3].each { |n| break n * 100 if n == 2 }, [1, 2, 3].map { |n| next 0 if n == 2; n }.inspect

def find_first(list)
  list.each { |item| return item if yield item }
  nil
end
puts find_first([1, 4, 6], &:even?), find_first([1], &:even?).inspect

proc_return = -> { [1, 2].each { |n| return "from lambda #{n}" } }
puts proc_return.call
p proc { |a, b = 2, *c| [a, b, c] }.call(1), proc { |a, b| [a, b] }.call([1, 2]), lambda { |a, b = 2| [a, b] }.(1)
p proc { |a| a }.call(1, 2), proc { |(a, b), c| [a, b, c] }.call([1, 2], 3)
p proc { |x, y| }.arity, lambda { |*x| }.arity, ->(x, y = 1) {}.arity, proc { || }.arity, ->(k:) {}.arity
p proc {}.lambda?, lambda(&lambda {}).lambda?, ->(a, b = 1, *c, d, e:, f: 2, **g, &h) {}.parameters
