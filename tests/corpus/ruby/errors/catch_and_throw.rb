# catch/throw for leaving nested loops, early results, validation and backtracking.
def find_pair(matrix, wanted)
  catch(:found) do
    matrix.each_with_index do |row, y|
      row.each_with_index do |value, x|
        throw :found, [y, x] if value == wanted
      end
    end
    nil
  end
end
grid = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
p find_pair(grid, 6), find_pair(grid, 42)

result = catch(:done) do
  10.times { |i| throw :done, "stopped at #{i}" if i * i > 30 }
  "never stopped"
end
puts result, catch(:empty) { throw :empty }.inspect, catch(:unused) { :value }

log = []
value = catch(:outer) do
  catch(:inner) do
    throw :outer, :from_inside
    log << "never"
  ensure
    log << "inner ensure"
  end
  log << "never either"
ensure
  log << "outer ensure"
end
p value, log

tag = Object.new
puts catch(tag) { catch(Object.new) { throw tag, "by identity" } }
puts catch { |own| [1, 2, 3].each { |n| throw own, n * 100 if n == 2 } }

begin
  throw :nobody, 1
rescue UncaughtThrowError => e
  puts e.message, e.tag.inspect, e.value
end

def validate(form)
  catch(:invalid) do
    throw :invalid, "Name fehlt" if form[:name].to_s.strip.empty?
    throw :invalid, "Alter muss eine Zahl sein" unless form[:age].is_a?(Integer)
    check_age(form[:age])
    "in Ordnung"
  end
end

def check_age(age)
  throw :invalid, "zu jung (#{age})" if age < 18
end

[{ name: " " }, { name: "Ümit", age: "x" }, { name: "Ümit", age: 17 }, { name: "Ümit", age: 30 }].each { |form| puts validate(form) }

class Pipeline
  def initialize = @steps = []
  def step(name, &block) = tap { @steps << [name, block] }

  def call(input)
    @steps.inject(input) do |value, (name, block)|
      outcome = catch(:skip) { [block.call(value)] }
      puts "  skipped #{name}" unless outcome
      outcome ? outcome.first : value
    end
  end
end
pipeline = Pipeline.new.step(:half) { |n| n.even? ? n / 2 : throw(:skip) }.step(:plus) { |n| n + 1 }.step(:limit) { |n| n > 10 ? throw(:skip) : -n }
[4, 7, 30].each { |n| puts pipeline.call(n) }

words = %w[haus maus laus raus]
chain = ->(path) { throw :complete, path if path.size == words.size; (words - path).each { |w| chain.(path + [w]) if path.empty? || w[0] > path.last[0] } }
puts catch(:complete) { chain.([]); "none" }.inspect
