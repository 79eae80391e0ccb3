// Random, rand, shuffle, sample: the Mersenne Twister as Ruby uses it, so that a seed gives the same numbers here and there.
//
// The default generator is seeded at its first use and not before, since the interpreter's first state is shared by all invocations.
// What it is seeded with comes from the host: zeros in the hermetic profile, entropy in the permissive one.
#include "guest.h"

#include <math.h>
#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/data.h>
#include <mruby/internal.h>
#include <mruby/numeric.h>
#include <mruby/range.h>
#include <mruby/string.h>
#include <mruby/variable.h>
#include <string.h>
#include <wasi/api.h>

enum { kWords = 624, kShift = 397 };

struct generator {
  uint32_t state[kWords];
  int next;
};

static struct generator shared;
static bool seeded;

// --- The generator ---

static void start(struct generator *g, uint32_t seed) {
  g->state[0] = seed;
  for (uint32_t i = 1; i < kWords; i++) g->state[i] = 1812433253u * (g->state[i - 1] ^ (g->state[i - 1] >> 30)) + i;
  g->next = kWords;
}

static void start_with_key(struct generator *g, const uint32_t *key, size_t length) {
  start(g, 19650218u);
  uint32_t *const s = g->state;
  uint32_t i = 1;
  size_t j = 0;
  for (size_t k = kWords > length ? kWords : length; k > 0; k--) {
    s[i] = (s[i] ^ ((s[i - 1] ^ (s[i - 1] >> 30)) * 1664525u)) + key[j] + (uint32_t)j;
    if (++i == kWords) s[0] = s[kWords - 1], i = 1;
    if (++j == length) j = 0;
  }
  for (int k = kWords - 1; k > 0; k--) {
    s[i] = (s[i] ^ ((s[i - 1] ^ (s[i - 1] >> 30)) * 1566083941u)) - i;
    if (++i == kWords) s[0] = s[kWords - 1], i = 1;
  }
  s[0] = 0x80000000u;
}

static uint32_t next_word(struct generator *g) {
  if (g->next == kWords) {
    for (int i = 0; i < kWords; i++) {
      const uint32_t y = (g->state[i] & 0x80000000u) | (g->state[(i + 1) % kWords] & 0x7fffffffu);
      g->state[i] = g->state[(i + kShift) % kWords] ^ (y >> 1) ^ ((y & 1) ? 0x9908b0dfu : 0);
    }
    g->next = 0;
  }
  uint32_t y = g->state[g->next++];
  y ^= y >> 11;
  y ^= (y << 7) & 0x9d2c5680u;
  y ^= (y << 15) & 0xefc60000u;
  return y ^ (y >> 18);
}

// From 0 to 1, without 1.
static double next_real(struct generator *g) {
  const uint32_t a = next_word(g) >> 5, b = next_word(g) >> 6;
  return (a * 67108864.0 + b) / 9007199254740992.0;
}

// From 0 to 1, with 1.
static double next_real_inclusive(struct generator *g) {
  const uint32_t a = next_word(g), b = next_word(g);
  const uint64_t x = (uint64_t)a << 32 | b;
  return ldexp((double)(uint64_t)((((unsigned __int128)x << 53) + x) >> 64), -53);
}

static uint64_t mask_of(uint64_t limit) { return limit == 0 ? 0 : UINT64_MAX >> __builtin_clzll(limit); }

// From 0 to limit, with it.
static uint64_t next_below(struct generator *g, uint64_t limit) {
  const uint64_t mask = mask_of(limit);
  if (limit == 0) return 0;
  for (;;) {
    uint64_t value = 0;
    if (limit > UINT32_MAX) {
      value = ((uint64_t)next_word(g) << 32) & mask;
      if (value > limit) continue;
    }
    value |= next_word(g) & mask;
    if (value <= limit) return value;
  }
}

// --- Seeds ---

