# Publish and subscribe: wildcards, priorities, one-time handlers, stopping, errors kept apart.
class EventBus
  Handler = Struct.new(:pattern, :priority, :once, :action, :order)

  def initialize
    @handlers = []
    @failures = []
  end

  attr_reader :failures

  def on(pattern, priority: 0, once: false, &action)
    matcher = Regexp.new("\\A" + Regexp.escape(pattern).gsub("\\*\\*", ".+").gsub("\\*", "[^.]+") + "\\z")
    handler = Handler.new(matcher, priority, once, action, @handlers.size)
    @handlers << handler
    -> { @handlers.delete(handler) }
  end

  def once(pattern, **options, &action) = on(pattern, once: true, **options, &action)

  def emit(event, **payload)
    called = 0
    catch(:stop) do
      matching = @handlers.select { |h| h.pattern.match?(event) }.sort_by { |h| [-h.priority, h.order] }
      matching.each do |handler|
        @handlers.delete(handler) if handler.once
        called += 1
        handler.action.call(event, payload)
      rescue StandardError => e
        @failures << "#{event}: #{e.class} (#{e.message})"
      end
    end
    called
  end
end

bus = EventBus.new
log = []
bus.on("user.created") { |_, user| log << "welcome #{user[:name]}" }
bus.on("user.*", priority: 5) { |event, _| log << "audit #{event}" }
bus.on("**", priority: -1) { |event, data| log << "all #{event} #{data.keys.join(',')}" }
bus.once("order.paid") { |_, order| log << "first payment #{order[:amount]}" }
bus.on("order.cancelled", priority: 9) { log << "stopped"; throw :stop }
bus.on("order.*") { |_, order| Integer(order.fetch(:amount)) }
unsubscribe = bus.on("user.deleted") { log << "never seen" }
unsubscribe.call

puts bus.emit("user.created", name: "Şebnem")
puts bus.emit("user.deleted", name: "X", reason: "übel")
puts bus.emit("order.paid", amount: 10), bus.emit("order.paid", amount: "zehn"), bus.emit("order.cancelled"), bus.emit("order.sent.late")
puts log, bus.failures
