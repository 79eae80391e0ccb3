# Two classic ciphers, and a Caesar cipher broken by letter frequencies.
ALPHABET = ("a".."z").to_a

def caesar(text, shift)
  rotated = ALPHABET.rotate(shift)
  text.tr(ALPHABET.join + ALPHABET.join.upcase, rotated.join + rotated.join.upcase)
end

def vigenere(text, key, direction = 1)
  shifts = key.downcase.each_char.map { |c| c.ord - "a".ord }.cycle
  text.each_char.map do |c|
    next c unless c =~ /[a-zA-Z]/

    base = c =~ /[a-z]/ ? "a".ord : "A".ord
    ((c.ord - base + direction * shifts.next) % 26 + base).chr
  end.join
end

message = "Attack at dawn, bring 3 horses!"
secret = caesar(message, 3)
puts secret
puts caesar(secret, -3) == message

locked = vigenere(message, "Lemon")
puts locked
puts vigenere(locked, "Lemon", -1)

# The shift that puts the commonest letters of English on top.
def crack(text)
  (0..25).max_by do |shift|
    caesar(text, -shift).downcase.count("etaoin")
  end
end

cipher = caesar("The treasure is hidden not inside the tower but beneath the stones at the entrance", 11)
shift = crack(cipher)
puts "shift #{shift}: #{caesar(cipher, -shift)}"