// The magnitude of an integer as 32-bit words, lowest first, in a String.
static mrb_value words_of(mrb_state *mrb, mrb_value integer) {
  mrb_value words = mrb_str_new(mrb, NULL, 0);
  if (mrb_integer_p(integer)) {
    const mrb_int value = mrb_integer(integer);
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    for (; magnitude != 0; magnitude >>= 32) {
      const uint32_t word = (uint32_t)magnitude;
      mrb_str_cat(mrb, words, (const char *)&word, sizeof word);
    }
    return words;
  }
  const mrb_value text = mrb_bint_to_s(mrb, integer, 16);
  const char *first = RSTRING_PTR(text), *at = first + RSTRING_LEN(text);
  if (*first == '-') first++;
  while (at > first) {
    uint32_t word = 0;
    const char *from = at - first > 8 ? at - 8 : first;
    for (const char *digit = from; digit < at; digit++) word = word * 16 + (uint32_t)(*digit <= '9' ? *digit - '0' : *digit - 'a' + 10);
    mrb_str_cat(mrb, words, (const char *)&word, sizeof word);
    at = from;
  }
  return words;
}

static void seed_generator(mrb_state *mrb, struct generator *g, mrb_value seed) {
  const mrb_value words = words_of(mrb, seed);
  uint32_t *const word = (uint32_t *)RSTRING_PTR(words);
  size_t count = (size_t)RSTRING_LEN(words) / sizeof *word;
  if (count > 1 && word[count - 1] == 1) count--;
  if (count <= 1) start(g, count == 0 ? 0 : word[0]);
  else start_with_key(g, word, count);
}

static mrb_value new_seed(mrb_state *mrb) {
  uint64_t words[2] = {0};
  if (__wasi_random_get((uint8_t *)words, sizeof words) != __WASI_ERRNO_SUCCESS) words[0] = words[1] = 0;
  if (words[1] == 0) return words[0] >> 63 ? mrb_bint_new_uint64(mrb, words[0]) : mrb_int_value(mrb, (mrb_int)words[0]);
  const mrb_value high = mrb_bint_lshift(mrb, mrb_bint_new_uint64(mrb, words[1]), 64);
  return mrb_bint_add(mrb, mrb_as_bint(mrb, high), mrb_bint_new_uint64(mrb, words[0]));
}

#define SEED_VARIABLE mrb_intern_lit(mrb, "__seed__")

static mrb_value random_class(mrb_state *mrb) {
  // Kept by C, whatever a script does to the constant.
  return mrb_gv_get(mrb, mrb_intern_lit(mrb, "__random__"));
}

static struct generator *shared_generator(mrb_state *mrb) {
  if (!seeded) {
    const mrb_value seed = new_seed(mrb);
    seed_generator(mrb, &shared, seed);
    mrb_iv_set(mrb, random_class(mrb), SEED_VARIABLE, seed);
    seeded = true;
  }
  return &shared;
}

// --- Random ---

static const struct mrb_data_type random_type = {"Random", mrb_free};

static struct generator *generator_of(mrb_state *mrb, mrb_value self) {
  struct generator *g = mrb_data_get_ptr(mrb, self, &random_type);
  if (g == NULL) mrb_raise(mrb, E_ARGUMENT_ERROR, "uninitialized Random");
  return g;
}

static mrb_value to_integer(mrb_state *mrb, mrb_value value) {
  return mrb_integer_p(value) || mrb_bigint_p(value) ? value : mrb_ensure_integer_type(mrb, value);
}

static mrb_value random_initialize(mrb_state *mrb, mrb_value self) {
  mrb_value seed = mrb_undef_value();
  mrb_get_args(mrb, "|o", &seed);
  seed = mrb_undef_p(seed) ? new_seed(mrb) : to_integer(mrb, seed);
  struct generator *g = DATA_PTR(self);
  if (g == NULL) {
    g = mrb_malloc(mrb, sizeof *g);
    mrb_data_init(self, g, &random_type);
  }
  seed_generator(mrb, g, seed);
  mrb_iv_set(mrb, self, SEED_VARIABLE, seed);
  return self;
}

static mrb_value random_copy(mrb_state *mrb, mrb_value self) {
  const mrb_value original = mrb_get_arg1(mrb);
  const struct generator *from = generator_of(mrb, original);
  if (DATA_PTR(self) == NULL) mrb_data_init(self, mrb_malloc(mrb, sizeof *from), &random_type);
  *(struct generator *)DATA_PTR(self) = *from;
  mrb_iv_set(mrb, self, SEED_VARIABLE, mrb_iv_get(mrb, original, SEED_VARIABLE));
  return self;
}

