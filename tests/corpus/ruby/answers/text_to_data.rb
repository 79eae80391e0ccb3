# Question: "Turn this free-form order e-mail into structured data and check it."
require "json"

MAIL = <<~MAIL
  Von: Frau Müller-Lüdenscheidt <mueller@example.org>
  Betreff: Bestellung Nr. 2024/117

  Guten Tag,

  bitte liefern Sie:
   - 3 x Stühle "Modell Ö" à 49,90 EUR
   - 12x Gläser (0,2 l) à 3,25 EUR
   * 1 Tisch à 1.249,00 EUR
   - ein Gutschein à 25 EUR

  Lieferung bis 15.4.2024 an Hauptstraße 12a, 80331 München. Tel.: 089 / 123-456
  Zahlung: Rechnung. Summe: 1.487,70 EUR

  Viele Grüße
MAIL

NUMBERS = { "ein" => 1, "eine" => 1, "zwei" => 2, "drei" => 3 }.freeze
def german_number(text) = text.delete(".").tr(",", ".").to_f

headers, body = MAIL.split("\n\n", 2)
fields = headers.lines.to_h { |line| line.chomp.split(": ", 2) }
name, address = fields["Von"].match(/\A(.+?) <(.+)>\z/).captures

items = body.scan(/^\s*[-*]\s+(\d+|\p{L}+)\s*x?\s+(.+?)\s+à\s+([\d.,]+)\s*EUR/).map do |count, what, price|
  { quantity: NUMBERS.fetch(count) { count.to_i }, name: what.delete('"'), unit_price: german_number(price) }
end

order = {
  number: fields["Betreff"][%r{\d{4}/\d+}],
  customer: { name: name, email: address, phone: body[/Tel\.:\s*([\d\s\/-]+\d)/, 1]&.gsub(/\D/, "") },
  items: items,
  deliver_by: body[/bis (\d{1,2})\.(\d{1,2})\.(\d{4})/] && [$3, $2, $1].map { |n| n.rjust(2, "0") }.join("-"),
  address: body.match(/an (?<street>.+? \d+\w?), (?<zip>\d{5}) (?<city>\p{L}+)/).named_captures,
  payment: body[/Zahlung: (\p{L}+)/, 1].downcase,
  stated_total: german_number(body[/Summe: ([\d.,]+)/, 1])
}
order[:total] = order[:items].sum { |item| item[:quantity] * item[:unit_price] }.round(2)

puts JSON.pretty_generate(order)
problems = []
problems << "total #{order[:total]} differs from the stated #{order[:stated_total]}" unless order[:total] == order[:stated_total]
problems << "no e-mail" unless order.dig(:customer, :email)&.include?("@")
problems << "strange quantity" if order[:items].any? { |item| item[:quantity] <= 0 }
puts problems.empty? ? "No problems." : problems.map { |problem| "Problem: #{problem}" }
puts items.map { |item| "#{item[:quantity]}×#{item[:name].split.first}" }.join(", ")
