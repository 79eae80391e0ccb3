// The minimal Ruby guest (HAKO_RUBY_MINIMAL): what it leaves out, and that the rest works.
#include "support/cases.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using test::expect_errors;
using test::expect_values;

const Guest& minimal() {
    static const Guest guest = Guest::from_file(HAKO_MINIMAL_GUEST);
    return guest;
}

TEST(RubyMinimal, TheRestWorks) {
    Sandbox box(minimal());
    box.define("Store").bind("Price", [](int n) { return n * 2; });
    box.preload("Main", "Main = ->(n) { Store::Price.(n) + 1 }");
    EXPECT_EQ(box.run("Main", {20}).value, Value(41));
    expect_values(box, {
                           {"[2**70 > 1, 1r / 3 == 2r / 6, Set.new([1, 1]).size, 'é'.size, '%05.1f' % 2.25]",
                            Value(true, true, 1, 1, "002.2")},
                           {"[Struct.new(:a).new(1).a, [3, 1, 2].sort.each_slice(2).to_a, Time.at(0).year]",
                            Value(1, Value(Value(1, 2), test::array(3)), 1970)},
                           {"['aé'.upcase, 'A'.casecmp?('a'), 'AB'.swapcase]", Value("Aé", true, "ab")},
                       });
}

TEST(RubyMinimal, ThereIsNoJson) {
    const Sandbox box(minimal());
    expect_errors(box, {
                           {"JSON.generate([1])", "NameError: uninitialized constant JSON"},
                           {"[1].to_json", "NoMethodError: undefined method 'to_json' for Array"},
                       });
    EXPECT_TRUE(test::script_error(box, "require 'json'").starts_with("LoadError: cannot load such file -- json"));
}

TEST(RubyMinimal, ThereIsNoRegexp) {
    const Sandbox box(minimal());
    expect_errors(box, {
                           {"/a/", "NameError: uninitialized constant Regexp"},
                           {"MatchData", "NameError: uninitialized constant MatchData"},
                           {"'a' =~ 1", "NoMethodError: undefined method '=~' for String"},
                       });
    expect_values(box, {
                           {"RegexpError.superclass == StandardError", true},
                           {"[$~, $1, $&]", Value(nullptr, nullptr, nullptr)},
                           {"['a.b'.gsub('.', '-'), 'a.b'.split('.'), 'abc'.slice!('b')]", Value("a-b", Value("a", "b"), "b")},
                       });
}

}  // namespace
}  // namespace hako
