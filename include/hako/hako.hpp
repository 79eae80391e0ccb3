// hako: untrusted scripts inside a C++ program. This header brings everything; docs/api.md is the tour.
#pragma once

#include "hako/call.hpp"       // IWYU pragma: export
#include "hako/errors.hpp"     // IWYU pragma: export
#include "hako/execution.hpp"  // IWYU pragma: export
#include "hako/guest.hpp"      // IWYU pragma: export
#include "hako/image.hpp"      // IWYU pragma: export
#include "hako/object.hpp"     // IWYU pragma: export
#include "hako/pool.hpp"       // IWYU pragma: export
#include "hako/sandbox.hpp"    // IWYU pragma: export
#include "hako/service.hpp"    // IWYU pragma: export
#include "hako/session.hpp"    // IWYU pragma: export
#include "hako/units.hpp"      // IWYU pragma: export
#include "hako/value.hpp"      // IWYU pragma: export
#include "hako/version.hpp"    // IWYU pragma: export
