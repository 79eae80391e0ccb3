// Regexp, MatchData and what String has for them in the Ruby guest: ruby-guest.md, section 10.
#include "support/cases.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using namespace hako::literals;
using test::array;
using test::expect_errors;
using test::expect_values;
using test::script_error;

TEST(RubyRegexp, B41_ExpressionsAndMatchesStayInTheGuest) {
    Sandbox box;
    std::vector<Value> seen;
    box.define("Host").bind("Take", [&](Value value) { seen.push_back(std::move(value)); });
    EXPECT_EQ(script_error(box, "/a/"),
              "Kobako::SandboxError: return value of type Regexp is not a supported sandbox value type");
    EXPECT_EQ(script_error(box, "[/a/.match('a')]"),
              "Kobako::SandboxError: return value of type Array is not a supported sandbox value type");
    box.eval("Host::Take.(/a/i); Host::Take.(/(b)c/.match('abcd')); Host::Take.(/(b)/.match('b').to_a)");
    EXPECT_EQ(seen, (std::vector<Value>{"(?i-mx:a)", "bc", Value("b", "b")}));
}

// --- RX-01 -----------------------------------------------------------------------------------------------------------

TEST(RubyRegexp, RX01_IsMadeByLiteralsNewAndCompile) {
    const Sandbox box;
    expect_values(
        box,
        {
            {R"(/a/.class == Regexp)", true},
            {R"([/a/imx.options, %r{a}x.options, /a/.options])", Value(7, 2, 0)},
            {R"(x = 'b'; /a#{x}c/i.inspect)", "/abc/i"},
            {R"(/#{/a/i}b/.source)", "(?i-mx:a)b"},
            {R"([Regexp.new('a', 5).options, Regexp.new('a', 255).options])", Value(5, 7)},
            {R"([Regexp.new('a', 'xm').options, Regexp.new('a', 'iq?').options])", Value(6, 1)},
            {R"([Regexp.new('a', nil).options, Regexp.new('a', true).options])", Value(0, 1)},
            {R"(Regexp.new(/a/i).inspect)", "/a/i"},
            {R"(Regexp.compile('a.c', 'm').match?("a\nc"))", true},
            {R"([Regexp::IGNORECASE, Regexp::EXTENDED, Regexp::MULTILINE])", Value(1, 2, 4)},
            {R"([/a/.source, /a/i.casefold?, /a/.casefold?])", Value("a", true, false)},
            {R"(/x/.equal?(/x/))", false},
            {R"([/x/i == /x/i, /x/i == /x/, /x/ == /y/, /x/ == 'x'])", Value(true, false, false, false)},
            {R"({/x/ => 1}[Regexp.new('x')])", 1},
            {R"(a = /x/i; b = a.dup; c = a.clone; [b == a, c == a, b.equal?(a), c.match?('X')])", Value(true, true, false, true)},
            {R"(class Mine < Regexp; def initialize(s); super("x#{s}", 1); end; end; [Mine.new('a').inspect, Mine.compile('b').source])",
             Value("/xa/i", "xb")},
            {R"(RegexpError.superclass == StandardError)", true},
        });
}

TEST(RubyRegexp, RX01_RefusesWhatIsNoExpression) {
    const Sandbox box;
    expect_errors(
        box,
        {
            {"Regexp.new", "ArgumentError: wrong number of arguments (given 0, expected 1..3)"},
            {"Regexp.compile", "ArgumentError: wrong number of arguments (given 0, expected 1..3)"},
            {"Regexp.new(5)", "TypeError: no implicit conversion of Integer into String"},
            {"Regexp.new(nil)", "TypeError: no implicit conversion of nil into String"},
            {"Regexp.new('(')", "RegexpError: \"(\" is an invalid regular expression: end pattern with unmatched parenthesis"},
            {"/[a/", "RegexpError: \"[a\" is an invalid regular expression: premature end of char-class"},
            {"Regexp.new('*')",
             "RegexpError: \"*\" is an invalid regular expression: target of repeat operator is not specified"},
            {"Regexp.new('a\\\\')", "RegexpError: \"a\\\" is an invalid regular expression: end pattern at escape"},
            {"/\\p{Nope}/",
             "RegexpError: \"\\p{Nope}\" is an invalid regular expression: invalid character property name {Nope}"},
            {"/a{100001}/", "RegexpError: \"a{100001}\" is an invalid regular expression: too big number for repeat range"},
            {"Regexp.allocate.match('a')", "TypeError: uninitialized Regexp"},
            {"/a/.send(:initialize, 'b')", "TypeError: already initialized regexp"},
        });
    // The pattern isn't text, so the message isn't either.
    EXPECT_EQ(script_error(box, R"(Regexp.new("\xff"))"), "RegexpError: RegexpError");
}

TEST(RubyRegexp, RX01_ShowsItselfAsALiteral) {
    const Sandbox box;
    expect_values(box, {
                           {R"([/a/.inspect, /a/mix.inspect, /a/x.inspect])", Value("/a/", "/a/mix", "/a/x")},
                           {R"(Regexp.new('a/b').inspect)", R"(/a\/b/)"},
                           {R"(Regexp.new('a\\/b').inspect)", R"(/a\/b/)"},
                           {R"(Regexp.new("a\tb\nc\v\f\r").inspect)", "/a\tb\nc\v\f\r/"},
                           {R"(Regexp.new("\x01\x1f\x7f").inspect)", R"(/\x01\x1F\x7F/)"},
                           {R"(Regexp.new("é").inspect)", "/é/"},
                       });
}

