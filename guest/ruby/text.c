// What mruby leaves out of String, or does byte by byte where Ruby goes by characters.
#include "guest.h"

#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/error.h>
#include <mruby/string.h>
#include <string.h>

#include "utf8.h"

// --- Characters ---

// Decodes one character and moves behind it. A byte that begins none is one of its own, above all characters, so that it comes out
// again as it was.
enum { kByte = 0x200000 };

static uint32_t next_character(const char **at, const char *end) {
  const uint8_t *const p = (const uint8_t *)*at;
  const size_t left = (size_t)(end - *at), length = p[0] < 0x80 ? 1 : p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
  if (length == 1) {
    ++*at;
    return p[0];
  }
  if (length > left || !hako_is_utf8(p, length)) {
    ++*at;
    return kByte | p[0];
  }
  *at += length;
  if (length == 2) return (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
  if (length == 3) return (uint32_t)(p[0] & 0x0f) << 12 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
  return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 | (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
}

// For sprintf.
mrb_int ruby_put_character(mrb_state *mrb, mrb_int code, char utf8[4]) {
  if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) mrb_raise(mrb, E_ARGUMENT_ERROR, "invalid character");
  return (mrb_int)hako_put_character(utf8, (uint32_t)code);
}

// --- Sets such as "a-z", "^0-9" ---

struct range {
  uint32_t first, last;
};

struct set {
  mrb_value memory;  // a String that holds the ranges
  struct range *ranges;
  size_t count;
  bool negated;
};

static uint32_t escaped_character(const char **at, const char *end) {
  if (**at == '\\' && *at + 1 < end) ++*at;
  return next_character(at, end);
}

static struct set parse_set(mrb_state *mrb, mrb_value text, bool may_negate) {
  const mrb_int length = RSTRING_LEN(text);
  struct set set = {.memory = mrb_str_new(mrb, NULL, length * (mrb_int)sizeof(struct range))};
  set.ranges = (struct range *)RSTRING_PTR(set.memory);
  const char *at = RSTRING_PTR(text), *const end = at + length;
  if (may_negate && length > 1 && *at == '^') {
    set.negated = true;
    at++;
  }
  while (at < end) {
    struct range range;
    range.first = range.last = escaped_character(&at, end);
    if (end - at > 1 && *at == '-') {
      at++;
      range.last = escaped_character(&at, end);
      if (range.last < range.first) {
        mrb_raisef(mrb, E_ARGUMENT_ERROR, "invalid range in string transliteration: %v", text);
      }
    }
    set.ranges[set.count++] = range;
  }
  return set;
}

static bool contains(const struct set *set, uint32_t code) {
  for (size_t i = 0; i < set->count; i++) {
    if (code >= set->ranges[i].first && code <= set->ranges[i].last) return !set->negated;
  }
  return set->negated;
}

enum { kMostSets = 16 };

// The arguments of delete, count and squeeze: a character has to be in all of them.
static size_t parse_sets(mrb_state *mrb, struct set sets[kMostSets]) {
  const mrb_value *texts;
  mrb_int count;
  mrb_get_args(mrb, "*", &texts, &count);
  if (count > kMostSets) mrb_raise(mrb, E_ARGUMENT_ERROR, "too many sets of characters");
  for (mrb_int i = 0; i < count; i++) sets[i] = parse_set(mrb, mrb_ensure_string_type(mrb, texts[i]), true);
  return (size_t)count;
}

static bool in_all(const struct set *sets, size_t count, uint32_t code) {
  for (size_t i = 0; i < count; i++) {
    if (!contains(&sets[i], code)) return false;
  }
  return true;
}

static mrb_noreturn void too_few(mrb_state *mrb) { mrb_raise(mrb, E_ARGUMENT_ERROR, "wrong number of arguments (given 0, expected 1+)"); }

static mrb_value string_count(mrb_state *mrb, mrb_value self) {
  struct set sets[kMostSets];
  const size_t count = parse_sets(mrb, sets);
  if (count == 0) too_few(mrb);
  mrb_int found = 0;
  for (const char *at = RSTRING_PTR(self), *const end = at + RSTRING_LEN(self); at < end;) {
    if (in_all(sets, count, next_character(&at, end))) found++;
  }
  return mrb_int_value(mrb, found);
}

// What is left of a text; `squeeze` keeps the first of equal neighbours.
static mrb_value without(mrb_state *mrb, mrb_value self, bool squeeze) {
  struct set sets[kMostSets];
  const size_t count = parse_sets(mrb, sets);
  if (count == 0 && !squeeze) too_few(mrb);
  const mrb_value result = mrb_str_new(mrb, NULL, RSTRING_LEN(self));
  char *out = RSTRING_PTR(result);
  uint32_t before = UINT32_MAX;
  for (const char *at = RSTRING_PTR(self), *const end = at + RSTRING_LEN(self); at < end;) {
    const char *const begin = at;
    const uint32_t code = next_character(&at, end);
    if (in_all(sets, count, code) && (!squeeze || code == before)) continue;
    before = code;
    memcpy(out, begin, (size_t)(at - begin));
    out += at - begin;
  }
  return mrb_str_resize(mrb, result, out - RSTRING_PTR(result));
}

// The method with an exclamation mark: the receiver changes, and nil says that it didn't.
static mrb_value replaced(mrb_state *mrb, mrb_value self, mrb_value text) {
  mrb_str_modify(mrb, mrb_str_ptr(self));
  if (RSTRING_LEN(text) == RSTRING_LEN(self) && memcmp(RSTRING_PTR(text), RSTRING_PTR(self), (size_t)RSTRING_LEN(self)) == 0) {
    return mrb_nil_value();
  }
  mrb_str_resize(mrb, self, 0);
  return mrb_str_cat_str(mrb, self, text);
}

static mrb_value string_delete(mrb_state *mrb, mrb_value self) { return without(mrb, self, false); }
static mrb_value string_delete_bang(mrb_state *mrb, mrb_value self) { return replaced(mrb, self, without(mrb, self, false)); }
static mrb_value string_squeeze(mrb_state *mrb, mrb_value self) { return without(mrb, self, true); }
static mrb_value string_squeeze_bang(mrb_state *mrb, mrb_value self) { return replaced(mrb, self, without(mrb, self, true)); }

// The place of a character in a set, counted from its beginning; the last one when it is there twice, -1 when it isn't.
static int64_t place_in(const struct set *set, uint32_t code) {
  int64_t place = -1, passed = 0;
  for (size_t i = 0; i < set->count; i++) {
    if (code >= set->ranges[i].first && code <= set->ranges[i].last) place = passed + (code - set->ranges[i].first);
    passed += (int64_t)set->ranges[i].last - set->ranges[i].first + 1;
  }
  return place;
}

// The character at a place, or the last one behind the end.
static uint32_t character_at(const struct set *set, int64_t place) {
  for (size_t i = 0; i < set->count; i++) {
    const int64_t width = (int64_t)set->ranges[i].last - set->ranges[i].first + 1;
    if (place < width) return set->ranges[i].first + (uint32_t)place;
    place -= width;
  }
  return set->ranges[set->count - 1].last;
}

static mrb_value translate(mrb_state *mrb, mrb_value self, bool squeeze) {
  mrb_value from_text, to_text;
  mrb_get_args(mrb, "SS", &from_text, &to_text);
  const struct set from = parse_set(mrb, from_text, true), to = parse_set(mrb, to_text, false);
  // A character becomes four bytes at most.
  const mrb_value result = mrb_str_new(mrb, NULL, RSTRING_LEN(self) * 4);
  char *out = RSTRING_PTR(result);
  uint32_t before = UINT32_MAX;
  for (const char *at = RSTRING_PTR(self), *const end = at + RSTRING_LEN(self); at < end;) {
    uint32_t code = next_character(&at, end);
    const int64_t place = from.negated ? (contains(&from, code) ? INT32_MAX : -1) : place_in(&from, code);
    if (place < 0) {
      before = UINT32_MAX;
    } else {
      if (to.count == 0) continue;
      code = character_at(&to, place);
      if (squeeze && code == before) continue;
      before = code;
    }
    if (code >= kByte) *out++ = (char)code;
    else out += hako_put_character(out, code);
  }
  return mrb_str_resize(mrb, result, out - RSTRING_PTR(result));
}

static mrb_value string_tr(mrb_state *mrb, mrb_value self) { return translate(mrb, self, false); }
static mrb_value string_tr_bang(mrb_state *mrb, mrb_value self) { return replaced(mrb, self, translate(mrb, self, false)); }
static mrb_value string_tr_s(mrb_state *mrb, mrb_value self) { return translate(mrb, self, true); }
static mrb_value string_tr_s_bang(mrb_state *mrb, mrb_value self) { return replaced(mrb, self, translate(mrb, self, true)); }

// --- Encodings, of which there is one ---

static mrb_value string_is_ascii(mrb_state *mrb, mrb_value self) {
  for (mrb_int i = 0; i < RSTRING_LEN(self); i++) {
    if ((uint8_t)RSTRING_PTR(self)[i] >= 0x80) return mrb_false_value();
  }
  return mrb_true_value();
}

static mrb_value string_is_valid(mrb_state *mrb, mrb_value self) {
  return mrb_bool_value(hako_is_utf8((const uint8_t *)RSTRING_PTR(self), (size_t)RSTRING_LEN(self)));
}

static mrb_value string_scrub(mrb_state *mrb, mrb_value self) {
  mrb_value replacement = mrb_nil_value();
  mrb_get_args(mrb, "|S!", &replacement);
  if (mrb_nil_p(replacement)) replacement = mrb_str_new_lit(mrb, "\xef\xbf\xbd");
  const mrb_value result = mrb_str_new(mrb, NULL, 0);
  const char *plain = RSTRING_PTR(self), *const end = plain + RSTRING_LEN(self);
  for (const char *at = plain; at < end;) {
    const char *const begin = at;
    if (next_character(&at, end) < kByte) continue;
    mrb_str_cat(mrb, result, plain, (size_t)(begin - plain));
    mrb_str_cat_str(mrb, result, replacement);
    plain = at;
  }
  return mrb_str_cat(mrb, result, plain, (size_t)(end - plain));
}

static mrb_value string_chars(mrb_state *mrb, mrb_value self) {
  mrb_value block = mrb_nil_value();
  mrb_get_args(mrb, "&", &block);
  const mrb_value characters = mrb_ary_new(mrb);
  const int arena = mrb_gc_arena_save(mrb);
  for (const char *at = RSTRING_PTR(self), *const end = at + RSTRING_LEN(self); at < end;) {
    const char *const begin = at;
    next_character(&at, end);
    mrb_ary_push(mrb, characters, mrb_str_new(mrb, begin, at - begin));
    mrb_gc_arena_restore(mrb, arena);
  }
  if (mrb_nil_p(block)) return characters;
  for (mrb_int i = 0; i < RARRAY_LEN(characters); i++) {
    mrb_yield(mrb, block, RARRAY_PTR(characters)[i]);
    mrb_gc_arena_restore(mrb, arena);
  }
  return self;
}

static mrb_value answer_self(mrb_state *mrb, mrb_value self) { return self; }

static mrb_value string_sum(mrb_state *mrb, mrb_value self) {
  mrb_int bits = 16;
  mrb_get_args(mrb, "|i", &bits);
  uint64_t sum = 0;
  for (mrb_int i = 0; i < RSTRING_LEN(self); i++) sum += (uint8_t)RSTRING_PTR(self)[i];
  if (bits > 0 && bits < 63) sum &= ((uint64_t)1 << bits) - 1;
  return mrb_int_value(mrb, (mrb_int)sum);
}

void ruby_define_text(mrb_state *mrb) {
  struct RClass *string = mrb->string_class;
  mrb_define_method(mrb, string, "count", string_count, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "delete", string_delete, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "delete!", string_delete_bang, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "squeeze", string_squeeze, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "squeeze!", string_squeeze_bang, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "tr", string_tr, MRB_ARGS_REQ(2));
  mrb_define_method(mrb, string, "tr!", string_tr_bang, MRB_ARGS_REQ(2));
  mrb_define_method(mrb, string, "tr_s", string_tr_s, MRB_ARGS_REQ(2));
  mrb_define_method(mrb, string, "tr_s!", string_tr_s_bang, MRB_ARGS_REQ(2));
  mrb_define_method(mrb, string, "chars", string_chars, MRB_ARGS_BLOCK());
  mrb_define_method(mrb, string, "ascii_only?", string_is_ascii, MRB_ARGS_NONE());
  mrb_define_method(mrb, string, "valid_encoding?", string_is_valid, MRB_ARGS_NONE());
  mrb_define_method(mrb, string, "scrub", string_scrub, MRB_ARGS_OPT(1));
  mrb_define_method(mrb, string, "force_encoding", answer_self, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "sum", string_sum, MRB_ARGS_OPT(1));
}
