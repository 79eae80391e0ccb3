// What a Ruby script gets from numbers, formats, iteration and texts, where mruby alone gives something else than Ruby.
#include "support/cases.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using namespace hako::literals;
using test::expect_errors;
using test::expect_values;

TEST(RubyFormats, FormatRoundsAndPadsAsRuby) {
    const Sandbox box;
    expect_values(
        box,
        {
            {"['%.2f' % 2.675, '%.1f' % 2.55, '%.1f' % 0.25, '%.2f' % 1.005]", Value("2.68", "2.6", "0.2", "1.00")},
            {"['%.4f' % 0.54525, '%.3f' % 6.9575, '%.1f' % 465.05]", Value("0.5452", "6.958", "465.0")},
            {"['%.3e' % 12345.678, '%g' % 1e-5, '%.0f' % 2.5, '%.15f' % 0.1]",
             Value("1.235e+04", "1e-05", "2", "0.100000000000000")},
            {"['%08.2f' % -3.14159, '%+08.1f' % 2.25, '%05d' % -42]", Value("-0003.14", "+00002.2", "-0042")},
            {"['%+x' % -255, '% b' % -5, '%x' % -255, '%+x' % 255]", Value("-ff", "-101", "..f01", "+ff")},
            {"['%c%c' % [252, 'ö'], '%c' % 0x1f600, '%3c|' % 'ö']", Value("üö", "😀", "  ö|")},
            {"['%-6s|' % 'äö', '%.10f' % (1 / 3r), '%<a>03d %{b}' % {a: 7, b: 'ß'}]", Value("äö    |", "0.3333333333", "007 ß")},
        });
    expect_errors(box, {
                           {"'%c' % -1", "ArgumentError: invalid character"},
                           {"'%c' % 0xd800", "ArgumentError: invalid character"},
                           {"'%c' % ''", "ArgumentError: %c requires a character"},
                           {"'%d' % 'abc'", "ArgumentError: invalid value for Integer(): \"abc\""},
                       });
}

TEST(RubyFormats, RationalsAreOfAnySize) {
    const Sandbox box;
    expect_values(
        box,
        {
            {"Rational(2**70, 3).to_s", "1180591620717411303424/3"},
            {"(1..30).sum { |n| 1r / n }.to_s", "9304682830147/2329089562800"},
            {"[2**70 / 3r, (2**70).quo(3), 2**70 + 1/3r, 2**70 - 1/3r].map(&:denominator)", Value(3, 3, 3, 3)},
            {"[2**70 <=> 1/2r, 1/2r <=> 2**70, 1 <=> 1/3r, 1/3r == 2/6r, 2/1r == 2, 0.5 == 1/2r]",
             Value(1, -1, 1, true, true, true)},
            {"[(7/2r).divmod(1), (-7/2r) % 2, (7/2r).remainder(2), 3r**-2, 2**-2].flatten.map(&:to_s)",
             Value("3", "1/2", "1/2", "3/2", "1/9", "1/4")},
            {"[0.1r, Rational('1.5e2'), Rational('2/6'), 0.5.to_r, 6.quo(3)].map(&:inspect)",
             Value("(1/10)", "(150/1)", "(1/3)", "(1/2)", "(2/1)")},
            {"[Rational(10**30 + 1, 3 * 10**30).to_f, Rational(1, 10**320).to_f, 1e300.to_r.to_f, 5e-324.to_r.to_f]",
             Value(0.3333333333333333, 1e-320, 1e300, 5e-324)},
            {"[1 / 3r + 0.5, 2**(1/2r), 3.7 % 1r].map { |x| x.class.to_s }", Value("Float", "Float", "Float")},
            {"h = {}; 5000.times { |i| h[Rational(i + 2**70, 7)] = i; 'x' * 100 }; GC.start; h[Rational(2**70 + 4321, 7)]", 4321},
            {"class N; def initialize(n) = @n = n; def coerce(o) = [o, @n]; def ==(o) = o == @n; end; [3r + N.new(2), 3r <=> "
             "N.new(2), "
             "3r > N.new(4), 3r == N.new(3), Complex(1, 2) * N.new(2)].map(&:to_s)",
             Value("5/1", "1", "false", "true", "2+4i")},
            {"[10**25 == 10.0**25, 2**64 == 2.0**64, 2**64 <=> 1e30, 2**64 <=> Float::NAN]", Value(false, true, -1, nullptr)},
        });
    expect_errors(box, {
                           {"Rational(1, 0)", "ZeroDivisionError: divided by 0"},
                           {"1r / 0", "ZeroDivisionError: divided by 0"},
                           {"class R; def coerce(o) = [o, self]; end; 1r + R.new", "SystemStackError: stack level too deep"},
                           {"class R; def coerce(o) = [o, self]; end; 1r <=> R.new", "SystemStackError: stack level too deep"},
                           {"class S; def ==(o) = o == self; end; 1r == S.new", "SystemStackError: stack level too deep"},
                           {"1r + nil", "TypeError: nil can't be coerced into Rational"},
                           {"1r * 'x'", "TypeError: String can't be coerced into Rational"},
                           {"Float::NAN.to_r", "FloatDomainError: NaN"},
                           {"Rational.allocate", "TypeError: allocator undefined for Rational"},
                       });
}

