# A Turing machine: binary increment, palindromes, the busy beaver with three states.
class TuringMachine
  BLANK = "_"

  def self.parse(program)
    rules = program.lines.map { |line| line.sub(/;.*/, "").split }.reject(&:empty?)
    new(rules.to_h { |state, read, write, move, target| [[state, read], [write, move, target]] })
  end

  def initialize(rules) = @rules = rules

  def run(input, state: "start", limit: 1000)
    tape = Hash.new(BLANK)
    input.each_char.with_index { |c, i| tape[i] = c }
    position = steps = 0
    until state.start_with?("halt")
      return [nil, steps, "limit"] if steps == limit

      write, move, state = @rules.fetch([state, tape[position]]) { return [show(tape), steps, "stuck in #{state} on #{tape[position]}"] }
      tape[position] = write
      position += { "L" => -1, "R" => 1, "N" => 0 }.fetch(move)
      steps += 1
    end
    [show(tape), steps, state]
  end

  private

  def show(tape)
    return "" if tape.empty?

    low, high = tape.keys.minmax
    (low..high).map { |i| tape[i] }.join.gsub(/\A_+|_+\z/, "")
  end
end

increment = TuringMachine.parse(<<~RULES)
  start 0 0 R start ; to the right end
  start 1 1 R start
  start _ _ L carry
  carry 1 0 L carry
  carry 0 1 N halt
  carry _ 1 N halt
RULES
%w[0 1 1011 1111 10x].each { |n| puts "#{n} + 1: #{increment.run(n).join(' ')}" }

# For each letter: rules that remember it and look for it at the other end.
letters = %w[a b ß]
palindrome = letters.flat_map do |c|
  ["start #{c} _ R seek#{c}", "seek#{c} _ _ L check#{c}", "check#{c} #{c} _ L back", "check#{c} _ _ N halt-yes", "back #{c} #{c} L back"] +
    letters.map { |d| "seek#{c} #{d} #{d} R seek#{c}" } + (letters - [c]).map { |d| "check#{c} #{d} #{d} N halt-no" }
end
machine = TuringMachine.parse((palindrome + ["back _ _ R start", "start _ _ N halt-yes"]).join("\n"))
["abba", "aßa", "ab", "", "abßbb"].each { |word| puts "#{word.inspect}: #{machine.run(word).last(2).reverse.join(' after ')}" }

beaver = { "A_" => "1RB", "A1" => "1Rhalt", "B_" => "_RC", "B1" => "1RB", "C_" => "1LC", "C1" => "1LA" }
rules = beaver.to_h { |from, to| [from.chars, [to[0], to[1], to[2..]]] }
puts TuringMachine.new(rules).run("", state: "A").inspect
puts TuringMachine.new({ %w[start _] => %w[_ R start] }).run("", limit: 50).inspect
