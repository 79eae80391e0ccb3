module Enumerable
  def to_set(*args, &block) = Set.new(self, *args, &block)

  def each_entry(*args, &block)
    return to_enum(:each_entry, *args) unless block
    each(*args) { |*x| block.call(x.size <= 1 ? x[0] : x) }
    self
  end

  def chunk_while(&block)
    raise ArgumentError, "tried to create Proc object without a block" unless block
    slice_when { |a, b| !block.call(a, b) }
  end

  def slice_when(&block)
    raise ArgumentError, "tried to create Proc object without a block" unless block
    source = self
    Enumerator.new do |y|
      slice = nil
      last = nil
      source.each do |*x|
        x = x.size <= 1 ? x[0] : x
        if slice.nil?
          slice = [x]
        elsif block.call(last, x)
          y << slice
          slice = [x]
        else
          slice << x
        end
        last = x
      end
      y << slice if slice
    end
  end

  def __slice(pattern, block, after)
    source = self
    Enumerator.new do |y|
      slice = nil
      source.each do |*x|
        x = x.size <= 1 ? x[0] : x
        hit = block ? block.call(x) : pattern === x
        if after
          (slice ||= []) << x
          if hit
            y << slice
            slice = nil
          end
        elsif hit && slice
          y << slice
          slice = [x]
        else
          (slice ||= []) << x
        end
      end
      y << slice if slice
    end
  end

  def slice_before(pattern = nil, &block) = __slice(pattern, block, false)
  def slice_after(pattern = nil, &block) = __slice(pattern, block, true)

  def chunk(&block)
    return to_enum(:chunk) unless block
    source = self
    Enumerator.new do |y|
      key = nil
      chunk = nil
      source.each do |*x|
        x = x.size <= 1 ? x[0] : x
        k = block.call(x)
        if k.nil? || k == :_separator
          y << [key, chunk] if chunk
          chunk = nil
        elsif k == :_alone
          y << [key, chunk] if chunk
          y << [k, [x]]
          chunk = nil
        elsif chunk && k == key
          chunk << x
        else
          y << [key, chunk] if chunk
          chunk = [x]
          key = k
        end
      end
      y << [key, chunk] if chunk
    end
  end

  def grep_v(pattern, &block)
    found = []
    each do |*x|
      x = x.size <= 1 ? x[0] : x
      found << (block ? block.call(x) : x) unless pattern === x
    end
    found
  end

  def compact = to_a.compact

  def inject(*args, &block)
    raise ArgumentError, "wrong number of arguments (given #{args.size}, expected 0..2)" if args.size > 2
    if args[-1].is_a?(Symbol) || (args.size == 2 && !block)
      operator = args.pop
      block = ->(a, b) { a.__send__(operator, b) }
    end
    first = args.empty?
    result = args[0]
    each do |*x|
      x = x.size <= 1 ? x[0] : x
      if first
        first = false
        result = x
      else
        result = block.call(result, x)
      end
    end
    result
  end
  alias reduce inject

  def min(n = nil, &block)
    return (block ? sort(&block) : sort).first(n) if n
    first = true
    least = nil
    each do |*x|
      x = x.size <= 1 ? x[0] : x
      if first
        first = false
        least = x
      else
        least = x if __order(x, least, block) < 0
      end
    end
    least
  end

  def max(n = nil, &block)
    return (block ? sort(&block) : sort).reverse.first(n) if n
    first = true
    most = nil
    each do |*x|
      x = x.size <= 1 ? x[0] : x
      if first
        first = false
        most = x
      else
        most = x if __order(x, most, block) > 0
      end
    end
    most
  end

  # Negative, zero or positive, or an error that names both.
  def __order(a, b, block = nil)
    order = block ? block.call(a, b) : a <=> b
    return order if order
    raise ArgumentError, "comparison of #{a.class} with #{!b || b == true || b.is_a?(Numeric) || b.is_a?(Symbol) ? b.inspect : b.class} failed"
  end

  def min_by(n = nil, &block)
    return n ? to_enum(:min_by, n) : to_enum(:min_by) unless block
    return sort_by(&block).first(n) if n
    __extreme_by(-1, block)
  end

  def max_by(n = nil, &block)
    return n ? to_enum(:max_by, n) : to_enum(:max_by) unless block
    return sort_by(&block).reverse.first(n) if n
    __extreme_by(1, block)
  end

  def __extreme_by(sign, block)
    first = true
    best = nil
    best_key = nil
    each do |*x|
      x = x.__svalue
      key = block.call(x)
      if first || __order(key, best_key) * sign > 0
        first = false
        best = x
        best_key = key
      end
    end
    best
  end

  def minmax(&block) = [min(&block), max(&block)]

  def minmax_by(&block)
    return to_enum(:minmax_by) unless block
    all = to_a
    [all.min_by(&block), all.max_by(&block)]
  end

  def to_h(&block)
    made = {}
    each do |*x|
      x = block ? block.call(*x) : x.__svalue
      raise TypeError, "wrong element type #{x.class} (expected array)" unless x.is_a?(Array)
      raise ArgumentError, "element has wrong array length (expected 2, was #{x.size})" unless x.size == 2
      made[x[0]] = x[1]
    end
    made
  end

  def filter_map(&block)
    return to_enum(:filter_map) unless block
    found = []
    each do |*x|
      x = block.call(*x)
      found << x if x
    end
    found
  end

  # Floats as Array#sum does.
  def sum(init = 0, &block)
    total = init
    lost = nil
    each do |*x|
      x = block ? block.call(*x) : x.__svalue
      if (lost || x.is_a?(Float)) && x.is_a?(Numeric) && total.is_a?(Numeric) && !x.is_a?(Complex) && !total.is_a?(Complex)
        x = x.to_f
        total = total.to_f
        lost ||= 0.0
        t = total + x
        lost += total.abs >= x.abs ? (total - t) + x : (x - t) + total if t.finite?
        total = t
      else
        total += lost if lost
        lost = nil
        total += x
      end
    end
    lost ? total + lost : total
  end

  def each_cons(n, &block)
    raise ArgumentError, "invalid size" if n <= 0
    return to_enum(:each_cons, n) unless block
    last = []
    each do |*x|
      last.shift if last.size == n
      last << x.__svalue
      block.call(last.dup) if last.size == n
    end
    self
  end

  def each_slice(n, &block)
    raise ArgumentError, "invalid slice size" if n <= 0
    return to_enum(:each_slice, n) unless block
    slice = []
    each do |*x|
      slice << x.__svalue
      if slice.size == n
        block.call(slice)
        slice = []
      end
    end
    block.call(slice) unless slice.empty?
    self
  end

  def each_with_index(*args, &block)
    return to_enum(:each_with_index, *args) unless block
    i = -1
    each(*args) { |*x| block.call(x.size <= 1 ? x[0] : x, i += 1) }
    self
  end

  def tally(into = {})
    raise FrozenError, "can't modify frozen Hash: #{into.inspect}" if into.frozen?
    each do |*x|
      x = x.__svalue
      into[x] = (into[x] || 0) + 1
    end
    into
  end
