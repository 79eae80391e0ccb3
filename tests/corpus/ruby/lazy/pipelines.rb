# Streaming text through lazy stages: lines to records to batches, with counts of work done.
SOURCE = Enumerator.new do |lines|
  1.upto(1000) do |n|
    lines << case n % 5
             when 0 then "# comment #{n}"
             when 1 then ""
             else "user#{n};#{n * 7 % 50};#{n.odd? ? 'Köln' : 'Lyon'}"
             end
  end
end

User = Struct.new(:name, :age, :city)
read = 0

users = SOURCE.lazy
              .map { |line| read += 1; line.strip }
              .reject { |line| line.empty? || line.start_with?("#") }
              .map { |line| line.split(";") }
              .map { |name, age, city| User.new(name, age.to_i, city) }

adults = users.select { |user| user.age >= 18 }
puts adults.first(3).map(&:to_a).inspect, "lines read: #{read}"

read = 0
batches = adults.select { |u| u.city == "Köln" }.each_slice(4).first(2)
batches.each { |batch| puts batch.map { |u| "#{u.name}(#{u.age})" }.join(", ") }
puts "lines read: #{read}"
puts users.map(&:age).take(10).to_a.sum, users.count, users.group_by(&:city).transform_values(&:size).sort.inspect
puts users.lazy.each_with_index.map { |u, i| "#{i}:#{u.name}" }.first(2).inspect, users.min_by(&:age).name, users.sum(&:age)

module Pipeline
  def self.stage(name, &block) = define_method(name, &block)

  stage(:tokens) { |text| text.scan(/[[:alpha:]]+/) }
  stage(:normalize) { |words| words.map(&:downcase) }
  stage(:ngrams) { |words, n = 2| words.each_cons(n).map { |gram| gram.join(" ") } }
  stage(:top) { |grams, n = 3| grams.tally.sort_by { |gram, count| [-count, gram] }.first(n) }
end

class Runner
  include Pipeline

  def run(input, *stages)
    stages.inject(input) { |value, (name, *args)| public_send(name, value, *args) }
  end
end

text = "Wo ein Wille ist, ist auch ein Weg; ein Weg ist da. Ein Weg, ein Wille."
Runner.new.run(text, :tokens, :normalize, :ngrams, [:top, 2]).each { |gram, n| puts "#{n}× #{gram}" }
puts Runner.new.run(text, :tokens, :normalize, [:ngrams, 3], :top).inspect

windows = (1..Float::INFINITY).lazy.map { |n| Math.sin(n).round(3) }.each_cons(3).map { |w| (w.sum / 3).round(3) }
puts windows.first(3).inspect
