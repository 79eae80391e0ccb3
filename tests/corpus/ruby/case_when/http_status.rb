# Status codes, retries and content types decided by ranges, lists and patterns.
Response = Struct.new(:status, :headers, :body) do
  def type
    case headers["content-type"]
    when nil, "" then :unknown
    when %r{\Atext/html\b} then :html
    when %r{\Aapplication/(?:[\w.]+\+)?json\b}i then :json
    when %r{\Aimage/(png|jpeg|gif)} then "image #{$1}".to_sym
    else :binary
    end
  end

  def charset = headers["content-type"].to_s[/charset="?([\w-]+)/i, 1]&.upcase || "UTF-8"
end

REDIRECTS = [301, 302, 307, 308].freeze

def decide(response, attempt)
  case response.status
  when 200..299 then [:done, response.body.length]
  when *REDIRECTS then [:follow, response.headers.fetch("location") { return [:fail, "redirect to nowhere"] }]
  when 304 then [:cached]
  when 429, 503
    wait = Integer(response.headers.fetch("retry-after", 2**attempt), exception: false)
    attempt < 3 && wait ? [:retry, wait] : [:fail, "gave up after #{attempt}"]
  when 400..499 then [:fail, "our fault (#{response.status})"]
  when 500.. then attempt.zero? ? [:retry, 1] : [:fail, "their fault"]
  else [:fail, "what is #{response.status}?"]
  end
end

responses = [
  Response.new(200, { "content-type" => "text/html; charset=iso-8859-1" }, "<p>schön</p>"),
  Response.new(201, { "content-type" => "application/vnd.api+json" }, '{"größe": 1}'),
  Response.new(301, { "location" => "/neu/straße" }, ""), Response.new(302, {}, ""), Response.new(304, {}, nil),
  Response.new(404, { "content-type" => "image/png" }, ""), Response.new(429, { "retry-after" => "120" }, ""),
  Response.new(503, { "retry-after" => "morgen" }, ""), Response.new(503, {}, ""),
  Response.new(500, { "content-type" => "application/zip" }, ""), Response.new(42, {}, "")
]

responses.each do |response|
  action, detail = decide(response, 0)
  puts [response.status, response.type, response.charset, action, detail].compact.join(" ")
end
puts (0..3).map { |attempt| decide(Response.new(503, {}, ""), attempt).join(":") }.inspect
summary = responses.group_by { |r| decide(r, 1).first }.transform_values { |list| list.map(&:status) }
summary.each { |action, codes| puts "#{action}: #{codes.join(' ')}" }
