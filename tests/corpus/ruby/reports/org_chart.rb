# Prints a reporting tree with lines, heads counted, salaries added up.
STAFF = [
  ["Ada", nil, 200], ["Björn", "Ada", 150], ["Chloé", "Ada", 140], ["Dmitri", "Björn", 90],
  ["Eva", "Björn", 95], ["Fatima", "Chloé", 88], ["Gösta", "Eva", 70]
].map { |name, boss, salary| { name: name, boss: boss, salary: salary } }

REPORTS = STAFF.group_by { |person| person[:boss] }
REPORTS.default = [].freeze

def draw(person, prefix = "", last = true, root = true)
  branch = root ? "" : prefix + (last ? "└── " : "├── ")
  puts "#{branch}#{person[:name]} (#{person[:salary]})"
  below = root ? "" : prefix + (last ? "    " : "│   ")
  reports = REPORTS[person[:name]]
  reports.each_with_index { |report, i| draw(report, below, i == reports.size - 1, false) }
end

def head_count(name)
  REPORTS[name].sum { |person| 1 + head_count(person[:name]) }
end

def cost(person)
  person[:salary] + REPORTS[person[:name]].sum { |report| cost(report) }
end

def chain(name)
  person = STAFF.find { |candidate| candidate[:name] == name }
  person[:boss] ? [name, *chain(person[:boss])] : [name]
end

root = REPORTS[nil].first
draw(root)
STAFF.each { |person| puts "#{person[:name]} leads #{head_count(person[:name])}" if head_count(person[:name]).positive? }
puts "cost #{cost(root)}, Björn's team #{cost(STAFF[1])}"
puts chain("Gösta").join(" → ")
depth = ->(name) { 1 + (REPORTS[name].map { |person| depth.(person[:name]) }.max || 0) }
puts "levels: #{depth.('Ada')}"
