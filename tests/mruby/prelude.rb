# What mruby's own test driver, a C program, adds to assert.rb; and the leaving out of single assertions.

module Mrbtest
  FLOAT_TOLERANCE = 1e-10

  # The driver's file name patterns: * ? [set] {a,b} and \ as escape.
  module Pattern
    def self.match?(pattern, text)
      expand(pattern).any? { |alternative| plain_match?(alternative, text) }
    end

    # "a{b,c}d" as ["abd", "acd"]; braces nest.
    def self.expand(pattern)
      first, commas, last = braces(pattern)
      return [pattern] unless last
      parts = []
      ([first] + commas).each_with_index do |from, i|
        till = i < commas.size ? commas[i] : last
        parts << pattern[from + 1...till]
      end
      parts.map { |part| expand(pattern[0...first] + part + pattern[last + 1..-1]) }.flatten
    end

    # Positions of the first outermost "{", of its commas and of its "}".
    def self.braces(pattern)
      first = nil
      commas = []
      depth = at = 0
      while at < pattern.size
        case pattern[at]
        when "\\" then at += 1
        when "{"
          first = at if depth == 0
          depth += 1
        when "," then commas << at if depth == 1
        when "}"
          depth -= 1 if depth > 0
          return [first, commas, at] if first && depth == 0
        end
        at += 1
      end
      [nil, [], nil]
    end

    def self.plain_match?(pattern, text)
      return text.empty? if pattern.empty?
      case pattern[0]
      when "*"
        (0..text.size).any? { |at| plain_match?(pattern[1..-1], text[at..-1]) }
      when "?"
        !text.empty? && plain_match?(pattern[1..-1], text[1..-1])
      when "["
        close = pattern.index("]", 2)
        !text.empty? && set_include?(pattern[1...close], text[0]) && plain_match?(pattern[close + 1..-1], text[1..-1])
      else
        pattern = pattern[1..-1] if pattern[0] == "\\"
        pattern[0] == text[0] && plain_match?(pattern[1..-1], text[1..-1])
      end
    end

    def self.set_include?(set, char)
      negated = set[0] == "!" || set[0] == "^"
      set = set[1..-1] if negated
      found = false
      at = 0
      while at < set.size
        if set[at + 1] == "-" && at + 2 < set.size
          found ||= set[at] <= char && char <= set[at + 2]
          at += 3
        else
          found ||= set[at] == char
          at += 1
        end
      end
      found != negated
    end
  end

  # Names of the assertions that must not run, and of those that would have.
  LEFT_OUT = []
  SEEN = []

  def self.leave_out(names)
    LEFT_OUT.concat(names)
  end

  def self.left_out?(name)
    return false unless LEFT_OUT.include?(name)
    SEEN << name
    true
  end

  # The counters of assert.rb.
  def self.result
    {
      ok: $ok_test, failed: $ko_test, crashed: $kill_test, warned: $warning_test, skipped: $skip_test,
      messages: $asserts, left_out: SEEN.uniq
    }
  end
end

# Output is no part of the result.
def t_print(*)
  nil
end

def _str_match?(pattern, text)
  Mrbtest::Pattern.match?(pattern, text)
end

alias assert_of_mruby assert

def assert(name = 'assert', iso = '', &block)
  assert_of_mruby(name, iso, &block) unless Mrbtest.left_out?(name)
end
