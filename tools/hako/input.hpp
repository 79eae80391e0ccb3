// Reading the files that the user names.
#pragma once

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>

namespace hako::command {

/// A file, or standard input for "-", read once from front to back. Everything throws UsageError when it can't be read.
class Input {
   public:
    explicit Input(const std::string& file);

    /// All that is left.
    std::string rest();

    enum class Line { none, whole, too_long };
    /// The next line, without its end. Of a line longer than `limit` the bytes past it are skipped.
    Line next_line(std::string& line, std::size_t limit);

   private:
    struct Close {
        void operator()(std::FILE* file) const {
            if (file != stdin) std::fclose(file);
        }
    };
    void check() const;

    std::string name_;  // for messages
    std::unique_ptr<std::FILE, Close> file_;
};

/// The whole content of a file, or of standard input for "-".
std::string read_input(const std::string& file);

}  // namespace hako::command
