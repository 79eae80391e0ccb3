# Parameters of every kind: optional, rest, keywords, block, forwarding, destructuring, defaults that refer to others.
def everything(a, b = a.to_s * 2, *rest, c, key:, opt: key.to_s, **others, &block)
  [a, b, rest, c, key, opt, others.to_a, block ? block.call(a) : nil].inspect
end
puts everything(1, 2, key: :k), everything(1, 2, 3, 4, 5, key: 1, opt: 2, ü: 3) { |x| x + 10 }, everything("x", "y", key: nil)

def keywords(name:, size: 1, **rest) = "#{name}/#{size}/#{rest.keys.join(',')}"
options = { name: "Öl", size: 3 }
puts keywords(**options), keywords(**options, size: 4), keywords(name: "a", "extra": 1), keywords(**options.merge(x: 1, y: 2))
name, size = "kurz", 9
puts keywords(name:, size:)

def positional_hash(hash, flag = false) = "#{hash.class} #{hash.size} #{flag}"
puts positional_hash({ a: 1, b: 2 }), positional_hash({ a: 1 }, true), positional_hash(a: 1, b: 2)
def splat(*args, **kw) = "#{args.inspect} #{kw.keys.inspect}"
puts splat(1, *[2, 3], *nil, *"x".."z", a: 1), splat(*[], **{}), splat([1, 2]), splat(*[[1, 2]]), splat({ "a" => 1 }.size)
def destructure((a, (b, *c)), d = 5) = [a, b, c, d].inspect
puts destructure([1, [2, 3, 4]]), destructure([1, 2]), destructure(1, 2)

def forward_all(...) = everything(...)
def forward_block(&block) = [1, 2].map(&block)
def forward_rest(*args, **kw, &block) = everything(*args, **kw, &block)
puts forward_all(1, 2, key: 3) { 9 }, forward_block { |x| x * 3 }.inspect, forward_rest(1, 2, key: 0)

def with_default(list = [], now: list.size, **) = list.push(now).inspect
puts with_default, with_default, with_default([1, 2], now: :x, ignored: true)

{
  "too few" => -> { destructure }, "missing keyword" => -> { keywords(size: 2) }, "missing two" => -> { ->(a:, b:) {}.call }, "no such method" => -> { with_one(1, b: 2) },
  "too many" => -> { destructure(1, 2, 3) }, "none wanted" => -> { __send__(:no_args, 1) }
}.each do |what, call|
  call.call
rescue ArgumentError => e
  puts "#{what}: #{e.message}"
rescue NoMethodError => e
  puts "#{what}: #{e.name}"
end
def no_args = nil
def returns_many = [1, [2, 3], { k: 4 }]
a, (b, c), d = returns_many
*init, last = 1, 2, 3
(x, y), z = [1, 2], 3
h = { p: 1, q: 2 }
first, second = h.values_at(:p, :q)
puts [a, b, c, d[:k], init, last, x, y, z, first, second].inspect
i = j = 5
i, j = j + 1, i - 1
k, = [7, 8]
_, m, _ = 1, 2, 3
n = *1..3
o = *nil
l1, l2 = "eins zwei".split
puts [i, j, k, m, n, o, l1, l2].inspect
arr = [1, 2, 3]
arr[0], arr[-1] = arr[-1], arr[0]
obj = Struct.new(:u, :v).new
obj.u, obj.v = 1, 2
puts arr.inspect, obj.to_a.inspect, (v1 = 3 and v1 + 1)
puts [[1, [2, 3]], [4, [5, 6]]].map { |q, (r, s)| q + r * s }.inspect, { a: [1, 2] }.map { |key, (one, two)| "#{key}#{one}#{two}" }.inspect
