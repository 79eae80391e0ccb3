# Blocks as callbacks: hooks before and after, around chains, observers, deferred actions.
module Hooks
  def self.included(base) = base.extend(ClassMethods)

  module ClassMethods
    def hooks = @hooks ||= { before: [], after: [], around: [] }

    %i[before after around].each do |kind|
      define_method(kind) { |*names, &block| hooks[kind].concat(names.map { |name| [name, block] }) }
    end

    def hooked(name)
      body = instance_method(name)
      owner = self
      define_method(name) do |*args|
        run = ->(kind) { owner.hooks[kind].select { |target, _| target == name }.map(&:last) }
        run.(:before).each { |hook| instance_exec(*args, &hook) }
        core = -> { body.bind(self).call(*args) }
        chain = run.(:around).reverse.inject(core) { |inner, hook| -> { instance_exec(inner, &hook) } }
        chain.call.tap { |result| run.(:after).each { |hook| instance_exec(result, &hook) } }
      end
    end
  end
end

class Order
  include Hooks
  attr_reader :log

  before(:pay) { |amount| @log << "check #{amount}" }
  after(:pay, :ship) { |result| @log << "after #{result}" }
  around(:pay) { |inner| @log << "begin"; inner.call.tap { @log << "commit" } }
  around(:pay) do |inner|
    inner.call
  rescue RuntimeError => e
    @log << "rescued #{e.message}"
    :failed
  end

  def initialize = @log = []

  hooked def pay(amount)
    raise "zu viel" if amount > 100

    @log << "paid #{amount}"
    :ok
  end

  hooked def ship = :shipped
end

order = Order.new
puts order.pay(10), order.pay(500), order.ship, order.log

class Observable
  def initialize(value) = (@value, @watchers = value, {})
  attr_reader :value

  def watch(name = @watchers.size, &block)
    @watchers[name] = block
    -> { !!@watchers.delete(name) }
  end

  def value=(new)
    old, @value = @value, new
    @watchers.each_value { |watcher| watcher.call(old, new) } unless old == new
  end
end

temperature = Observable.new(20)
stop = temperature.watch { |old, new| puts "#{old} → #{new}" }
temperature.watch(:max) { |_, new| puts "heiß!" if new > 30 }
temperature.value = 25
temperature.value = 25
temperature.value = 31
puts stop.call, stop.call
temperature.value = 35

class Deferred
  def initialize = @actions = []
  def later(text = nil, &block) = @actions << (block || -> { puts text })

  def run
    @actions.shift.call until @actions.empty?
  end
end
queue = Deferred.new
queue.later("eins")
queue.later { queue.later("drei (von zwei)"); puts "zwei" }
queue.later("vier")
queue.run

def with_resource(name)
  puts "open #{name}"
  yield name.upcase
rescue ArgumentError => e
  puts "error #{e.message}"
  :error
else
  :fine
ensure
  puts "close #{name}"
end
puts with_resource("fluß") { |r| puts r }, with_resource("x") { raise ArgumentError, "böse" }
puts with_resource("y") { break "left early" }
