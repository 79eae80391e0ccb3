# Weighted grades, ranks with ties, and a curve.
WEIGHTS = { homework: 0.3, midterm: 0.3, final: 0.4 }.freeze
students = {
  "Anneliese" => { homework: [9, 10, 8], midterm: 77, final: 81 },
  "Boris" => { homework: [7, 6], midterm: 60, final: 58 },
  "Çelik" => { homework: [10, 10, 10], midterm: 95, final: 98 },
  "Dora" => { homework: [], midterm: 88, final: 71 },
  "Emil" => { homework: [10, 10, 10], midterm: 95, final: 98 }
}

def letter(score)
  case score
  when 90.. then "A"
  when 80...90 then "B"
  when 70...80 then "C"
  when 60...70 then "D"
  else "F"
  end
end

scores = students.transform_values do |marks|
  homework = marks[:homework].empty? ? 0 : marks[:homework].sum * 10.0 / marks[:homework].size
  parts = marks.merge(homework: homework)
  WEIGHTS.sum { |part, weight| parts[part] * weight }.round(1)
end

rank = 0
scores.sort_by { |name, score| [-score, name] }.group_by(&:last).each do |score, group|
  group.each { |name, _| puts format("%d. %-10s %5.1f  %s", rank + 1, name, score, letter(score)) }
  rank += group.size
end

curved = scores.transform_values { |score| (Math.sqrt(score) * 10).clamp(0, 100).round(1) }
changed = curved.select { |name, score| letter(score) != letter(scores[name]) }
puts "The curve helps: #{changed.keys.join(', ')}"
distribution = curved.values.map { |score| letter(score) }.tally.sort.to_h
puts distribution.map { |grade, count| "#{grade}×#{count}" }.join("  ")
passed, failed = scores.partition { |_, score| score >= 60 }
puts "passed #{passed.size}, failed #{failed.map(&:first).inspect}"