static mrb_noreturn void invalid(mrb_state *mrb, mrb_value limit) { mrb_raisef(mrb, E_ARGUMENT_ERROR, "invalid argument - %v", limit); }

// From 0 to `limit`, with it; the limit isn't negative.
static mrb_value next_integer(mrb_state *mrb, struct generator *g, mrb_value limit) {
  if (mrb_integer_p(limit)) return mrb_int_value(mrb, (mrb_int)next_below(g, (uint64_t)mrb_integer(limit)));
  const mrb_value words = words_of(mrb, limit);
  const mrb_value digits = mrb_str_new(mrb, NULL, RSTRING_LEN(words) * 2);
  const uint32_t *const word = (const uint32_t *)RSTRING_PTR(words);
  const mrb_int count = RSTRING_LEN(words) / 4;
  bool again;
  do {
    uint64_t mask = 0;
    bool boundary = true;
    again = false;
    char *out = RSTRING_PTR(digits);
    for (mrb_int i = count - 1; i >= 0 && !again; i--) {
      mask = mask != 0 ? UINT32_MAX : mask_of(word[i]);
      const uint32_t made = next_word(g) & (uint32_t)mask;
      if (boundary && made > word[i]) again = true;
      if (made < word[i]) boundary = false;
      for (int shift = 28; shift >= 0; shift -= 4) *out++ = "0123456789abcdef"[(made >> shift) & 15];
    }
  } while (again);
  return mrb_str_to_integer(mrb, digits, 16, FALSE);
}

static mrb_value minus_one(mrb_state *mrb, mrb_value integer) { return mrb_num_sub(mrb, integer, mrb_fixnum_value(1)); }

static bool is_positive(mrb_state *mrb, mrb_value integer) { return mrb_cmp(mrb, integer, mrb_fixnum_value(0)) == 1; }

static mrb_value next_in_range(mrb_state *mrb, struct generator *g, mrb_value value) {
  struct RRange *const range = mrb_range_ptr(mrb, value);
  const mrb_value first = RANGE_BEG(range), last = RANGE_END(range);
  const bool exclusive = RANGE_EXCL(range);
  if (mrb_float_p(first) || mrb_float_p(last)) {
    const double from = mrb_as_float(mrb, first), width = mrb_as_float(mrb, last) - from;
    if (!isfinite(from) || !isfinite(width))
      mrb_raise(mrb, mrb_exc_get_id(mrb, mrb_intern_lit(mrb, "FloatDomainError")), "Numerical argument out of domain");
    if (width < 0 || (width == 0 && exclusive)) invalid(mrb, value);
    const double part = width == 0 ? 0 : exclusive ? next_real(g) : next_real_inclusive(g);
    return mrb_float_value(mrb, part * width + from);
  }
  if (!(mrb_integer_p(first) || mrb_bigint_p(first)) || !(mrb_integer_p(last) || mrb_bigint_p(last))) invalid(mrb, value);
  mrb_value width = mrb_num_sub(mrb, last, first);
  if (exclusive) width = minus_one(mrb, width);
  if (mrb_cmp(mrb, width, mrb_fixnum_value(0)) < 0) invalid(mrb, value);
  return mrb_num_add(mrb, next_integer(mrb, g, width), first);
}

static mrb_value next_number(mrb_state *mrb, struct generator *g, mrb_value limit) {
  if (mrb_undef_p(limit)) return mrb_float_value(mrb, next_real(g));
  if (mrb_range_p(limit)) return next_in_range(mrb, g, limit);
  if (mrb_float_p(limit)) {
    if (!isfinite(mrb_float(limit)))
      mrb_raise(mrb, mrb_exc_get_id(mrb, mrb_intern_lit(mrb, "FloatDomainError")), "Numerical argument out of domain");
    if (mrb_float(limit) <= 0) invalid(mrb, limit);
    return mrb_float_value(mrb, next_real(g) * mrb_float(limit));
  }
  if (mrb_nil_p(limit)) invalid(mrb, limit);
  const mrb_value integer = to_integer(mrb, limit);
  if (!is_positive(mrb, integer)) invalid(mrb, limit);
  return next_integer(mrb, g, minus_one(mrb, integer));
}

