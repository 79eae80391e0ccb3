// The library that a Ruby script finds: a line of docs/ruby.md each, and what hostile scripts make of it.
#include <limits>

#include "support/cases.hpp"
#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using namespace hako::literals;
using test::array;
using test::expect_errors;
using test::expect_values;
using test::script_error;

TEST(RubyLibrary, IntegersAreOfAnySize) {
    const Sandbox box;
    expect_values(box,
                  {
                      {"(2**100).to_s", "1267650600228229401496703205376"},
                      {"((2**70) % 97).class.to_s", "Integer"},
                      {"9223372036854775807 + 1 == 2**63", true},
                      {"(1..25).inject(:*).to_s", "15511210043330985984000000"},
                      {"[2**70 > 1.5, 1 < 2**70, 2**70 <=> 5, 5 <=> 2**70]", Value(true, true, 1, -1)},
                      {"(2**53 <=> 2**53 + 1)", -1},
                      {"((-(2**70) - 1) >> 3).to_s", "-147573952589676412929"},
                      {"(2**70) >> 1000", 0},
                      {"(-(2**70)) >> 1000", -1},
                      {"(-5 & 2**70) == 2**70", true},
                      {"(2**70 == (2**70).to_f) && ((2**70).to_f == 2**70)", true},
                      {"(-(2**128) + 2**64).to_s", "-340282366920938463444927863358058659840"},
                      {"((-(2**70)+1)**3).to_s", "-1645504557321206042150787792832626013143701460232320447800147967"},
                      {"(2**70).bit_length", 71},
                      {"[(2**70).even?, (2**70 + 1).odd?, (2**70)[70]]", Value(true, true, 1)},
                      {"[-5 % 2**70 == 2**70 - 5, 5.divmod(2**70)]", Value(true, Value(0, 5))},
                      {"(-7).pow(3, 10)", 7},
                      {"Integer.sqrt(10**40) == 10**20", true},
                      {"1e25.to_i.to_s", "10000000000000000905969664"},
                      {"'%d %x' % [2**70, 2**70]", "1180591620717411303424 400000000000000000"},
                      {"x = -18446744073709551615; y = 18446744073709551615; x + y", 0},
                      {"[25.round(-1, half: :even), 15.round(-1), 1234.floor(-2), 1234.ceil(-2)]", Value(20, 20, 1200, 1300)},
                      {"[12.gcd(18), 12.lcm(18), 255.bit_length, 10.digits]", Value(6, 36, 8, Value(0, 1))},
                  });
}

TEST(RubyLibrary, FloatsArePrintedAndReadExactly) {
    const Sandbox box;
    expect_values(
        box, {
                 {"[0.1 + 0.2, 1.0 / 3, 1e16, 1e-5, 100.0].map(&:to_s)",
                  Value("0.30000000000000004", "0.3333333333333333", "1.0e+16", "1.0e-05", "100.0")},
                 {"5e-324.to_s", "5.0e-324"},
                 {"'1.7976931348623157e308'.to_f == Float::MAX", true},
                 {"['%.2f' % 2.5, '%.20g' % 0.1, '%05.1f' % 9.5, '%.0f' % 0.5]",
                  Value("2.50", "0.10000000000000000555", "009.5", "0")},
                 {"[2.675.round(2), 2.5.round(half: :even), 1.23456.floor(3), 1.23456.ceil(3)]", Value(2.68, 2, 1.234, 1.235)},
                 {"['12e'.to_f, '.5'.to_f, '1e400'.to_f > 1e308]", Value(12.0, 0.5, true)},
                 {"r = Random.new(1); 500.times.all? { x = r.bytes(8).unpack1('D'); x.nan? || x.to_s.to_f == x || x.infinite? }",
                  true},
                 {"[0.1, 0.2, 0.3].sum == 0.6", true},
             });
}

