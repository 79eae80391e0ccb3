# Collects the pages of an imaginary API, retries failures, indexes and joins the records.
require "json"

# Stands for a remote API: page 2 fails once.
class FakeApi
  attr_reader :calls

  PAGES = {
    "/users?page=1" => '{"data":[{"id":1,"name":"Ana","team_id":10},{"id":2,"name":"Bjørn","team_id":20}],"next":"/users?page=2"}',
    "/users?page=2" => '{"data":[{"id":3,"name":"Chen 陈","team_id":10},{"id":4,"name":"Dee"}],"next":null}',
    "/teams" => '{"data":[{"id":10,"title":"Entwicklung"},{"id":20,"title":"Ventes"}]}'
  }.freeze

  def initialize
    @calls = []
    @failures = { "/users?page=2" => 1 }
    @failures.default = 0
  end

  def get(path)
    @calls << path
    if @failures[path].positive?
      @failures[path] -= 1
      return { status: 503, body: '{"error":"überlastet"}' }
    end
    PAGES.key?(path) ? { status: 200, body: PAGES[path] } : { status: 404, body: "<html>" }
  end
end

class Client
  class HttpError < StandardError
    attr_reader :status

    def initialize(status, message)
      @status = status
      super("#{status}: #{message}")
    end
  end

  def initialize(api) = @api = api

  def all(path)
    return to_enum(__method__, path) unless block_given?

    while path
      page = fetch(path)
      page[:data].each { |record| yield record }
      path = page[:next]
    end
  end

  def fetch(path, attempts: 3)
    response = @api.get(path)
    body = JSON.parse(response[:body], symbolize_names: true)
    raise HttpError.new(response[:status], body[:error]) unless response[:status] == 200

    body
  rescue HttpError => e
    retry if e.status >= 500 && (attempts -= 1).positive?
    raise
  rescue JSON::ParserError
    raise HttpError.new(response[:status], "no JSON")
  end
end

api = FakeApi.new
client = Client.new(api)
users = client.all("/users?page=1").to_a
teams = client.all("/teams").to_h { |team| [team[:id], team[:title]] }
users.each { |user| puts format("%d %-8s %s", user[:id], user[:name], teams.fetch(user[:team_id], "—")) }
puts users.group_by { |u| teams[u[:team_id]] }.map { |team, list| "#{team.inspect}: #{list.size}" }.join(", ")
puts api.calls.tally.map { |path, n| "#{path} ×#{n}" }
begin
  client.fetch("/nowhere")
rescue Client::HttpError => e
  puts e.message, e.status
end
puts client.all("/users?page=1").first[:name], client.all("/users?page=1").lazy.map { |u| u[:name].upcase }.first(3).inspect
