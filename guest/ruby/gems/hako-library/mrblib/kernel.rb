module Kernel
  alias __Integer Integer
  def Integer(value, base = 0, exception: true)
    return value if value.is_a?(Integer) && base == 0
    # mruby's takes no more digits than fit into 64 bits.
    return value.to_i if value.is_a?(String) && base == 0 && value.size > 18 && value.count("^0-9") == 0 && value[0] != "0"
    base == 0 ? __Integer(value) : __Integer(value, base)
  rescue ArgumentError, TypeError, RangeError => e
    raise e if exception
  end

  alias __Float Float
  def Float(value, exception: true)
    raise TypeError, "can't convert nil into Float" if value.nil?
    return value.to_f if value.is_a?(Rational)
    begin
      __Float(value)
    rescue ArgumentError
      raise ArgumentError.new("invalid value for Float(): #{value.inspect}"), cause: nil
    end
  rescue ArgumentError, TypeError => e
    raise e if exception
  end

  alias __Rational Rational
  def Rational(a, b = 1, exception: true)
    a = a.__to_rational(true) if a.is_a?(String)
    b = b.__to_rational(true) if b.is_a?(String)
    raise TypeError, "can't convert nil into Rational" if a.nil? || b.nil?
    raise TypeError, "can't convert #{a.class} into Rational" unless a.is_a?(Numeric)
    __Rational(a.is_a?(Complex) ? a.to_r : a, b.is_a?(Complex) ? b.to_r : b)
  rescue ArgumentError, TypeError => e
    raise e if exception
  end

  alias __Complex Complex
  def Complex(real, imaginary = 0, exception: true)
    return real.__to_complex(true) if real.is_a?(String)
    __Complex(real, imaginary)
  rescue ArgumentError, TypeError => e
    raise e if exception
  end

  def __dir__ = nil

  def enum_for(meth = :each, *args, **options, &size) = to_enum(meth, *args, **options, &size)

  alias __to_enum to_enum
  def to_enum(meth = :each, *args, **options, &size)
    made = options.empty? ? __to_enum(meth, *args) : Enumerator.new(self, meth, *args, **options)
    made.instance_variable_set(:@__size, size.call) if size
    made
  end
end

class Module
  def deprecate_constant(*) = nil
end

class Exception
  def self.__new_with(keywords) = new(**keywords)

  def detailed_message(**) = message.empty? ? self.class.to_s : "#{message} (#{self.class})"

  def full_message(highlight: false, order: :top)
    places = backtrace || []
    text = "#{places[0] || "hako"}: #{detailed_message}"
    places.drop(1).each { |place| text << "\n\tfrom #{place}" }
    text << "\n" << cause.full_message if cause
    text
  end

  def ==(other) = equal?(other) || (other.class == self.class && other.message == message && other.backtrace == backtrace)
end

class LoadError < ScriptError
  attr_reader :path
end

class KeyError
  attr_reader :key, :receiver
  def initialize(message = nil, receiver: nil, key: nil)
    message.nil? ? super() : super(message)
    @receiver = receiver
    @key = key
  end
end

class Hash
  def fetch(key, *rest, &block)
    return self[key] if key?(key)
    return block.call(key) if block
    return rest[0] unless rest.empty?
    raise KeyError.new("key not found: #{key.inspect}", receiver: self, key: key)
  end
end

module Comparable
  def clamp(min, max = nil)
    if min.is_a?(Range) && max.nil?
      raise ArgumentError, "cannot clamp with an exclusive range" if min.exclude_end? && !min.end.nil?
      max = min.end
      min = min.begin
    end
    raise ArgumentError, "min argument must be smaller than max argument" if !min.nil? && !max.nil? && (min <=> max) > 0
    return min if !min.nil? && (self <=> min) < 0
    return max if !max.nil? && (self <=> max) > 0
    self
  end
end

class Method
  def ===(*args) = call(*args)
end