static mrb_value limit_argument(mrb_state *mrb) {
  mrb_value limit = mrb_undef_value();
  mrb_get_args(mrb, "|o", &limit);
  return limit;
}

static mrb_value random_rand(mrb_state *mrb, mrb_value self) { return next_number(mrb, generator_of(mrb, self), limit_argument(mrb)); }
static mrb_value random_s_rand(mrb_state *mrb, mrb_value self) { return next_number(mrb, shared_generator(mrb), limit_argument(mrb)); }

// Kernel's takes any number: nil and 0 are no limit, a sign and what is behind the point are ignored.
static mrb_value kernel_rand(mrb_state *mrb, mrb_value self) {
  mrb_value limit = limit_argument(mrb);
  struct generator *const g = shared_generator(mrb);
  if (mrb_undef_p(limit) || mrb_nil_p(limit)) return mrb_float_value(mrb, next_real(g));
  if (mrb_range_p(limit)) return next_in_range(mrb, g, limit);
  limit = to_integer(mrb, limit);
  const mrb_int order = mrb_cmp(mrb, limit, mrb_fixnum_value(0));
  if (order == 0) return mrb_float_value(mrb, next_real(g));
  if (order < 0) limit = mrb_num_sub(mrb, mrb_fixnum_value(0), limit);
  return next_integer(mrb, g, minus_one(mrb, limit));
}

static mrb_value next_bytes(mrb_state *mrb, struct generator *g) {
  mrb_int count;
  mrb_get_args(mrb, "i", &count);
  if (count < 0) mrb_raise(mrb, E_ARGUMENT_ERROR, "negative string size (or size too big)");
  const mrb_value bytes = mrb_str_new(mrb, NULL, count);
  char *out = RSTRING_PTR(bytes);
  while (count > 0) {
    uint32_t word = next_word(g);
    for (int i = 0; i < 4 && count > 0; i++, count--, word >>= 8) *out++ = (char)word;
  }
  return bytes;
}

static mrb_value random_bytes(mrb_state *mrb, mrb_value self) { return next_bytes(mrb, generator_of(mrb, self)); }
static mrb_value random_s_bytes(mrb_state *mrb, mrb_value self) { return next_bytes(mrb, shared_generator(mrb)); }
static mrb_value random_seed(mrb_state *mrb, mrb_value self) { return mrb_iv_get(mrb, self, SEED_VARIABLE); }

static mrb_value random_s_seed(mrb_state *mrb, mrb_value self) {
  shared_generator(mrb);
  return mrb_iv_get(mrb, random_class(mrb), SEED_VARIABLE);
}

static mrb_value random_s_new_seed(mrb_state *mrb, mrb_value self) { return new_seed(mrb); }

static mrb_value random_equal(mrb_state *mrb, mrb_value self) {
  const mrb_value other = mrb_get_arg1(mrb);
  if (!mrb_data_p(other) || DATA_TYPE(other) != &random_type || DATA_PTR(other) == NULL) return mrb_false_value();
  const struct generator *a = generator_of(mrb, self), *b = generator_of(mrb, other);
  return mrb_bool_value(a->next == b->next && memcmp(a->state, b->state, sizeof a->state) == 0);
}

static mrb_value kernel_srand(mrb_state *mrb, mrb_value self) {
  mrb_value seed = mrb_undef_value();
  mrb_get_args(mrb, "|o", &seed);
  shared_generator(mrb);
  const mrb_value before = mrb_iv_get(mrb, random_class(mrb), SEED_VARIABLE);
  seed = mrb_undef_p(seed) ? new_seed(mrb) : to_integer(mrb, seed);
  seed_generator(mrb, &shared, seed);
  mrb_iv_set(mrb, random_class(mrb), SEED_VARIABLE, seed);
  return before;
}

// --- Array ---

