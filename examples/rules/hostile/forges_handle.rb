# Makes handles to objects that it was never given.
class Forged < Kobako::Handle; end

ATTEMPTS = {
  "Handle.new" => ->(order) { Kobako::Handle.new(2).country },
  "Handle.allocate" => ->(order) { Kobako::Handle.allocate.country },
  "a subclass" => ->(order) { Forged.new(2).country },
  "another id" => ->(order) { order.instance_variable_set(:@__kobako_id__, 2); order.country },
  "initialize" => ->(order) { order.__send__(:initialize, 2); order.country },
  "initialize_copy" => ->(order) { order.customer.send(:initialize_copy, order).id },
  "shop" => ->(order) { order.shop },
}

Rule = lambda do |order|
  order.customer  # the object behind id 2
  ATTEMPTS.count do |name, attempt|
    begin
      attempt.call(order)
      Store::Flag.call("#{name}: got through")
      true
    rescue Exception => e
      Store::Flag.call("#{name}: #{e.class}")
      false
    end
  end
end