TEST(RubyLibrary, StringsGoByCharacters) {
    const Sandbox box;
    expect_values(box,
                  {
                      {"'日本語'.tr('日', '月').delete('本')", "月語"},
                      {"['日本語'.count('本語'), 'aabbcc'.squeeze('a-b'), 'hello'.tr('^l', '*')]", Value(2, "abcc", "**ll*")},
                      {"'日本語'.gsub('本', 'x') + 'é'.sub('é', 'e')", "日x語e"},
                      {"'%-4s|%4s|%.1s' % ['é', 'é', 'éa']", "é   |   é|é"},
                      {"['日本語'.byteslice(3, 3), '日本語'.byteindex('語'), '日本語'.index('語')]", Value("本", 6, 2)},
                      {"'aあ'.each_char.to_a", Value("a", "あ")},
                      {"\"a\\xffb\".scrub('?')", "a?b"},
                      {"\"\\xe3\\x81\".chars.size", 2},
                      {"\"\\xe3\\x81\".split('').size", 2},
                      {"'abc'.unpack1('C')", 97},
                      {"['abc'].pack('m0')", "YWJj"},
                      {"'abc'.force_encoding(Encoding::UTF_8).encode('UTF-8')", "abc"},
                      {"'3/4'.to_r.to_s", "3/4"},
                  });
}

TEST(RubyLibrary, CollectionsHaveWhatRubyHas) {
    const Sandbox box;
    expect_values(
        box, {
                 {"[1, 2, 4, 5].chunk_while { |a, b| b == a + 1 }.to_a", Value(Value(1, 2), Value(4, 5))},
                 {"[1, 2, 4].slice_when { |a, b| b > a + 1 }.to_a", Value(Value(1, 2), array(4))},
                 {"[1, 3, 2].chunk(&:odd?).to_a", Value(Value(true, Value(1, 3)), Value(false, array(2)))},
                 {"[1, 2, 3].each_cons(2).to_a", Value(Value(1, 2), Value(2, 3))},
                 {"[[3, 1, 2].min(2), [3, 1, 2].max(2), [3, 1].minmax]", Value(Value(1, 2), Value(3, 2), Value(1, 3))},
                 {"{a: 1, b: 2}.to_h { |k, v| [v, k] }", Map{{1, sym("a")}, {2, sym("b")}}},
                 {"[{a: 1}.sum { |k, v| v }, {a: 1, b: 2}.filter_map { |k, v| k if v > 1 }]", Value(1, array(sym("b")))},
                 {"{a: 1}.transform_keys({a: :b})", Map{{sym("b"), 1}}},
                 {"begin; {a: 1}.fetch(:b); rescue KeyError => e; [e.key, e.message]; end", Value(sym("b"), "key not found: :b")},
                 {"(1..10).step(3).to_a + 1.step(by: 2, to: 5).to_a", Value(1, 4, 7, 10, 1, 3, 5)},
                 {"[(1..10).bsearch { |x| x >= 7 }, (1..2**70).sum > 2**100]", Value(7, true)},
                 {"[5.clamp(..3), 5.clamp(7..), 5.clamp(1, 3)]", Value(3, 7, 3)},
                 {"(1..).lazy.select(&:even?).map { |x| x * x }.first(2)", Value(4, 16)},
                 {"(1..3).lazy.zip(4..6).to_a[2]", Value(3, 6)},
                 {"Set[1, 2].subset?(Set[1, 2, 3]) && Set[2, 1] == Set[1, 2] && Set[1].hash == Set[1].hash", true},
                 {"[1, 1, 2].to_set.size", 2},
             });
}

TEST(RubyLibrary, StructsAndData) {
    const Sandbox box;
    expect_values(
        box, {
                 {"S = Struct.new(:a, :b); s = S.new(1, 2); [s.a, s[1], s['a'], s.to_h, s == S.new(1, 2)]",
                  Value(1, 2, 1, Map{{sym("a"), 1}, {sym("b"), 2}}, true)},
                 {"S = Struct.new(:a, keyword_init: true) { def twice = a * 2 }; S.new(a: 4).twice", 8},
                 {"S = Struct.new(:a, :b); {S.new(1, 2) => 3}[S.new(1, 2)]", 3},
                 {"D = Data.define(:a, :b); d = D.new(a: 1, b: 2); [d.b, d.with(b: 5).b, d == D.new(1, 2)]", Value(2, 5, true)},
                 {"D = Data.define(:a); begin; D.new(1).a = 2; rescue NoMethodError; 1; end", 1},
             });
    expect_errors(box, {{"S = Struct.new(:a); S.new(1, 2)", "ArgumentError: struct size differs"},
                        {"K = Struct.new(:a, keyword_init: true); K.new(b: 1)", "ArgumentError: unknown keywords: b"},
                        {"S = Struct.new(:a); S.new(1)",
                         "Kobako::SandboxError: return value of type S is not a supported sandbox value type"}});
}