// The number from 0 to count - 1 that the generator of a call gives next: ours, one of Random's, or anything with a method `rand`.
static mrb_int pick(mrb_state *mrb, mrb_value source, mrb_int count) {
  if (count <= 0) return 0;
  if (mrb_undef_p(source)) return (mrb_int)next_below(shared_generator(mrb), (uint64_t)count - 1);
  if (mrb_data_p(source) && DATA_TYPE(source) == &random_type) return (mrb_int)next_below(generator_of(mrb, source), (uint64_t)count - 1);
  const mrb_int picked = mrb_as_int(mrb, mrb_funcall(mrb, source, "rand", 1, mrb_int_value(mrb, count)));
  if (picked < 0 || picked >= count) mrb_raisef(mrb, E_RANGE_ERROR, "random number too big %i", picked);
  return picked;
}

static mrb_int arguments(mrb_state *mrb, const char *format, mrb_value *first, mrb_value *source) {
  mrb_sym names[] = {mrb_intern_lit(mrb, "random")};
  const mrb_kwargs keywords = {1, 0, names, source, NULL};
  *source = mrb_undef_value();
  if (first == NULL) return mrb_get_args(mrb, format, &keywords);
  return mrb_get_args(mrb, format, first, &keywords);
}

static mrb_value shuffle(mrb_state *mrb, mrb_value array, mrb_value source) {
  for (mrb_int i = RARRAY_LEN(array); i > 0;) {
    const mrb_int j = pick(mrb, source, i--);
    if (i >= RARRAY_LEN(array) || j >= RARRAY_LEN(array)) mrb_raise(mrb, E_RUNTIME_ERROR, "modified during shuffle!");
    const mrb_value moved = RARRAY_PTR(array)[i];
    mrb_ary_set(mrb, array, i, RARRAY_PTR(array)[j]);
    mrb_ary_set(mrb, array, j, moved);
  }
  return array;
}

static mrb_value array_shuffle_bang(mrb_state *mrb, mrb_value self) {
  mrb_value source;
  arguments(mrb, ":", NULL, &source);
  return shuffle(mrb, self, source);
}

static mrb_value copy_of(mrb_state *mrb, mrb_value array) { return mrb_ary_new_from_values(mrb, RARRAY_LEN(array), RARRAY_PTR(array)); }

static mrb_value array_shuffle(mrb_state *mrb, mrb_value self) {
  mrb_value source;
  arguments(mrb, ":", NULL, &source);
  return shuffle(mrb, copy_of(mrb, self), source);
}

static mrb_value array_sample(mrb_state *mrb, mrb_value self) {
  enum { kSorted = 10 };
  mrb_value wanted, source;
  const mrb_int given = arguments(mrb, "|o:", &wanted, &source);
  const mrb_int length = RARRAY_LEN(self);
  if (given == 0) {
    const mrb_int i = length < 2 ? 0 : pick(mrb, source, length);
    return i < RARRAY_LEN(self) ? RARRAY_PTR(self)[i] : mrb_nil_value();
  }
  mrb_int count = mrb_as_int(mrb, wanted);
  if (count < 0) mrb_raise(mrb, E_ARGUMENT_ERROR, "negative sample number");
  if (count > length) count = length;
  const mrb_value copy = copy_of(mrb, self);
  if (count > kSorted) {
    for (mrb_int i = 0; i < count; i++) {
      const mrb_int j = pick(mrb, source, length - i) + i;
      const mrb_value moved = RARRAY_PTR(copy)[j];
      mrb_ary_set(mrb, copy, j, RARRAY_PTR(copy)[i]);
      mrb_ary_set(mrb, copy, i, moved);
    }
    return mrb_ary_new_from_values(mrb, count, RARRAY_PTR(copy));
  }
  // Few of them: each is picked among those that are left.
  mrb_int picked[kSorted], sorted[kSorted];
  for (mrb_int i = 0; i < count; i++) picked[i] = pick(mrb, source, length - i);
  const mrb_value result = mrb_ary_new_capa(mrb, count);
  for (mrb_int i = 0; i < count; i++) {
    mrb_int place = 0, index = picked[i];
    for (; place < i && index >= sorted[place]; place++) index++;
    memmove(sorted + place + 1, sorted + place, (size_t)(i - place) * sizeof *sorted);
    sorted[place] = index;
    mrb_ary_push(mrb, result, RARRAY_PTR(copy)[index]);
  }
  return result;
}

