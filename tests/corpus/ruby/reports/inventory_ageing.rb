# Stock on hand by FIFO: what each delivery still holds after a list of withdrawals, and what the goods cost.
Delivery = Struct.new(:day, :quantity, :unit_cost, keyword_init: true)

class Stock
  Shortage = Class.new(StandardError)

  def initialize
    @deliveries = []
  end

  def receive(**delivery)
    @deliveries << Delivery.new(**delivery)
  end

  def on_hand
    @deliveries.sum(&:quantity)
  end

  def take(quantity)
    raise Shortage, "wanted #{quantity}, have #{on_hand}" if quantity > on_hand

    cost = 0
    while quantity.positive?
      oldest = @deliveries.first
      taken = [oldest.quantity, quantity].min
      cost += taken * oldest.unit_cost
      oldest.quantity -= taken
      quantity -= taken
      @deliveries.shift if oldest.quantity.zero?
    end
    cost
  end

  def ageing(today)
    @deliveries.group_by { |d| today - d.day <= 30 ? "fresh" : "old" }.transform_values { |ds| ds.sum { |d| d.quantity * d.unit_cost } }
  end
end

stock = Stock.new
stock.receive(day: 1, quantity: 10, unit_cost: 5)
stock.receive(day: 20, quantity: 5, unit_cost: 6)
stock.receive(day: 44, quantity: 8, unit_cost: 7)
[4, 9, 3].each { |n| puts "took #{n}, which cost #{stock.take(n)}" }
begin
  stock.take(100)
rescue Stock::Shortage => e
  puts "#{e.class}: #{e.message}"
end
puts stock.on_hand
stock.receive(day: 2, quantity: 3, unit_cost: 5)
stock.ageing(60).sort.each { |age, value| puts "#{age}: #{value}" }
