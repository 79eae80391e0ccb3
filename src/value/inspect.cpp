// Implements value/inspect.hpp.
#include "value/inspect.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "hako/service.hpp"
#include "value/utf8.hpp"

namespace hako::detail {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Letters, the underscore, and every byte of what lies beyond ASCII.
bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

/// Controls, and characters that show nothing or turn the direction of writing: printed as they are, they would let a
/// script disguise what it wrote.
bool is_printable(char32_t point) {
    return !(point < 0x20 || (point >= 0x7F && point <= 0x9F) || (point >= 0x200B && point <= 0x200F) ||
             (point >= 0x2028 && point <= 0x202E) || (point >= 0x2060 && point <= 0x206F) || point == 0xFEFF);
}

constexpr std::string_view hex_digits = "0123456789ABCDEF";

void append_hex(std::string& out, std::uint32_t number, int digits) {
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += hex_digits[(number >> shift) & 0xF];
}

/// The letter of a short escape such as "\n", or 0.
char short_escape(char c) {
    switch (c) {
        case '\n': return 'n';
        case '\t': return 't';
        case '\r': return 'r';
        case '\f': return 'f';
        case '\v': return 'v';
        case '\b': return 'b';
        case '\a': return 'a';
        case '\x1B': return 'e';
        case '"': return '"';
        case '\\': return '\\';
        default: return 0;
    }
}

/// Prints into a string until its limit is reached.
class Printer {
   public:
    explicit Printer(std::size_t limit) : limit_(limit) {}

    std::string take() {
        if (out_.size() > limit_) {
            std::size_t end = limit_;
            while (end > 0 && (static_cast<unsigned char>(out_[end]) & 0xC0) == 0x80) --end;
            out_.resize(end);
            out_ += "…";
        }
        return std::move(out_);
    }

    void print(const Value& value) {
        if (full()) return;
        value.visit([this](const auto& alternative) { print_alternative(alternative); });
    }

    void print_symbol(std::string_view name) {
        out_ += ':';
        if (is_plain_symbol(name)) {
            // One byte more than fits tells that the name was cut.
            const std::size_t room = full() ? 0 : limit_ - out_.size();
            out_ += name.size() > room ? name.substr(0, room + 1) : name;
        } else {
            print_quoted(name, true);
        }
    }

   private:
    bool full() const { return out_.size() > limit_; }

    void print_alternative(std::monostate) { out_ += "nil"; }
    void print_alternative(bool b) { out_ += b ? "true" : "false"; }
    void print_alternative(std::int64_t n) { out_ += std::to_string(n); }
    void print_alternative(std::uint64_t n) { out_ += std::to_string(n); }
    void print_alternative(double x) { print_float(x); }
    void print_alternative(const std::string& text) { print_quoted(text, true); }
    void print_alternative(const Binary& bytes) { print_quoted(bytes.bytes(), false); }
    void print_alternative(const Symbol& symbol) { print_symbol(symbol.name()); }
    void print_alternative(const Object& object) { out_ += "#<" + object.type().name() + '>'; }
    void print_alternative(Handle handle) { out_ += "#<Kobako::Handle " + std::to_string(handle.id()) + '>'; }

    void print_alternative(const Array& array) {
        out_ += '[';
        bool first = true;
        for (const auto& element : array) {
            if (full()) return;
            if (!first) out_ += ", ";
            first = false;
            print(element);
        }
        out_ += ']';
    }

    void print_alternative(const Map& map) {
        out_ += '{';
        bool first = true;
        for (const auto& [key, value] : map) {
            if (full()) return;
            if (!first) out_ += ", ";
            first = false;
            print(key);
            out_ += " => ";
            print(value);
        }
        out_ += '}';
    }

    /// The shortest digits that read back as the same number, in plain notation from 0.0001 to below 1e16.
    void print_float(double x) {
        if (std::isnan(x)) {
            out_ += "NaN";
            return;
        }
        if (std::signbit(x)) out_ += '-';
        if (std::isinf(x)) {
            out_ += "Infinity";
            return;
        }
        std::array<char, 40> buffer;
        const auto printed =
            std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(x), std::chars_format::scientific);
        const std::string_view text(buffer.data(), static_cast<std::size_t>(printed.ptr - buffer.data()));
        const auto exponent_mark = text.find('e');
        std::string digits(text.substr(0, 1));
        if (exponent_mark > 2) digits += text.substr(2, exponent_mark - 2);
        int exponent = 0;
        const char* sign = text.data() + exponent_mark + 1;
        std::from_chars(sign + 1, printed.ptr, exponent);
        if (*sign == '-') exponent = -exponent;

