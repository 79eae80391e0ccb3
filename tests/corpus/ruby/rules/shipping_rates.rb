# Shipping prices by zone, weight table, volume weight and surcharges, as data and small functions.
ZONES = { "DE" => :home, "AT" => :near, "CH" => :near_customs, "FR" => :near, "US" => :far, "JP" => :far }.freeze
TABLE = {
  home: { 1 => 4.5, 5 => 6.0, 31.5 => 17.0 }, near: { 1 => 9.0, 5 => 16.0, 31.5 => 40.0 }, far: { 1 => 18.0, 5 => 45.0, 20 => 110.0 }
}.freeze
SURCHARGES = {
  customs: ->(parcel) { parcel.zone.end_with?("_customs") || parcel.zone == "far" ? 7.5 : 0 },
  bulky: ->(parcel) { parcel.sides.max > 120 ? 22 : 0 },
  island: ->(parcel) { parcel.postcode =~ /\A(?:25846|26757|27498)\z/ ? 9.9 : 0 },
  insurance: ->(parcel) { parcel.value > 500 ? ((parcel.value - 500) / 100.0).ceil * 1.2 : 0 }
}.freeze

class Parcel
  class Refused < StandardError; end

  attr_reader :sides, :postcode, :value

  def initialize(to:, weight:, size:, postcode: "", value: 0)
    @country = to
    @weight = weight
    @sides = size.split("x").map { |side| Float(side) }
    @postcode = postcode
    @value = value
  end

  def zone = ZONES.fetch(@country) { raise Refused, "wir liefern nicht nach #{@country}" }.to_s
  def volume_weight = sides.inject(:*) / 5000
  def charged_weight = [@weight, volume_weight].max.ceil(1)

  def base
    rates = TABLE.fetch(zone.delete_suffix("_customs").to_sym)
    _, price = rates.find { |limit, _| charged_weight <= limit }
    price or raise Refused, "#{charged_weight} kg sind zu schwer (höchstens #{rates.keys.last})"
  end

  def surcharges = SURCHARGES.transform_values { |rule| rule.call(self).round(2) }.select { |_, amount| amount.positive? }
  def price = (base + surcharges.values.sum).round(2)
end

parcels = [
  { to: "DE", weight: 0.8, size: "20x15x10" }, { to: "DE", weight: 2, size: "60x40x40", postcode: "27498" },
  { to: "CH", weight: 1, size: "10x10x10", value: 1250 },
  { to: "AT", weight: 12, size: "130x20x20" }, { to: "US", weight: 3.21, size: "30x30x30", value: 500 },
  { to: "JP", weight: 25, size: "50x50x50" }, { to: "XX", weight: 1, size: "1x1x1" }, { to: "FR", weight: 1, size: "1xbreitx1" }
]
parcels.each_with_index do |spec, i|
  parcel = Parcel.new(**spec)
  extras = parcel.surcharges.map { |name, amount| " + #{name} #{amount}" }.join
  puts format("%d %s %5.1f kg: %7.2f = %.2f%s", i + 1, spec[:to], parcel.charged_weight, parcel.price, parcel.base, extras)
rescue Parcel::Refused, ArgumentError => e
  puts "#{i + 1} #{spec[:to]} refused: #{e.message}"
end
cheapest = ZONES.keys.min_by { |country| Parcel.new(to: country, weight: 4, size: "20x20x20").price }
puts cheapest
puts ZONES.keys.group_by { |c| Parcel.new(to: c, weight: 4, size: "20x20x20").price }.map { |price, list| "#{price}: #{list.join(' ')}" }
