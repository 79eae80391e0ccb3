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
  def select(&block) = block ? to_a.select(&block) : to_enum(:select)
  alias filter select
  def reject(&block) = block ? to_a.reject(&block) : to_enum(:reject)
end
