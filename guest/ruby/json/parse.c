// JSON text to Ruby values.
#include "json.h"

#include <mruby/array.h>
#include <mruby/error.h>
#include <mruby/hash.h>
#include <mruby/string.h>
#include <mruby/internal.h>
#include <stdint.h>
#include <string.h>

#include "decimal.h"
#include "utf8.h"

struct reader {
  mrb_state *mrb;
  const char *begin, *at, *end;
  int max_nesting;
  bool symbolize, allow_nan;
};

static size_t character_length(const char *at, const char *end) {
  size_t length = 1;
  while (at + length < end && ((uint8_t)at[length] & 0xc0) == 0x80) length++;
  return length;
}

static mrb_noreturn void fail_with(struct reader *reader, struct RClass *class, mrb_value message) {
  mrb_int line = 1, column = 1;
  for (const char *at = reader->begin; at < reader->at; at++) {
    if (*at == '\n') line++, column = 1;
    else if (((uint8_t)*at & 0xc0) != 0x80) column++;
  }
  mrb_state *mrb = reader->mrb;
  mrb_exc_raise(mrb, mrb_exc_new_str(mrb, class, mrb_format(mrb, "%v at line %i column %i", message, line, column)));
}

static mrb_noreturn void fail(struct reader *reader, const char *message) {
  fail_with(reader, json_errors.parser, mrb_str_new_cstr(reader->mrb, message));
}

// `expected` is what could stand where something else stands.
static mrb_noreturn void unexpected(struct reader *reader, const char *expected) {
  mrb_state *mrb = reader->mrb;
  if (reader->at == reader->end) {
    fail_with(reader, json_errors.parser, mrb_format(mrb, "unexpected end of input, expected %s", expected));
  }
  size_t shown = 0;
  for (int i = 0; i < 20 && reader->at + shown < reader->end && (uint8_t)reader->at[shown] >= ' '; i++) {
    shown += character_length(reader->at + shown, reader->end);
  }
  fail_with(reader, json_errors.parser, mrb_format(mrb, "unexpected token '%l', expected %s", reader->at, shown, expected));
}

static void skip_comment(struct reader *reader) {
  const char *at = reader->at + 1;
  if (at < reader->end && *at == '/') {
    while (at < reader->end && *at != '\n') at++;
    reader->at = at;
  } else if (at < reader->end && *at == '*') {
    for (at++; at + 1 < reader->end; at++) {
      if (at[0] == '*' && at[1] == '/') {
        reader->at = at + 2;
        return;
      }
    }
    fail(reader, "unterminated comment");
  } else {
    unexpected(reader, "a value");
  }
}

static void skip_blanks(struct reader *reader) {
  for (;;) {
    while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\n' || *reader->at == '\t' || *reader->at == '\r'))
      reader->at++;
    if (reader->at == reader->end || *reader->at != '/') return;
    skip_comment(reader);
  }
}

// --- Strings ---

