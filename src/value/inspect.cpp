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

/// How a language writes what the languages write differently.
struct Notation {
    std::string_view nil, yes, no, arrow, not_a_number, infinity, whole_mantissa, hex_digits;
    std::string_view whole_number;  // what follows a float that is a whole number
    int largest, smallest;          // the exponents from which on they are written
    bool python, javascript;
};
constexpr Notation ruby = {"nil", "true", "false", " => ", "NaN", "Infinity", ".0", "0123456789ABCDEF",
                           ".0",  16,     -4,      false,  false};
constexpr Notation python = {"None", "True", "False", ": ", "nan", "inf", "", "0123456789abcdef", ".0", 16, -4, true, false};
constexpr Notation javascript = {"null", "true", "false", " => ", "NaN", "Infinity", "", "0123456789abcdef",
                                 "",     21,     -6,      false,  true};

/// The letter of a short escape such as "\n", or 0.
char short_escape(char c, bool only_common) {
    switch (c) {
        case '\n': return 'n';
        case '\t': return 't';
        case '\r': return 'r';
        case '\\': return '\\';
        default: break;
    }
    if (only_common) return 0;
    switch (c) {
        case '\f': return 'f';
        case '\v': return 'v';
        case '\b': return 'b';
        case '\a': return 'a';
        case '\x1B': return 'e';
        case '"': return '"';
        default: return 0;
    }
}

/// Prints into a string until its limit is reached.
class Printer {
   public:
    Printer(const Notation& notation, std::size_t limit) : notation_(notation), limit_(limit) {}

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
        if (notation_.python) {
            out_ += "hako.Symbol(";
            print_quoted(name, true);
            out_ += ')';
            return;
        }
        if (notation_.javascript) {
            out_ += "Symbol(";
            print_escaped(name, true, ')');
            out_ += ')';
            return;
        }
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
    bool is_ruby() const { return !notation_.python && !notation_.javascript; }

    void append_hex(std::uint32_t number, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out_ += notation_.hex_digits[(number >> shift) & 0xF];
    }

    void print_alternative(std::monostate) { out_ += notation_.nil; }
    void print_alternative(bool b) { out_ += b ? notation_.yes : notation_.no; }
    void print_alternative(std::int64_t n) {
        constexpr std::int64_t safe = (std::int64_t{1} << 53) - 1;
        out_ += std::to_string(n);
        if (notation_.javascript && (n > safe || n < -safe)) out_ += 'n';
    }
    void print_alternative(std::uint64_t n) { out_ += std::to_string(n) + (notation_.javascript ? "n" : ""); }
    void print_alternative(double x) { print_float(x); }
    void print_alternative(const std::string& text) { print_quoted(text, true); }
    void print_alternative(const Binary& bytes) {
        if (notation_.javascript) {
            print_numbers(bytes.bytes());
            return;
        }
        if (notation_.python) out_ += 'b';
        print_quoted(bytes.bytes(), false);
    }
    void print_alternative(const Symbol& symbol) { print_symbol(symbol.name()); }
    void print_alternative(const Object& object) {
        if (notation_.javascript) {
            out_ += '[' + object.type().name() + ']';
            return;
        }
        out_ += (notation_.python ? "<" : "#<") + object.type().name() + '>';
    }
    void print_alternative(Handle handle) {
        if (notation_.javascript) {
            out_ += "[Handle " + std::to_string(handle.id()) + ']';
            return;
        }
        out_ += (notation_.python ? "<hako.Handle " : "#<Kobako::Handle ") + std::to_string(handle.id()) + '>';
    }

    /// Bytes as the elements of a Uint8Array.
    void print_numbers(std::string_view bytes) {
        out_ += "Uint8Array(" + std::to_string(bytes.size()) + ") [";
        for (std::size_t i = 0; i < bytes.size() && !full(); ++i) {
            out_ += (i == 0 ? " " : ", ") + std::to_string(static_cast<unsigned char>(bytes[i]));
        }
        out_ += bytes.empty() ? "]" : " ]";
    }

    void print_object(const Map& map) {
        const bool is_plain =
            std::ranges::all_of(map, [](const auto& entry) { return entry.key.template get_if<std::string>() != nullptr; });
        if (!is_plain) out_ += "Map(" + std::to_string(map.size()) + ") ";
        out_ += '{';
        bool first = true;
        for (const auto& [key, value] : map) {
            if (full()) return;
            out_ += first ? " " : ", ";
            first = false;
            const auto* name = key.template get_if<std::string>();
            if (is_plain && !name->empty() && is_name_start((*name)[0]) && std::ranges::all_of(*name, is_name_part))
                out_ += *name;
            else
                print(key);
            out_ += is_plain ? ": " : notation_.arrow;
            print(value);
        }
        out_ += first ? "}" : " }";
    }

