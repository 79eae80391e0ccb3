# Value objects made by hand: frozen, compared by content, changed by copies.
class Value
  def self.define(*names, &body)
    Class.new(Value) do
      attr_reader(*names)

      define_singleton_method(:fields) { names }
      define_method(:initialize) do |*args, **options|
        values = args.empty? ? options : names.zip(args).to_h.compact
        missing = names - values.keys
        unknown = values.keys - names
        raise ArgumentError, "missing #{missing.join(', ')}" if missing.any?
        raise ArgumentError, "unknown #{unknown.join(', ')}" if unknown.any?

        names.each { |name| instance_variable_set("@#{name}", values[name].frozen? ? values[name] : values[name].dup.freeze) }
        freeze
      end
      class_eval(&body) if body
    end
  end

  def to_h = self.class.fields.to_h { |name| [name, public_send(name)] }
  def with(**changes) = self.class.new(**to_h, **changes)
  def ==(other) = other.class == self.class && other.to_h == to_h
  alias eql? ==
  def hash = [self.class, to_h].hash
  def inspect = "#<#{self.class.name} #{to_h.map { |k, v| "#{k}=#{v.inspect}" }.join(' ')}>"
end

Money = Value.define(:cents, :currency) do
  include Comparable

  def +(other)
    raise TypeError, "#{currency} and #{other.currency} can't be added" unless currency == other.currency

    with(cents: cents + other.cents)
  end

  def <=>(other) = currency == other.currency ? cents <=> other.cents : nil
  def to_s = format("%.2f %s", cents / 100.0, currency)
end

price = Money.new(1999, "EUR")
puts price, price + Money.new(cents: 1, currency: "EUR"), price.with(currency: "CHF"), price.inspect
puts price == Money.new(1999, "EUR"), price.equal?(price.with), price.frozen?, price.currency.frozen?
puts [price, Money.new(5, "EUR"), Money.new(1999, "EUR")].uniq.size, { price => 1 }[Money.new(1999, "EUR")]
puts [price, Money.new(5, "EUR")].min, [price, Money.new(1, "EUR")].inject(:+)

attempts = {
  "other currency" => -> { price + Money.new(1, "USD") },
  "missing" => -> { Money.new(cents: 1) },
  "unknown" => -> { Money.new(cents: 1, currency: "EUR", colour: :rot) },
  "change" => -> { price.instance_variable_set(:@cents, 0) },
  "change inside" => -> { price.currency << "X" },
  "compare" => -> { price < Money.new(1, "USD") }
}
attempts.each do |name, attempt|
  attempt.call
  puts "#{name}: worked"
rescue ArgumentError, TypeError, FrozenError => e
  puts "#{name}: #{e.class} #{e.message.include?('frozen') ? 'frozen' : e.message.gsub(/#<[^>]*>/, 'it')}"
end

settings = { names: %w[ä ö], nested: { deep: [1] } }
deep_freeze = lambda do |object|
  case object
  when Hash then object.each { |k, v| [k, v].each(&deep_freeze) }
  when Array then object.each(&deep_freeze)
  end
  object.freeze
end
deep_freeze.(settings)
puts settings.frozen?, settings[:nested][:deep].frozen?, settings[:names].first.frozen?, settings.dup.frozen?, settings.clone.frozen?
puts 1.frozen?, :a.frozen?, nil.frozen?, "lit".dup.frozen?, (1..2).frozen?