TEST(RubyLibrary, EnumeratorsAndFibers) {
    const Sandbox box;
    expect_values(
        box,
        {
            {"e = [1, 2].each; [e.next, e.peek, e.next, (begin; e.next; rescue StopIteration; 9; end)]", Value(1, 2, 2, 9)},
            {"Enumerator.new { |y| a, b = 0, 1; loop { y << a; a, b = b, a + b } }.take(8)", Value(0, 1, 1, 2, 3, 5, 8, 13)},
            {"f = Fiber.new { |x| y = Fiber.yield(x + 1); y * 2 }; [f.resume(1), f.resume(5), f.alive?]", Value(2, 10, false)},
            {"f = Fiber.new { [1, 2].map { |x| Fiber.yield(x) } }; [f.resume, f.resume(10), f.resume(20)]",
             Value(1, 2, Value(10, 20))},
            {"f = Fiber.new { raise 'x' }; begin; f.resume; rescue => e; [e.message, f.alive?]; end", Value("x", false)},
            {"mk = ->(d) { Fiber.new { d < 2000 ? mk.(d + 1).resume : d } }; mk.(0).resume", 2000},
            {"20_000.times { |i| f = Fiber.new { Fiber.yield i }; f.resume }; 1", 1},
            {"catch(:x) { [1].each { throw :x, 9 } }", 9},
        });
    expect_errors(box, {
                           {"Fiber.yield", "FiberError: attempt to yield on a not resumed fiber"},
                           {"f = Fiber.new { 1 }; f.resume; f.resume", "FiberError: resuming dead fiber"},
                           {"[1].each { Fiber.new { break 7 }.resume }", "LocalJumpError: break from proc-closure"},
                           {"catch(:a) { Fiber.new { throw :a }.resume }", "UncaughtThrowError: uncaught throw :a"},
                           {"Fiber.allocate.resume", "FiberError: uninitialized Fiber"},
                           {"o = Object.new; def o.to_s; Fiber.yield; end; Fiber.new { \"#{o}\" }.resume",
                            "FiberError: can't cross C function boundary"},
                       });
    EXPECT_TRUE(script_error(box, "f = Fiber.new { def r = r(); r }; f.resume").starts_with("SystemStackError"));
}

/// A service that calls the script's block for each number.
Sandbox with_each() {
    Sandbox box;
    box.define("N")
        .bind("Each",
              [](Block block, int n) {
                  int sum = 0;
                  for (int i = 0; i < n; ++i) sum += block(i).as<int>();
                  return sum;
              })
        .bind("Echo", [](Value v) { return v; });
    return box;
}

TEST(RubyLibrary, FibersAndServicesDoNotMixUp) {
    const auto box = with_each();
    expect_values(box,
                  {
                      {"f = Fiber.new { Fiber.yield N::Echo.(1); N::Echo.(2) }; [f.resume, f.resume]", Value(1, 2)},
                      {"N::Each.(3) { |i| f = Fiber.new { Fiber.yield i; 5 }; f.resume + f.resume }", 18},
                      {"e = [1, 2, 3].each; N::Each.(3) { |i| e.next }", 6},
                      {"f = Fiber.new { N::Each.(2) { |i| i } }; f.resume", 1},
                      {"f = Fiber.new { N::Each.(2) { |i| break 7 } }; f.resume", 7},
                      {"f = Fiber.new { begin; N::Each.(1) { |i| Fiber.yield i; 0 }; rescue => e; e.message; end }; f.resume",
                       "RuntimeError: FiberError: can't cross C function boundary"},
                      {"f = Fiber.new { Fiber.yield 3; 4 }; [N::Each.(1) { |i| f.resume }, f.resume]", Value(3, 4)},
                      {"begin; catch(:x) { N::Each.(1) { throw :x, 5 } }; rescue Kobako::ServiceError => e; e.message; end",
                       "RuntimeError: LocalJumpError: cannot return from a block passed into the Sandbox"},
                      {"N::Each.(2) { |i| catch(:y) { throw :y, 4 } }", 8},
                  });
}

