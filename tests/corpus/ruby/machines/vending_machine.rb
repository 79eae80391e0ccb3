# A vending machine: coins in, products out, change by the largest coins first.
class VendingMachine
  COINS = [200, 100, 50, 20, 10].freeze
  Slot = Struct.new(:name, :price, :stock)

  def initialize
    @slots = {}
    @credit = 0
    @till = Hash.new(0)
  end

  def stock(code, name, price, count)
    @slots[code] = Slot.new(name, price, count)
    self
  end

  def fill(coins) = @till.merge!(coins) { |_, a, b| a + b }

  def insert(*coins)
    good, bad = coins.partition { |coin| COINS.include?(coin) }
    good.each { |coin| @till[coin] += 1; @credit += coin }
    bad.empty? ? "credit #{@credit}" : "credit #{@credit}, returned #{bad.join(', ')}"
  end

  def select(code)
    slot = @slots[code] or return "no #{code}"
    return "#{slot.name} is sold out" if slot.stock.zero?
    return "#{slot.price - @credit} missing" if @credit < slot.price

    change = make_change(@credit - slot.price) or return "no change, please pay exactly"
    slot.stock -= 1
    @credit = 0
    change.each { |coin| @till[coin] -= 1 }
    "#{slot.name}#{" and #{change.join('+')}" unless change.empty?}"
  end

  def cancel
    change = make_change(@credit)
    change.each { |coin| @till[coin] -= 1 }
    @credit = 0
    "back #{change.join('+')}"
  end

  def to_s = @till.select { |_, n| n.positive? }.sort.reverse.map { |coin, n| "#{n}×#{coin}" }.join(" ")

  private

  def make_change(amount)
    left = amount
    coins = COINS.flat_map do |coin|
      count = [left / coin, @till[coin]].min
      left -= count * coin
      [coin] * count
    end
    left.zero? ? coins : nil
  end
end

machine = VendingMachine.new
machine.stock("A1", "Müsliriegel", 130, 1).stock("B2", "Crème", 90, 5).stock("C3", "Wasser", 150, 0)
machine.fill(20 => 2, 10 => 1)
puts machine.select("A1"), machine.insert(200, 3), machine.select("A1"), machine
puts machine.insert(100), machine.select("B2"), machine.insert(200, 50), machine.select("C3"), machine.cancel
puts machine.insert(50, 20, 20), machine.select("B2"), machine.select("Z9"), machine.select("A1"), machine