TEST(RubyRegexp, RX01_IsAGroupAsText) {
    const Sandbox box;
    expect_values(box, {
                           {R"([/a/.to_s, /x/i.to_s, /x/mix.to_s])", Value("(?-mix:a)", "(?i-mx:x)", "(?mix:x)")},
                           {R"(Regexp.new('(?i:abc)', Regexp::MULTILINE).to_s)", "(?mi-x:abc)"},
                           {R"(Regexp.new('(?m-i:a)', 1).to_s)", "(?m-ix:a)"},
                           {R"(Regexp.new('(?:a)', 1).to_s)", "(?i-mx:a)"},
                           {R"(Regexp.new('(?i:(?m:a))').to_s)", "(?i-mx:(?m:a))"},
                           {R"(Regexp.new('(?i:a)b').to_s)", "(?-mix:(?i:a)b)"},
                           {R"(Regexp.new('(?:a)|(?:b)').to_s)", "(?-mix:(?:a)|(?:b))"},
                           {R"(Regexp.new('(?=a)').to_s)", "(?-mix:(?=a))"},
                           {R"(Regexp.new('(?<n>a)').to_s)", "(?-mix:(?<n>a))"},
                           {R"(Regexp.new('a/b').to_s)", "(?-mix:a/b)"},
                           {R"(Regexp.new('(?mix-:a)').to_s)", "(?mix:a)"},
                           {R"(Regexp.new('').to_s)", "(?-mix:)"},
                       });
}

TEST(RubyRegexp, RX01_NamesItsGroupsInTheirOrder) {
    const Sandbox box;
    expect_values(box, {
                           {"/(?<z>a)(?<b>b)(?<a>c)/.names", Value("z", "b", "a")},
                           {"/(?<z>a)(?<b>b)(?<z>c)/.named_captures", Map{{"z", Value(1, 3)}, {"b", array(2)}}},
                           {"[/(a)/.names, /(a)/.named_captures]", Value(array(), Map{})},
                       });
}

TEST(RubyRegexp, RX01_EscapesWhatIsSpecial) {
    const Sandbox box;
    expect_values(box, {
                           {R"(Regexp.escape('.\\+*?(){}[]^$|-# /a'))", R"(\.\\\+\*\?\(\)\{\}\[\]\^\$\|\-\#\ /a)"},
                           {R"(Regexp.quote("\n\r\t\f\v\0é"))", Value(std::string("\\n\\r\\t\\f\\v\0é", 13))},
                           {R"(text = (32..126).map(&:chr).join + "\t\n"; /\A#{Regexp.escape(text)}\z/.match?(text))", true},
                           {R"(Regexp.union('a.b', /c/i).source)", R"(a\.b|(?i-mx:c))"},
                           {R"([Regexp.union.match?(''), Regexp.union(['x', 'y']).source])", Value(false, "x|y")},
                       });
    expect_errors(box, {{"Regexp.escape(5)", "TypeError: no implicit conversion of Integer into String"},
                        {"Regexp.union(5)", "TypeError: no implicit conversion of Integer into String"}});
}

TEST(RubyRegexp, RX01_KnowsTheSyntaxOfRuby) {
    const Sandbox box;
    expect_values(
        box, {
                 {R"(["a\nb" =~ /^b$/, "a\nb" =~ /a.b/, "a\nb" =~ /a.b/m])", Value(2, nullptr, 0)},
                 {R"(['foobar'[/foo(?=bar)/], 'foobar'[/(?<=foo)bar/], 'foobar'[/(?<!foo)bar/]])", Value("foo", "bar", nullptr)},
                 {R"('xabab'[/(ab)\1/] + 'xcc'[/(?<n>c)\k<n>/])", "ababcc"},
                 {R"('f(a(b)c)d'[/\((?:[^()]|\g<0>)*\)/])", "(a(b)c)"},
                 {R"('aaab'[/a+?/] + 'aaab'[/(?>a+)b/] + 'foobar'[/foo\Kbar/])", "aaaabbar"},
                 {R"('a b'[/a \s b # c/x])", "a b"},
                 {R"(['É' =~ /é/i, 'É' =~ /(?i)é/, 'ß' =~ /SS/i])", Value(0, 0, 0)},
                 {R"('日本x'[/\p{Han}+/] + 'aÉb'[/\p{Lu}/] + 'aé'[/\P{ASCII}/])", "日本Éé"},
             });
}

TEST(RubyRegexp, RX01_CharacterTypesAreAsciiAndTheirComplementsInBracketsUnicode) {
    const Sandbox box;
    expect_values(
        box, {
                 {R"(['５' =~ /\d/, 'é' =~ /\w/, "\u3000" =~ /\s/])", Value(nullptr, nullptr, nullptr)},
                 {R"(['５' =~ /[\d]/, 'é' =~ /[\w]/, "\u3000" =~ /[\s]/])", Value(nullptr, nullptr, nullptr)},
                 {R"(['５' =~ /\D/, 'é' =~ /\W/, "\u3000" =~ /\S/])", Value(0, 0, 0)},
                 {R"(['５' =~ /[\D]/, 'é' =~ /[\W]/, "\u3000" =~ /[\S]/])", Value(nullptr, nullptr, nullptr)},
                 {R"(['a' =~ /[\D]/, '-' =~ /[\W]/, 'a' =~ /[\S]/, '5' =~ /[\D]/])", Value(0, 0, 0, nullptr)},
                 {R"(['é' =~ /[[:alpha:]]/, '５' =~ /[[:digit:]]/, 'é' =~ /[[:word:]]/, 'é' =~ /\p{Word}/])", Value(0, 0, 0, 0)},
                 {R"('naïve' =~ /\bve/)", nullptr},
             });
}

// --- RX-02
// -----------------------------------------------------------------------------------------------------------

TEST(RubyRegexp, RX02_FindsInStringsAndSymbols) {
    const Sandbox box;
    expect_values(box, {
                           {"/b/.match('abc').to_s", "b"},
                           {"[/z/.match('abc'), /b/.match(nil), /b/ =~ nil, /b/.match?(nil), /b/ === nil]",
                            Value(nullptr, nullptr, nullptr, false, false)},
                           {"[/b/.match(:abc)[0], /b/ =~ :abc, /b/.match?(:abc), /b/ === :abc]", Value("b", 1, true, true)},
                           {"[/b/ === 5, /b/ === [], /b/ === 'b']", Value(false, false, true)},
                           {"/(b)/.match('abc') { |m| m[1] * 2 }", "bb"},
                           {"/z/.match('abc') { |m| raise 'not called' }", nullptr},
                           {"case 'id42' when /^\\d/ then 1 when /(\\d+)/ then $1 end", "42"},
                           {"%w[apple bob cat].grep(/b/)", array("bob")},
                           {"%w[a1 b2].grep(/(\\d)/) { $1 }", Value("1", "2")},
                           {"['é' =~ /\\z/, 'aéb' =~ /b/]", Value(2, 3)},
                           {"['a' !~ /b/, 'a' !~ /a/]", Value(true, false)},
                       });
    for (const char* call : {"/a/.match(5)", "/a/.match?(5)", "/a/ =~ 5"}) {
        EXPECT_EQ(script_error(box, call), "TypeError: no implicit conversion of Integer into String") << call;
    }
    EXPECT_EQ(script_error(box, "/a/.match(true)"), "TypeError: no implicit conversion of true into String");
}

