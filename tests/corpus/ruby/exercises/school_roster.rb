# Exercises with collections: a school roster, allergies by bits, scrabble, DNA, high scores, nth prime.
class School
  def initialize = @grades = Hash.new { |h, grade| h[grade] = [] }

  def add(name, grade)
    return false if @grades.values.flatten.include?(name)

    @grades[grade].push(name).sort!
    true
  end

  def grade(number) = @grades.fetch(number, []).dup
  def roster = @grades.sort.flat_map(&:last)
end

school = School.new
puts [["Zoë", 2], ["Anna", 2], ["Jörg", 1], ["Anna", 3], ["Chloé", 3]].map { |name, grade| school.add(name, grade) }.inspect
puts school.roster.join(" "), school.grade(2).inspect, school.grade(9).inspect

ALLERGENS = %w[eggs peanuts shellfish strawberries tomatoes chocolate pollen cats].freeze
allergies = ->(score) { ALLERGENS.each_with_index.select { |_, bit| score[bit] == 1 }.map(&:first) }
puts allergies.(34).inspect, allergies.(257).inspect, allergies.(0).inspect

SCORES = { 1 => "AEIOULNRST", 2 => "DG", 3 => "BCMP", 4 => "FHVWY", 5 => "K", 8 => "JX",
  10 => "QZ" }.flat_map { |score, letters| letters.chars.map { |c| [c, score] } }.to_h
scrabble = ->(word) { word.upcase.each_char.sum { |c| SCORES.fetch(c, 0) } }
puts %w[cabbage quirky OxyphenButazone].map(&scrabble).inspect

COMPLEMENT = { "G" => "C", "C" => "G", "T" => "A", "A" => "U" }.freeze
def transcribe(dna)
  raise ArgumentError, "kein DNA-Strang: #{dna}" unless dna.match?(/\A[GCTA]*\z/)

  dna.gsub(/./, COMPLEMENT)
end
CODONS = { "AUG" => "Methionin", "UUU" => "Phenylalanin", "UUC" => "Phenylalanin", "UCU" => "Serin", "UGG" => "Tryptophan" }.freeze
STOP = %w[UAA UAG UGA].freeze
protein = ->(rna) { rna.scan(/.{3}/).take_while { |codon| !STOP.include?(codon) }.map { |codon| CODONS.fetch(codon, "?") } }
puts transcribe("ACGTGGTCTTAA"), protein.("AUGUUUUCUUGGUAAUUU").join("-"), "ACGTTA".chars.tally.sort.map(&:join).join(" ")
begin
  transcribe("XCGA")
rescue ArgumentError => e
  puts e.message
end

scores = [30, 50, 20, 70, 70]
puts scores.last, scores.max, scores.max(3).inspect, scores.each_with_index.max[1], scores.uniq.sort.reverse.index(50) + 1

triangle = lambda do |*sides|
  a, b, c = sides.sort
  next :ungültig if a <= 0 || a + b < c

  %i[gleichseitig gleichschenklig ungleichseitig][sides.uniq.size - 1]
end
puts [[2, 2, 2], [3, 4, 4], [3, 4, 5], [1, 1, 3], [0, 0, 0], [0.5, 0.4, 0.6]].map { |s| triangle.(*s) }.inspect

PLANETS = { erde: 1.0, merkur: 0.2408467, mars: 1.8808158, neptun: 164.79132 }.freeze
puts PLANETS.transform_values { |years| (1e9 / 31_557_600 / years).round(2) }.map { |planet, age| "#{planet}: #{age}" }
garden = "VRCGVVRVCGGCCGVRGCVCGCGV\nVRCCCGCRRGVCGCRVVCVGCGCV".lines.map(&:chomp)
plants = { "V" => "violets", "R" => "radishes", "C" => "clover", "G" => "grass" }
puts %w[Alice Bob].each_with_index.map { |child, i| "#{child}: #{garden.flat_map { |row| row[i * 2, 2].chars }.map { |c| plants[c] }.join(', ')}" }
pascal = (0..4).inject([]) { |rows, _| rows << (rows.empty? ? [1] : [1, *rows.last.each_cons(2).map(&:sum), 1]) }
puts pascal.map(&:inspect).join(" ")

def saddle_points(matrix)
  columns = matrix.transpose
  matrix.each_with_index.flat_map do |row, y|
    row.each_index.select { |x| row[x] == row.max && row[x] == columns[x].min }.map { |x| [y, x] }
  end
end
puts saddle_points([[9, 8, 7], [5, 3, 2], [6, 6, 7]]).inspect
