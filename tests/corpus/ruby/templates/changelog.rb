# Turns commit messages into a changelog grouped by kind, with links and authors.
COMMITS = <<~LOG
  a1b2c3d feat(parser): read Unicode identifiers (#12) <Zoë>
  b2c3d4e fix: don't crash on empty input (#15) <Bob>
  c3d4e5f docs: explain größe <Zoë>
  d4e5f6a feat!: drop the old syntax <Carla>
  e5f6a7b chore: bump version <Bob>
  f6a7b8c fix(cli): exit code of --help; fixes #9 and #10 <Bob>
  not a commit line
  0718293 perf(parser): 2x faster <Zoë>
LOG

TITLES = { "feat" => "Features", "fix" => "Bug fixes", "perf" => "Performance", "docs" => "Documentation" }.freeze

Commit = Struct.new(:hash_id, :type, :scope, :breaking, :subject, :author, keyword_init: true) do
  PATTERN = /\A(?<hash_id>\h{7}) (?<type>\w+)(?:\((?<scope>[^)]+)\))?(?<breaking>!)?: (?<subject>.+?) <(?<author>[^>]+)>\z/

  def self.parse(line)
    match = PATTERN.match(line) or return
    new(**match.named_captures.transform_keys(&:to_sym))
  end

  def issues = subject.scan(/#(\d+)/).flatten.map(&:to_i)
  def title = subject.sub(/\s*\(#\d+\)\z/, "")

  def to_s
    text = scope ? "**#{scope}:** #{title}" : title
    text += " (#{issues.map { |n| "[##{n}](issues/#{n})" }.join(', ')})" unless issues.empty?
    "- #{text} `#{hash_id}`"
  end
end

commits = COMMITS.each_line(chomp: true).map { |line| Commit.parse(line) }.compact
breaking = commits.select(&:breaking)
unless breaking.empty?
  puts "## Breaking", *breaking.map(&:to_s), ""
end
TITLES.each do |type, title|
  group = commits.select { |commit| commit.type == type && !commit.breaking }
  next if group.empty?

  puts "## #{title}", *group.sort_by { |c| [c.scope.to_s, c.hash_id] }, ""
end
ignored = commits.map(&:type).uniq - TITLES.keys
puts "Ignored kinds: #{ignored.join(', ')}"
thanks = commits.group_by(&:author).transform_values(&:size).sort_by { |name, n| [-n, name] }
puts "Thanks to #{thanks.map { |name, n| "#{name} (#{n})" }.join(', ')}"

major, minor, patch = "1.4.2".split(".").map(&:to_i)
version = if breaking.any? then [major + 1, 0, 0]
          elsif commits.any? { |c| c.type == "feat" } then [major, minor + 1, 0]
          else [major, minor, patch + 1]
          end
puts "Next version: #{version.join('.')}"