TEST(RubyRegexp, RX02_BeginsAtAPosition) {
    const Sandbox box;
    expect_values(box, {
                           {"/l/.match('hello', 3).begin(0)", 3},
                           {"[/l/.match?('hello', 3), /l/.match?('hello', 4)]", Value(true, false)},
                           {"/l/.match('hello', -2).begin(0)", 3},
                           {"[/h/.match('hello', -6), /h/.match('hello', -5)[0]]", Value(nullptr, "h")},
                           {"[//.match('abc', 3).begin(0), //.match('abc', 4)]", Value(3, nullptr)},
                           // Inside a character, from either end.
                           {"[/./.match('aéb', 2).begin(0), /./.match('aéb', -2).begin(0), "
                            "/./.match('aéb', 2)[0]]",
                            Value(1, 1, "é")},
                           {"/(?<=h)e/.match('hello', 1).begin(0)", 1},
                           {"/\\Ae/.match('hello', 1)", nullptr},
                       });
}

TEST(RubyRegexp, RX02_ATextThatIsNotUtf8CountsAsEmpty) {
    const Sandbox box;
    expect_values(
        box,
        {
            {R"(/a/.match("a\xff"))", nullptr},
            {R"(//.match("a\xff").string)", ""},
            {R"([// =~ "\xff", /./ =~ "\xe2\x82", /\A\z/.match?("\xc0\x80"), /a/ === "\xffa"])", Value(0, nullptr, true, false)},
            {R"([//.match("ab\xff", 1), "ab\xff".index(/b/)])", Value(nullptr, nullptr)},
            {R"(["\xffa".scan(/a/), "\xffa,".split(/,/), "\xffa".gsub(/a/, 'b')])", Value(array(), array(), "")},
            {R"(s = "a\xff"; [s.gsub!(/a/, 'b'), s.slice!(/a/), s.bytes])", Value(nullptr, nullptr, Value(97, 255))},
        });
}

TEST(RubyRegexp, RX02_GlobalsAreViewsOfTheLastMatch) {
    const Sandbox box;
    expect_values(box, {
                           {"'hello world' =~ /(l+)(o)?( w)?/; [$~[0], $&, $`, $', $1, $2, $3, $4, $9, $+]",
                            Value("llo w", "llo w", "he", "orld", "ll", "o", " w", nullptr, nullptr, " w")},
                           {"'ab' =~ /(a)(x)?/; [$1, $2, $+]", Value("a", nullptr, "a")},
                           {"'ab' =~ /a/; $+", nullptr},
                           {"'abcdefghijkl' =~ /#{'(.)' * 11}/; [$9, $10, $11, $12]", Value("i", "j", "k", nullptr)},
                           {"[$~, $&, $`, $', $+, $1]", Value(nullptr, nullptr, nullptr, nullptr, nullptr, nullptr)},
                           {"'a' =~ /(a)/; 'a' =~ /b/; [$~, $1, $&, $`]", Value(nullptr, nullptr, nullptr, nullptr)},
                           {"'a' =~ /(a)/; /b/ === 'a'; $1", nullptr},
                           {"'a' =~ /(a)/; /b/ === 5; $1", nullptr},
                           {"'a' =~ /(a)/; /b/.match(nil); $1", nullptr},
                           {"'a' =~ /(a)/; 'b'.match?(/b/); /c/.match?('c'); $1", "a"},
                           {"'a' =~ /(a)/; 'b'.scan(/(b)/); 'b'.gsub(/(b)/, ''); 'b'.sub(/(b)/, ''); "
                            "'b'.split(/(b)/); $1",
                            "a"},
                           {"'xbx'.match(/(b)/); [$1, $', Regexp.last_match[0]]", Value("b", "x", "b")},
                           {"'xbx'[/(b)/]; [$1, $`]", Value("b", "x")},
                           {"'xbx'.index(/(b)/); $1", "b"},
                           {"def f; 'b' =~ /(b)/; end; f; $1", "b"},
                           {"s = 'ab'; s =~ /b/; s << 'c'; s[0] = 'z'; [$`, $', $~.string]", Value("a", "", "ab")},
                           {"'ab' =~ /(a)/; m = $~; 'zz' =~ /(z)/; Regexp.last_match = m; [$~[0], $1, $']", Value("a", "a", "b")},
                           {"'ab' =~ /(a)/; Regexp.last_match = nil; [$~, $1, $&, $', Regexp.last_match]",
                            Value(nullptr, nullptr, nullptr, nullptr, nullptr)},
                           {"'ab' =~ /(a)/; m = $~; $~ = nil; x = $1; $~ = m; [x, $1]", Value(nullptr, "a")},
                           {"'ab' =~ /(a)(?<!z)/; [Regexp.last_match(0), Regexp.last_match(1), "
                            "Regexp.last_match(2)]",
                            Value("a", "a", nullptr)},
                       });
    EXPECT_EQ(script_error(box, "Regexp.last_match = 5"), "TypeError: wrong argument type Integer (expected MatchData)");
    EXPECT_EQ(script_error(box, "$1 = 'x'"), "SyntaxError: (eval):1:4: syntax error, can't set variable $1\n$1 = 'x'\n   ^");
}

