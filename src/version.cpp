// The version of the library.
#include "hako/version.hpp"

namespace hako {

const char* version() { return HAKO_VERSION; }

}  // namespace hako
