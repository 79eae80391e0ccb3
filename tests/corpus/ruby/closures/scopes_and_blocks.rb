# What blocks see: locals, self, instance_exec, define_method, constants, globals, yield, block arguments.
$events = []
LIMIT = 3
outer = "außen"

class Recorder
  attr_reader :notes

  def initialize = @notes = []
  def note(text) = (@notes << text; self)
  def configure(&block) = block.arity == 1 ? yield(self) : instance_eval(&block)
  def each_note(&) = @notes.each(&)
  def run(*args, **options, &block) = instance_exec(*args, **options, &block)
end

recorder = Recorder.new
recorder.configure { note "inside"; note outer }
recorder.configure { |r| r.note("given").note(self.to_s) }
recorder.run(2, word: "ö") { |n, word:| note(word * n) }
recorder.each_note { |text| $events << text }
puts recorder.notes.inspect, $events.size

Recorder.class_eval do
  define_method(:count) { |above: 0| @notes.count { |n| n.length > above } }
  outer_length = outer.length
  define_method(:longer?) { @notes.any? { |n| n.length > outer_length } }
end
puts recorder.count, recorder.count(above: 4), recorder.longer?

recorder.define_singleton_method(:shout) { @notes.map(&:upcase) }
puts recorder.shout.last, recorder.singleton_methods.inspect, Recorder.new.respond_to?(:shout)

1.upto(LIMIT) do |i|
  outer = "#{outer}#{i}"
end
puts outer, @nothing.inspect
puts [1, 2, 3].sum { _1 * 2 }, [[1, 2], [3, 4]].map { _1 + _2 }.inspect, %w[b a].each_with_index.map { "#{_1}#{_2}" }.join

if false
  ghost = 1
end
puts ghost.inspect

def block_info(&block) = block ? [block.arity, block.lambda?, block.parameters.size] : "none"
p block_info, block_info { |a, b| }, block_info(&:upcase), block_info(&->(x) { x })

def pass_on(*, **, &block) = helper(1, k: 2, &block)
def helper(a, k:, &block) = block.call(a, k)
puts pass_on { |a, k| "#{a}-#{k}" }

def optional(a, b = a * 2, *rest, c, d: b + 1, **others, &block) = [a, b, rest, c, d, others.keys, block&.call]
p optional(1, 2), optional(1, 2, 3), optional(1, 2, 3, 4, d: 0, e: 9) { :block }
p optional(*[1, 2], **{ d: 5 }), ->((a, b), c) { [a, b, c] }.([1, 2], 3)

def many
  return 1, "zwei", nil
end
a, b, c = many
puts [a, b, c].inspect, many.class
def implicit(x:, y: x * 2) = { x:, y: }
puts implicit(x: 4).values.inspect
BEGIN_VALUE = begin
  Integer("12") + 1
rescue ArgumentError
  0
end
puts BEGIN_VALUE, (begin; 10; ensure; 20; end), [*nil, *[1], *{ a: 1 }].inspect, __method__.inspect
puts self.to_s, self.class
