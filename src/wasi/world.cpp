// Output captures and standard input.
#include "wasi/world.hpp"

namespace hako::wasi {

std::size_t Capture::write(std::string_view bytes) {
    if (limit_ && bytes.size() > *limit_ - bytes_.size()) {
        truncated_ = true;
        bytes = bytes.substr(0, static_cast<std::size_t>(*limit_ - bytes_.size()));
    }
    bytes_.append(bytes);
    return bytes.size();
}

std::string_view Input::read(std::size_t wanted) {
    while (next_ < count_ && pieces_[next_].empty()) ++next_;
    if (next_ == count_) return {};
    const auto front = pieces_[next_].substr(0, wanted);
    pieces_[next_].remove_prefix(front.size());
    return front;
}

}  // namespace hako::wasi
