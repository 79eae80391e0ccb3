// A result that has no form in a script.
// expect: hako: a service returns a type that can't cross to a script
#include <hako/hako.hpp>

struct Money {};

const auto service = hako::callable([] { return Money(); });
