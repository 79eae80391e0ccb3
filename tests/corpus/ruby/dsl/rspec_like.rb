# A tiny specification framework: describe, it, let, before, matchers.
class Failure < StandardError; end

class Expectation
  def initialize(actual) = @actual = actual

  def to(matcher)
    return if matcher.first.call(@actual)

    raise Failure, "expected #{@actual.inspect} #{matcher.last}"
  end

  def not_to(matcher)
    raise Failure, "expected #{@actual.inspect} not #{matcher.last}" if matcher.first.call(@actual)
  end
end

module Matchers
  def expect(value = nil, &block) = Expectation.new(block || value)
  def eq(expected) = [->(actual) { actual == expected }, "to equal #{expected.inspect}"]
  def include(item) = [->(actual) { actual.include?(item) }, "to include #{item.inspect}"]
  def be(threshold = nil) = [->(actual) { actual.equal?(threshold) }, "to be #{threshold.inspect}"]

  def raise_error(type)
    check = lambda do |block|
      block.call
      false
    rescue type
      true
    end
    [check, "to raise #{type}"]
  end

  def method_missing(name, *args)
    return super unless name.start_with?("be_")

    [->(actual) { actual.public_send("#{name.to_s.delete_prefix('be_')}?", *args) }, "to be #{name.to_s[3..]}"]
  end

  def respond_to_missing?(name, all = false) = name.start_with?("be_") || super
end

class Group
  attr_reader :description, :parent, :results

  def initialize(description, parent = nil, &block)
    @description, @parent = description, parent
    @lets = parent ? parent.lets.dup : {}
    @befores = parent ? parent.befores.dup : []
    @results = parent ? parent.results : []
    instance_eval(&block)
  end

  attr_reader :lets, :befores

  def describe(text, &block) = Group.new("#{description} #{text}", self, &block)
  alias context describe
  def let(name, &block) = @lets[name] = block
  def before(&block) = @befores << block

  def it(text, &block)
    example = Object.new.extend(Matchers)
    cache = {}
    @lets.each { |name, body| example.define_singleton_method(name) { cache[name] ||= instance_eval(&body) } }
    @befores.each { |setup| example.instance_eval(&setup) }
    example.instance_eval(&block)
    results << [:ok, "#{description} #{text}"]
  rescue Failure => e
    results << [:failed, "#{description} #{text}: #{e.message}"]
  end
end

group = Group.new("Array") do
  let(:list) { [3, 1, 2] }
  it("sorts") { expect(list.sort).to eq([1, 2, 3]) }
  it("knows its items") { expect(list).to include(3) }
  it("isn't empty") { expect(list).not_to be_empty }
  context "with umlauts" do
    before { list << "ä" }
    it("can't be sorted") { expect { list.sort }.to raise_error(ArgumentError) }
    it("is four long") { expect(list.size).to eq(5) }
    it("remembers let") { expect(list).to be(list) }
  end
  it("is fresh each time") { expect(list).to include("ä") }
end
group.results.each { |status, text| puts "#{status == :ok ? '✓' : '✗'} #{text}" }
puts group.results.map(&:first).tally.map { |status, n| "#{n} #{status}" }.join(", ")