// --- SecureRandom ---

static mrb_value secure_bytes(mrb_state *mrb, mrb_value self) {
  mrb_int count = 16;
  mrb_value wanted = mrb_nil_value();
  mrb_get_args(mrb, "|o", &wanted);
  if (!mrb_nil_p(wanted)) count = mrb_as_int(mrb, wanted);
  if (count < 0) mrb_raise(mrb, E_ARGUMENT_ERROR, "negative string size (or size too big)");
  // Sixteen zeros are the answer of a host without entropy.
  static const uint8_t nothing[16];
  uint8_t probe[16];
  const mrb_value bytes = mrb_str_new(mrb, NULL, count);
  if (__wasi_random_get(probe, sizeof probe) != __WASI_ERRNO_SUCCESS || memcmp(probe, nothing, sizeof probe) == 0 ||
      (count > 0 && __wasi_random_get((uint8_t *)RSTRING_PTR(bytes), (size_t)count) != __WASI_ERRNO_SUCCESS)) {
    mrb_raise(mrb, E_NOTIMP_ERROR, "SecureRandom needs entropy, which this sandbox doesn't give (its profile is hermetic)");
  }
  return bytes;
}

void ruby_define_random(mrb_state *mrb) {
  struct RClass *random = mrb_define_class(mrb, "Random", mrb->object_class);
  MRB_SET_INSTANCE_TT(random, MRB_TT_CDATA);
  // The name has no $, so no script reaches it.
  mrb_gv_set(mrb, mrb_intern_lit(mrb, "__random__"), mrb_obj_value(random));
  mrb_define_class_method(mrb, random, "rand", random_s_rand, MRB_ARGS_OPT(1));
  mrb_define_class_method(mrb, random, "random_number", random_s_rand, MRB_ARGS_OPT(1));
  mrb_define_class_method(mrb, random, "bytes", random_s_bytes, MRB_ARGS_REQ(1));
  mrb_define_class_method(mrb, random, "srand", kernel_srand, MRB_ARGS_OPT(1));
  mrb_define_class_method(mrb, random, "seed", random_s_seed, MRB_ARGS_NONE());
  mrb_define_class_method(mrb, random, "new_seed", random_s_new_seed, MRB_ARGS_NONE());
  mrb_define_method(mrb, random, "initialize", random_initialize, MRB_ARGS_OPT(1));
  mrb_define_method(mrb, random, "initialize_copy", random_copy, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, random, "rand", random_rand, MRB_ARGS_OPT(1));
  mrb_define_method(mrb, random, "random_number", random_rand, MRB_ARGS_OPT(1));
  mrb_define_method(mrb, random, "bytes", random_bytes, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, random, "seed", random_seed, MRB_ARGS_NONE());
  mrb_define_method(mrb, random, "==", random_equal, MRB_ARGS_REQ(1));
  mrb_define_module_function(mrb, mrb->kernel_module, "rand", kernel_rand, MRB_ARGS_OPT(1));
  mrb_define_module_function(mrb, mrb->kernel_module, "srand", kernel_srand, MRB_ARGS_OPT(1));
  mrb_define_method(mrb, mrb->array_class, "shuffle", array_shuffle, MRB_ARGS_KEY(1, 0));
  mrb_define_method(mrb, mrb->array_class, "shuffle!", array_shuffle_bang, MRB_ARGS_KEY(1, 0));
  mrb_define_method(mrb, mrb->array_class, "sample", array_sample, MRB_ARGS_OPT(1) | MRB_ARGS_KEY(1, 0));
  struct RClass *secure = mrb_define_module(mrb, "SecureRandom");
  mrb_define_module_function(mrb, secure, "bytes", secure_bytes, MRB_ARGS_OPT(1));
  mrb_define_module_function(mrb, secure, "random_bytes", secure_bytes, MRB_ARGS_OPT(1));
}
