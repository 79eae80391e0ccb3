// Upper and lower case of all of Unicode, from the tables that Oniguruma has for /i.
#include "../guest.h"
#include "regexp.h"

#include <mruby/class.h>
#include <mruby/error.h>
#include <mruby/string.h>
#include <string.h>

enum mode { kUp, kDown, kCapital, kSwap, kFold };

static OnigEncoding const encoding = ONIG_ENCODING_UTF8;

// A piece of the result, because strings grow slowly byte by byte.
struct piece {
  mrb_state *mrb;
  mrb_value string;
  mrb_int length;
  char bytes[512];
};

// What one character may become.
enum { kLongest = 36 };

static void flush(struct piece *piece) {
  mrb_str_cat(piece->mrb, piece->string, piece->bytes, (size_t)piece->length);
  piece->length = 0;
}

static void put(struct piece *piece, OnigCodePoint code) {
  if (piece->length > (mrb_int)sizeof piece->bytes - kLongest) flush(piece);
  piece->length += ONIGENC_CODE_TO_MBC(encoding, code, (UChar *)piece->bytes + piece->length);
}

static bool is(OnigCodePoint code, OnigCtype type) { return ONIGENC_IS_CODE_CTYPE(encoding, code, type); }

// Case folding of one character: one to three others. Nothing that has no case.
static int fold(OnigCodePoint code, OnigCodePoint folded[3]) {
  UChar from[8], to[32];
  const int length = ONIGENC_CODE_TO_MBC(encoding, code, from);
  const UChar *at = from;
  const int produced = ONIGENC_MBC_CASE_FOLD(encoding, INTERNAL_ONIGENC_CASE_FOLD_MULTI_CHAR, &at, from + length, to);
  int count = 0;
  for (const UChar *p = to; p < to + produced && count < 3; p += ONIGENC_MBC_ENC_LEN(encoding, p)) {
    folded[count++] = ONIGENC_MBC_TO_CODE(encoding, p, to + produced);
  }
  return count;
}

// The one upper-case character of the same letter, or the character itself.
static OnigCodePoint upper_of(OnigCodePoint code) {
  UChar bytes[8];
  OnigCaseFoldCodeItem items[ONIGENC_GET_CASE_FOLD_CODES_MAX_NUM];
  const int length = ONIGENC_CODE_TO_MBC(encoding, code, bytes);
  const int count = ONIGENC_GET_CASE_FOLD_CODES_BY_STR(encoding, 0, bytes, bytes + length, items);
  for (int i = 0; i < count; i++) {
    if (items[i].code_len == 1 && items[i].byte_len == length && is(items[i].code[0], ONIGENC_CTYPE_UPPER)) return items[i].code[0];
  }
  return code;
}

static void put_upper(struct piece *piece, OnigCodePoint code) {
  enum { kSharpS = 0xdf, kDotlessI = 0x131 };
  if (code == kDotlessI) return put(piece, 'I');
  if (is(code, ONIGENC_CTYPE_UPPER)) return put(piece, code);
  const OnigCodePoint upper = code == kSharpS ? code : upper_of(code);
  OnigCodePoint parts[3];
  const int count = upper == code ? fold(code, parts) : 0;
  if (count < 2) return put(piece, upper);
  for (int i = 0; i < count; i++) put(piece, upper_of(parts[i]));
}

static void put_lower(struct piece *piece, OnigCodePoint code) {
  enum { kCapitalSharpS = 0x1e9e, kSharpS = 0xdf };
  if (code == kCapitalSharpS) return put(piece, kSharpS);
  if (!is(code, ONIGENC_CTYPE_UPPER)) return put(piece, code);
  OnigCodePoint parts[3];
  const int count = fold(code, parts);
  for (int i = 0; i < count; i++) put(piece, parts[i]);
}

static void put_folded(struct piece *piece, OnigCodePoint code) {
  OnigCodePoint parts[3];
  const int count = fold(code, parts);
  for (int i = 0; i < count; i++) put(piece, parts[i]);
}

