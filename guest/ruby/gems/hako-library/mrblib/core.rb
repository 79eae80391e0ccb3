class Range
  alias __within include?
  # Others than numbers, texts and times are looked for among those that the range walks through.
  def include?(value)
    from = self.begin
    to = self.end
    return __within(value) if from.nil? || to.nil? || from.is_a?(Numeric) || to.is_a?(Numeric) || from.is_a?(String) || from.is_a?(Time)
    each { |x| return true if x == value }
    false
  end
  alias member? include?
  def frozen? = true
end

class Array
  alias __combination combination
  def combination(n, &block)
    raise TypeError, "no implicit conversion of #{n.class} into Integer" unless n.is_a?(Integer)
    __combination(n, &block)
  end

  def to_h(&block)
    made = {}
    each_with_index do |x, i|
      x = block.call(x) if block
      raise TypeError, "wrong element type #{x.class} #{"at #{i} " unless block}(expected array)" unless x.is_a?(Array)
      raise ArgumentError, "#{block ? "element has" : "wrong array length at #{i}"} #{"wrong array length " if block}(expected 2, was #{x.size})" unless x.size == 2
      made[x[0]] = x[1]
    end
    made
  end

  def flatten(depth = nil)
    flat = []
    __flatten_into(flat, depth || -1, [])
    flat
  end

  def flatten!(depth = nil)
    flat = flatten(depth)
    none? { |x| x.is_a?(Array) } && flat.size == size ? nil : replace(flat)
  end

  def __flatten_into(flat, depth, outer)
    raise ArgumentError, "tried to flatten recursive array" if depth < 0 && outer.any? { |array| array.equal?(self) }
    outer.push(self)
    each do |x|
      array = depth == 0 ? nil : Array.try_convert(x)
      array ? array.__flatten_into(flat, depth - 1, outer) : flat << x
    end
    outer.pop
  end

  def dig(index, *rest) = __dig_on(self[index], rest)
end

class Hash
  def dig(key, *rest) = __dig_on(self[key], rest)
end

class Struct
  def dig(name, *rest) = __dig_on(self[name], rest)
end

module Kernel
  def __dig_on(found, rest)
    return found if found.nil? || rest.empty?
    raise TypeError, "#{found.class} does not have #dig method" unless found.respond_to?(:dig)
    found.dig(*rest)
  end
end

class Set
  def map(&block) = block ? to_a.map(&block) : to_enum(:map)
  alias collect map
end

class Integer
  alias __digits digits
  def digits(base = 10)
    raise Math::DomainError, "out of domain" if self < 0
    __digits(base)
  end
end