end

class Array
  def to_set(*args, &block) = Set.new(self, *args, &block)
  def deconstruct = self
  alias filter! select!

  def each_slice(n, &block)
    raise ArgumentError, "invalid slice size" if n <= 0
    return to_enum(:each_slice, n) unless block
    i = 0
    while i < size
      block.call(self[i, n])
      i += n
    end
    self
  end

  # Floats are added as in Ruby, by Kahan and Babuska: 0.1 + 0.2 + 0.3 is 0.6.
  def sum(init = 0, &block)
    total = init
    lost = nil
    i = 0
    while i < size
      x = self[i]
      x = block.call(x) if block
      if x.is_a?(Float) && total.is_a?(Numeric) && !total.is_a?(Complex) || lost && x.is_a?(Numeric) && !x.is_a?(Complex)
        x = x.to_f
        total = total.to_f
        lost ||= 0.0
        t = total + x
        lost += total.abs >= x.abs ? (total - t) + x : (x - t) + total if t.finite?
        total = t
      else
        total += lost if lost
        lost = nil
        total += x
      end
      i += 1
    end
    lost ? total + lost : total
  end
end

class Range
  def to_set(*args, &block) = Set.new(self, *args, &block)

  def step(n = 1, &block)
    raise ArgumentError, "step can't be 0" if n == 0
    raise ArgumentError, "step can't be negative" if n < 0 && block
    return self.begin.is_a?(Numeric) ? Enumerator::ArithmeticSequence.new(self, :step, [n], self.begin, self.end, n, exclude_end?) : to_enum(:step, n) unless block
    from = self.begin
    to = self.end
    if from.is_a?(Numeric)
      if to.nil?
        from.step(nil, n, &block)
      elsif from.is_a?(Float) || to.is_a?(Float) || n.is_a?(Float)
        from.step(to, n) { |x| block.call(x) unless exclude_end? && x >= to }
      else
        i = from
        while exclude_end? ? i < to : i <= to
          block.call(i)
          i += n
        end
      end
    else
      i = -1
      each { |x| block.call(x) if (i += 1) % n == 0 }
    end
    self
  end
  alias % step

  def bsearch(&block)
    return to_enum(:bsearch) unless block
    low = self.begin
    high = self.end
    if low.is_a?(Float) || high.is_a?(Float)
      low = low.to_f
      high = high.to_f
      found = nil
      200.times do
        middle = low + (high - low) / 2
        answer = block.call(middle)
        return middle if answer == 0
        if answer == true || (answer.is_a?(Numeric) && answer < 0)
          found = middle if answer == true
          break if high == middle
          high = middle
        else
          break if low == middle
          low = middle
        end
      end
      return found if found
      return high if block.call(high) == true
      return nil
    end
    if high.nil?
      width = 1
      width *= 2 until (a = block.call(low + width)) == true || a == 0 || (a.is_a?(Numeric) && a < 0)
      high = low + width
    elsif exclude_end?
      high -= 1
    end
    found = nil
    while low <= high
      middle = (low + high) / 2
      answer = block.call(middle)
      if answer == true
        found = middle
        high = middle - 1
      elsif answer == false || answer.nil?
        low = middle + 1
      elsif answer == 0
        return middle
      elsif answer < 0
        high = middle - 1
      else
        low = middle + 1
      end
    end
    found
  end

  alias __min min
  def min(n = nil, &block) = n ? (block ? sort(&block) : sort).first(n) : __min(&block)
  alias __max max
  def max(n = nil, &block) = n ? (block ? sort(&block) : sort).reverse.first(n) : __max(&block)

  def minmax(&block) = [min(&block), max(&block)]

  alias __include include?
  # Strings are looked for among those that the range walks through.
  def include?(value)
    from = self.begin
    to = self.end
    return __include(value) unless from.is_a?(String) || to.is_a?(String)
    raise TypeError, "cannot determine inclusion in beginless/endless ranges" if from.nil? || to.nil?
    return false unless value.is_a?(String)
    each { |x| return true if x == value }
    false
  end
  alias member? include?

  alias __cover cover?
  def cover?(value)
    return __cover(value) unless value.is_a?(Range)
    from = value.begin
    to = value.end
    return false if from.nil? && !self.begin.nil? || to.nil? && !self.end.nil?
    unless from.nil? || to.nil?
      order = from <=> to
      return false if order.nil? || order > 0 || order == 0 && value.exclude_end?
    end
    return false unless from.nil? || self.begin.nil? || (self.begin <=> from)&.<=(0)
    return true if to.nil? || self.end.nil?
    order = self.end <=> to
    return false if order.nil?
    order > 0 || order == 0 && (!exclude_end? || value.exclude_end?) ||
      exclude_end? == false && value.exclude_end? && from.is_a?(Integer) && to.is_a?(Integer) && self.end >= to - 1
  end

  alias __to_a to_a
  def to_a
    raise RangeError, "cannot convert endless range to an array" if self.end.nil?
    return [] if self.begin.is_a?(Integer) && self.end.is_a?(Numeric) && self.begin > self.end
    __to_a
  end
  alias entries to_a

  def hash = [self.begin, self.end, exclude_end?].hash

  def sum(init = 0, &block)
    first = self.begin
    last = self.end
    return super if block || !first.is_a?(Integer) || !last.is_a?(Integer)
    last -= 1 if exclude_end?
    first > last ? init : init + (first + last) * (last - first + 1) / 2
  end

  def count(*args, &block)
    return super if block || !args.empty?
    return Float::INFINITY if self.end.nil?
    self.begin.is_a?(Integer) && self.end.is_a?(Integer) ? size : super
  end