TEST(RubyLibrary, ServicesMayHaveTheNamesOfTheLibrary) {
    Sandbox box;
    box.define("N").bind("Thing", functions()
                                      .method("name", [] { return "n"; })
                                      .method("rand", [] { return "r"; })
                                      .method("to_json", [] { return "j"; })
                                      .method("catch", [] { return "c"; })
                                      .method("<", [](int n) { return n; }));
    EXPECT_EQ(box.eval("[N::Thing.name, N::Thing.rand, N::Thing.to_json, N::Thing.catch, N::Thing < 5]").value,
              Value("n", "r", "j", "c", 5));
}

TEST(RubyLibrary, JsonIsReadAndWritten) {
    const Sandbox box;
    expect_values(box, {
                           {"require 'json'", true},
                           {"[require('json'), require('json'), require('set')]", Value(true, false, true)},
                           {R"(JSON.parse('{"a": [1, 2.5, null, true, "x\u00e9\n"], "a b": -0.0}'))",
                            Map{{"a", Value(1, 2.5, nullptr, true, "xé\n")}, {"a b", -0.0}}},
                           {R"(JSON.parse('{"a": {"b": 1}}', symbolize_names: true))", Map{{sym("a"), Map{{sym("b"), 1}}}}},
                           {R"(JSON.parse('{"a": 1, "a": 2}'))", Map{{"a", 2}}},
                           {R"(JSON.parse('["\ud83d\ude00"]')[0].length)", 1},
                           {R"(JSON.parse('[123456789012345678901234567890]')[0] == 123456789012345678901234567890)", true},
                           {R"(JSON.parse('[NaN]', allow_nan: true)[0].nan?)", true},
                           {R"(JSON.generate({a: 1, "b" => [nil, true, 1.5, "x\n\u0001\"\\é"], 2 => 2**70}))",
                            R"({"a":1,"b":[null,true,1.5,"x\n\u0001\"\\é"],"2":1180591620717411303424})"},
                           {"JSON.pretty_generate({a: [1, {b: 2}], c: []})",
                            "{\n  \"a\": [\n    1,\n    {\n      \"b\": 2\n    }\n  ],\n  \"c\": []\n}"},
                           {"[[1].to_json, nil.to_json, :s.to_json, 'x'.to_json]", Value("[1]", "null", "\"s\"", "\"x\"")},
                           {"class T; def to_json(*a) = {t: [1]}.to_json(*a); end; JSON.pretty_generate([T.new])",
                            "[\n  {\n    \"t\": [\n      1\n    ]\n  }\n]"},
                           {"class T; def to_s = 'ts'; end; JSON.generate([T.new, 1..2])", "[\"ts\",\"1..2\"]"},
                           {"[JSON.load(nil), JSON.load('[1]'), JSON.dump([1.0 / 0])]", Value(nullptr, array(1), "[Infinity]")},
                       });
    expect_errors(
        box,
        {
            {"JSON.parse(\"[1,\\n  tru]\")", "JSON::ParserError: unexpected token 'tru]', expected a value at line 2 column 3"},
            {"JSON.parse('[1 2]')",
             "JSON::ParserError: unexpected token '2]', expected ',' or ']' after an element at line 1 column 4"},
            {"JSON.parse('')", "JSON::ParserError: unexpected end of input, expected a value at line 1 column 1"},
            {"JSON.parse(\"[\\\"é\\xff\\\"]\")", "JSON::ParserError: invalid UTF-8 at line 1 column 4"},
            {"JSON.parse('[' * 101 + ']' * 101)", "JSON::NestingError: nesting of 101 is too deep at line 1 column 101"},
            {"JSON.generate([0.0 / 0])", "JSON::GeneratorError: NaN not allowed in JSON"},
            {"JSON.generate(\"\\xff\")", "JSON::GeneratorError: source sequence is illegal/malformed utf-8"},
            {"a = []; a << a; JSON.generate(a)", "JSON::NestingError: nesting of 101 is too deep"},
            {"JSON.parse(nil)", "TypeError: no implicit conversion of nil into String"},
            {"require 'zork'",
             "LoadError: cannot load such file -- zork (built in: json, set, time, securerandom, enumerator, "
             "fiber, rational, complex)"},
        });
}