        if (exponent < -4 || exponent >= 16) {
            out_ += digits[0];
            out_ += '.';
            out_ += digits.size() > 1 ? digits.substr(1) : "0";
            out_ += text.substr(exponent_mark);
        } else if (exponent < 0) {
            out_ += "0.";
            out_.append(static_cast<std::size_t>(-exponent - 1), '0');
            out_ += digits;
        } else {
            const auto whole = static_cast<std::size_t>(exponent) + 1;
            if (digits.size() < whole) digits.append(whole - digits.size(), '0');
            out_ += digits.substr(0, whole);
            out_ += '.';
            out_ += digits.size() > whole ? digits.substr(whole) : "0";
        }
    }

    /// `as_text`: valid UTF-8 in it stands for characters; otherwise everything beyond ASCII is escaped byte by byte.
    void print_quoted(std::string_view text, bool as_text) {
        out_ += '"';
        while (!text.empty()) {
            if (full()) return;
            const char c = text[0];
            std::size_t length = as_text ? utf8_sequence(text) : static_cast<std::size_t>(static_cast<unsigned char>(c) < 0x80);
            if (length == 0) {
                length = 1;
                print_byte(c);
            } else if (length > 1) {
                print_character(text.substr(0, length));
            } else if (const char letter = short_escape(c)) {
                out_ += '\\';
                out_ += letter;
            } else if (!is_printable(static_cast<unsigned char>(c))) {
                print_byte(c);
            } else {
                const bool interpolates = c == '#' && text.size() > 1 && (text[1] == '{' || text[1] == '$' || text[1] == '@');
                if (interpolates) out_ += '\\';
                out_ += c;
            }
            text.remove_prefix(length);
        }
        out_ += '"';
    }

    void print_byte(char c) {
        out_ += "\\x";
        append_hex(out_, static_cast<unsigned char>(c), 2);
    }

    void print_character(std::string_view sequence) {
        const char32_t point = utf8_decode(sequence);
        if (is_printable(point)) {
            out_ += sequence;
        } else {
            out_ += "\\u";
            append_hex(out_, point, 4);  // all unprintable ones lie in the basic plane
        }
    }

    static bool is_plain_symbol(std::string_view name) {
        constexpr std::string_view operators[] = {
            "[]", "[]=", "+",  "-", "*",  "/", "%",  "**",  "==", "===", "!=", "=~", "!~", "!",
            "~",  "+@",  "-@", "<", "<=", ">", ">=", "<=>", "<<", ">>",  "&",  "|",  "^",  "`"};
        if (std::ranges::find(operators, name) != std::end(operators)) return true;
        for (auto rest = name; !rest.empty();) {
            const std::size_t length = utf8_sequence(rest);
            if (length == 0 || !is_printable(utf8_decode(rest.substr(0, length)))) return false;
            rest.remove_prefix(length);
        }
        const bool variable = name.starts_with('@') || name.starts_with('$');
        if (variable) {
            if (name.size() == 2 && std::string_view("~*$?!@/\\;,.=:<>\"&`'+0").find(name[1]) != std::string_view::npos &&
                name[0] == '$') {
                return true;
            }
            if (name[0] == '$' && name.size() > 1 && std::ranges::all_of(name.substr(1), is_digit)) return true;
            name.remove_prefix(name.starts_with("@@") ? 2 : 1);
        } else if (!name.empty() && (name.back() == '?' || name.back() == '!' || name.back() == '=')) {
            name.remove_suffix(1);
        }
        return !name.empty() && is_name_start(name[0]) && std::ranges::all_of(name, is_name_part);
    }

    std::string out_;
    std::size_t limit_;
};

}  // namespace

std::string inspect(const Value& value, std::size_t limit) {
    Printer printer(limit);
    printer.print(value);
    return printer.take();
}

std::string inspect_symbol(std::string_view name) {
    Printer printer(std::numeric_limits<std::size_t>::max());
    printer.print_symbol(name);
    return printer.take();
}

}  // namespace hako::detail
