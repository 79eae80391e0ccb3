// A parameter that the service could write to.
// expect: hako: a service can't take an argument by non-const reference
#include <hako/hako.hpp>

const auto service = hako::callable([](std::string& text) { text += "!"; });