TEST(RubyLibrary, RandomNumbersAreThoseOfRuby) {
    const Sandbox box;
    expect_values(box, {
                           {"Random.new(42).rand(100)", 51},
                           {"Random.new(42).rand", 0.3745401188473625},
                           {"r = Random.new(42); [r.rand(10), r.rand(1000), r.rand(2**40), r.rand(2**70).to_s]",
                            Value(6, 435, 395924837646, "789146011384764542652")},
                           {"Random.new(42).rand(1.0..2.0)", 1.3745401144950984},
                           {"Random.new(42).bytes(5).bytes", Value(102, 220, 225, 95, 179)},
                           {"(1..20).to_a.sample(12, random: Random.new(7))", Value(16, 6, 2, 11, 17, 15, 14, 1, 18, 20, 19, 4)},
                           {"srand(42); [rand(100), rand]", Value(51, 0.9507143064099162)},
                           {"srand(3); srand", 3},
                           {"[rand, rand(6), [1, 2, 3].shuffle].size", 3},
                       });
    // Without a seed of its own the hermetic profile gives every invocation the same numbers, and so do snippets' and runs'.
    EXPECT_EQ(box.eval("[rand, [1, 2, 3, 4].shuffle]").value, box.eval("[rand, [1, 2, 3, 4].shuffle]").value);
    EXPECT_EQ(script_error(box, "SecureRandom.hex"),
              "NotImplementedError: SecureRandom needs entropy, which this sandbox doesn't give (its profile is hermetic)");
}

TEST(RubyLibrary, ThePermissiveProfileGivesClocksAndEntropy) {
    Sandbox box({.profile = Profile::permissive});
    box.preload("Seeds", "rand; Made = SecureRandom.hex");
    EXPECT_NE(box.eval("rand").value, box.eval("rand").value);
    EXPECT_NE(box.eval("Made").value, box.eval("Made").value);
    EXPECT_NE(box.eval("SecureRandom.uuid").value, box.eval("SecureRandom.uuid").value);
    expect_values(box,
                  {
                      {"[SecureRandom.hex(4).size, SecureRandom.uuid.size, SecureRandom.alphanumeric(5).size]", Value(8, 36, 5)},
                      {"Time.now.year > 2023", true},
                  });
}

TEST(RubyLibrary, TimeIsFormattedAndReckoned) {
    const Sandbox box;
    expect_values(box, {
                           {"Time.utc(2024, 2, 29, 12, 30, 45).strftime('%Y-%m-%d %H:%M:%S %a %B %j %I %p %z %s %L %e %-d %^a')",
                            "2024-02-29 12:30:45 Thu February 060 12 PM +0000 1709209845 000 29 29 THU"},
                           {"[[2020, 12, 31], [2021, 1, 3], [2024, 12, 30]].map { |d| Time.utc(*d).strftime('%G-W%V') }",
                            Value("2020-W53", "2020-W53", "2025-W01")},
                           {"(Time.utc(2024, 3, 1) - Time.utc(2024, 2, 29)) / 3600", 24.0},
                           {"Time.iso8601('2024-02-29T12:30:45+09:00').utc.iso8601", "2024-02-29T03:30:45Z"},
                           {"Time.at(1.5).utc.inspect", "1970-01-01 00:00:01.5 UTC"},
                           {"[Time.now.to_i, Time.now.year]", Value(0, 1970)},
                           {"Time.new(2024, 2, 29, 1, 2, 3, '+09:00').to_s", "2024-02-28 16:02:03 UTC"},
                       });
    expect_errors(box, {{"Time.at(2**62)", "ArgumentError: 4611686018427387904 out of Time range"},
                        {"Time.at(0).strftime('%99999d')", "ArgumentError: strftime: width too big"}});
}

