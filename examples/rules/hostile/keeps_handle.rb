# Keeps an order's customer wherever it can, to read it while pricing somebody else's order.
module Kept; end

PLACES = {
  "global" => [-> { $kept }, ->(thing) { $kept = thing }],
  "constant" => [
    -> { Kept.constants.include?(:CUSTOMER) && Kept::CUSTOMER },
    ->(thing) { Kept.const_set(:CUSTOMER, thing) },
  ],
  "core class" => [
    -> { String.instance_variable_get(:@kept) },
    ->(thing) { String.instance_variable_set(:@kept, thing) },
  ],
  "core method" => [
    -> { :kept.respond_to?(:earlier_customer) && :kept.earlier_customer },
    ->(thing) { Symbol.class_eval { define_method(:earlier_customer) { thing } } },
  ],
  "service" => [
    -> { Store::Catalog.instance_variable_get(:@kept) },
    ->(thing) { Store::Catalog.instance_variable_set(:@kept, thing) },
  ],
  "output" => [
    -> { $stdout.instance_variable_get(:@kept) },
    ->(thing) { $stdout.instance_variable_set(:@kept, thing) },
  ],
}

Rule = lambda do |order|
  PLACES.each { |name, (get, _)| Store::Flag.call("#{name}: still has #{get.call.country}") if get.call }
  PLACES.each { |_, (_, put)| put.call(order.customer) }
  kept = PLACES.count { |_, (get, _)| get.call && get.call.country }
  "kept in #{kept} places"
end
