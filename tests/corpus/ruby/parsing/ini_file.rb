# Reads INI text into nested hashes with typed values, and writes it back.
INI = <<~CONFIG
  ; global settings
  name = Prüfstand
  verbose = yes

  [server]
  host = localhost   # inline comment
  port = 8080
  timeout = 2.5
  paths = /srv, /var/www , /opt

  [server.tls]
  enabled = false
  cert = "my # cert.pem"
  broken line here
CONFIG

def cast(text)
  case text
  when /\A"(.*)"\z/ then $1
  when /\A[-+]?\d+\z/ then text.to_i
  when /\A[-+]?\d*\.\d+\z/ then text.to_f
  when /\A(?:true|yes|on)\z/i then true
  when /\A(?:false|no|off)\z/i then false
  when /,/ then text.split(",").map { |part| cast(part.strip) }
  else text
  end
end

def parse_ini(source)
  section = result = {}
  errors = []
  source.each_line.with_index(1) do |line, number|
    line = line.strip
    next if line.empty? || line.start_with?(";", "#")

    if (header = line.match(/\A\[(?<path>[\w.]+)\]\z/))
      section = header[:path].split(".").reduce(result) { |hash, key| hash[key.to_sym] ||= {} }
    elsif (pair = line.match(/\A(?<key>\w+)\s*=\s*(?<value>"[^"]*"|[^#;]*)/))
      section[pair[:key].to_sym] = cast(pair[:value].strip)
    else
      errors << "line #{number}: #{line}"
    end
  end
  [result, errors]
end

def dump(hash, path = [])
  plain, nested = hash.partition { |_, value| !value.is_a?(Hash) }
  puts "[#{path.join('.')}]" unless path.empty?
  plain.each { |key, value| puts "#{key} = #{value.is_a?(Array) ? value.join(', ') : value.inspect}" }
  nested.each { |key, value| dump(value, path + [key]) }
end

config, errors = parse_ini(INI)
dump(config)
puts errors
puts config.dig(:server, :tls, :enabled).inspect, config.dig(:server, :nothing, :here).inspect
puts config[:server][:port] + 1
