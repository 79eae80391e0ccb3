// A size needs its unit.
// expect: hako::Bytes
#include <hako/hako.hpp>

const hako::Options options{.memory_limit = 4};