    void print_alternative(const Array& array) {
        const std::string_view space = notation_.javascript && !array.empty() ? " " : "";
        out_ += '[';
        out_ += space;
        bool first = true;
        for (const auto& element : array) {
            if (full()) return;
            if (!first) out_ += ", ";
            first = false;
            print(element);
        }
        out_ += space;
        out_ += ']';
    }

    void print_alternative(const Map& map) {
        if (notation_.javascript) {
            print_object(map);
            return;
        }
        out_ += '{';
        bool first = true;
        for (const auto& [key, value] : map) {
            if (full()) return;
            if (!first) out_ += ", ";
            first = false;
            print(key);
            out_ += notation_.arrow;
            print(value);
        }
        out_ += '}';
    }

    /// The shortest digits that read back as the same number, in plain notation from 0.0001 to below 1e16.
    void print_float(double x) {
        if (std::isnan(x)) {
            out_ += notation_.not_a_number;
            return;
        }
        if (std::signbit(x)) out_ += '-';
        if (std::isinf(x)) {
            out_ += notation_.infinity;
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

        if (exponent < notation_.smallest || exponent >= notation_.largest) {
            out_ += digits[0];
            if (digits.size() > 1) {
                out_ += '.';
                out_ += digits.substr(1);
            } else {
                out_ += notation_.whole_mantissa;
            }
            out_ += exponent < 0 ? "e-" : "e+";
            const auto shown = std::to_string(std::abs(exponent));
            if (shown.size() < 2 && !notation_.javascript) out_ += '0';
            out_ += shown;
        } else if (exponent < 0) {
            out_ += "0.";
            out_.append(static_cast<std::size_t>(-exponent - 1), '0');
            out_ += digits;
        } else {
            const auto whole = static_cast<std::size_t>(exponent) + 1;
            if (digits.size() < whole) digits.append(whole - digits.size(), '0');
            out_ += digits.substr(0, whole);
            if (digits.size() > whole)
                out_ += '.' + digits.substr(whole);
            else
                out_ += notation_.whole_number;
        }
    }

    /// `as_text`: valid UTF-8 in it stands for characters; otherwise everything beyond ASCII is escaped byte by byte.
    void print_quoted(std::string_view text, bool as_text) {
        const bool single = !is_ruby() && (text.find('\'') == text.npos || text.find('"') != text.npos);
        const char quote = single ? '\'' : '"';
        out_ += quote;
        print_escaped(text, as_text, quote);
        if (!full()) out_ += quote;
    }

    /// What stands before `end`, which is escaped where it occurs itself.
    void print_escaped(std::string_view text, bool as_text, char end) {
        while (!text.empty() && !full()) {
            const char c = text[0];
            std::size_t length = as_text ? utf8_sequence(text) : static_cast<std::size_t>(static_cast<unsigned char>(c) < 0x80);
            if (length == 0) {
                length = 1;
                print_byte(c);
            } else if (length > 1) {
                print_character(text.substr(0, length));
            } else if (const char letter = c == end ? c : short_escape(c, !is_ruby())) {
                out_ += '\\';
                out_ += letter;
            } else if (!is_printable(static_cast<unsigned char>(c))) {
                print_byte(c);
            } else {
                const bool interpolates =
                    is_ruby() && c == '#' && text.size() > 1 && (text[1] == '{' || text[1] == '$' || text[1] == '@');
                if (interpolates) out_ += '\\';
                out_ += c;
            }
            text.remove_prefix(length);
        }
    }

    void print_byte(char c) {
        out_ += "\\x";
        append_hex(static_cast<unsigned char>(c), 2);
    }

    void print_character(std::string_view sequence) {
        const char32_t point = utf8_decode(sequence);
        if (is_printable(point)) {
            out_ += sequence;
        } else {
            out_ += "\\u";
            append_hex(point, 4);  // all unprintable ones lie in the basic plane
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

    const Notation& notation_;
    std::string out_;
    std::size_t limit_;
};

}  // namespace

std::string inspect(const Value& value, std::size_t limit) {
    Printer printer(ruby, limit);
    printer.print(value);
    return printer.take();
}

std::string repr(const Value& value, std::size_t limit) {
    Printer printer(python, limit);
    printer.print(value);
    return printer.take();
}

std::string show(const Value& value, std::size_t limit) {
    Printer printer(javascript, limit);
    printer.print(value);
    return printer.take();
}

std::string inspect_symbol(std::string_view name) {
    Printer printer(ruby, std::numeric_limits<std::size_t>::max());
    printer.print_symbol(name);
    return printer.take();
}

}  // namespace hako::detail
