# Named groups that become local variables, and matches against frozen constant patterns.
line = "Zürich;421878;87.88"
if /(?<city>[^;]+);(?<people>\d+);(?<area>[\d.]+)/ =~ line
  puts city, people.to_i / area.to_f.round
end

if /(?<hours>\d+):(?<minutes>\d\d)/ =~ "um 17:45 Uhr"
  puts "#{hours.to_i * 60 + minutes.to_i} minutes after midnight"
end

/(?<nothing>x)/ =~ "abc"
puts nothing.inspect

records = ["name=Åsa age=30", "name=Bo age=x", "age=5"]
records.each do |record|
  if /name=(?<name>\p{L}+) age=(?<age>\d+)/ =~ record
    puts "#{name} is #{age}"
  else
    puts "no match: #{record}"
  end
end
