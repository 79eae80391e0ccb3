# A document editor with commands that can be undone, redone, grouped and replayed.
class Document
  def text = @text.dup

  def initialize(text = "") = (@text, @done, @undone = text.dup, [], [])

  COMMANDS = {
    insert: [->(doc, at, what) { doc.insert(at, what) }, ->(doc, at, what) { doc.slice!(at, what.length) }],
    delete: [->(doc, at, what) { doc.slice!(at, what.length) }, ->(doc, at, what) { doc.insert(at, what) }]
  }.freeze

  def insert(at, what) = perform([[:insert, at, what]])

  def delete(range)
    from = range.begin
    perform([[:delete, from, @text[range]]])
  end

  def replace(old, new)
    positions = []
    offset = 0
    while (at = @text.index(old, offset))
      positions << at
      offset = at + old.length
    end
    perform(positions.reverse.flat_map { |pos| [[:delete, pos, old], [:insert, pos, new]] })
  end

  def undo
    steps = @done.pop or return "nothing to undo"
    steps.reverse_each { |name, *args| COMMANDS[name].last.call(@text, *args) }
    @undone.push(steps)
    text
  end

  def redo
    steps = @undone.pop or return "nothing to redo"
    run(steps)
    @done.push(steps)
    text
  end

  def history = @done.map { |steps| steps.map { |name, at, what| "#{name}@#{at}:#{what}" }.join("+") }

  private

  def perform(steps)
    run(steps)
    @done.push(steps)
    @undone.clear
    text
  end

  def run(steps) = steps.each { |name, *args| COMMANDS[name].first.call(@text, *args) }
end

doc = Document.new("Der Bär")
puts doc.insert(7, " schläft"), doc.insert(4, "müde "), doc.replace("ä", "ae"), doc.delete(0..3)
puts doc.history
4.times { puts doc.undo }
puts doc.undo
2.times { puts doc.redo }
puts doc.insert(0, "» "), doc.redo, doc.history.size
puts Document.new.undo
