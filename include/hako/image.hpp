// hako::Image: a sandbox in a file.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "hako/guest.hpp"
#include "hako/units.hpp"

namespace hako {

/// A sandbox's snippets, the state in which they left the guest, and the names of its services: what a sandbox in another
/// process can begin with, without running a snippet. Sandbox::save_image makes one, a constructor of Sandbox takes one.
///
/// It is bound to the guest binary and to this version of hako. It is code, as snippets are, and no more than that: whoever
/// made it can do what a script can. A value: cheap to copy, thread-safe to read.
class Image {
   public:
    /// Throws SetupError when the file can't be read. What is in it is checked by whoever uses it.
    static Image from_file(const std::filesystem::path& path);
    static Image from_bytes(std::string bytes);

    const std::string& bytes() const { return source_->bytes; }
    /// What errors call it: the path, or "the image".
    const std::string& name() const { return source_->name; }

   private:
    struct Source {
        std::string bytes;
        std::string name;
    };
    explicit Image(Source source) : source_(std::make_shared<const Source>(std::move(source))) {}
    std::shared_ptr<const Source> source_;
};

/// What an image says of itself.
struct ImageInfo {
    /// "Namespace::Member", in order.
    std::vector<std::string> members;
    /// In order; bytecode has no name.
    std::vector<std::string> snippets;
    /// Whether the snippets' state is in the image. Else they have effects or fail, and run in each invocation.
    bool has_state = false;
    /// The whole image.
    Bytes size;
};

/// Throws SetupError for an image that no sandbox of `guest` can begin with.
ImageInfo inspect(const Image& image, const Guest& guest = ruby());

}  // namespace hako
