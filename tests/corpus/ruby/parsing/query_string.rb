# Query strings: percent decoding, nested brackets, and the way back.
def unescape(text)
  text.tr("+", " ").gsub(/((?:%[0-9a-fA-F]{2})+)/) do
    [$1.delete("%")].pack("H*").force_encoding("UTF-8")
  end
end

def escape(text)
  text.to_s.gsub(/[^a-zA-Z0-9_.~-]/) { |c| c == " " ? "+" : c.bytes.map { |b| format("%%%02X", b) }.join }
end

def parse_query(query)
  query.split("&").each_with_object({}) do |pair, params|
    key, value = pair.split("=", 2).map { |part| unescape(part) }
    name, *path = key.scan(/[^\[\]]+|\[\]/)
    store(params, [name, *path], value)
  end
end

def store(container, path, value)
  key, *rest = path
  if rest.empty?
    container[key] = value
  elsif rest == ["[]"]
    (container[key] ||= []) << value
  else
    store(container[key] ||= {}, rest, value)
  end
end

def build(value, prefix = nil)
  case value
  when Hash then value.map { |k, v| build(v, prefix ? "#{prefix}[#{k}]" : k) }.join("&")
  when Array then value.map { |v| build(v, "#{prefix}[]") }.join("&")
  else "#{escape(prefix)}=#{escape(value)}"
  end
end

query = "q=caf%C3%A9+au+lait&page=2&tag[]=a&tag[]=b%26c&user[name]=J%C3%BCrgen&user[address][city]=K%C3%B6ln&flag"
params = parse_query(query)
params.each { |key, value| puts "#{key}: #{value.inspect.gsub('=>', ' => ').gsub(/ +/, ' ')}" }
puts params.dig("user", "address", "city")
puts build("q" => "50% off?", "ids" => [1, 2], "filter" => { "name" => "Zoë & Co", "max" => 10 })
puts unescape(escape("ünïcödé / 日本")) == "ünïcödé / 日本"
