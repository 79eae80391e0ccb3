# Fluent interfaces: a string pipeline recorded with method_missing and replayed on many inputs.
class Pipeline < BasicObject
  def initialize(steps = [])
    @steps = steps
  end

  def method_missing(name, *args, **options, &block)
    ::Pipeline.new(@steps + [[name, args, options, block]])
  end

  def respond_to_missing?(*) = true

  def call(input)
    @steps.reduce(input) do |value, (name, args, options, block)|
      options.empty? ? value.public_send(name, *args, &block) : value.public_send(name, *args, **options, &block)
    end
  end

  def to_proc
    pipeline = self
    ::Kernel.lambda { |input| pipeline.call(input) }
  end

  def inspect = "Pipeline(#{@steps.map { |name, args, *| args.empty? ? name : "#{name}(#{args.map(&:inspect).join(', ')})" }.join(' > ')})"
end

clean = Pipeline.new.strip.downcase.gsub(/[^a-zäöüß ]/, "").squeeze(" ").split.map(&:capitalize).join(" ")
puts clean.inspect
puts ["  hello,   WORLD!! ", "GRÖSSE  und ähnliches", "a1b2"].map(&clean).inspect

shout = Pipeline.new.upcase.+("!")
puts shout.call("olé"), [shout, clean].map { |pipeline| pipeline.call(" Ça va? ") }.inspect

class Ghost < BasicObject
  def initialize(target)
    @target = target
    @log = []
  end

  def method_missing(name, *args, &block)
    return super unless @target.respond_to?(name)

    result = @target.__send__(name, *args, &block)
    @log << "#{name}/#{args.size} => #{result.inspect}"
    result
  end

  def respond_to_missing?(name, all = false) = @target.respond_to?(name, all)

  def __log = @log
end

list = Ghost.new([3, 1, 2])
list.push(9)
list.sort.first
list.map { |n| n * 2 }
puts list.__log
begin
  list.frobnicate
rescue NoMethodError => e
  puts e.class, e.message[/undefined method .frobnicate./]&.tr("`", "'")
end