end

class Hash
  alias filter! select!

  def to_h(&block)
    return self unless block
    made = {}
    each do |k, v|
      pair = block.call(k, v)
      raise TypeError, "wrong element type #{pair.class} (expected array)" unless pair.is_a?(Array)
      raise ArgumentError, "element has wrong array length (expected 2, was #{pair.size})" unless pair.size == 2
      made[pair[0]] = pair[1]
    end
    made
  end

  def transform_keys(names = nil, &block)
    return to_enum(:transform_keys) unless names || block
    made = {}
    each do |k, v|
      k = names && names.key?(k) ? names[k] : block ? block.call(k) : k
      made[k] = v
    end
    made
  end

  def transform_keys!(names = nil, &block) = replace(transform_keys(names, &block))

  def assoc(key) = key?(key) ? [key, self[key]] : nil
  def rassoc(value)
    each { |k, v| return [k, v] if v == value }
    nil
  end
  def deconstruct_keys(_) = self
  def find_all(&block)
    return to_enum(:find_all) unless block
    found = []
    each { |k, v| found << [k, v] if block.call(k, v) }
    found
  end
  def filter_map(&block)
    return to_enum(:filter_map) unless block
    found = []
    each do |k, v|
      x = block.call(k, v)
      found << x if x
    end
    found
  end
  def sum(init = 0, &block) = to_a.sum(init, &block)
  def min_by(n = nil, &block) = to_a.min_by(n, &block)
  def max_by(n = nil, &block) = to_a.max_by(n, &block)

  def compare_by_identity = raise(NotImplementedError, "Hash#compare_by_identity")
  def compare_by_identity? = false
