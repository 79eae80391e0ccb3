# Replays events into state with a table of lambdas, time travel, snapshots and projections.
REDUCERS = {
  opened: ->(state, e) { state.merge(id: e[:id], owner: e[:owner], balance: 0, open: true) },
  deposited: ->(state, e) { state.merge(balance: state[:balance] + e[:amount]) },
  withdrawn: ->(state, e) { state.merge(balance: state[:balance] - e[:amount]) },
  renamed: ->(state, e) { state.merge(owner: e[:owner]) },
  closed: ->(state, _) { state.merge(open: false) }
}.tap { |table| table.default = ->(state, _) { state } }.freeze

class Store
  def initialize
    @events = []
    @subscribers = []
  end

  def append(type, **data)
    event = { type: type, version: @events.size + 1, **data }.freeze
    @events << event
    @subscribers.each { |subscriber| subscriber.call(event) }
    event
  end

  def subscribe(callable = nil, &block) = @subscribers << (callable || block)
  def replay(upto: nil, from: {}) = events(upto).drop(from.fetch(:version, 0)).inject(from) { |state, e| REDUCERS[e[:type]].(state, e).merge(version: e[:version]) }
  def events(upto = nil) = upto ? @events.take(upto) : @events
end

COMMANDS = {
  deposit: ->(state, amount) { amount.positive? ? [:deposited, { amount: amount }] : [:rejected, { reason: "must be positive" }] },
  withdraw: lambda do |state, amount|
    next [:rejected, { reason: "closed" }] unless state[:open]
    next [:rejected, { reason: "only #{state[:balance]} there" }] if amount > state[:balance]

    [:withdrawn, { amount: amount }]
  end,
  close: ->(state) { state[:balance].zero? ? [:closed, {}] : [:rejected, { reason: "not empty" }] }
}.freeze

store = Store.new
turnover = Hash.new(0)
store.subscribe { |e| turnover[e[:type]] += e[:amount] if e.key?(:amount) }
rejections = []
store.subscribe(->(e) { rejections << e[:reason] if e[:type] == :rejected })

execute = lambda do |command, *args|
  type, data = COMMANDS.fetch(command).call(store.replay, *args)
  store.append(type, **data)[:type]
end

store.append(:opened, id: 7, owner: "Søren")
puts execute.(:deposit, 100), execute.(:withdraw, 30), execute.(:withdraw, 500), execute.(:close), execute.(:deposit, -1)
store.append(:renamed, owner: "Søren K.")
puts execute.(:withdraw, 70), execute.(:close), execute.(:withdraw, 1)

show = ->(state) { state.map { |k, v| "#{k}=#{v}" }.join(" ") }
puts show.(store.replay), show.(store.replay(upto: 3)), show.(store.replay(upto: 1))
snapshot = store.replay(upto: 5)
puts store.replay(from: snapshot) == store.replay, store.events.size, store.events.map { |e| e[:type][0] }.join
puts rejections, turnover.sort.map { |type, sum| "#{type}: #{sum}" }
balances = store.events.each_index.map { |i| store.replay(upto: i + 1)[:balance] }
puts balances.join(" → "), store.events.first.frozen?
