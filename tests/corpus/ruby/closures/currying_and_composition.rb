# curry, >>, <<, method objects, to_proc, partial application, point-free pipelines.
add = ->(a, b, c) { a + b + c }
puts add.curry[1][2][3], add.curry.(1, 2).(3), add.curry[1].(2, 3), add.curry[1].class
increment = add.curry[1][0]
puts [1, 2, 3].map(&increment).inspect
sum = ->(*numbers) { numbers.sum }
puts sum.curry(3)[1][2][3], sum.curry.()

double = ->(x) { x * 2 }
square = proc { |x| x * x }
puts (double >> square).(3), (double << square).(3), (double >> square >> :to_s.to_proc >> :reverse.to_proc).call(4)
puts [double, square, double].inject(:>>).call(1)
puts (method(:Integer) >> double).call("21"), (double << method(:Float)).("1.5"), %w[1 2 3].map(&method(:Integer)).sum
puts [1, 4, 9].map(&Math.method(:sqrt)).inspect

shout = :upcase.to_proc >> ->(s) { "#{s}!" }
puts %w[grüezi tschüss].map(&shout).inspect, (shout << :strip.to_proc).call("  hé  ")

def partial(function, *fixed, **options) = ->(*rest) { options.empty? ? function.call(*fixed, *rest) : function.call(*fixed, *rest, **options) }
power = ->(base, exponent) { base**exponent }
two_to = partial(power, 2)
puts (0..5).map(&two_to).inspect
greet = ->(greeting, name, mark: ".") { "#{greeting}, #{name}#{mark}" }
puts partial(greet, "Grüß Gott", mark: "!").call("Frau Öz")

flip = ->(f) { ->(a, b) { f.(b, a) } }
puts flip.(power).(2, 3), [1, 2, 3, 4].inject(&flip.(:-.to_proc))

memoize = ->(f) { cache = {}; ->(n) { cache.fetch(n) { cache[n] = f.(n) } } }
calls = 0
slow = memoize.(->(n) { calls += 1; n * n })
puts [3, 3, 4, 3].map(&slow).inspect, calls

fix = ->(f) { ->(x) { x.(x) }.(->(x) { f.(->(v) { x.(x).(v) }) }) }
factorial = fix.(->(me) { ->(n) { n.zero? ? 1 : n * me.(n - 1) } })
puts factorial.(20)

zero, succ = ->(_) { ->(x) { x } }, ->(n) { ->(f) { ->(x) { f.(n.(f).(x)) } } }
to_i = ->(n) { n.(->(x) { x + 1 }).(0) }
three = succ.(succ.(succ.(zero)))
plus = ->(m) { ->(n) { ->(f) { ->(x) { m.(f).(n.(f).(x)) } } } }
puts to_i.(three), to_i.(plus.(three).(succ.(three)))

hash = { "a" => 1, "ö" => 2 }
puts %w[ö a z].map(&hash).inspect, %i[a b].map(&{ a: 1 }.to_proc).inspect, (hash.to_proc >> :to_s.to_proc).call("a")
puts [[1, 2], [3, 4]].map(&:sum).inspect, [1, 2].each_with_object([]).map { |n, _| n }.inspect
is_adult = 18.method(:<=)
puts [17, 18, 40].select(&is_adult).inspect, [3, 5].sum(&10.method(:*)), is_adult.owner, is_adult.receiver
puts is_adult.name.inspect, is_adult.unbind.bind(20).call(19)
both = ->(*tests) { ->(x) { tests.all? { |t| t === x } } }
case 42
when both.(Integer, :even?.to_proc, 40..50) then puts "even, in range"
end
tap_log = []
puts 5.then { |x| x + 1 }.tap { |x| tap_log << x }.then(&double), tap_log.inspect, double.yield(4), double === 4, double.curry.(1)
