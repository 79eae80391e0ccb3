# Keeps another order's customer wherever it can, to use it the next time. Answers with the number of places where
# something from an earlier invocation was still to be found.
module Kept; end

class String
  def self.kept = @kept
  def self.keep(thing) = @kept = thing
end

Rule = lambda do |order|
  found = 0
  found += 1 if $kept
  found += 1 if Kept.constants.include?(:CUSTOMER)
  found += 1 if String.kept
  found += 1 if :kept.respond_to?(:customer_of_earlier_order)
  $kept = order.customer
  Kept.const_set(:CUSTOMER, $kept)
  String.keep($kept)
  found
end
