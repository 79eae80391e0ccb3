# A library: books, members, loans with due days, fines, reservations, searches, reports.
Book = Struct.new(:isbn, :title, :author, :year, :copies, keyword_init: true)
Loan = Struct.new(:book, :member, :day, :returned) do
  PERIOD = 14
  def due = day + PERIOD
  def overdue(today) = [(returned || today) - due, 0].max
  def open? = returned.nil?
end
Member = Struct.new(:name, :kind) do
  def limit = { student: 2, adult: 3 }.fetch(kind, 1)
end

class Library
  Error = Class.new(StandardError)
  Unavailable = Class.new(Error)
  LimitReached = Class.new(Error)
  FINE = 20

  def initialize(books)
    @books = books.to_h { |b| [b.isbn, b] }
    @loans = []
    @queue = Hash.new { |h, isbn| h[isbn] = [] }
  end

  def lend(isbn, member, day:)
    book = @books.fetch(isbn) { raise Error, "kein Buch #{isbn}" }
    raise LimitReached, "#{member.name} hat schon #{open_loans(member).size}" if open_loans(member).size >= member.limit
    raise Error, "#{member.name} schuldet #{euro(fines(member, day))}" if fines(member, day) > 100

    if available(book) <= 0 || (@queue[isbn].any? && @queue[isbn].first != member)
      @queue[isbn] |= [member]
      raise Unavailable, "#{book.title} ist vergriffen, Platz #{@queue[isbn].index(member) + 1}"
    end

    @queue[isbn].delete(member)
    Loan.new(book, member, day).tap { |loan| @loans << loan }
  end

  def give_back(isbn, member, day:)
    loan = @loans.find { |l| l.open? && l.book.isbn == isbn && l.member == member } or raise Error, "nicht ausgeliehen"
    loan.returned = day
    [loan.overdue(day) * FINE, @queue[isbn].first&.name]
  end

  def available(book) = book.copies - @loans.count { |l| l.open? && l.book == book }
  def open_loans(member) = @loans.select { |l| l.open? && l.member == member }
  def fines(member, today) = @loans.select { |l| l.member == member }.sum { |l| l.overdue(today) } * FINE
  def search(text) = @books.values.select { |b| [b.title, b.author].any? { |s| s.downcase.include?(text.downcase) } }
  def popular = @loans.map { |l| l.book.title }.tally.max_by(2) { |title, n| [n, title] }
end

def euro(cents) = format("%.2f €", cents / 100.0)

library = Library.new([
  Book.new(isbn: 1, title: "Der Prozeß", author: "Kafka", year: 1925, copies: 1),
  Book.new(isbn: 2, title: "Die Blechtrommel", author: "Grass", year: 1959, copies: 2),
  Book.new(isbn: 3, title: "Momo", author: "Ende", year: 1973, copies: 1),
  Book.new(isbn: 4, title: "Die unendliche Geschichte", author: "Ende", year: 1979, copies: 3)
])
zoe, ben, guest = Member.new("Zoë", :student), Member.new("Ben", :adult), Member.new("Gast", :other)

[[:lend, 1, zoe, 0], [:lend, 1, ben, 1], [:lend, 2, zoe, 2], [:lend, 3, zoe, 3], [:lend, 9, ben, 4],
  [:give_back, 1, zoe, 16], [:lend, 1, guest, 17], [:lend, 1, ben, 18],
  [:give_back, 3, ben, 19], [:give_back, 2, zoe, 30], [:lend, 4, zoe, 31], [:lend, 4, ben, 32],
  [:lend, 2, ben, 33]].each do |action, isbn, member, day|
  result = library.public_send(action, isbn, member, day: day)
  puts "#{day}: #{member.name} #{result.is_a?(Loan) ? "takes #{result.book.title} until #{result.due}" : "returns, fine #{euro(result[0])}, next #{result[1] || '–'}"}"
rescue Library::LimitReached, Library::Unavailable => e
  puts "#{day}: #{e.class.name.split('::').last}: #{e.message}"
rescue Library::Error => e
  puts "#{day}: #{e.message}"
end
puts library.search("ENDE").map { |b| "#{b.title} (#{b.year}), #{library.available(b)} left" }, library.search("größe").inspect
puts library.popular.map { |title, n| "#{n}× #{title}" }, euro(library.fines(zoe, 40))
puts library.open_loans(ben).map { |l| l.book.title }.sort.inspect
