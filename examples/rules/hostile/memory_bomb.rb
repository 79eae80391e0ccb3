# Doubles a string until there is no memory left.
Rule = lambda do |order|
  text = "x" * 1024
  text += text while true
end