TEST(RubyLibrary, KernelAndModules) {
    const Sandbox box;
    expect_values(box,
                  {
                      {"[Integer('3'), Integer('ff', 16), Integer('x', exception: false), Float('1.5'), Array(nil), String(3)]",
                       Value(3, 255, nullptr, 1.5, array(), "3")},
                      {"Integer('123456789012345678901234567890') > 2**64", true},
                      {"def m = __method__; m", sym("m")},
                      {"5.method(:+).call(3) + [1, 2].map(&2.method(:*)).sum", 14},
                      {"class A; end; [A.name, Class.new.name, Comparable.name]", Value("A", nullptr, "Comparable")},
                      {"module M; module_function; def x = 1; end; M.x", 1},
                      {"class A; X = 1; private_constant :X; private; def y = 2; public; def z = y; end; A.new.z", 2},
                      {"Complex(3, 4).abs + Rational(3, 2).round + Math.hypot(3, 4)", 12.0},
                      {"caller.class.to_s + __FILE__ + $0", "Array(eval)(eval)"},
                  });
}

TEST(RubyLibrary, HostileScriptsGetErrors) {
    const Sandbox box({.timeout = std::chrono::seconds(20), .memory_limit = 64_MiB});
    expect_errors(
        box,
        {
            {"1 << 10**12", "RangeError: shift width too big"},
            {"JSON.parse('[' * 100_000, max_nesting: 0)", "JSON::NestingError: nesting of 501 is too deep at line 1 column 501"},
            {"class R; def to_json(*) = [self].to_json; end; JSON.generate(R.new)", "SystemStackError: stack level too deep"},
            {"class R; def to_json(*a) = [self].to_json(*a); end; JSON.generate(R.new)",
             "JSON::NestingError: nesting of 101 is too deep"},
            {"format('%*d', 10**10, 1)", "ArgumentError: width too big"},
            {"[1].pack('x1000000000000')", "RuntimeError: too big template length"},
            {"Random.rand(0.0..Float::INFINITY)", "FloatDomainError: Numerical argument out of domain"},
            {"Random.rand(5..1)", "ArgumentError: invalid argument - 5..1"},
            {"o = Object.new; def o.rand(n) = 99; [1, 2].sample(random: o)", "RangeError: random number too big 99"},
            {"'1e99999999'.to_r", "ArgumentError: exponent out of range: \"1e99999999\""},
            {"s = Struct.new(:a).new; s.a = s; s.hash", "SystemStackError: stack level too deep"},
            {"[1, 2].sort { nil }", "ArgumentError: comparison of 1 and 2 failed"},
        });
    for (const char* bomb : {"2**10**9", "1 << 2**31 - 1", "'a' * 10**9", "format('%99999999d', 1)", "a = 2; loop { a *= a }"}) {
        const auto result = box.try_eval(bomb);
        ASSERT_FALSE(result) << bomb;
        EXPECT_TRUE(result.failure().kind == ErrorKind::memory_limit || result.failure().kind == ErrorKind::sandbox) << bomb;
    }
    expect_values(
        box,
        {
            {"(1..200).to_a.sort { 1 }.size", 200},
            {"$h = {}; class M; def to_json(*) = ($h.clear; '1'); end; $h[:a] = M.new; $h[:b] = 2; JSON.generate($h)",
             "{\"a\":1,\"b\":2}"},
            {"class String; def length = -5; end; JSON.generate(['abc'])", "[\"abc\"]"},
            {"class Time; def month = 99; def wday = -7; end; Time.at(0).strftime('%B %A')", "January Sunday"},
            {"begin; fs = []; 100_000.times { fs << Fiber.new { Fiber.yield }.tap(&:resume) }; rescue RuntimeError; 1; end", 1},
        });
}

}  // namespace
}  // namespace hako
