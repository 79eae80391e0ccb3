# An exception hierarchy of one's own: extra data, causes, full messages, retryable errors, wrapping.
class AppError < StandardError
  attr_reader :context

  def initialize(message = nil, **context)
    super(message || default_message)
    @context = context
  end

  def default_message = "etwas ging schief"
  def code = self.class.name.gsub(/([a-z])([A-Z])/, '\1_\2').downcase.sub(/_error\z/, "")
  def to_h = { code: code, message: message, **context }
  def retryable? = false
end

class NotFoundError < AppError
  def default_message = "nicht gefunden"
end

class ConflictError < AppError
  def retryable? = true
end

class ValidationError < AppError
  def initialize(field, problem) = super("#{field} #{problem}", field: field)
end

def risky(kind)
  case kind
  when :missing then raise NotFoundError.new(id: 7)
  when :default then raise AppError
  when :text then raise ConflictError, "Version veraltet"
  when :validation then raise ValidationError.new(:größe, "zu klein")
  when :wrapped
    begin
      Integer("sieben")
    rescue ArgumentError
      raise AppError, "Eingabe unbrauchbar"
    end
  when :explicit
    raise ConflictError.new("neu"), cause: KeyError.new("alt")
  when :zero then 1 / 0
  when :type then "a" + 1
  when :nothing then nil.upcase
  when :string then raise "nur Text"
  when :class then raise IndexError
  else :fine
  end
end

%i[missing default text validation wrapped explicit zero string class other].each do |kind|
  puts "#{kind}: #{risky(kind)}"
rescue AppError => e
  cause = e.cause ? " caused by #{e.cause.class} (#{e.cause.message})" : ""
  puts "#{kind}: #{e.class} #{e.to_h.map { |k, v| "#{k}=#{v}" }.join(' ')}#{' retry!' if e.retryable?}#{cause}"
rescue ZeroDivisionError, IndexError => e
  puts "#{kind}: #{e.class} #{e.message}"
rescue => e
  puts "#{kind}: unexpected #{e.class} #{e.message}"
end

%i[type nothing].each do |kind|
  risky(kind)
rescue TypeError, NoMethodError => e
  puts "#{kind}: #{e.class}"
end

puts ValidationError.ancestors.take_while { |c| c != Object }.inspect
puts ConflictError.instance_method(:retryable?).owner, AppError.new.message, AppError.new("x") == AppError.new("x")
puts StandardError.new.message, RuntimeError.new(nil).message.inspect, StandardError.new(:sym).message.inspect
error = (raise "x" rescue $!)
puts error.inspect, $!.inspect, error.full_message(highlight: false).include?("x"), error.backtrace.class
puts error.exception.equal?(error), error.exception("neu").message
matcher = Module.new { def self.===(e) = e.message.start_with?("nur") }
begin
  risky(:string)
rescue matcher
  puts "matched by message"
end
retryable = Class.new { def self.===(e) = e.respond_to?(:retryable?) && e.retryable? }
begin
  risky(:text)
rescue retryable => e
  puts "retryable #{e.code}"
end
def checked = yield
rescue_result = begin
  checked { raise Exception, "not a StandardError" }
rescue StandardError
  "wrong"
rescue Exception => e
  e.message
end
puts rescue_result