end

class Enumerator
  alias __initialize initialize
  def initialize(obj = NONE, meth = :each, *args, **options, &block)
    if block && obj != NONE
      @__size = obj
      __initialize(&block)
    else
      __initialize(obj, meth, *args, **options, &block)
    end
  end

  alias __size size
  def size
    known = @__size
    return known.respond_to?(:call) ? known.call : known unless known.nil?
    __size
  end

  def +(other) = Chain.new(self, other)

  def with_object(object, &block)
    return to_enum(:with_object, object) unless block
    __enumerator_block_call { |*x| block.call(x.__svalue, object) }
    object
  end
  alias each_with_object with_object

  class Lazy
    def initialize(obj, &block)
      super() do |y|
        if block
          obj.each { |*x| block.call(y, x.__svalue) }
        else
          obj.each { |*x| y << x.__svalue }
        end
      end
    end

    def drop(n)
      source = self
      Lazy.new(Enumerator.new { |y|
        left = n
        source.each { |x| left > 0 ? left -= 1 : y << x }
      })
    end

    def drop_while(&block)
      source = self
      Lazy.new(Enumerator.new { |y|
        dropping = true
        source.each do |x|
          dropping &&= block.call(x)
          y << x unless dropping
        end
      })
    end

    def uniq(&block)
      source = self
      Lazy.new(Enumerator.new { |y|
        seen = {}
        source.each do |x|
          key = block ? block.call(x) : x
          next if seen.key?(key)
          seen[key] = true
          y << x
        end
      })
    end
    def eager = Enumerator.new { |y| each { |x| y << x } }
    def lazy = self
    def compact = Lazy.new(self) { |y, x| y << x unless x.nil? }
    def filter_map(&block)
      Lazy.new(self) do |y, x|
        x = block.call(x)
        y << x if x
      end
    end
    alias filter select
    def grep(pattern, &block) = Lazy.new(self) { |y, x| y << (block ? block.call(x) : x) if pattern === x }
    def grep_v(pattern, &block) = Lazy.new(self) { |y, x| y << (block ? block.call(x) : x) unless pattern === x }
    def with_index(offset = 0, &block)
      offset = offset.nil? ? 0 : offset
      Lazy.new(Enumerator.new { |y|
        i = offset - 1
        each do |x|
          i += 1
          block ? (block.call(x, i); y << x) : y << [x, i]
        end
      })
    end
    alias each_with_index with_index
    def zip(*others, &block)
      source = self
      Lazy.new(Enumerator.new { |y|
        rest = others.map { |o| o.is_a?(Array) ? o.each : o.each_entry }
        source.each do |x|
          y << [x, *rest.map { |e| begin; e.next; rescue StopIteration; nil; end }]
        end
      })
    end
    def take(n)
      source = self
      Lazy.new(Enumerator.new { |y|
        taken = 0
        if n > 0
          source.each do |x|
            y << x
            taken += 1
            break if taken >= n
          end
        end
      })
    end
    def take_while(&block)
      source = self
      Lazy.new(Enumerator.new { |y|
        source.each do |x|
          break unless block.call(x)
          y << x
        end
      })
    end
    def first(n = nil)
      if n.nil?
        each { |x| return x }
        nil
      else
        take(n).to_a
      end
    end
    def flat_map(&block)
      Lazy.new(self) do |y, x|
        made = block.call(x)
        made.respond_to?(:each) && !made.is_a?(Hash) ? made.each { |v| y << v } : y << made
      end
    end
    alias collect_concat flat_map
    def chunk_while(&block) = super.lazy
    def slice_when(&block) = super.lazy
    alias force to_a
  end
