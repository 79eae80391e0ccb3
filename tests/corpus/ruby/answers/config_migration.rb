# Question: "Migrate my old settings to the new format, with defaults, renames and warnings."
MIGRATIONS = [
  { version: 2, steps: [[:rename, "user_name", "user.name"], [:rename, "mail", "user.email"], [:default, "theme", "hell"]] },
  { version: 3, steps: [[:change, "theme", ->(v) { { "hell" => "light", "dunkel" => "dark" }.fetch(v, v) }],
    [:split, "size", %w[width height], "x"], [:remove, "legacy", "wird nicht mehr gebraucht"]] },
  { version: 4, steps: [[:change, "width", ->(v) { Integer(v) }], [:change, "height", ->(v) { Integer(v) }],
    [:wrap, "tags"], [:default, "user.language", "de"]] }
].freeze

class Settings
  attr_reader :data, :warnings

  def initialize(data)
    @data = deep_copy(data)
    @warnings = []
  end

  def migrate
    MIGRATIONS.select { |m| m[:version] > @data.fetch("version", 1) }.sort_by { |m| m[:version] }.each do |migration|
      migration[:steps].each { |kind, *args| send("step_#{kind}", *args) }
      @data["version"] = migration[:version]
    end
    self
  end

  def lines(hash = @data, prefix = "")
    hash.sort.flat_map { |key, value| value.is_a?(Hash) ? lines(value, "#{prefix}#{key}.") : ["#{prefix}#{key} = #{value.inspect}"] }
  end

  private

  def deep_copy(value)
    case value
    when Hash then value.to_h { |k, v| [k, deep_copy(v)] }
    when Array then value.map { |v| deep_copy(v) }
    when String then value.dup
    else value
    end
  end

  def parent(path)
    *way, last = path.split(".")
    [way.inject(@data) { |node, key| node[key] ||= {} }, last]
  end

  def step_rename(from, to)
    node, key = parent(from)
    return unless node.key?(key)

    target, name = parent(to)
    target.key?(name) ? @warnings << "#{to} war schon gesetzt, #{from} entfällt" : target[name] = node[key]
    node.delete(key)
  end

  def step_default(path, value)
    node, key = parent(path)
    node[key] = value unless node.key?(key)
  end

  def step_change(path, change)
    node, key = parent(path)
    node[key] = change.call(node[key]) if node.key?(key)
  rescue ArgumentError => e
    @warnings << "#{path}: #{e.message}"
    node.delete(key)
  end

  def step_split(path, names, separator)
    node, key = parent(path)
    return unless node.key?(key)

    parts = node.delete(key).split(separator)
    parts.size == names.size ? node.merge!(names.zip(parts).to_h) : @warnings << "#{path} ist unlesbar"
  end

  def step_remove(path, why)
    node, key = parent(path)
    @warnings << "#{path}: #{why}" if node.delete(key)
  end

  def step_wrap(path)
    node, key = parent(path)
    node[key] = Array(node[key])
  end
end

old = [
  { "user_name" => "Zoë", "mail" => "z@example.org", "size" => "800x600", "legacy" => true, "tags" => "neu" },
  { "version" => 2, "user" => { "name" => "Ötzi" }, "theme" => "dunkel", "size" => "groß", "tags" => %w[a b] },
  { "version" => 3, "width" => "12", "height" => "zwölf", "tags" => nil },
  { "user_name" => "alt", "user" => { "name" => "neu" } }, { "version" => 4, "theme" => "light" }
]
old.each_with_index do |data, i|
  settings = Settings.new(data).migrate
  puts "#{i + 1}. from version #{data.fetch('version', 1)}", settings.lines.map { |l| "   #{l}" }, settings.warnings.map { |w| "   ⚠ #{w}" }
end
puts old.first.key?("user_name"), Settings.new(old.first).migrate.migrate.warnings.size
