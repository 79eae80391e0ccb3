# Appointment slots: parsing times, free gaps, overlaps, merging calendars, time zones as offsets.
Slot = Struct.new(:from, :to, :title) do
  include Comparable

  def self.at(text, title = nil)
    from, to = text.split("-").map { |time| minutes(time) }
    new(from, to, title)
  end

  def self.minutes(time)
    hours, minutes = time.match(/\A(\d{1,2})(?::?(\d\d))?\s*(am|pm)?\z/i).captures.then do |h, m, half|
      h = h.to_i % 12 + (half.downcase == "pm" ? 12 : 0) if half
      [h.to_i, m.to_i]
    end
    hours * 60 + minutes
  end

  def self.clock(minutes) = format("%02d:%02d", *minutes.divmod(60))

  def <=>(other) = [from, to] <=> [other.from, other.to]
  def overlaps?(other) = from < other.to && other.from < to
  def length = to - from
  def &(other) = overlaps?(other) ? Slot.new([from, other.from].max, [to, other.to].min, nil) : nil
  def to_s = [from, to].map { |t| Slot.clock(t) }.join("–") + (title ? " #{title}" : "")
end

class Calendar
  def initialize(name, *slots) = (@name, @slots = name, slots.sort)

  attr_reader :name, :slots

  def busy
    slots.each_with_object([]) do |slot, merged|
      if merged.any? && slot.from <= merged.last.to
        merged[-1] = Slot.new(merged.last.from, [merged.last.to, slot.to].max, nil)
      else
        merged << Slot.new(slot.from, slot.to, nil)
      end
    end
  end

  def free(within, at_least: 1)
    edges = [within.from, *busy.flat_map { |slot| [slot.from, slot.to] }, within.to]
    edges.each_slice(2).map { |from, to| Slot.new(from, to, nil) }.select { |slot| slot.length >= at_least }
  end

  def conflicts = slots.combination(2).select { |a, b| a.overlaps?(b) }
  def +(other) = Calendar.new("#{name} & #{other.name}", *slots, *other.slots)
end

anna = Calendar.new("Anna", Slot.at("9-10:30", "Besprechung"), Slot.at("1pm-2:15pm", "Mittagessen mit Zoë"), Slot.at("10-11", "Anruf"))
bela = Calendar.new("Béla", Slot.at("0830-0915", "Zahnarzt"), Slot.at("16:00-17:00", "Sport"))
day = Slot.at("8-17:30")

[anna, bela].each { |calendar| puts calendar.name, calendar.slots.map { |slot| "  #{slot}" }, "  free: #{calendar.free(day, at_least: 30).join(', ')}" }
anna.conflicts.each { |a, b| puts "#{a.title} ✕ #{b.title} (#{(a & b).length} min)" }
both = anna + bela
puts both.name, both.busy.join(", "), both.free(day, at_least: 60).map { |slot| "#{slot} (#{slot.length} min)" }
puts day & Slot.at("17-18"), (day & Slot.at("18-19")).inspect, Slot.at("9-10") <=> Slot.at("9-11")
puts [Slot.at("9-12"), Slot.at("9-10")].min, anna.slots.sum(&:length)

OFFSETS = { "UTC" => 0, "Zürich" => 60, "Kathmandu" => 345, "St. John's" => -210, "Auckland" => 780 }.freeze
def convert(time, from, to)
  days, minutes = (Slot.minutes(time) + OFFSETS[to] - OFFSETS[from]).divmod(1440)
  Slot.clock(minutes) + (days.zero? ? "" : format(" (%+d)", days))
end
OFFSETS.each_key { |city| puts "#{city}: #{convert('22:15', 'Zürich', city)}" }
half_hours = day.from.step(day.to - 30, 30).map { |t| Slot.new(t, t + 30, nil) }
puts half_hours.map { |slot| both.slots.any? { |s| s.overlaps?(slot) } ? "█" : "░" }.join
