# A cache that forgets the least recently used entry, and one with expiry counted in ticks.
class LruCache
  attr_reader :hits, :misses

  def initialize(capacity)
    @capacity = capacity
    @entries = {}
    @hits = @misses = 0
  end

  def fetch(key)
    if @entries.key?(key)
      @hits += 1
      value = @entries.delete(key)
      @entries[key] = value
    else
      @misses += 1
      store(key, yield(key))
    end
  end

  def store(key, value)
    @entries.delete(key)
    @entries[key] = value
    evict while @entries.size > @capacity
    value
  end

  def keys = @entries.keys
  def key?(key) = @entries.key?(key)

  private

  def evict
    key, = @entries.first
    @entries.delete(key)
  end
end

class ExpiringCache < LruCache
  def initialize(capacity, lifetime:)
    super(capacity)
    @lifetime = lifetime
    @now = 0
    @born = {}
  end

  def tick(n = 1)
    @now += n
    @born.select { |_, time| @now - time >= @lifetime }.each_key { |key| @entries.delete(key); @born.delete(key) }
    self
  end

  def store(key, value)
    @born[key] = @now
    super
  end
end

cache = LruCache.new(3)
computed = []
square = ->(n) { computed << n; n * n }
[1, 2, 3, 1, 4, 2, 1, 1, 5].each { |n| cache.fetch(n, &square) }
puts "hits #{cache.hits}, misses #{cache.misses}, kept #{cache.keys.inspect}, computed #{computed.inspect}"
puts cache.key?(3), cache.store(9, :neun), cache.keys.inspect

expiring = ExpiringCache.new(10, lifetime: 3)
puts expiring.fetch("größe") { |key| key.upcase }
expiring.tick(2).fetch("neu") { 1 }
puts expiring.keys.inspect, expiring.tick.keys.inspect, expiring.tick(5).keys.inspect

memo = Hash.new { |hash, n| hash[n] = n < 2 ? n : hash[n - 1] + hash[n - 2] }
puts memo[80], memo.size

module Memoize
  def memoize(name)
    original = instance_method(name)
    store = {}
    define_method(name) { |*args| store.key?(args) ? store[args] : store[args] = original.bind(self).call(*args) }
  end
end

class Paths
  extend Memoize
  def count(w, h) = w.zero? || h.zero? ? 1 : count(w - 1, h) + count(w, h - 1)
  memoize :count
end
puts Paths.new.count(16, 16)
