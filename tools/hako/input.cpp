// Implements input.hpp.
#include "input.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include "options.hpp"

namespace hako::command {

namespace {

UsageError unreadable(const std::string& name) { return UsageError("cannot read " + name + ": " + std::strerror(errno)); }

}  // namespace

Input::Input(const std::string& file) : name_(file == "-" ? "standard input" : file) {
    if (file.empty()) throw UsageError("the name of a file is empty");
    file_.reset(file == "-" ? stdin : std::fopen(file.c_str(), "rb"));
    if (!file_) throw unreadable(name_);
}

std::string Input::rest() {
    std::string content;
    std::array<char, 65536> part;
    while (!std::feof(file_.get()) && !std::ferror(file_.get())) {
        content.append(part.data(), std::fread(part.data(), 1, part.size(), file_.get()));
    }
    check();
    return content;
}

Input::Line Input::next_line(std::string& line, std::size_t limit) {
    line.clear();
    bool any = false;
    bool fits = true;
    for (int c = 0; (c = getc_unlocked(file_.get())) != EOF;) {
        any = true;
        if (c == '\n') break;
        if (line.size() < limit) {
            line += static_cast<char>(c);
        } else {
            fits = false;
        }
    }
    check();
    if (!any) return Line::none;
    return fits ? Line::whole : Line::too_long;
}

void Input::check() const {
    if (std::ferror(file_.get()) != 0) throw unreadable(name_);  // a directory opens, but can't be read
}

std::string read_input(const std::string& file) { return Input(file).rest(); }

}  // namespace hako::command
