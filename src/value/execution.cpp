// Implements hako/execution.hpp.
#include "hako/execution.hpp"

#include "value/utf8.hpp"

namespace hako {

Value Output::value() const {
    if (detail::is_utf8(bytes)) return bytes;
    return Binary(bytes);
}

}  // namespace hako
