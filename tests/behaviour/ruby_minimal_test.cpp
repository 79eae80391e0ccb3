// What the minimal Ruby guest (HAKO_RUBY_MINIMAL) leaves out.
#include "support/cases.hpp"

namespace hako {
namespace {

using test::expect_errors;
using test::expect_values;

TEST(RubyMinimal, ThereIsNoJson) {
    const Sandbox box;
    expect_errors(box, {
                           {"JSON.generate([1])", "NameError: uninitialized constant JSON"},
                           {"[1].to_json", "NoMethodError: undefined method 'to_json' for Array"},
                       });
    EXPECT_TRUE(test::script_error(box, "require 'json'").starts_with("LoadError: cannot load such file -- json"));
}

TEST(RubyMinimal, ThereIsNoRegexp) {
    const Sandbox box;
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
