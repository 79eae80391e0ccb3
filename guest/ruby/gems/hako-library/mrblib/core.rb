class String
  def lines(separator = "\n", chomp: false, &block)
    return each_line(separator, chomp: chomp, &block) if block
    return __lines if separator == "\n" && !chomp
    found = []
    each_line(separator, chomp: chomp) { |line| found << line }
    found
  end

  alias __each_line each_line
  def each_line(separator = "\n", chomp: false, &block)
    return to_enum(:each_line, separator, chomp: chomp) unless block
    if separator == "\n"
      __lines.each { |line| block.call(chomp ? line.chomp : line) }
    elsif chomp && separator
      __each_line(separator) { |line| block.call(separator.empty? ? line.sub(/\n+\z/, "") : line.delete_suffix(separator)) }
    else
      __each_line(separator, &block)
    end
    self
  end
end

class Symbol
  def [](*args) = to_s[*args]
  alias slice []
  def start_with?(*prefixes) = to_s.start_with?(*prefixes)
  def end_with?(*suffixes) = to_s.end_with?(*suffixes)
  def =~(pattern) = to_s =~ pattern
  def match(*args, &block) = to_s.match(*args, &block)
  def match?(*args) = to_s.match?(*args)
  def encoding = to_s.encoding
end

module Enumerable
  # With <=>, so that anything that can be ordered will do.
  def min_by(&block)
    best = nil
    key = nil
    first = true
    each do |*args|
      item = args.__svalue
      k = block.call(item)
      if first || (k <=> key) < 0
        best = item
        key = k
        first = false
      end
    end
    best
  end

  def max_by(&block)
    best = nil
    key = nil
    first = true
    each do |*args|
      item = args.__svalue
      k = block.call(item)
      if first || (k <=> key) > 0
        best = item
        key = k
        first = false
      end
    end
    best
  end

  def minmax_by(&block)
    return to_enum(:minmax_by) unless block
    items = to_a
    [items.min_by(&block), items.max_by(&block)]
  end

  def sum(init = 0, &block)
    each do |*args|
      item = args.__svalue
      init += block ? block.call(item) : item
    end
    init
  end
end