end

class Enumerator
  # Numbers with the same step, which two are equal when they go through the same ones.
  class ArithmeticSequence < Enumerator
    attr_reader :begin, :end, :step

    def initialize(receiver, meth, args, first, last, step, exclusive, text = nil)
      super(receiver, meth, *args)
      @begin = first
      @end = last
      @step = step
      @exclusive = exclusive
      @text = text
    end

    def exclude_end? = @exclusive
    def ==(other)
      other.is_a?(ArithmeticSequence) && @begin == other.begin && @end == other.end && @step == other.step && @exclusive == other.exclude_end?
    end
    alias eql? ==
    alias === ==
    def hash = [@begin, @end, @step, @exclusive].hash
    def inspect = "(#{@text || "(#{@begin.inspect}#{@exclusive ? "..." : ".."}#{@end.inspect}).step(#{@step.inspect})"})"
    alias to_s inspect

    def each(&block)
      return self unless block
      # A range goes upwards only.
      return @begin.step(@end, @step) { |x| block.call(x) unless @exclusive && x == @end } && self if @step < 0
      super
      self
    end

    def size
      return Float::INFINITY if @end.nil?
      return to_a.size if @begin.is_a?(Float) || @end.is_a?(Float) || @step.is_a?(Float)
      count = (@end - @begin).div(@step) + 1
      count -= 1 if @exclusive && (@end - @begin) % @step == 0
      count < 0 ? 0 : count
    end

    def last(n = nil)
      raise RangeError, "cannot get the last element of endless arithmetic sequence" if @end.nil?
      n ? to_a.last(n) : to_a.last
    end
  end
end

class Struct
  alias __each each
  def each(&block) = block ? __each(&block) : to_enum(:each)
  alias __each_pair each_pair
  def each_pair(&block) = block ? __each_pair(&block) : to_enum(:each_pair)
  def select(&block) = block ? to_a.select(&block) : to_enum(:select)
  alias filter select
  alias deconstruct to_a
  def deconstruct_keys(names) = names ? to_h.slice(*names) : to_h
  def hash = to_a.hash
  def each_entry(&block) = each(&block)
  alias __to_h to_h
  def to_h(&block) = block ? __to_h.to_h(&block) : __to_h

  # Keywords instead of positions.
  module Keywords
    def initialize(*args, **values)
      # `new` is in C and passes keywords on as a Hash.
      values = args.pop if args.size == 1 && args[0].is_a?(Hash)
      raise ArgumentError, "wrong number of arguments (given #{args.size}, expected 0)" unless args.empty?
      unknown = values.keys - members
      raise ArgumentError, "unknown keywords: #{unknown.join(", ")}" unless unknown.empty?
      super(*members.map { |name| values[name] })
    end
  end

  class << self
    alias __new new
    def new(*names, keyword_init: nil, &block)
      return __new(*names, &block) unless keyword_init
      made = __new(*names)
      made.include(Keywords)
      made.define_singleton_method(:keyword_init?) { true }
      made.class_eval(&block) if block
      made
    end
  end
end

class Data
  def with(**changes) = changes.empty? ? self : self.class.new(**to_h.merge(changes))
end

class Set
  def to_set = self
  def hash
    sum = size
    each { |x| sum ^= x.hash }
    sum
  end
  def freeze
    @hash.freeze
    super
  end
  def disjoint?(other) = !intersect?(other)
  def intersect?(other)
    raise ArgumentError, "value must be a set" unless other.is_a?(Set)
    size < other.size ? any? { |x| other.include?(x) } : other.any? { |x| include?(x) }
  end
  def first(*args) = to_a.first(*args)
  def min(*args, &block) = to_a.min(*args, &block)
  def max(*args, &block) = to_a.max(*args, &block)
  def select(&block) = block ? to_a.select(&block) : to_enum(:select)
  alias filter select
  def reject(&block) = block ? to_a.reject(&block) : to_enum(:reject)
  def partition(&block) = to_a.partition(&block)
  def group_by(&block) = to_a.group_by(&block)
  def sum(*args, &block) = to_a.sum(*args, &block)
  def filter!(&block) = select!(&block)
  def delete_if
    return to_enum(:delete_if) unless block_given?
    to_a.each { |x| @hash.delete(x) if yield x }
    self
  end
  def keep_if
    return to_enum(:keep_if) unless block_given?
    to_a.each { |x| @hash.delete(x) unless yield x }
    self
  end
end
