# Modules: include, extend, prepend, super chains, hooks, constants, module_function, namespaces.
module Greeting
  DEFAULT = "Grüß Gott"

  def self.included(base) = (@users ||= []) << base.name
  def self.users = @users
  def greet = "#{self.class::WORD} #{name}"
end

module Loud
  def greet = super.upcase + "!"
end

module Counted
  def self.prepended(base) = base.extend(ClassMethods)

  module ClassMethods
    attr_accessor :count
  end

  def initialize(...)
    super
    self.class.count = self.class.count.to_i + 1
  end
end

class Person
  WORD = "Hallo"
  include Greeting
  prepend Counted
  attr_reader :name

  def initialize(name) = @name = name
end

class Austrian < Person
  WORD = Greeting::DEFAULT
  include Loud
end

puts Person.new("Zoë").greet, Austrian.new("Jörg").greet, Person.count, Austrian.count, Greeting.users.inspect
puts Austrian.ancestors.take(5).inspect, Austrian.include?(Greeting), Person.new("x").is_a?(Greeting)
puts Austrian.instance_methods(false).inspect, Greeting === Person.new("y"), Loud.instance_methods.inspect

single = Person.new("Einzelne")
single.extend(Loud)
puts single.greet, single.singleton_class.include?(Loud), Person.new("andere").greet

module Geometry
  PI2 = Math::PI * 2

  module_function

  def circumference(radius) = (PI2 * radius).round(2)

  module Shapes
    Square = Struct.new(:side) do
      def area = side**2
    end

    def self.unit = Square.new(1)
    class << self
      def double = Square.new(2)
      private def secret = 42
    end
  end
end
puts Geometry.circumference(2), Geometry::Shapes::Square.new(3).area, Geometry::Shapes.unit.area
puts Geometry::Shapes.double.side, Geometry::Shapes::Square.name, Geometry.constants.sort.inspect
begin
  Geometry::Shapes.secret
rescue NoMethodError
  puts "secret is private"
end

module Describable
  def describe(*fields) = fields.map { |f| "#{f}=#{public_send(f)}" }.join(", ")
end
class Integer
  include Describable
end
puts 5.describe(:succ, :even?), Module.new.name.inspect, Comparable.class, Person.instance_method(:greet).owner
puts Austrian.superclass, Austrian.name, Class.new(Austrian).new("anonym").greet.sub("GRÜSS", "GRÜß")

class Base
  def self.inherited(klass)
    super
    registry << klass.name
  end

  def self.registry = @@registry ||= []
  def template = "#{prefix}-#{body}-#{suffix}"
  def prefix = "["
  def suffix = "]"
  def body = raise(NotImplementedError, "#{self.class} must define body")
end
class First < Base
  def body = "erste"
end
class Second < First
  def prefix = "(#{super}"
  def body = "zweite nach #{super}"
  def method_missing(name, *args) = name.end_with?("?") ? "#{name} #{args.join(' ')}".strip : super
  def respond_to_missing?(name, all = false) = name.end_with?("?") || super
end
puts First.new.template, Second.new.template, Base.registry.inspect, Second.new.wirklich?(1, 2)
puts Second.new.respond_to?(:ja?), Second.new.method(:ok?).call
begin
  Base.new.template
rescue NotImplementedError => e
  puts e.message
end
begin
  Second.new.nein
rescue NoMethodError => e
  puts e.name
end
