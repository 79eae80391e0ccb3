# Accounts with a history, overdrafts, transfers that are all or nothing, interest.
class InsufficientFunds < StandardError
  attr_reader :missing

  def initialize(missing)
    @missing = missing
    super("#{Account.euro(missing)} missing")
  end
end

class Account
  attr_reader :owner, :balance, :history

  def self.euro(cents) = format("%s%d.%02d €", cents.negative? ? "-" : "", *cents.abs.divmod(100))

  def initialize(owner, limit: 0)
    @owner = owner
    @limit = limit
    @balance = 0
    @history = []
  end

  def deposit(cents, text = "deposit")
    raise ArgumentError, "amount must be positive" unless cents.positive?

    book(cents, text)
  end

  def withdraw(cents, text = "withdrawal")
    raise ArgumentError, "amount must be positive" unless cents.positive?
    raise InsufficientFunds.new(cents - @balance - @limit) if cents > @balance + @limit

    book(-cents, text)
  end

  def transaction
    saved = [@balance, @history.dup]
    yield self
    true
  rescue InsufficientFunds => e
    @balance, @history = saved
    puts "rolled back: #{e.message}"
    false
  end

  def transfer(cents, to:)
    withdraw(cents, "to #{to.owner}")
    to.deposit(cents, "from #{owner}")
  end

  def statement
    running = 0
    @history.map { |cents, text| format("%-14s %12s %12s", text, self.class.euro(cents), self.class.euro(running += cents)) }
  end

  def <=>(other) = balance <=> other.balance
  include Comparable

  private

  def book(cents, text)
    @balance += cents
    @history << [cents, text].freeze
    self
  end
end

class SavingsAccount < Account
  def initialize(owner, rate:)
    super(owner)
    @rate = rate
  end

  def withdraw(cents, text = "withdrawal") = super.tap { book(-100, "fee") }
  def add_interest = deposit((balance * @rate / 100).round, "interest #{@rate}%")
end

giro = Account.new("Jörg", limit: 500_00)
savings = SavingsAccount.new("Inès", rate: 2.5)
giro.deposit(1_234_56).withdraw(34_56, "rent")
giro.transfer(1_500_00, to: savings)
savings.add_interest
savings.transfer(37_50, to: giro)
puts giro.statement, "--", savings.statement
puts giro < savings, [giro, savings].max.owner
begin
  giro.withdraw(1_000_00)
rescue InsufficientFunds => e
  puts e.message, e.missing
end
puts giro.transaction { |account| account.deposit(1); account.withdraw(10_000_00) }, Account.euro(giro.balance)
puts giro.transaction { |account| account.deposit(250_00) }, Account.euro(giro.balance)
begin
  giro.deposit(-5)
rescue ArgumentError => e
  puts e.message
end
