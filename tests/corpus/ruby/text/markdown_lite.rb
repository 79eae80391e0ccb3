# A small part of Markdown turned into HTML.
def inline(text)
  text.gsub("&", "&amp;").gsub("<", "&lt;")
      .gsub(/`([^`]+)`/) { "<code>#{$1}</code>" }
      .gsub(/\*\*(.+?)\*\*/, '<strong>\1</strong>')
      .gsub(/\*(.+?)\*/, '<em>\1</em>')
      .gsub(/\[([^\]]+)\]\(([^)]+)\)/, '<a href="\2">\1</a>')
end

def render(source)
  html = []
  list = nil
  source.each_line(chomp: true) do |line|
    item = line[/\A[-*] (.*)/, 1]
    if list && !item
      html << "</ul>"
      list = nil
    end
    case line
    when /\A(\#{1,6}) (.+)/
      level = $1.length
      html << "<h#{level}>#{inline($2)}</h#{level}>"
    when /\A[-*] /
      unless list
        html << "<ul>"
        list = true
      end
      html << "  <li>#{inline(item)}</li>"
    when /\A> ?(.*)/ then html << "<blockquote>#{inline($1)}</blockquote>"
    when /\A---+\z/ then html << "<hr>"
    when "" then next
    else html << "<p>#{inline(line)}</p>"
    end
  end
  html << "</ul>" if list
  html.join("\n")
end

puts render(<<~MARKDOWN)
  # Rezepte & *mehr*

  Ein **guter** Anfang mit `a < b`.

  ## Zutaten
  - 200 g Mehl
  - *eine* Prise Salz
  - [Butter](https://example.org/butter?x=1)
  > Süßes zuletzt
  ---
  Fertig: 1 < 2 ** 3
MARKDOWN
