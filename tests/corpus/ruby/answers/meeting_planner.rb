# Question: "Find the best meeting time for people with preferences, and explain the choice."
Candidate = Struct.new(:day, :hour, :score, :reasons, keyword_init: true) do
  include Comparable

  def <=>(other) = [score, -DAYS.index(day), -hour] <=> [other.score, -DAYS.index(other.day), -other.hour]
  def to_s = "#{day} #{format('%02d:00', hour)} (#{score} points)"
end

DAYS = %w[Mon Tue Wed Thu Fri].freeze

PEOPLE = {
  "Aylin" => { busy: { "Mon" => 9..11, "Wed" => 13..17 }, prefers: 9..11, weight: 2 },
  "Jérôme" => { busy: { "Tue" => 8..12, "Fri" => 12..17 }, prefers: 14..16, weight: 1 },
  "Łucja" => { busy: { "Thu" => 9..17 }, prefers: 10..15, weight: 1, optional: true }
}.freeze

def available?(person, day, hour)
  range = person[:busy][day]
  range.nil? || !range.cover?(hour)
end

candidates = DAYS.product((9..16).to_a).reject { |_, hour| hour == 12 }.filter_map do |day, hour|
  required, optional = PEOPLE.partition { |_, person| !person[:optional] }
  next unless required.all? { |_, person| available?(person, day, hour) }

  reasons = []
  score = 0
  PEOPLE.each do |name, person|
    if !available?(person, day, hour)
      score -= 3
      reasons << "#{name} can't come"
    elsif person[:prefers].include?(hour)
      score += 2 * person[:weight]
      reasons << "#{name} likes the hour"
    end
  end
  score += optional.count { |_, person| available?(person, day, hour) }
  if day == "Fri" && hour > 14
    score -= 2
    reasons << "late on Friday"
  end
  Candidate.new(day: day, hour: hour, score: score, reasons: reasons)
end

best = candidates.max(3)
puts "#{candidates.size} of #{DAYS.size * 7} slots are possible. The best:"
best.each.with_index(1) do |candidate, rank|
  puts "#{rank}. #{candidate}", candidate.reasons.map { |reason| "   - #{reason}" }
end
puts "The worst would be #{candidates.min}."

puts "     " + (9..16).map { |hour| hour.to_s.rjust(3) }.join
DAYS.each do |day|
  cells = (9..16).map do |hour|
    found = candidates.find { |c| c.day == day && c.hour == hour }
    (found ? found.score.to_s : "·").rjust(3)
  end
  puts "#{day}  #{cells.join}"
end
conflicts = PEOPLE.transform_values { |person| person[:busy].values.sum(&:size) }
puts "Busiest: #{conflicts.max_by(&:last).join(' with ')} hours"
