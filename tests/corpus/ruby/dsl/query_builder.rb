# A chainable query over an array of hashes, with conditions built by operators on column proxies.
class Column
  def initialize(name) = @name = name

  %i[> < >= <= ==].each do |operator|
    define_method(operator) { |other| Condition.new("#{@name} #{operator} #{other.inspect}") { |row| row[@name].public_send(operator, other) } }
  end

  def in(*list) = Condition.new("#{@name} in #{list.inspect}") { |row| list.include?(row[@name]) }
  def like(pattern) = Condition.new("#{@name} like #{pattern.inspect}") { |row| Regexp.new(pattern.gsub("%", ".*"), Regexp::IGNORECASE).match?(row[@name]) }
end

class Condition
  def initialize(text, &test)
    @text = text
    @test = test
  end

  def call(row) = @test.call(row)
  def &(other) = Condition.new("(#{self} and #{other})") { |row| call(row) && other.call(row) }
  def |(other) = Condition.new("(#{self} or #{other})") { |row| call(row) || other.call(row) }
  def ! = Condition.new("not #{self}") { |row| !call(row) }
  def to_s = @text
end

class Query
  include Enumerable

  def initialize(rows, steps = [], description = [])
    @rows, @steps, @description = rows, steps, description
  end

  def where(&block)
    names = Hash.new { |h, name| h[name] = Column.new(name) }
    condition = block.call(names)
    with("where #{condition}") { |rows| rows.select { |row| condition.call(row) } }
  end

  def order(column, direction = :asc)
    with("order #{column} #{direction}") do |rows|
      sorted = rows.sort_by { |row| row[column] }
      direction == :desc ? sorted.reverse : sorted
    end
  end

  def limit(n) = with("limit #{n}") { |rows| rows.first(n) }
  def select(*columns) = with("select #{columns.join(', ')}") { |rows| rows.map { |row| row.slice(*columns) } }
  def each(&block) = @steps.inject(@rows) { |rows, step| step.call(rows) }.each(&block)
  def to_s = @description.join(" | ")

  private

  def with(text, &step) = Query.new(@rows, [*@steps, step], [*@description, text])
end

people = [
  { name: "Ángel", age: 31, city: "Málaga" }, { name: "Bea", age: 25, city: "Bern" }, { name: "Carl", age: 47, city: "Bonn" },
  { name: "Dana", age: 39, city: "Bern" }, { name: "Emre", age: 19, city: "Ankara" }
]
all = Query.new(people)
query = all.where { |c| (c[:age] > 20) & !(c[:city].in("Bonn", "Ankara")) }.order(:age, :desc).select(:name, :age)
puts query
query.each { |row| puts row.values.join(" ") }
either = all.where { |c| c[:name].like("%a%") | (c[:age] == 47) }.limit(3)
puts either, either.map { |row| row[:name] }.inspect
puts all.where { |c| c[:age] >= 100 }.to_a.inspect, all.count, all.sum { |row| row[:age] }
