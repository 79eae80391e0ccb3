# send, respond_to?, define_method, instance variables, method objects, constants, class building at run time.
class Robot
  attr_accessor :name, :energy

  %w[walk run jump].each_with_index do |action, cost|
    define_method(action) { |times = 1| self.energy -= cost * times; "#{name} #{action}s#{" ×#{times}" if times > 1}" }
    define_method("can_#{action}?") { energy >= cost }
  end

  def initialize(name, energy = 3) = (@name, @energy = name, energy)
  def compare(other, *, strict: false, &block) = [other, strict]

  private def secret = "geheim"
  protected def inner = 1
end

robot = Robot.new("Bötchen")
puts robot.walk, robot.send(:run, 2), robot.public_send("jump"), robot.energy, robot.can_jump?, robot.__send__(:secret)
puts robot.respond_to?(:secret), robot.respond_to?(:secret, true), robot.respond_to?(:fly)
puts Robot.instance_methods(false).sort.first(4).inspect, Robot.method_defined?(:walk)
puts Robot.private_method_defined?(:secret), robot.methods.include?(:run), robot.instance_variables.inspect
puts robot.instance_variable_get(:@name), robot.instance_variable_set(:@energy, 9)
puts robot.instance_variable_defined?(:@x)
m = robot.method(:compare)
puts m.arity, m.name.inspect, m.owner, m.parameters.map(&:first).inspect, m.receiver.equal?(robot), m.unbind.class
puts m.call(1, 2, strict: true).inspect, robot.method(:walk).to_proc.call(2), [1, 2].map(&robot.method(:walk)).inspect
begin
  robot.public_send(:secret)
rescue NoMethodError => e
  puts e.class
end
begin
  robot.method(:fly)
rescue NameError => e
  puts e.class
end

Animal = Class.new do
  attr_reader :sound
  define_method(:initialize) { |sound| @sound = sound }
  def self.create(*args) = new(*args)
  class_eval { def speak = "#{self.class.name}: #{sound}" }
end
Object.const_set(:Katze, Class.new(Animal) { def speak = super + "!" })
puts Animal.create("…").speak, Katze.create("miau").speak, Object.const_get(:Katze).name, Object.const_defined?(:Hund)
puts Katze.superclass, Katze.instance_methods(false).inspect

config = Object.new
{ host: "lokal", port: 80 }.each { |key, value| config.define_singleton_method(key) { value } }
config.instance_variable_set(:@hidden, true)
puts config.host, config.port, config.singleton_methods.sort.inspect, config.instance_variables.inspect
class << config
  def url = "#{host}:#{port}"
  attr_accessor :user
end
config.user = "Ü"
puts config.url, config.user

class Robot
  alias_method :go, :walk
  alias march go
  remove_method :jump
  undef_method :run
  def walk(...) = "[#{go(...)}]"
end
puts robot.walk(2), robot.march, robot.respond_to?(:jump), robot.respond_to?(:run), Robot.instance_method(:go).class
puts 5.then { _1 + 1 }, 5.instance_of?(Integer), 5.kind_of?(Comparable), Integer <= Numeric, (Integer <=> Float).inspect
puts Integer.instance_methods.include?(:+), 5.method(:+).call(3), 5.method(:+).unbind.bind(7).call(1)
puts [3, 1].public_send(:sort).inspect, "abc".respond_to?(:upcase), nil.singleton_class
puts Robot.new("x").singleton_methods.inspect, Robot.const_get(:Comparable), Kernel.respond_to?(:puts, true)
puts robot.frozen?, robot.itself.equal?(robot), Robot.instance_methods(false).include?(:can_run?)
puts robot.instance_eval { @name.length }, Robot.class_exec(3) { |n| n * 2 }, robot.instance_exec(2) { |n| energy + n }
