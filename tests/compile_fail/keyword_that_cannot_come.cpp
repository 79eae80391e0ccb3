// A keyword of a type without a converter.
// expect: hako: a service takes a keyword of a type that can't come from a script
#include <hako/hako.hpp>

struct Money {};

const auto service = hako::callable([](hako::Named<"price", Money>) {});
