// upcase and its kin for letters of all scripts. Oniguruma's tables know which characters differ in case alone, which is enough: the
// upper one of those is the upper case. The minimal guest has mruby's methods, which change ASCII letters alone.
#include "regexp.h"

#include <mruby/class.h>
#include <mruby/error.h>
#include <mruby/string.h>
#include <string.h>

#include "utf8.h"

enum way { kUp, kDown, kSwap };

// One character becomes three at most, of four bytes each.
enum { kMost = 12, kGrowth = 6 };

static OnigCodePoint code_at(const UChar *at, const UChar *end) { return ONIGENC_MBC_TO_CODE(ONIG_ENCODING_UTF8, at, end); }
static int put(OnigCodePoint code, UChar *out) { return ONIGENC_CODE_TO_MBC(ONIG_ENCODING_UTF8, code, out); }
static bool is_upper(OnigCodePoint code) { return ONIGENC_IS_CODE_CTYPE(ONIG_ENCODING_UTF8, code, ONIGENC_CTYPE_UPPER); }
static bool is_lower(OnigCodePoint code) { return ONIGENC_IS_CODE_CTYPE(ONIG_ENCODING_UTF8, code, ONIGENC_CTYPE_LOWER); }

// The first of the characters that differ from this one in case alone and are upper or lower; 0 without one.
static OnigCodePoint other_case(const UChar *at, const UChar *end, bool upper) {
  OnigCaseFoldCodeItem items[ONIGENC_GET_CASE_FOLD_CODES_MAX_NUM];
  const int count = ONIGENC_GET_CASE_FOLD_CODES_BY_STR(ONIG_ENCODING_UTF8, 0, at, end, items);
  OnigCodePoint best = 0;
  for (int i = 0; i < count; i++) {
    const OnigCodePoint code = items[i].code[0];
    if (items[i].code_len != 1 || !(upper ? is_upper(code) : is_lower(code))) continue;
    if (best == 0 || code < best) best = code;
  }
  return best;
}

static int fold(const UChar *at, const UChar *end, UChar out[kMost]) {
  return ONIGENC_MBC_CASE_FOLD(ONIG_ENCODING_UTF8, INTERNAL_ONIGENC_CASE_FOLD_MULTI_CHAR, &at, end, out);
}

static int upper_of(const UChar *at, const UChar *end, UChar *out) {
  const OnigCodePoint code = code_at(at, end);
  const int length = (int)(end - at);
  if (code == 0x131) return put('I', out);
  const OnigCodePoint other = is_upper(code) ? code : other_case(at, end, true);
  if (other != 0) return put(other, out);
  // One that has no upper case of its own, such as ß, but consists of letters that do.
  UChar letters[kMost];
  const int folded = fold(at, end, letters);
  memcpy(out, at, (size_t)length);
  if (folded == length && memcmp(letters, at, (size_t)length) == 0) return length;
  int written = 0;
  for (int i = 0, size; i < folded; i += size) {
    size = ONIGENC_MBC_ENC_LEN(ONIG_ENCODING_UTF8, letters + i);
    const OnigCodePoint letter = code_at(letters + i, letters + i + size);
    const OnigCodePoint big = is_upper(letter) ? letter : other_case(letters + i, letters + i + size, true);
    written += put(big != 0 ? big : letter, out + written);
  }
  return written;
}

static int lower_of(const UChar *at, const UChar *end, UChar *out) {
  const OnigCodePoint code = code_at(at, end);
  const int length = (int)(end - at);
  if (code == 0x1e9e) return put(0xdf, out);
  if (!is_lower(code)) {
    UChar folded[kMost];
    const int size = fold(at, end, folded);
    const bool same = size == length && memcmp(folded, at, (size_t)length) == 0;
    const bool single = ONIGENC_MBC_ENC_LEN(ONIG_ENCODING_UTF8, folded) == size;
    if (!same && (single || code == 0x130)) {
      memcpy(out, folded, (size_t)size);
      return size;
    }
    const OnigCodePoint other = other_case(at, end, false);
    if (other != 0) return put(other, out);
  }
  memcpy(out, at, (size_t)length);
  return length;
}

static int cased(const UChar *at, const UChar *end, enum way way, UChar *out) {
  if (way == kSwap) way = is_upper(code_at(at, end)) ? kDown : kUp;
  return way == kUp ? upper_of(at, end, out) : lower_of(at, end, out);
}

static UChar cased_ascii(UChar c, enum way way) {
  const bool upper = c >= 'A' && c <= 'Z', lower = c >= 'a' && c <= 'z';
  if (upper && way != kUp) return c | 0x20;
  return lower && way != kDown ? c & (UChar)~0x20 : c;
}

