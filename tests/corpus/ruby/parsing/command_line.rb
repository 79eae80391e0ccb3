# Parses command lines: shell-like words, long and short options, --no- forms, leftovers.
def split_words(line)
  words = []
  line.scan(/\G\s*((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+)/) do |(raw)|
    words << raw.gsub(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/) { ($1 || $2 || $3).gsub(/\\(["\\])/, '\1') }
  end
  words
end

SPEC = {
  verbose: { short: "v", type: :flag, default: false },
  output: { short: "o", type: :string },
  level: { short: "l", type: :integer, default: 1 },
  tag: { short: "t", type: :list, default: [] }
}.freeze

def parse(words, spec)
  options = spec.transform_values { |s| s[:default].dup }
  rest = []
  queue = words.dup
  until queue.empty?
    case word = queue.shift
    when "--"
      rest.concat(queue)
      break
    when /\A--no-(\w+)\z/ then options[$1.to_sym] = false
    when /\A--(\w+)(?:=(.*))?\z/ then assign(options, spec, $1.to_sym, $2, queue)
    when /\A-(\w)(.*)\z/
      name, = spec.find { |_, s| s[:short] == $1 } || raise(ArgumentError, "unknown option -#{$1}")
      assign(options, spec, name, $2.empty? ? nil : $2, queue)
    else rest << word
    end
  end
  [options, rest]
end

def assign(options, spec, name, value, queue)
  definition = spec.fetch(name) { raise ArgumentError, "unknown option --#{name}" }
  return options[name] = true if definition[:type] == :flag

  value ||= queue.shift or raise ArgumentError, "--#{name} needs a value"
  case definition[:type]
  when :integer then options[name] = Integer(value, 10)
  when :list then options[name] += [value]
  else options[name] = value
  end
end

[
  'build --verbose -o "my file.txt" src',
  "-l3 --tag=a -t 'b c' x\\ y -- --not-an-option",
  "--no-verbose --output=größe.txt", "--level", "-z", "--level many"
].each do |line|
  options, rest = parse(split_words(line), SPEC)
  puts "#{options.map { |k, v| "#{k}=#{v.inspect}" }.join(' ')} | #{rest.inspect}"
rescue ArgumentError => e
  puts "error: #{e.message}"
end
