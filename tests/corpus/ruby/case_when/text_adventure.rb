# A text adventure: commands parsed by patterns, rooms as data, a scripted game.
ROOMS = {
  hall: { text: "Eine große Halle.", exits: { n: :library, e: :kitchen }, items: %w[lamp] },
  library: { text: "Staubige Bücher.", exits: { s: :hall }, items: %w[book key], dark: true },
  kitchen: { text: "Es riecht nach Käse.", exits: { w: :hall, d: :cellar }, items: %w[käse] },
  cellar: { text: "Feucht. Eine Tür, die klemmt.", exits: { u: :kitchen }, items: [] }
}.freeze
DIRECTIONS = { "north" => :n, "south" => :s, "east" => :e, "west" => :w, "up" => :u, "down" => :d }.freeze

class Game
  attr_reader :score

  def initialize
    @rooms = ROOMS.transform_values { |room| room.merge(items: room[:items].dup) }
    @at = :hall
    @bag = []
    @score = 0
    @over = false
  end

  def over? = @over

  def play(line)
    case line.strip.downcase
    when "" then "Wie bitte?"
    when /\A(?:go |walk )?(north|south|east|west|up|down|[nsewud])\z/ then go(DIRECTIONS.fetch($1, $1.to_sym))
    when /\A(?:take|get|pick up) (?:the )?(.+)\z/ then take($1)
    when /\Adrop (?<item>\S+)\z/ then drop($~[:item])
    when "i", "inventory" then @bag.empty? ? "nothing" : @bag.sort.join(", ")
    when "look", /\Al(?:ook around)?\z/ then describe
    when /\A(?:open|unlock) (?:the )?(door|tür)\b/ then open_door
    when /\A(eat|throw|kiss) (.*)\z/ then "You don't want to #{$1} #{$2.empty? ? 'that' : $2}."
    when "quit"
      @over = true
      "Bye."
    else "I don't know how to #{line.split.first.inspect}."
    end
  end

  private

  def room = @rooms[@at]
  def lit? = !room[:dark] || @bag.include?("lamp")

  def describe
    return "It is dark." unless lit?

    items = room[:items].empty? ? "" : " You see: #{room[:items].join(', ')}."
    "#{room[:text]}#{items} Exits: #{room[:exits].keys.join(' ')}"
  end

  def go(direction)
    target = room[:exits][direction] or return "You can't go there."
    @at = target
    describe
  end

  def take(item)
    return "Too dark to find anything." unless lit?
    return "There is no #{item}." unless room[:items].delete(item)

    @bag << item
    @score += 5
    "Taken: #{item}."
  end

  def drop(item) = @bag.delete(item) ? (room[:items] << item; "Dropped.") : "You haven't got it."

  def open_door
    return "What door?" unless @at == :cellar
    return "It's locked." unless @bag.include?("key")

    @over = true
    @score += 50
    "You are free!"
  end
end

game = Game.new
["look", "n", "take key", "s", "get the lamp", "walk north", "pick up key", "i", "open door", "s", "e", "take Käse",
  "take käse", "drop lamp", "eat käse",
  "", "dance wildly", "up", "d", "unlock the Tür please", "n"].each do |line|
  break if game.over?

  puts "> #{line}", game.play(line)
end
puts "#{game.score} points"
