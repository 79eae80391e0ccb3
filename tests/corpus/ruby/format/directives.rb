# The directives of format: widths, precision, signs, bases, padding, names, positions.
puts format("|%d|%5d|%-5d|%05d|%+d|% d|%+05d|", 42, 42, 42, 42, 42, 42, 42)
puts format("|%f|%.2f|%8.3f|%-8.1f|%08.2f|%+.1f|%.0f|", 3.14159, 3.14159, 3.14159, 3.14159, -3.14159, 2.55, 2.5)
puts format("|%s|%5s|%-5s|%.2s|%5.1s|", "äöü", "äöü", "äöü", "äöü", "äöü")
puts format("|%x|%X|%#x|%08b|%b|%o|%#o|%c|%c|%%|", 255, 255, 255, 37, 5, 8, 8, "z", 252)
puts format("|%e|%.2e|%g|%g|%g|%G|", 12345.678, 0.00012, 1e10, 1e-5, 100000.0, 1e-10)
puts format("|%p|%p|%-8p|", nil, "ü", :a)
puts format("%2$s %1$s", "Welt", "Hallo"), format("%<n>03d %<s>s %{s}", n: 7, s: "ß"), format("%*d|%-*d|", 6, 1, 6, 2)
puts "%s and %s" % %w[Käse Brot], "%.1f%%" % 12.345, "%05.1f|%s" % [3.14159, [1, 2]]
puts format("%d", 3.99), format("%d", "12"), format("%f", 1), format("%s %s", :sym, nil).inspect, format("%x", -255)
puts format("%b", -5), format("%+x", -255), format("%d", 2**70), format("%.10f", 1 / 3r)
puts format("%.3s|%3d|", true, 1_000_000)
puts format("%-10s|%10s|", "日本", "語"), format("%3d%%", 50), format("%s", [1, "a", nil]), format("%08.3f", 3.14159)
puts format("%+.2e", -0.000123)

{ "apple" => 1.5, "Ölsardinen" => 12.25, "é" => 100 }.each do |name, price|
  printf("%-12s %8.2f €\n", name, price)
end
[[-> { format("%d", "abc") }, ArgumentError], [-> { format("%s %s", 1) }, ArgumentError],
  [-> { format("%<x>d", y: 1) }, KeyError]].each do |code, expected|
  code.call
  puts "worked"
rescue expected => e
  puts e.class, e.message
end

def human_size(bytes)
  units = %w[B KiB MiB GiB TiB]
  power = bytes.zero? ? 0 : [(Math.log2(bytes) / 10).floor, units.size - 1].min
  power.zero? ? "#{bytes} B" : format("%.1f %s", bytes.fdiv(1024**power), units[power])
end
puts [0, 1023, 1024, 1536, 5_000_000, 3 * 1024**3, 2**60].map { |n| human_size(n) }.join(", ")
