# A state machine defined by a table, with guards, timers counted in ticks, and a log.
class StateMachine
  class InvalidTransition < StandardError; end

  class << self
    def states(*names, initial:)
      @initial = initial
      names.each { |name| define_method("#{name}?") { state == name } }
    end

    def event(name, transitions, guard: nil)
      events[name] = transitions
      define_method("may_#{name}?") { transitions.key?(state) && (guard.nil? || instance_exec(&guard)) }
      define_method(name) do
        unless public_send("may_#{name}?")
          raise InvalidTransition, "can't #{name} while #{state}"
        end

        move(transitions[state], name)
      end
    end

    def events = @events ||= {}
    attr_reader :initial
  end

  attr_reader :state, :log

  def initialize
    @state = self.class.initial
    @log = []
  end

  private

  def move(target, event)
    before, @state = @state, target
    @log << "#{before} -#{event}-> #{target}"
    hook = "on_#{target}"
    send(hook) if respond_to?(hook, true)
    self
  end
end

class TrafficLight < StateMachine
  states :red, :green, :amber, :off, initial: :red
  event :tick, { red: :green, green: :amber, amber: :red }, guard: -> { @seconds >= duration }
  event :fail, { red: :off, green: :off, amber: :off }
  event :repair, { off: :red }

  DURATIONS = { red: 3, green: 4, amber: 1 }.freeze

  def initialize
    super
    @seconds = 0
  end

  def second
    @seconds += 1
    tick if may_tick?
    state
  end

  private

  def duration = DURATIONS.fetch(state, Float::INFINITY)
  def on_off = @log << "  ⚠ außer Betrieb"

  def move(*)
    super.tap { @seconds = 0 }
  end
end

light = TrafficLight.new
puts Array.new(10) { light.second.to_s[0] }.join
light.fail
puts light.off?, light.may_repair?, light.may_fail?
begin
  light.tick
rescue StateMachine::InvalidTransition => e
  puts e.message
end
puts light.repair.red?
puts light.log
puts TrafficLight.events.keys.inspect