TEST(RubyRegexp, RX02_GlobalsAreGoneWithTheInvocation) {
    const Sandbox box;
    box.eval("'ab' =~ /(a)/");
    EXPECT_EQ(box.eval("[$~, $1]").value, Value(nullptr, nullptr));
}

TEST(RubyRegexp, RX02_BacktrackingIsLimited) {
    const Sandbox box;
    expect_errors(
        box,
        {
            {"/(a+)+$/ =~ 'a' * 40 + 'b'", "RegexpError: \"(a+)+$\" needs too much backtracking: more than 1000000 steps"},
            {"('x' * 1000).match?(/(x+x+)+y/)", "RegexpError: \"(x+x+)+y\" needs too much backtracking: more than 1000000 steps"},
            {"('a' * 30_000).gsub(/(?:a|b)*[^ab]/, '')",
             "RegexpError: \"(?:a|b)*[^ab]\" needs too much backtracking: more than 1000000 steps"},
        });
    expect_values(box, {
                           {"begin; /(secret|x)+(a+)+$/ =~ 'secret' + 'a' * 40 + 'b'; rescue "
                            "RegexpError => e; e.message.include?('secretaaa'); end",
                            false},
                           {"/(a+)+b/ =~ 'a' * 40 + 'b'", 0},
                           // Much work at many places is no catastrophe.
                           {"('ab ' * 20_000).scan(/\\w+ /).size", 20'000},
                       });
}

TEST(RubyRegexp, RX02_TheDeadlineStopsASearch) {
    const Sandbox box({.timeout = std::chrono::milliseconds(100), .memory_limit = 64_MiB});
    for (const char* endless : {
             "loop { begin; /(a+)+$/ =~ 'a' * 40 + 'b'; rescue RegexpError; end }",
             "s = 'a' * 1_000_000; loop { s.match?(/b/) }",
             "s = 'ab' * 100_000; loop { s.gsub(/a(b)/, '\\\\1') }",
             "i = 0; loop { Regexp.new(\"a#{i += 1}[^b-z]{3}\") }",
             "loop { Regexp.new('(?:a|b|c){1000}' * 50) }",
         }) {
        const auto result = box.try_eval(endless);
        ASSERT_FALSE(result) << endless;
        EXPECT_EQ(result.failure().klass.value_or(result.failure().message), "Sandbox#eval failed: wall-clock deadline exceeded")
            << endless;
    }
}

// --- RX-03
// -----------------------------------------------------------------------------------------------------------

TEST(RubyRegexp, RX03_AMatchHasItsGroups) {
    const Sandbox box;
    expect_values(
        box, {
                 {"m = /(.)(.)(x)?/.match('-ab-', 1); [m[0], m[1], m[2], m[3], m[4]]", Value("ab", "a", "b", nullptr, nullptr)},
                 {"m = /(.)(.)/.match('ab'); [m[-1], m[-2], m[-3], m[-4]]", Value("b", "a", "ab", nullptr)},
                 {"m = /(.)(.)(.)/.match('abc'); [m[1, 2], m[1..], m[0..1], m[-2, 2], m[4, 1], m[5, "
                  "1]]",
                  Value(Value("a", "b"), Value("a", "b", "c"), Value("abc", "a"), Value("b", "c"), array(), nullptr)},
                 {"m = /(?<a>.)(?<b>.)?/.match('x'); [m[:a], m['a'], m['b']]", Value("x", "x", nullptr)},
                 {"m = /(.)(x)?/.match('ab'); [m.captures, m.to_a, m.to_s, m.size, m.length]",
                  Value(Value("a", nullptr), Value("a", "a", nullptr), "a", 3, 3)},
                 {"m = /b(c)?/.match('éabd'); [m.pre_match, m.post_match, m.string, m.regexp.source]",
                  Value("éa", "d", "éabd", "b(c)?")},
                 {"m = /(?<y>\\d+)-(?<z>q)?/.match('12-'); [m.names, m.named_captures]",
                  Value(Value("y", "z"), Map{{"y", "12"}, {"z", nullptr}})},
                 {"/(?<y>\\d+)/.match('12').named_captures(symbolize_names: true)", Map{{sym("y"), "12"}}},
                 {"m = /(?<n>a)|(?<n>b)/.match('b'); [m[:n], m.named_captures, m.begin(:n)]", Value("b", Map{{"n", "b"}}, 0)},
                 {"m = /(.)(?:x)?/.match('ab'); m.values_at(0, 1, -1)", Value("a", "a", "a")},
                 {"/(?<n>a)(?<o>z)?/.match('ba').inspect", "#<MatchData \"a\" n:\"a\" o:nil>"},
                 {"/(a)/.match('ba').inspect", "#<MatchData \"a\" 1:\"a\">"},
                 {"m = /(?<n>a)/.match('xay'); [m.dup, m.clone].map { |c| [c.class == MatchData, "
                  "c.equal?(m), c[:n], c.pre_match, c.post_match] }",
                  Value(Value(true, false, "a", "x", "y"), Value(true, false, "a", "x", "y"))},
             });
}

TEST(RubyRegexp, RX03_OffsetsAreBytes) {
    const Sandbox box;
    expect_values(box, {
                           {"m = /é(b)(x)?/.match('aéb'); [m.begin(0), m.end(0), m.offset(1), "
                            "m.begin(2), m.end(2), m.offset(2)]",
                            Value(1, 4, Value(3, 4), nullptr, nullptr, Value(nullptr, nullptr))},
                           {"m = /(?<n>b)/.match('aéb'); [m.begin(:n), m.end('n'), m.offset(:n)]", Value(3, 4, Value(3, 4))},
                       });
}

TEST(RubyRegexp, RX03_NothingEndsBeforeItBegins) {
    const Sandbox box;
    expect_values(box, {
                           {"m = /(a*){2}ab/.match(' aab'); [m.offset(1), m[1]]", Value(Value(2, 2), "")},
                           {"m = /(?:(a*)x?){3}ab/.match(' aab'); m.offset(1)", Value(2, 2)},
                           {"' aab ab'.scan(/(?<=a)(a*){2}(a)?b/)", Value(Value("", nullptr), Value("", nullptr))},
                           {"['ab'.gsub(/(?=ab\\K)/, 'x'), 'ab'.scan(/(?=a\\K)/), 'ab'.split(/(?=a\\K)/)].size", 3},
                       });
}

TEST(RubyRegexp, RX03_WhatAMatchDoesNotHave) {
    const Sandbox box;
    expect_errors(box, {
                           {"MatchData.new", "NoMethodError: undefined method 'new' for MatchData"},
                           {"MatchData.new('a')", "NoMethodError: undefined method 'new' for MatchData"},
                           {"MatchData.allocate", "NoMethodError: undefined method 'allocate' for MatchData"},
                           {"/(a)/.match('a')[:x]", "IndexError: undefined group name reference: x"},
                           {"/(?<n>a)/.match('a')['x']", "IndexError: undefined group name reference: x"},
                           {"/(a)/.match('a').begin(5)", "IndexError: index 5 out of matches"},
                           {"/(a)/.match('a').end(2)", "IndexError: index 2 out of matches"},
                           {"/(a)/.match('a').offset(-1)", "IndexError: index -1 out of matches"},
                           {"/(a)/.match('a').offset('x')", "IndexError: undefined group name reference: x"},
                           {"/a/.match('a').string << 'b'", "FrozenError: can't modify frozen String: \"a\""},
                           {"/a/.match('a').initialize_copy(/b/.match('b'))", "TypeError: already initialized MatchData"},
                           {"/a/.match('a').dup.initialize_copy(5)", "TypeError: uninitialized MatchData"},
                       });
}

// --- RX-04
// -----------------------------------------------------------------------------------------------------------

TEST(RubyRegexp, RX04_ReplacesByATemplate) {
    const Sandbox box;
    expect_values(
        box,
        {
            {R"(['abcb'.gsub(/b/, 'X'), 'abcb'.sub(/b/, 'X'), 'abc'.gsub(/z/, 'X')])", Value("aXcX", "aXcb", "abc")},
            {R"('abc'.gsub(/(b)(x)?/, '[\0\1\2\9]'))", "a[bb]c"},
            {R"('John Smith'.sub(/(?<first>\w+) (?<last>\w+)/, '\k<last>, \k<first>'))", "Smith, John"},
            {R"('abc'.gsub(/b/, '\\\\'))", R"(a\c)"},
            {R"('abc'.gsub(/b/, '\x\&\`'))", R"(a\x\&\`c)"},
            {R"('abc'.gsub(/b/, 'x\\'))", R"(ax\c)"},
            {R"(['abc'.gsub(/x*/, '-'), 'aéc'.gsub(//, '-'), 'baac'.gsub(/a*/, 'x')])", Value("-a-b-c-", "-a-é-c-", "xbxxcx")},
            {R"(['a.b'.gsub('.', '\0\0'), 'a.b.'.sub('.', ''), 'aXb'.gsub('X', '\1')])", Value("a..b", "ab.", "ab")},
            {R"("a\xffb".gsub('a', 'c').bytes)", Value(99, 255, 98)},
            {R"(s = 'abcb'; [s.gsub!(/b/, 'X'), s, s.gsub!(/b/, 'X'), s.sub!(/c/, ''), s])",
             Value("aXX", "aXX", nullptr, "aXX", "aXX")},
            {R"(s = 'ab'; [s.sub!(/z/, ''), s.sub!('a', 'b')])", Value(nullptr, "bb")},
        });
}

TEST(RubyRegexp, RX04_ReplacesByAHash) {
    const Sandbox box;
    expect_values(box, {
                           {"'cat'.gsub(/[act]/, 'a' => '4', 'c' => 3)", "34"},
                           {"'cat'.sub(/a/, {})", "ct"},
                           {"'cat'.gsub('a', 'a' => :o)", "cot"},
                           {"h = Hash.new { |_, k| k.upcase }; 'cat'.gsub(/[ct]/, h)", "CaT"},
                       });
}

TEST(RubyRegexp, RX04_ReplacesByABlock) {
    const Sandbox box;
    expect_values(box, {
                           {"'a1b2'.gsub(/[a-z](\\d)/) { |m| m.upcase + $1 * 2 + $~.begin(0).to_s + $` }", "A1110B2222a1"},
                           {"'abcb'.sub(/b/) { $&.upcase }", "aBcb"},
                           {"'abc'.gsub(/b/) { nil } + 'abc'.gsub(/b/) { 5 }", "aca5c"},
                           {"'abc'.gsub(/b/, 'X') { raise 'not called' }", "aXc"},
                           {"'aXbX'.gsub('X') { |m| m + $~.begin(0).to_s + $~.regexp.source }", "aX1XbX3X"},
                           {"'aab'.gsub(/a/) { 'b'.gsub(/b/) { 'c' } + $&.to_s }", "cbcbb"},
                           {"s = 'abab'; s.gsub(/a/) { s << 'a' * 100; 'x' }", "xbxb"},
                           {"s = 'abab'; s.gsub!(/a/) { s.replace(''); 'x' }; s", "xbxb"},
                           {"'a' =~ /(a)/; 'abb'.gsub(/b/) { '' }; [$&, $`]", Value("b", "ab")},
                           {"'a' =~ /(a)/; 'abb'.gsub(/z/) { '' }; $~", nullptr},
                           {"class Odd; def to_s; 'odd'; end; end; 'abc'.sub(/b/) { Odd.new }", "aoddc"},
                           {"begin; 'abc'.gsub(/b/) { raise KeyError, 'mine' }; rescue KeyError => e; "
                            "e.message; end",
                            "mine"},
                           {"'abc'.gsub(/b/) { break 7 }", 7},
                       });
}

TEST(RubyRegexp, RX04_RefusesOtherReplacements) {
    const Sandbox box;
    expect_errors(box, {
                           {"'abc'.gsub(/(?<n>b)/, '\\\\k<m>')", "IndexError: undefined group name reference: m"},
                           {"'abc'.gsub(/b/, '\\\\k<m>')", "IndexError: undefined group name reference: m"},
                           {"'abc'.gsub(/(?<n>b)/, '\\\\k<n')", "RegexpError: invalid replace expression: \\k<n"},
                           {"'abc'.gsub(/(?<n>b)/, 'x\\\\kn')", "RegexpError: invalid replace expression: x\\kn"},
                           {"'abc'.sub(/b/)", "ArgumentError: wrong number of arguments (given 1, expected 2)"},
                           {"'abc'.sub(/b/, '', '')", "ArgumentError: wrong number of arguments (given 3, expected 2)"},
                           {"'abc'.gsub", "ArgumentError: wrong number of arguments (given 0, expected 1..2)"},
                           {"'abc'.gsub(/b/, 5)", "TypeError: no implicit conversion of Integer into String"},
                           {"'abc'.gsub(5, '')", "TypeError: wrong argument type Integer (expected Regexp)"},
                           {"'abc'.freeze.gsub!(/b/, '')", "FrozenError: can't modify frozen String: \"abc\""},
                           {"'abc'.freeze.sub!(/z/, '')", "FrozenError: can't modify frozen String: \"abc\""},
                       });
}

// --- RX-05
// -----------------------------------------------------------------------------------------------------------

TEST(RubyRegexp, RX05_ScansForAllMatches) {
    const Sandbox box;
    expect_values(box, {
                           {"'foo bar'.scan(/\\w+/)", Value("foo", "bar")},
                           {"'a1b'.scan(/([a-z])(\\d)?/)", Value(Value("a", "1"), Value("b", nullptr))},
                           {"'a1'.scan(/(\\d)/)", array(array("1"))},
                           {"['aéb'.scan(//).size, 'aéb'.scan(/x*/).size, ''.scan(//)]", Value(4, 4, array(""))},
                           {"'aéb'.scan(/./).map(&:bytesize)", Value(1, 2, 1)},
                           {"'abc'.scan(/z/)", array()},
                           {"'a.b.c'.scan('.')", Value(".", ".")},
                           {"r = []; [('k=v a=b'.scan(/(\\w)=(\\w)/) { |k, v| r << k + v + $1 + $2 }), r]",
                            Value("k=v a=b", Value("kvkv", "abab"))},
                           {"r = []; 'abc'.scan(/[ac]/) { |m| r << m + $~.begin(0).to_s }; r", Value("a0", "c2")},
                           {"'abc'.scan(/b/) { break 7 }", 7},
                       });
    EXPECT_EQ(script_error(box, "'abc'.scan(5)"), "TypeError: wrong argument type Integer (expected Regexp)");
}

TEST(RubyRegexp, RX05_SplitsAtMatches) {
    const Sandbox box;
    expect_values(box, {
                           {"'a, b;c'.split(/[,;] ?/)", Value("a", "b", "c")},
                           {"'a1b2c'.split(/(\\d)/)", Value("a", "1", "b", "2", "c")},
                           {"'a1b2c'.split(/(\\d)|(x)/)", Value("a", "1", "b", "2", "c")},
                           {"['aéb'.split(//), 'abc'.split(//, 2), 'abc'.split(//, -1)]",
                            Value(Value("a", "é", "b"), Value("a", "bc"), Value("a", "b", "c", ""))},
                           {"'a,b,,c,,'.split(/,/)", Value("a", "b", "", "c")},
                           {"'a,b,,c,,'.split(/,/, 0)", Value("a", "b", "", "c")},
                           {"'a,b,,c,,'.split(/,/, -1)", Value("a", "b", "", "c", "", "")},
                           {"['a,b,c'.split(/,/, 1), 'a,b,c'.split(/,/, 2), 'a,b,c'.split(/,/, 9)]",
                            Value(array("a,b,c"), Value("a", "b,c"), Value("a", "b", "c"))},
                           {"[','.split(/,/), ',a'.split(/,/), ''.split(/,/), ''.split(/,/, -1)]",
                            Value(array(), Value("", "a"), array(), array())},
                           {"['axxb'.split(/x*/), 'abc'.split(/\\w\\K/), 'aXbX'.split(/(?=X)/), \"a\\nb\".split(/^/)]",
                            Value(Value("a", "b"), Value("a", "b", "c"), Value("a", "Xb", "X"), Value("a\n", "b"))},
                           {"['a b  c'.split, 'a,b'.split(','), 'a b'.split(' ', 1), 'a,b'.split(nil)]",
                            Value(Value("a", "b", "c"), Value("a", "b"), array("a b"), array("a,b"))},
                       });
}

// --- RX-06
// -----------------------------------------------------------------------------------------------------------

TEST(RubyRegexp, RX06_StringsMatch) {
    const Sandbox box;
    expect_values(box, {
                           {"['abc' =~ /b/, 'abc' =~ /z/, 'abc' =~ nil, 'abc' =~ 5]", Value(1, nullptr, nullptr, nullptr)},
                           {"[nil =~ /a/, 5 =~ /5/, :a =~ /a/, Object.new =~ 1]", Value(nullptr, nullptr, nullptr, nullptr)},
                           {"class Any; def =~(other); [other]; end; end; 'abc' =~ Any.new", array("abc")},
                           {"'abab'.match(/b/, 2).begin(0)", 3},
                           {"['abc'.match(/(b)/) { |m| m[1] * 2 }, 'abc'.match(/z/) { 1 }]", Value("bb", nullptr)},
                           {"['abc'.match?(/b/), 'abc'.match?(/b/, 2)]", Value(true, false)},
                           {"['hello'.index(/l/), 'hello'.index(/l/, 3), 'hello'.index(/l/, -1), "
                            "'hello'.index(/$/, 5), 'hello'.index(/$/, 6)]",
                            Value(2, 3, nullptr, 5, nullptr)},
                           {"['aéb'.index(/b/), 'aéb'.index(/./, 2)]", Value(3, 1)},
                           {"['hello'.index('l'), 'hello'.index('l', 3)]", Value(2, 3)},
                           {"['hello'.rindex(/l/), 'hello'.rindex(/l/, 2), 'hello'.rindex(/l/, -3), "
                            "'hello'.rindex(/z/), 'hello'.rindex('l')]",
                            Value(3, 2, 2, nullptr, 3)},
                           {"['hello'.start_with?(/h./), 'hello'.start_with?(/e/), "
                            "'hello'.start_with?('x', /he(l)/), $1]",
                            Value(true, false, true, "l")},
                           {"['a-b-c'.partition(/-/), 'a-b-c'.rpartition(/-/), 'abc'.partition(/-/), "
                            "'abc'.rpartition(/-/)]",
                            Value(Value("a", "-", "b-c"), Value("a-b", "-", "c"), Value("abc", "", ""), Value("", "", "abc"))},
                           {"['a-b-c'.partition('-'), 'a-b-c'.rpartition('-'), 'abc'.partition('-'), "
                            "'abc'.rpartition('-')]",
                            Value(Value("a", "-", "b-c"), Value("a-b", "-", "c"), Value("abc", "", ""), Value("", "", "abc"))},
                       });
    expect_errors(box, {
                           {"'abc' =~ 'b'", "TypeError: type mismatch: String given"},
                           {"'abc'.match('b')", "TypeError: wrong argument type String (expected Regexp)"},
                           {"'abc'.match?('b')", "TypeError: wrong argument type String (expected Regexp)"},
                           {"'abc'.partition(5)", "TypeError: type mismatch: Integer given"},
                       });
}

TEST(RubyRegexp, RX06_StringsTakePartsOut) {
    const Sandbox box;
    expect_values(box, {
                           {"['hello'[/l+/], 'hello'[/z/], 'hello'.slice(/e./)]", Value("ll", nullptr, "el")},
                           {"['hello'[/(h)(.)(z)?/, 2], 'hello'[/(h)(z)?/, 2], 'hello'[/(h)/, 5], "
                            "'hello'[/(h)(e)/, -1]]",
                            Value("e", nullptr, nullptr, "e")},
                           {"['hello'[/(?<x>e)/, :x], 'hello'[/(?<x>e)/, 'x']]", Value("e", "e")},
                           {"['hello'[1], 'hello'[1, 3], 'hello'[1..2], 'hello'['ell'], 'hello'['z']]",
                            Value("e", "ell", "el", "ell", nullptr)},
                       });
    EXPECT_EQ(script_error(box, "'hello'[/(h)/, :x]"), "IndexError: undefined group name reference: x");
}

TEST(RubyRegexp, RX06_StringsReplaceAPart) {
    const Sandbox box;
    expect_values(box, {
                           {"s = 'hello'; s[/l+/] = 'L'; s", "heLo"},
                           {"s = 'hello'; s[/h(e)/, 1] = 'EEE'; [s, $~[0]]", Value("hEEEllo", "he")},
                           {"s = 'hello'; s[/(?<x>e)l/, :x] = ''; s", "hllo"},
                           {"s = 'aéb'; s[/é/] = 'e'; s", "aeb"},
                           {"s = 'ab'; s[/b/] = s; s", "aab"},
                           {"s = 'x' * 100; t = s.dup; s[/x\\z/] = 'y'; [s[-2, 2], t[-2, 2]]", Value("xy", "xx")},
                           {"s = 'hello'; s[0] = 'j'; s[1, 2] = 'ea'; s['lo'] = 'r'; s", "jear"},
                       });
    expect_errors(box, {
                           {"s = 'abc'; s[/z/] = 'x'", "IndexError: regexp not matched"},
                           {"s = 'abc'; s[/b/, 1] = 'x'", "IndexError: index 1 out of regexp"},
                           {"s = 'abc'; s[/b(z)?/, 1] = 'x'", "IndexError: regexp group 1 not matched"},
                           {"s = 'abc'; s[/b/] = 5", "TypeError: no implicit conversion of Integer into String"},
                           {"'abc'.[]=(/b/, 1, 'x', 2)", "ArgumentError: wrong number of arguments (4 for 2..3)"},
                           {"'abc'.[]=(/b/)", "ArgumentError: wrong number of arguments (1 for 2..3)"},
                           {"'abc'.freeze[/b/] = 'x'", "FrozenError: can't modify frozen String: \"abc\""},
                       });
}

TEST(RubyRegexp, RX06_StringsRemoveAPart) {
    const Sandbox box;
    expect_values(box, {
                           {"s = 'hello'; [s.slice!(/l+/), s, $&]", Value("ll", "heo", "ll")},
                           {"s = 'hello'; [s.slice!(/h(e)/, 1), s]", Value("e", "hllo")},
                           {"s = 'hello'; [s.slice!(/z/), s, $~]", Value(nullptr, "hello", nullptr)},
                           {"s = 'hello'; [s.slice!(/h(z)?/, 1), s]", Value(nullptr, "hello")},
                           {"s = 'hello'; [s.slice!(1), s, s.slice!(9), s]", Value("e", "hllo", nullptr, "hllo")},
                           {"s = 'hello'; [s.slice!(1, 2), s]", Value("el", "hlo")},
                           {"s = 'hello'; [s.slice!(1..), s.slice!(-1), s]", Value("ello", "h", "")},
                           {"s = 'hello'; [s.slice!('ll'), s.slice!('ll'), s]", Value("ll", nullptr, "heo")},
                       });
    expect_errors(box, {
                           {"'abc'.slice!", "ArgumentError: wrong number of arguments (given 0, expected 1..2)"},
                           {"'abc'.slice!(1, 2, 3)", "ArgumentError: wrong number of arguments (given 3, expected 1..2)"},
                           {"'abc'.freeze.slice!(/z/)", "FrozenError: can't modify frozen String: \"abc\""},
                       });
}

// --- RX-08, and what a hostile script may try
// ------------------------------------------------------------------------

TEST(RubyRegexp, RX08_TheMemoChangesNothing) {
    const Sandbox box;
    expect_values(box, {
                           // More expressions than it holds, in and out of it, with and without
                           // somebody who still uses them.
                           {"r = (0...200).map { |i| Regexp.new(\"a#{i}b\") }; 3.times { "
                            "(0...200).each { |i| Regexp.new(\"a#{i}b\") } }\n"
                            "(0...200).all? { |i| r[i].match?(\"xa#{i}b\") && "
                            "!r[i].match?(\"a#{i + 1}c\") && Regexp.new(\"a#{i}b\") == r[i] }",
                            true},
                           {"[Regexp.new('a', 1).match?('A'), Regexp.new('a').match?('A'), "
                            "Regexp.new('a', 1).match?('A')]",
                            Value(true, false, true)},
                           {"f = -> { /x/ }; [f.call.equal?(f.call), f.call == f.call]", Value(false, true)},
                       });
}

TEST(RubyRegexp, RX08_ManyExpressionsAndMatchesAreGarbage) {
    const Sandbox box({.memory_limit = 2_MiB});
    expect_values(box, {
                           {"i = 0; n = 0; while i < 20_000; n += 1 if "
                            "Regexp.new(\"[a-f]+#{i}(x|y)*\").match?(\"abc#{i}\"); i += 1; end; n",
                            20'000},
                           {"i = 0; while i < 100_000; 'key=value' =~ /(\\w+)=(\\w+)/; i += 1; end; $2", "value"},
                           {"i = 0; while i < 2_000; s = 'a,b;c' * 100; s.scan(/(\\w)(,)?/); s.gsub(/,/) { "
                            "';' }; s.split(/[,;]/); i += 1; end; i",
                            2'000},
                       });
}

TEST(RubyRegexp, ExpressionsThatAreTooDeepRaise) {
    const Sandbox box({.memory_limit = 64_MiB});
    for (const char* part : {"'(', ')'", "'(?:a|', '|b)'", "'(?=', ')'", "'(?<=', ')'", "'(?~', ')'", "'[', ']'", "'(', 'b)+?'",
                             "'', '?+'", "'(?>', ')*'", "'(?i-m:', ')'"}) {
        const std::string make = "deep = ->(n, a, b) { Regexp.new(a * n + 'a' + b * n) }; ";
        EXPECT_EQ(box.eval(make + "deep.(20, " + part + ").class == Regexp").value, Value(true)) << part;
        for (const char* levels : {"1_000", "100_000"}) {
            const auto error = script_error(box, make + "deep.(" + levels + ", " + part + ")");
            EXPECT_TRUE(error.ends_with("is an invalid regular expression: parse depth limit over"))
                << part << error.substr(0, 40);
        }
    }
    // A table of the groups is on the stack when they have names.
    const auto error = script_error(box, "Regexp.new('(?<n>a)' + '(b)' * 20_000)");
    EXPECT_TRUE(error.ends_with("is an invalid regular expression: too many captures"));
    EXPECT_EQ(box.eval("Regexp.new((1..20_000).map(&:to_s).join('|')).match('x19999')[0]").value, Value("1"));
}

TEST(RubyRegexp, ExpressionsAtTheEndOfTheStackRaise) {
    const Sandbox box({.memory_limit = 64_MiB});
    expect_errors(box, {
                           {"def f(n) = 'a'.gsub(/a/) { Regexp.new('(?:' * 20 + \"a#{n}\" + ')*' "
                            "* 20); f(n + 1) }\nf(0)",
                            "SystemStackError: stack level too deep"},
                           {"def f(n) = \"#{Regexp.new('(?=' * 10 + \"a#{n}\" + ')' * "
                            "10).match?('a')}#{f(n + 1)}\"\nf(0)",
                            "SystemStackError: stack level too deep"},
                           {"class X; def to_s = \"#{/(?<n>a(b)?)#{rand_free}/ =~ "
                            "'ab'}#{X.new}\"; def rand_free = $n = $n.to_i + 1; end\nX.new.to_s",
                            "SystemStackError: stack level too deep"},
                       });
}

TEST(RubyRegexp, WhatCostsMuchMemoryEndsCleanly) {
    const Sandbox box({.timeout = std::chrono::seconds(20), .memory_limit = 4_MiB});
    for (const char* source : {"Regexp.new('(?:[^a-y]{50}|\\\\p{L})' * 20_000)", "/(?:x|y)*[^xy]/.match?('x' * 1_000_000)",
                               "Regexp.new('(?i)' + 'ss' * 50_000)", "('a' * 1_000_000).scan(//)"}) {
        const auto result = box.try_eval(source);
        ASSERT_FALSE(result) << source;
        EXPECT_TRUE(result.failure().message.find("memory usage exceeded") != std::string::npos ||
                    result.failure().klass == "RegexpError")
            << source << result.failure().message;
    }
    EXPECT_EQ(box.eval("/a/ =~ 'a'").value, Value(0));
}

TEST(RubyRegexp, RedefinedMethodsChangeNothing) {
    const Sandbox box;
    expect_values(box, {
                           {"class String; def [](*) = 1; def to_s = 2; end; m = /(?<a>b)/.match('abc'); "
                            "[m[:a], m.pre_match, $']",
                            Value("b", "a", "c")},
                           {"class Regexp; def source = 5; def names = 5; end; "
                            "/(?<a>b)/.match('b').named_captures",
                            Map{{"a", "b"}}},
                           {"class Object; def initialize_copy(x) = nil; end; /(a)/.match('a').dup[1]", "a"},
                           {"Object.send(:remove_const, :MatchData); Object.send(:remove_const, :RegexpError); "
                            "['a' =~ /(a)/, $1, 'b'.gsub(/b/) { $& }]",
                            Value(0, "a", "b")},
                       });
}

TEST(RubyRegexp, SnippetsAndSessionsHaveExpressionsToo) {
    Sandbox box;
    box.preload("Words", "WORD = /\\w+/\n'left' =~ /(l)/\nWords = ->(text) { text.scan(WORD) }");
    EXPECT_EQ(box.run("Words", {"a bc"}).value, Value("a", "bc"));
    EXPECT_EQ(box.eval("WORD.match('xy')[0]").value, Value("xy"));
    auto session = box.session();
    session.eval("r = /(b)/; m = r.match('abc'); nil");
    EXPECT_EQ(session.eval("[m[1], m.pre_match, r.match?('b'), $1]").value, Value("b", "a", true, "b"));
}

}  // namespace
}  // namespace hako