static void put_ascii(struct piece *piece, char c, bool up) {
  if (piece->length > (mrb_int)sizeof piece->bytes - kLongest) flush(piece);
  if (up && c >= 'a' && c <= 'z') c = (char)(c - 32);
  if (!up && c >= 'A' && c <= 'Z') c = (char)(c + 32);
  piece->bytes[piece->length++] = c;
}

static mrb_value convert(mrb_state *mrb, mrb_value string, enum mode mode) {
  const mrb_int length = RSTRING_LEN(string);
  struct piece piece = {.mrb = mrb, .string = mrb_str_new_capa(mrb, length)};
  bool first = true;
  for (mrb_int at = 0; at < length; first = false) {
    const UChar *const p = (const UChar *)RSTRING_PTR(string) + at;
    bool up = mode == kUp || (mode == kCapital && first);
    if (*p < 0x80) {
      if (mode == kSwap) up = *p >= 'a';
      put_ascii(&piece, (char)*p, up);
      at++;
      continue;
    }
    const mrb_int size = ONIGENC_MBC_ENC_LEN(encoding, p);
    if (size > length - at || !ONIGENC_IS_VALID_MBC_STRING(encoding, p, p + size)) {
      // A byte that begins no character stays what it is.
      if (piece.length > (mrb_int)sizeof piece.bytes - kLongest) flush(&piece);
      piece.bytes[piece.length++] = (char)*p;
      at++;
      continue;
    }
    const OnigCodePoint code = ONIGENC_MBC_TO_CODE(encoding, p, p + size);
    if (mode == kSwap) up = !is(code, ONIGENC_CTYPE_UPPER);
    if (mode == kFold) {
      put_folded(&piece, code);
    } else if (up) {
      put_upper(&piece, code);
    } else {
      put_lower(&piece, code);
    }
    at += size;
  }
  flush(&piece);
  return piece.string;
}

static mrb_value converted(mrb_state *mrb, mrb_value self, enum mode mode) {
  const mrb_value *options;
  mrb_int count;
  mrb_get_args(mrb, "*", &options, &count);
  return convert(mrb, self, mode);
}

static mrb_value change(mrb_state *mrb, mrb_value self, enum mode mode) {
  mrb_str_modify(mrb, mrb_str_ptr(self));
  const mrb_value result = converted(mrb, self, mode);
  if (mrb_str_equal(mrb, self, result)) return mrb_nil_value();
  mrb_str_resize(mrb, self, 0);
  mrb_str_cat_str(mrb, self, result);
  return self;
}

#define CASES(name, mode)                                                                                         \
  static mrb_value string_##name(mrb_state *mrb, mrb_value self) { return converted(mrb, self, mode); }            \
  static mrb_value string_##name##_bang(mrb_state *mrb, mrb_value self) { return change(mrb, self, mode); }
CASES(upcase, kUp)
CASES(downcase, kDown)
CASES(capitalize, kCapital)
CASES(swapcase, kSwap)

static mrb_value string_casecmp_p(mrb_state *mrb, mrb_value self) {
  const mrb_value other = mrb_get_arg1(mrb);
  if (!mrb_string_p(other)) regexp_no_string(mrb, other);
  return mrb_bool_value(mrb_str_equal(mrb, convert(mrb, self, kFold), convert(mrb, other, kFold)));
}

void regexp_define_case(mrb_state *mrb) {
  struct RClass *const string = mrb->string_class;
  mrb_define_method(mrb, string, "upcase", string_upcase, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "downcase", string_downcase, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "capitalize", string_capitalize, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "swapcase", string_swapcase, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "upcase!", string_upcase_bang, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "downcase!", string_downcase_bang, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "capitalize!", string_capitalize_bang, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "swapcase!", string_swapcase_bang, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "casecmp?", string_casecmp_p, MRB_ARGS_REQ(1));
}
