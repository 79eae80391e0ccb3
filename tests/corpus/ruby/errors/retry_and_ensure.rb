# retry with growing waits (counted, not slept), ensure order, else, nested handlers.
class Flaky
  class Timeout < StandardError; end
  class Fatal < StandardError; end

  attr_reader :log

  def initialize(*outcomes) = (@outcomes, @log = outcomes, [])

  def call
    outcome = @outcomes.shift
    raise outcome if outcome.is_a?(Class) || outcome.is_a?(Exception)

    outcome
  end

  def with_retries(limit: 3, on: [Timeout])
    attempt = 0
    begin
      attempt += 1
      @log << "attempt #{attempt}"
      result = call
    rescue *on => e
      if attempt < limit
        @log << "wait #{2**attempt}s after #{e.message}"
        retry
      end
      @log << "giving up"
      raise
    rescue Fatal
      @log << "fatal"
      :nothing
    else
      @log << "fine"
      result
    ensure
      @log << "cleanup #{attempt}"
    end
  end
end

puts [[:ok], [Flaky::Timeout, Flaky::Timeout.new("zu spät"), :geschafft],
  [Flaky::Timeout, Flaky::Fatal]].map { |outcomes| Flaky.new(*outcomes).with_retries.inspect }.join(" ")
client = Flaky.new(*[Flaky::Timeout] * 5)
begin
  client.with_retries(limit: 2)
rescue Flaky::Timeout => e
  puts "#{e.class}: #{e.message}", client.log
end

def order
  trace = []
  begin
    trace << 1
    begin
      trace << 2
      raise "inner"
    rescue ArgumentError
      trace << :wrong
    ensure
      trace << 3
    end
    trace << :never
  rescue RuntimeError => e
    trace << e.message
  else
    trace << :never
  ensure
    trace << 4
  end
  trace
end
p order

def early(list)
  list.each do |n|
    return n if n > 2
  ensure
    print "seen #{n} "
  end
  nil
end
puts early([1, 3, 5])

def overriding
  return :body
ensure
  puts "ensure runs, the value stays"
end
puts overriding

counter = 0
result = begin
  counter += 1
  Integer("x" * (3 - counter) + "7")
rescue ArgumentError
  retry if counter < 5
  :never
end
puts result, counter
value = Integer("zwölf") rescue "fallback"
puts value
puts [1, 2, 3].each { |n| next if n == 1; break n * 10 }
3.times do |i|
  begin
    next if i == 1
  ensure
    print "e#{i} "
  end
end
puts