// The first character goes one way, all others another.
static mrb_value changed(mrb_state *mrb, mrb_value self, enum way first, enum way rest) {
  const UChar *at = (const UChar *)RSTRING_PTR(self), *const end = at + RSTRING_LEN(self);
  mrb_int beyond_ascii = 0;
  for (const UChar *p = at; p < end; p++) beyond_ascii += *p >= 0x80;
  // In what is no text, and on demand, ASCII alone.
  const bool ascii = beyond_ascii == 0 || mrb_get_argc(mrb) > 0 || !hako_is_utf8(at, (size_t)(end - at));
  const mrb_value result = mrb_str_new(mrb, NULL, RSTRING_LEN(self) + (ascii ? 0 : beyond_ascii * kGrowth));
  UChar *const begin = (UChar *)RSTRING_PTR(result), *out = begin;
  enum way way = first;
  while (at < end) {
    if (ascii || *at < 0x80) {
      *out++ = cased_ascii(*at++, way);
    } else {
      const int length = ONIGENC_MBC_ENC_LEN(ONIG_ENCODING_UTF8, at);
      const int size = cased(at, at + length, way, out);
      // Ss is what ß becomes at the beginning.
      if (way != rest) {
        const int head = ONIGENC_MBC_ENC_LEN(ONIG_ENCODING_UTF8, out);
        UChar tail[kMost];
        memcpy(tail, out + head, (size_t)(size - head));
        out += head;
        for (int i = 0; i < size - head;) {
          const int width = ONIGENC_MBC_ENC_LEN(ONIG_ENCODING_UTF8, tail + i);
          if (width == 1) *out++ = cased_ascii(tail[i], rest);
          else out += cased(tail + i, tail + i + width, rest, out);
          i += width;
        }
      } else {
        out += size;
      }
      at += length;
    }
    way = rest;
  }
  return mrb_str_resize(mrb, result, out - begin);
}

// The method with an exclamation mark.
static mrb_value change(mrb_state *mrb, mrb_value self, enum way first, enum way rest) {
  mrb_check_frozen(mrb, mrb_str_ptr(self));
  const mrb_value text = changed(mrb, self, first, rest);
  if (mrb_str_equal(mrb, self, text)) return mrb_nil_value();
  mrb_str_modify(mrb, mrb_str_ptr(self));
  mrb_str_resize(mrb, self, 0);
  return mrb_str_cat_str(mrb, self, text);
}

static mrb_value string_upcase(mrb_state *mrb, mrb_value self) { return changed(mrb, self, kUp, kUp); }
static mrb_value string_downcase(mrb_state *mrb, mrb_value self) { return changed(mrb, self, kDown, kDown); }
static mrb_value string_capitalize(mrb_state *mrb, mrb_value self) { return changed(mrb, self, kUp, kDown); }
static mrb_value string_swapcase(mrb_state *mrb, mrb_value self) { return changed(mrb, self, kSwap, kSwap); }
static mrb_value string_upcase_bang(mrb_state *mrb, mrb_value self) { return change(mrb, self, kUp, kUp); }
static mrb_value string_downcase_bang(mrb_state *mrb, mrb_value self) { return change(mrb, self, kDown, kDown); }
static mrb_value string_capitalize_bang(mrb_state *mrb, mrb_value self) { return change(mrb, self, kUp, kDown); }
static mrb_value string_swapcase_bang(mrb_state *mrb, mrb_value self) { return change(mrb, self, kSwap, kSwap); }

static mrb_value folded(mrb_state *mrb, mrb_value text) {
  const mrb_value result = mrb_str_new(mrb, NULL, RSTRING_LEN(text) * kGrowth);
  UChar *const begin = (UChar *)RSTRING_PTR(result), *out = begin;
  for (const UChar *at = (const UChar *)RSTRING_PTR(text), *const end = at + RSTRING_LEN(text); at < end;) {
    const int length = ONIGENC_MBC_ENC_LEN(ONIG_ENCODING_UTF8, at);
    out += fold(at, at + length, out);
    at += length;
  }
  return mrb_str_resize(mrb, result, out - begin);
}

static bool is_text(mrb_value text) { return hako_is_utf8((const uint8_t *)RSTRING_PTR(text), (size_t)RSTRING_LEN(text)); }

static mrb_value string_casecmp_p(mrb_state *mrb, mrb_value self) {
  const mrb_value other = mrb_check_string_type(mrb, mrb_get_arg1(mrb));
  if (mrb_nil_p(other) || !is_text(self) || !is_text(other)) return mrb_nil_value();
  return mrb_bool_value(mrb_str_equal(mrb, folded(mrb, self), folded(mrb, other)));
}

void regexp_define_casing(mrb_state *mrb) {
  struct RClass *string = mrb->string_class;
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
