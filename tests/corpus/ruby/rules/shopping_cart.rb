# A cart with promotions as small objects: percentage, buy-two-get-one, threshold, bundle; the best combination wins.
Product = Struct.new(:sku, :name, :cents, :tags)
CATALOGUE = [
  Product.new("KAF", "Kaffee", 799, %i[food hot]), Product.new("TEE", "Grüner Tee", 449, %i[food hot]),
  Product.new("TAS", "Tasse", 1200, %i[kitchen]), Product.new("BUC", "Buch", 1999, %i[media])
].to_h { |product| [product.sku, product] }.freeze

class Cart
  attr_reader :lines

  def initialize(text)
    @lines = text.split.map { |part| part.split("×") }.to_h { |sku, n| [CATALOGUE.fetch(sku), (n || 1).to_i] }
  end

  def quantity(sku) = lines.sum { |product, n| product.sku == sku ? n : 0 }
  def total(tag = nil) = lines.sum { |product, n| tag.nil? || product.tags.include?(tag) ? product.cents * n : 0 }
end

class Promotion
  attr_reader :name

  def initialize(name, exclusive: false, &discount)
    @name = name
    @exclusive = exclusive
    @discount = discount
  end

  def exclusive? = @exclusive
  def discount(cart) = [@discount.call(cart).to_i, cart.total].min

  def self.percent(name, percent, tag: nil, **options) = new(name, **options) { |cart| cart.total(tag) * percent / 100 }
  def self.free_item(name, sku, every:) = new(name) { |cart| cart.quantity(sku) / every * CATALOGUE[sku].cents }
  def self.bundle(name, *skus, price:) = new(name) { |cart| skus.map { |sku| cart.quantity(sku) }.min * (skus.sum { |sku| CATALOGUE[sku].cents } - price) }
  def self.threshold(name, from:, off:) = new(name, exclusive: true) { |cart| cart.total >= from ? off : 0 }
end

PROMOTIONS = [
  Promotion.percent("Heißgetränke −10 %", 10, tag: :hot), Promotion.free_item("3 Tees, 2 zahlen", "TEE", every: 3),
  Promotion.bundle("Lesefrühstück", "KAF", "BUC", price: 2500), Promotion.threshold("15 € ab 80 €", from: 8000, off: 1500)
].freeze

def best(cart)
  applicable = PROMOTIONS.select { |promotion| promotion.discount(cart).positive? }
  combined, exclusive = applicable.partition { |promotion| !promotion.exclusive? }
  [combined, *exclusive.map { |promotion| [promotion] }].max_by { |group| group.sum { |promotion| promotion.discount(cart) } }
end

def euro(cents) = format("%.2f €", cents / 100.0)

["KAF TEE×3", "KAF×2 BUC×3 TAS", "TAS×8", "BUC", "KAF BUC TEE×6 TAS×2"].each do |text|
  cart = Cart.new(text)
  used = best(cart)
  saved = used.sum { |promotion| promotion.discount(cart) }
  puts "#{text}: #{euro(cart.total)} → #{euro(cart.total - saved)}"
  used.each { |promotion| puts "  −#{euro(promotion.discount(cart))} #{promotion.name}" }
end
begin
  Cart.new("XYZ")
rescue KeyError => e
  puts e.message
end