static int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The four digits behind \u, or -1.
static int32_t code_unit(const char *at, const char *end) {
  if (end - at < 4) return -1;
  int32_t unit = 0;
  for (int i = 0; i < 4; i++) {
    const int digit = hex_digit(at[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

// Writes what the escape at `from` stands for and returns its end. A surrogate without its other half becomes U+FFFD, so that a
// String that was read is always text.
static const char *unescape(struct reader *reader, const char *from, const char *end, char **out) {
  static const char names[] = "\"\\/bfnrt", characters[] = "\"\\/\b\f\n\r\t";
  const char *const name = memchr(names, from[1], sizeof names - 1);
  if (name != NULL) {
    *(*out)++ = characters[name - names];
    return from + 2;
  }
  reader->at = from;
  if (from[1] != 'u') fail(reader, "invalid escape in a string");
  int32_t unit = code_unit(from + 2, end);
  if (unit < 0) fail(reader, "\\u without four hexadecimal digits");
  from += 6;
  uint32_t code = (uint32_t)unit;
  if (unit >= 0xd800 && unit < 0xe000) {
    const int32_t second = unit < 0xdc00 && end - from >= 6 && from[0] == '\\' && from[1] == 'u' ? code_unit(from + 2, end) : -1;
    if (second >= 0xdc00 && second < 0xe000) {
      code = 0x10000 + (((uint32_t)unit - 0xd800) << 10) + ((uint32_t)second - 0xdc00);
      from += 6;
    } else {
      code = 0xfffd;
    }
  }
  *out += hako_put_character(*out, code);
  return from;
}

// At the opening quote. The text as it stands, and whether there are escapes in it.
static bool scan_string(struct reader *reader, const char **text, size_t *length) {
  const char *at = reader->at + 1;
  bool escapes = false;
  *text = at;
  for (; at < reader->end && *at != '"'; at++) {
    if (*at == '\\') {
      escapes = true;
      if (++at == reader->end) break;
    } else if ((uint8_t)*at < ' ') {
      reader->at = at;
      fail(reader, "control character in a string");
    }
  }
  if (at >= reader->end) fail(reader, "unterminated string");
  *length = (size_t)(at - *text);
  reader->at = at + 1;
  return escapes;
}

static mrb_value read_string(struct reader *reader) {
  const char *text;
  size_t length;
  if (!scan_string(reader, &text, &length)) return mrb_str_new(reader->mrb, text, (mrb_int)length);
  const char *const after = reader->at, *const end = text + length;
  const mrb_value string = mrb_str_new(reader->mrb, text, (mrb_int)length);
  char *out = RSTRING_PTR(string);
  while (text < end) {
    if (*text == '\\') text = unescape(reader, text, end, &out);
    else *out++ = *text++;
  }
  reader->at = after;
  return mrb_str_resize(reader->mrb, string, out - RSTRING_PTR(string));
}

static mrb_value read_key(struct reader *reader) {
  mrb_state *mrb = reader->mrb;
  if (reader->symbolize) {
    const char *text, *const begin = reader->at;
    size_t length;
    if (!scan_string(reader, &text, &length)) return mrb_symbol_value(mrb_intern(mrb, text, length));
    reader->at = begin;
    return mrb_symbol_value(mrb_intern_str(mrb, read_string(reader)));
  }
  const mrb_value key = read_string(reader);
  // A Hash would copy it otherwise.
  return mrb_obj_freeze(mrb, key);
}

// --- Numbers ---

static bool is_digit(struct reader *reader) { return reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9'; }

static mrb_value read_number(struct reader *reader) {
  mrb_state *mrb = reader->mrb;
  const char *const begin = reader->at;
  const bool negative = *begin == '-';
  if (negative) reader->at++;
  if (negative && reader->end - reader->at >= 8 && memcmp(reader->at, "Infinity", 8) == 0) {
    if (!reader->allow_nan) {
      reader->at = begin;
      fail(reader, "-Infinity is not allowed in JSON");
    }
    reader->at += 8;
    return mrb_float_value(mrb, -__builtin_inf());
  }
  const char *const digits = reader->at;
  if (!is_digit(reader)) unexpected(reader, "a digit");
  uint64_t small = 0;
  while (is_digit(reader)) small = small * 10 + (uint64_t)(*reader->at++ - '0');
  if (*digits == '0' && reader->at - digits > 1) {
    reader->at = begin;
    fail(reader, "leading zero in a number");
  }
  const size_t integer_length = (size_t)(reader->at - digits);
  size_t length = integer_length;
  bool is_float = false;
  if (reader->at < reader->end && *reader->at == '.') {
    reader->at++;
    if (!is_digit(reader)) unexpected(reader, "a digit behind the point");
    while (is_digit(reader)) reader->at++;
    length = (size_t)(reader->at - digits);
    is_float = true;
  }
  int64_t exponent = 0;
  if (reader->at < reader->end && (*reader->at | 0x20) == 'e') {
    reader->at++;
    const bool down = reader->at < reader->end && *reader->at == '-';
    if (reader->at < reader->end && (*reader->at == '-' || *reader->at == '+')) reader->at++;
    if (!is_digit(reader)) unexpected(reader, "a digit of an exponent");
    for (; is_digit(reader); reader->at++) {
      if (exponent < 100000000) exponent = exponent * 10 + (*reader->at - '0');
    }
    if (down) exponent = -exponent;
    is_float = true;
  }
  if (is_float) {
    const double value = decimal_read(digits, length, exponent);
    return mrb_float_value(mrb, negative ? -value : value);
  }
  if (integer_length <= 18) return mrb_int_value(mrb, negative ? -(mrb_int)small : (mrb_int)small);
  return mrb_str_to_integer(mrb, mrb_str_new(mrb, begin, reader->at - begin), 10, FALSE);
}

// --- Values ---

static bool take_word(struct reader *reader, const char *word, size_t length) {
  if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, word, length) != 0) return false;
  reader->at += length;
  return true;
}
#define take(reader, word) take_word(reader, word, sizeof(word) - 1)

static mrb_value read_value(struct reader *reader, int depth);

static void check_depth(struct reader *reader, int depth) {
  if (depth <= reader->max_nesting) return;
  fail_with(reader, json_errors.nesting, mrb_format(reader->mrb, "nesting of %d is too deep", depth));
}

static mrb_value read_array(struct reader *reader, int depth) {
  mrb_state *mrb = reader->mrb;
  check_depth(reader, depth);
  reader->at++;
  const mrb_value array = mrb_ary_new(mrb);
  skip_blanks(reader);
  if (take(reader, "]")) return array;
  const int arena = mrb_gc_arena_save(mrb);
  for (;;) {
    mrb_ary_push(mrb, array, read_value(reader, depth));
    mrb_gc_arena_restore(mrb, arena);
    skip_blanks(reader);
    if (take(reader, "]")) return array;
    if (!take(reader, ",")) unexpected(reader, "',' or ']' after an element");
    skip_blanks(reader);
  }
}

static mrb_value read_object(struct reader *reader, int depth) {
  mrb_state *mrb = reader->mrb;
  check_depth(reader, depth);
  reader->at++;
  const mrb_value object = mrb_hash_new(mrb);
  skip_blanks(reader);
  if (take(reader, "}")) return object;
  const int arena = mrb_gc_arena_save(mrb);
  for (;;) {
    if (reader->at == reader->end || *reader->at != '"') unexpected(reader, "a name in double quotes");
    const mrb_value key = read_key(reader);
    skip_blanks(reader);
    if (!take(reader, ":")) unexpected(reader, "':' after a name");
    skip_blanks(reader);
    mrb_hash_set(mrb, object, key, read_value(reader, depth));
    mrb_gc_arena_restore(mrb, arena);
    skip_blanks(reader);
    if (take(reader, "}")) return object;
    if (!take(reader, ",")) unexpected(reader, "',' or '}' after a value");
    skip_blanks(reader);
  }
}

static mrb_value read_value(struct reader *reader, int depth) {
  if (reader->at == reader->end) unexpected(reader, "a value");
  switch (*reader->at) {
    case '"':
      return read_string(reader);
    case '[':
      return read_array(reader, depth + 1);
    case '{':
      return read_object(reader, depth + 1);
    case 't':
      if (take(reader, "true")) return mrb_true_value();
      break;
    case 'f':
      if (take(reader, "false")) return mrb_false_value();
      break;
    case 'n':
      if (take(reader, "null")) return mrb_nil_value();
      break;
    case 'N':
      if (!reader->allow_nan && reader->end - reader->at >= 3 && memcmp(reader->at, "NaN", 3) == 0)
        fail(reader, "NaN is not allowed in JSON");
      if (take(reader, "NaN")) return mrb_float_value(reader->mrb, __builtin_nan(""));
      break;
    case 'I':
      if (!reader->allow_nan && reader->end - reader->at >= 8 && memcmp(reader->at, "Infinity", 8) == 0) {
        fail(reader, "Infinity is not allowed in JSON");
      }
      if (take(reader, "Infinity")) return mrb_float_value(reader->mrb, __builtin_inf());
      break;
    case '-':
    case '0' ... '9':
      return read_number(reader);
    default:
      break;
  }
  unexpected(reader, "a value");
}

static void check_utf8(struct reader *reader) {
  if (hako_is_utf8((const uint8_t *)reader->begin, (size_t)(reader->end - reader->begin))) return;
  while (reader->at < reader->end) {
    const size_t length = character_length(reader->at, reader->end);
    if (!hako_is_utf8((const uint8_t *)reader->at, length)) break;
    reader->at += length;
  }
  fail(reader, "invalid UTF-8");
}

static void refuse(mrb_state *mrb, mrb_value options, const char *name, struct RClass *usual) {
  const mrb_value value = json_option(mrb, options, name);
  if (mrb_undef_p(value) || !mrb_test(value) || (usual != NULL && mrb_obj_eq(mrb, value, mrb_obj_value(usual)))) return;
  mrb_raisef(mrb, E_ARGUMENT_ERROR, "JSON.parse: %s isn't there", name);
}

mrb_value json_read(mrb_state *mrb, mrb_value source, mrb_value options, int max_nesting) {
  refuse(mrb, options, "object_class", mrb->hash_class);
  refuse(mrb, options, "array_class", mrb->array_class);
  refuse(mrb, options, "decimal_class", mrb->float_class);
  refuse(mrb, options, "create_additions", NULL);
  // Reading runs none of the script's code, so the text stays where it is.
  struct reader reader = {
      .mrb = mrb,
      .begin = RSTRING_PTR(source),
      .at = RSTRING_PTR(source),
      .end = RSTRING_PTR(source) + RSTRING_LEN(source),
      .max_nesting = json_max_nesting(mrb, options, max_nesting),
      .symbolize = json_flag(mrb, options, "symbolize_names"),
      .allow_nan = json_flag(mrb, options, "allow_nan"),
  };
  check_utf8(&reader);
  skip_blanks(&reader);
  const mrb_value value = read_value(&reader, 0);
  skip_blanks(&reader);
  if (reader.at != reader.end) unexpected(&reader, "the end of the text");
  return value;
}
