// What the minimal Ruby guest (HAKO_RUBY_MINIMAL) leaves out.
#include "support/cases.hpp"

namespace hako {
namespace {

using test::expect_errors;
using test::expect_values;

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
