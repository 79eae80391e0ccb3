# Question: "Simulate a queue in a shop with two tills and tell me how long people wait." With a generator of one's own.
class Lcg
  def initialize(seed) = @state = seed

  def next_float
    @state = (@state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) & 0xffff_ffff_ffff_ffff
    (@state >> 33).fdiv(2**31)
  end

  def between(range) = range.begin + (next_float * (range.end - range.begin + 1)).floor
  def pick(list) = list[between(0..list.size - 1)]
  def shuffle(list) = list.each_with_index.sort_by { |_, i| [next_float, i] }.map(&:first)
end

Customer = Struct.new(:number, :arrival, :items, :start, :finish) do
  def wait = start - arrival
end

class Shop
  attr_reader :done

  def initialize(tills:, random:)
    @tills = Array.new(tills) { { free_at: 0, served: 0 } }
    @random = random
    @done = []
  end

  def run(customers)
    clock = 0
    customers.times do |i|
      clock += @random.between(0..3)
      customer = Customer.new(i + 1, clock, @random.between(1..10))
      till = @tills.min_by { |t| t[:free_at] }
      customer.start = [clock, till[:free_at]].max
      customer.finish = customer.start + 1 + customer.items / 3
      till[:free_at] = customer.finish
      till[:served] += 1
      @done << customer
    end
    self
  end

  def report
    waits = done.map(&:wait)
    {
      customers: done.size, "average wait" => (waits.sum / waits.size.to_f).round(2), longest: waits.max,
      "without waiting" => "#{(waits.count(0) * 100.0 / waits.size).round}%", served: @tills.map { |t| t[:served] }.join("/"), closing: done.map(&:finish).max
    }
  end
end

(1..3).each do |tills|
  puts "#{tills} till(s): #{Shop.new(tills: tills, random: Lcg.new(7)).run(200).report.map { |k, v| "#{k} #{v}" }.join(', ')}"
end

first = Shop.new(tills: 2, random: Lcg.new(1)).run(5).done
second = Shop.new(tills: 2, random: Lcg.new(1)).run(5).done
puts first == second, first.map(&:wait).all? { |w| w >= 0 }

random = Lcg.new(99)
rolls = Array.new(6000) { random.between(1..6) }
puts rolls.tally.values.all? { |n| (900..1100).cover?(n) }, rolls.minmax.inspect
puts random.shuffle(%w[♠ ♥ ♦ ♣]).sort == %w[♠ ♥ ♦ ♣].sort
wait_histogram = Shop.new(tills: 2, random: Lcg.new(7)).run(200).done.map(&:wait).tally.sort.first(6)
wait_histogram.each { |wait, n| puts "#{wait} min #{'▒' * (n / 4)}" }
