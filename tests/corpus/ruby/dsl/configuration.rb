# A configuration DSL with sections, defaults, lambdas and checks.
class Config
  class Invalid < StandardError; end

  def self.setting(name, default: nil, type: nil)
    settings[name] = { default: default, type: type }
    define_method(name) do |*values|
      return read(name) if values.empty?

      write(name, values.size == 1 ? values.first : values)
    end
    define_method("#{name}=") { |value| write(name, value) }
    define_method("#{name}?") { !!read(name) }
  end

  def self.section(name, &definition)
    sections[name] = Class.new(Config, &definition)
    define_method(name) do |&block|
      @sections[name] ||= self.class.sections[name].new
      @sections[name].instance_eval(&block) if block
      @sections[name]
    end
  end

  def self.settings = @settings ||= {}
  def self.sections = @sections ||= {}

  def initialize(&block)
    @values = {}
    @sections = {}
    instance_eval(&block) if block
  end

  def to_h
    own = self.class.settings.keys.to_h { |name| [name, read(name)] }
    own.merge(self.class.sections.keys.to_h { |name| [name, public_send(name).to_h] })
  end

  private

  def read(name)
    value = @values.fetch(name) { self.class.settings[name][:default] }
    value.respond_to?(:call) ? value.call : value
  end

  def write(name, value)
    type = self.class.settings[name][:type]
    if type && !value.respond_to?(:call) && Array(type).none? { |t| t === value }
      raise Invalid, "#{name} can't be #{value.inspect}"
    end

    @values[name] = value
  end
end

class AppConfig < Config
  setting :title, default: "Unbenannt", type: String
  setting :workers, default: 2, type: 1..16
  setting :debug, default: false, type: [true, false]
  setting :hosts, type: Array
  section :database do
    setting :url, default: -> { "memory:" + "db" }
    setting :pool, default: 5, type: Integer
  end
end

config = AppConfig.new do
  title "Größenrechner"
  hosts "a.example", "b.example"
  self.workers = 4
  database do
    pool 10
    url -> { "net:#{pool * 2}" }
  end
end
config.to_h.each { |key, value| puts "#{key}: #{value.is_a?(Hash) ? value.map { |pair| pair.join('=') }.join(' ') : value.inspect}" }
puts config.debug?, config.title?, AppConfig.new.database.url
[-> { config.workers = 17 }, -> { config.title :symbol }, -> { config.database { pool "five" } }].each do |change|
  change.call
rescue Config::Invalid => e
  puts e.message
end