TEST(RubyFormats, ComplexNumbersKeepTheKindsOfTheirParts) {
    const Sandbox box;
    expect_values(
        box, {
                 {"a = Complex(3, 4); b = Complex(1, -2); [a + b, a - b, a * b, a / b, a**2, -a, 2 * a, 1.5 * a].map(&:to_s)",
                  Value("4+2i", "2+6i", "11-2i", "-1+2i", "-7+24i", "-3-4i", "6+8i", "4.5+6.0i")},
                 {"[2i, Complex('1+2i'), '2.5-i'.to_c, Complex(3, 4) / 2, Complex(1.0, -0.0)].map(&:inspect)",
                  Value("(0+2i)", "(1+2i)", "(2.5-1i)", "((3/2)+2i)", "(1.0-0.0i)")},
                 {"[Complex(3, 4).abs, Complex(3, 4).abs2, Complex(5, 0) == 5, 2**70 * 1i == Complex(0, 2**70)]",
                  Value(5.0, 25, true, true)},
                 {"(1..4).map { |n| (1i**n).to_s }.join(' ')", "0+1i -1+0i 0-1i 1+0i"},
             });
    expect_errors(box, {
                           {"Complex(1, 2) + 'x'", "TypeError: String can't be coerced into Complex"},
                           {"Complex(1, 2).to_f", "RangeError: can't convert 1+2i into Float"},
                           {"Complex(nil, 1)", "TypeError: can't convert nil into Complex"},
                           {"Complex(1, 2) / 0", "ZeroDivisionError: divided by 0"},
                       });
}

TEST(RubyFormats, CaseOfAllLetters) {
    const Sandbox box;
    expect_values(box,
                  {
                      {"['straße'.upcase, 'ÀÉ'.downcase, 'élan'.capitalize, 'ßa'.capitalize, 'äÖx'.swapcase].join(' ')",
                       "STRASSE àé Élan Ssa ÄöX"},
                      {"['ﬁx'.upcase, 'ΑΣ'.downcase, 'µ'.upcase, 'ÿ'.upcase, 'ı'.upcase, 'ẞ'.downcase, 'Ж'.downcase].join(' ')",
                       "FIX ασ Μ Ÿ I ß ж"},
                      {"['Straße'.casecmp?('STRASSE'), 'äb'.casecmp?('ÄB'), 'a'.casecmp?('b'), 'é'.upcase(:ascii)]",
                       Value(true, true, false, "é")},
                      {"s = +'äb'; [s.upcase!, s.upcase!, s, :é.upcase.to_s]", Value("ÄB", nullptr, "ÄB", "É")},
                      {"\"\\xffa\".upcase == \"\\xffA\"", true},
                      {"['る'.dump, \"a\\xe3\\u{10ffff}\\0\".dump, \"\\0る\".inspect]",
                       Value("\"\\u308B\"", "\"a\\xE3\\u{10FFFF}\\x00\"", "\"\\u0000る\"")},
                      {"['a'.casecmp?(1), 'a'.casecmp(1)]", Value(nullptr, nullptr)},
                      {"(0x80..0x2ffff).all? { |c| (0xd800..0xdfff).cover?(c) || [c].pack('U').swapcase.valid_encoding? }", true},
                  });
    expect_errors(box, {
                           {"'ä'.freeze.upcase!", "FrozenError: can't modify frozen String: \"ä\""},
                       });
}

