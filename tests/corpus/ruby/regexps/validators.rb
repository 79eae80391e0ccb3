# Validates and normalises: e-mail, phone, IBAN, ISBN, credit card, colour, IP, time, password, username.
def luhn?(digits) = digits.reverse.each_char.with_index.sum { |d, i| i.odd? ? (d.to_i * 2).digits.sum : d.to_i } % 10 == 0
def iban?(text)
  code = text.delete(" ").upcase
  return false unless code.match?(/\A[A-Z]{2}\d{2}[A-Z0-9]{11,30}\z/)

  (code[4..] + code[0, 4]).gsub(/[A-Z]/) { |c| (c.ord - 55).to_s }.to_i % 97 == 1
end

def isbn?(text)
  digits = text.delete("- ")
  case digits
  when /\A\d{9}[\dX]\z/ then digits.chars.each_with_index.sum { |d, i| (10 - i) * (d == "X" ? 10 : d.to_i) } % 11 == 0
  when /\A97[89]\d{10}\z/ then digits.chars.each_with_index.sum { |d, i| d.to_i * (i.even? ? 1 : 3) } % 10 == 0
  else false
  end
end

def password_problems(text)
  { "zu kurz" => text.length >= 8, "kein Kleinbuchstabe" => text =~ /[[:lower:]]/, "kein Großbuchstabe" => text =~ /[[:upper:]]/,
    "keine Ziffer" => text =~ /\d/, "kein Sonderzeichen" => text =~ /[^[:alnum:]]/, "wiederholt" => text !~ /(.)\1\1/ }.reject { |_, ok| ok }.keys
end

VALIDATORS = {
  email: /\A[\p{L}\d_+.-]+@(?:[\p{L}\d-]+\.)+\p{L}{2,}\z/i,
  ipv4: /\A(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!\z)|\z)){4}\z/,
  time: /\A(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?\z/, colour: /\A#(?:\h{3}){1,2}\z/, plate: /\A[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} [1-9]\d{0,3}\z/,
  card: ->(s) { s.match?(/\A[\d ]{13,19}\z/) && luhn?(s.delete(" ")) }, iban: method(:iban?), isbn: method(:isbn?)
}.freeze
SAMPLES = {
  email: %w[a@b.de jürgen.groß+x@bücher.example a@b @b.de a@@b.de], ipv4: %w[192.168.1.1 256.1.1.1 1.2.3 0.0.0.0 1.2.3.4.],
  time: %w[9:05 23:59:59 24:00 12:60], colour: %w[#fff #12AbEf #12345 fff], plate: ["M-AB 123", "FÜ-X 1", "M-AB 0123", "m-ab 1"],
  card: ["4539 1488 0343 6467", "8273 1232 7352 0569"],
  iban: ["GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "DE89370400440532013001"],
  isbn: ["3-598-21508-8", "3-598-21507-X", "978-3-16-148410-0", "978-3-16-148410-1"]
}.freeze
SAMPLES.each do |kind, list|
  good, bad = list.partition { |s| VALIDATORS[kind] === s }
  puts "#{kind}: #{good.join(' | ')}  ✗ #{bad.join(' | ')}"
end
["Geheim!123", "kurz", "lauterkleine!1", "AAAb1-xyz"].each { |pw| puts "#{pw}: #{password_problems(pw).join(', ').then { |s| s.empty? ? 'gut' : s }}" }

def phone(text, country: "+49")
  digits = text.gsub(/[^\d+]/, "").sub(/\A00/, "+").sub(/\A0(?=[1-9])/, country)
  digits.match(/\A(\+\d{2})(\d{2,4})(\d{4,})\z/) ? "#{$1} #{$2} #{$3}" : nil
end
puts ["030 / 123 45 67", "0043 1 5880 1234", "+49 (171) 9876543", "12"].map { |n| phone(n).inspect }
