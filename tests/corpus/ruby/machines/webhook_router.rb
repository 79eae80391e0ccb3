# Routes webhook payloads to handlers, checks a signature, answers with status and body.
require "json"

class Router
  Response = Struct.new(:status, :body)

  def initialize(secret:)
    @secret = secret
    @routes = []
  end

  def on(event, **conditions, &handler)
    @routes << [event, conditions, handler]
  end

  def call(headers, body)
    return Response.new(401, "bad signature") unless headers["X-Signature"] == self.class.sign(@secret, body)

    payload = JSON.parse(body, symbolize_names: true)
    event = headers.fetch("X-Event")
    _, _, handler = @routes.find { |name, conditions, _| name === event && conditions.all? { |k, v| v === payload[k] } }
    return Response.new(404, "no handler for #{event}") unless handler

    result = handler.call(payload)
    Response.new(200, result.is_a?(String) ? result : JSON.generate(result))
  rescue JSON::ParserError
    Response.new(400, "not JSON")
  rescue KeyError => e
    Response.new(422, e.message)
  end

  # FNV-1a, which stands for a real HMAC here.
  def self.sign(secret, body)
    hash = (secret + body).bytes.reduce(0xcbf29ce484222325) { |h, byte| ((h ^ byte) * 0x100000001b3) & 0xffffffffffffffff }
    format("%016x", hash)
  end
end

router = Router.new(secret: "s3cret")
router.on("push", ref: %r{\Arefs/heads/(main|master)\z}) do |push|
  commits = push.fetch(:commits)
  { deploy: true, authors: commits.map { |c| c.dig(:author, :name) }.compact.uniq, files: commits.flat_map { |c| c[:files] || [] }.tally }
end
router.on("push") { |push| "ignored #{push[:ref]}" }
router.on(/\Aissue\.(opened|closed)\z/, priority: 1..3) { |issue| "❗ #{issue[:title].upcase}" }
router.on("payment", amount: ->(a) { a.to_i > 1000 }) { |pay| { review: pay[:id], euro: pay[:amount] / 100.0 } }
router.on("payment") { |pay| "ok #{pay.fetch(:id)}" }

requests = [
  ["push", { ref: "refs/heads/main", commits: [{ author: { name: "Zoë" }, files: %w[a.rb b.rb] },
    { author: { name: "Zoë" }, files: %w[a.rb] }, {}] }],
  ["push", { ref: "refs/heads/größe" }], ["push", { ref: "refs/heads/main" }],
  ["issue.opened", { priority: 2, title: "Straße kaputt" }], ["issue.opened", { priority: 9, title: "egal" }],
  ["payment", { id: "p1", amount: 150_000 }], ["payment", { id: "p2", amount: 1 }], ["payment", { amount: 1 }]
]
requests.each do |event, payload|
  body = JSON.generate(payload)
  response = router.call({ "X-Event" => event, "X-Signature" => Router.sign("s3cret", body) }, body)
  puts "#{event}: #{response.status} #{response.body}"
end
puts router.call({ "X-Signature" => "0" }, "{}").status
puts router.call({ "X-Signature" => Router.sign("s3cret", "{oops"), "X-Event" => "push" }, "{oops").to_a.inspect
puts Router.sign("a", "b")