TEST(RubyFormats, IterationPassesAllThatIsYielded) {
    const Sandbox box;
    expect_values(
        box,
        {
            {"%w[a b].each_with_index.to_h { |c, i| [i, c] }[1] + %w[x y].each_with_index.sum { |_, i| i }.to_s", "b1"},
            {"%w[x y].each.with_index(1).with_object([]) { |(c, i), all| all << c * i }", Value("x", "yy")},
            {"[[1, 2], [0, 3]].max_by(&:itself) + [[2, 1], [1, 2]].min + [[1, 'b'], [1, 'a']].min_by { |x| x }",
             Value(1, 2, 1, 2, 1, "a")},
            {"[[3, 1].minmax_by { |x| -x }, [4, 2, 6].minmax]", Value(Value(3, 1), Value(2, 6))},
            {"x = (1..Float::INFINITY).lazy.drop(1).map { |n| n * 2 }; [x.first(2), x.first(2)]",
             Value(Value(4, 6), Value(4, 6))},
            {"(1..).each_slice(2).lazy.map(&:sum).first(3)", Value(3, 7, 11)},
            {"[(1..10) % 3 == (1..10).step(3), (1..10).step(3).size, 1.step(10, 4).inspect, (1..10).step(3).to_a.last]",
             Value(true, 4, "(1.step(10, 4))", 10)},
            {"[(1..10).cover?(2..3), (1..10).cover?(2..11), ('a'..'z').include?('bb'), (5..1).to_a, (1...5).cover?(1..4)]",
             Value(true, false, false, Value(Array{}), true)},
            {"r = []; i = 0; while i < 5; i += 1; begin; next if i == 2; raise 'x' if i == 4; r << i; rescue; next; end; end; r",
             Value(1, 3, 5)},
            {"o = nil; [1, 2].map { |c| e = c; o = e } << o", Value(1, 2, 2)},
            {"x = nil; y = [1].map { |c| d = c; x = z = d }; y << x", Value(1, 1)},
        });
    expect_errors(box, {
                           {"[1, nil].minmax_by { |x| x }", "ArgumentError: comparison of NilClass with 1 failed"},
                           {"(1..).to_a", "RangeError: cannot convert endless range to an array"},
                           {"def f; begin; next; rescue ArgumentError; end; end; f", "LocalJumpError: unexpected next"},
                       });
}

TEST(RubyFormats, TextsAreReadAndShownAsRubyDoes) {
    const Sandbox box;
    expect_values(
        box, {
                 {"[\"a\\nb\\n\".lines(chomp: true), \"a\\n\\nb\\n\".lines(''), 'a,b'.lines(',')]",
                  Value(Value("a", "b"), Value("a\n\n", "b\n"), Value("a,", "b"))},
                 {"\"a\\nb\".each_line(chomp: true).with_index.map { |l, i| l + i.to_s }", Value("a0", "b1")},
                 {"[\"\\0\\x7f\\e\".inspect, \"\\xff\\0\".inspect, :\"ö?\".inspect, :\"a b\".inspect]",
                  Value("\"\\u0000\\u007F\\e\"", "\"\\xFF\\x00\"", ":ö?", ":\"a b\"")},
                 {"if /(?<year>\\d+)-(?<mon>\\d+)/ =~ 'on 2024-05' then [year, mon, $~.begin(0)] end", Value("2024", "05", 3)},
                 {"r = (/(?<n>x)/ =~ 'abc'); [r, n]", Value(nullptr, nullptr)},
                 {"/[(?<a>]\\(?<b>/ =~ '(<b>'; defined = local_variables.include?(:a); defined", false},
                 {"<<~'X'\n  a\\\\b\\n#{x}\nX\n", "a\\\\b\\n#{x}\n"},
                 {"[:abc[1], :abc.start_with?('a'), -0.0.to_s, (-(0.0)).to_s, (-5).abs]", Value("b", true, "-0.0", "-0.0", 5)},
             });
    expect_errors(box, {
                           {"[1].freeze << 2", "FrozenError: can't modify frozen Array: [1]"},
                           {"Integer('12x')", "ArgumentError: invalid value for Integer(): \"12x\""},
                       });
}

}  // namespace
}  // namespace hako
