# Parses a JSON document, reshapes it and writes JSON again.
require "json"

INPUT = <<~'JSON'
  {
    "orders": [
      {"id": 1, "customer": {"name": "Zoë", "vip": true}, "lines": [{"sku": "A-1", "qty": 2, "price": 9.99}, {"sku": "B-7", "qty": 1, "price": 100}]},
      {"id": 2, "customer": {"name": "Jos\u00e9", "vip": false}, "lines": []},
      {"id": 3, "customer": {"name": "\u65e5\u672c \ud83c\udf89", "vip": null}, "lines": [{"sku": "A-1", "qty": 10, "price": 9.5}], "note": "line\nbreak \"quoted\" \\ \/"}
    ],
    "page": {"next": null, "total": 3e0}
  }
JSON

data = JSON.parse(INPUT, symbolize_names: true)
summary = data[:orders].map do |order|
  total = order[:lines].sum { |line| line[:qty] * line[:price] }
  { id: order[:id], name: order.dig(:customer, :name), total: total.round(2), vip: order[:customer][:vip] ? "yes" : "no" }
end
summary.each { |row| puts row.values.join(" | ") }

by_sku = data[:orders].flat_map { |order| order[:lines] }.group_by { |line| line[:sku] }
report = {
  "generated" => nil,
  "skus" => by_sku.transform_values { |lines| { count: lines.sum { |l| l[:qty] },
    average: (lines.sum { |l| l[:price] } / lines.size.to_f).round(3) } },
  "mixed" => [1, [2, { "deep" => true }]],
  :names => data[:orders].map { |o| o[:customer][:name] }
}
puts JSON.generate(report)
puts report.to_json == JSON.generate(report)
puts JSON.pretty_generate(report)
puts data[:orders].last[:note], data[:page][:total].class, data.dig(:page, :next).inspect

plain = JSON.parse(INPUT)
puts plain["orders"][0].keys.inspect, plain["orders"][2]["note"].length
puts JSON.parse(JSON.generate(plain)) == plain
