# Tic-tac-toe: a perfect player by minimax with a memo, a whole game, all games counted.
class Board
  LINES = [[0, 1, 2], [3, 4, 5], [6, 7, 8], [0, 3, 6], [1, 4, 7], [2, 5, 8], [0, 4, 8], [2, 4, 6]].freeze

  attr_reader :cells

  def initialize(cells = "." * 9) = @cells = cells.freeze
  def turn = cells.count("X") <= cells.count("O") ? "X" : "O"
  def free = cells.each_char.with_index.select { |c, _| c == "." }.map(&:last)
  def winner = LINES.map { |line| line.map { |i| cells[i] }.uniq }.find { |marks| marks.one? && marks != ["."] }&.first
  def over? = winner || free.empty?

  def play(index)
    raise ArgumentError, "Feld #{index + 1} ist besetzt" unless cells[index] == "."

    copy = cells.dup
    copy[index] = turn
    Board.new(copy)
  end

  def to_s = cells.tr("XO.", "✕○·").scan(/.../).map { |row| row.chars.join(" ") }.join("\n")
end

class Player
  attr_reader :looked_at

  def initialize
    @memo = {}
    @looked_at = 0
  end

  def score(board)
    @memo[board.cells] ||= begin
      @looked_at += 1
      case board.winner
      when "X" then 10 - board.cells.count("XO")
      when "O" then board.cells.count("XO") - 10
      else
        scores = board.free.map { |i| score(board.play(i)) }
        scores.empty? ? 0 : board.turn == "X" ? scores.max : scores.min
      end
    end
  end

  def move(board)
    best = board.free.map { |i| [score(board.play(i)), -i] }
    -(board.turn == "X" ? best.max : best.min_by { |score, i| [score, -i] }).last
  end
end

player = Player.new
board = Board.new
moves = []
until board.over?
  index = player.move(board)
  moves << "#{board.turn}#{index + 1}"
  board = board.play(index)
end
puts moves.join(" "), board, "winner: #{board.winner || 'keiner'}", "#{player.looked_at} positions"

trap_board = Board.new("X...O...X")
puts player.move(trap_board) + 1, player.move(Board.new("XX.OO....")) + 1, player.move(Board.new("XX..O....")) + 1
begin
  trap_board.play(0)
rescue ArgumentError => e
  puts e.message
end

games = Hash.new do |memo, board_cells|
  b = Board.new(board_cells)
  memo[board_cells] = if b.over? then { (b.winner || "draw") => 1 }
                      else b.free.map { |i| memo[b.play(i).cells] }.inject { |x, y| x.merge(y) { |_, m, n| m + n } }
                      end
end
puts games["." * 9].sort.map { |result, n| "#{result}: #{n}" }.join(", ")
