# Merges records into letters with gsub on a hash and on a block.
RECORDS = [
  { "name" => "Frau Öztürk", "amount" => 1234.5, "due" => "2024-05-01", "items" => %w[Lampe Tisch] },
  { "name" => "Mr. O'Brien", "amount" => 0, "due" => nil, "items" => [] },
  { "name" => "Mme Lefèvre", "amount" => -20.25, "due" => "2024-12-24", "items" => ["Chaise"] }
].freeze

LETTER = <<~'LETTER'
  Dear %{name},
  balance: ${amount:money}; due ${due:date|at once}
  items: ${items:list|none}
  unknown: ${nickname}, literal: $${name}
LETTER

MONTHS = %w[January February March April May June July August September October November December].freeze

FORMATTERS = {
  "money" => ->(v) { format("%s%.2f", v.negative? ? "−" : "", v.abs).gsub(/(\d)(?=(\d{3})+\.)/, '\1,') },
  "date" => lambda { |v|
    year, month, day = v.split("-").map(&:to_i)
    "#{day} #{MONTHS[month - 1]} #{year}"
  },
  "list" => ->(v) { v.size > 1 ? "#{v[0..-2].join(', ')} and #{v.last}" : v.first }
}.freeze

def merge(template, record)
  template
    .gsub(/%\{(\w+)\}/) { record.fetch(Regexp.last_match(1)) }
    .gsub(/(\$)?\$\{(?<field>\w+)(?::(?<format>\w+))?(?:\|(?<default>[^}]*))?\}/) do |whole|
      next whole.sub("$$", "$") if whole.start_with?("$$")

      match = $~
      value = record[match[:field]]
      if value.nil? || value == []
        match[:default] || "<<#{match[:field]}?>>"
      else
        FORMATTERS.fetch(match[:format] || "", :to_s.to_proc).call(value)
      end
    end
end

RECORDS.each { |record| puts merge(LETTER, record), "---" }

smileys = { ":)" => "☺", ":(" => "☹", "<3" => "♥" }
puts "I <3 Ruby :) but not bugs :( ;)".gsub(Regexp.union(smileys.keys), smileys)
puts "cat hat bat".gsub(/[ch]at/, "cat" => "Katze", "hat" => "Hut")
puts "The year %<year>04d, %<name>-8s|, %<ratio>.1f%%" % { year: 987, name: "Zoë", ratio: 45.67 }
