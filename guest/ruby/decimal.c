// Floats to decimal digits and back, exactly.
//
// mruby's own conversions multiply floats by powers of ten, so that 0.1 + 0.2 prints as 0.3, "%.2f" goes wrong in its last digits and
// some literals are a bit off. These use integers of any length: what is printed is the shortest text that reads back as the same
// Float, as in Ruby, and what is read is the nearest Float. They take the places of mruby's functions of the same names when the
// module is linked.
#include "decimal.h"

#include <math.h>
#include <mruby.h>
#include <mruby/numeric.h>
#include <mruby/string.h>
#include <string.h>

// --- Integers ---

// Enough for 10 to the power of 1143, the largest divisor of a number with kMostDigits digits, and 64 bits more.
enum { kLimbs = 128 };

struct big {
  int count;
  uint32_t limb[kLimbs];
};

static void set(struct big *b, uint64_t value) {
  b->count = 0;
  for (; value != 0; value >>= 32) b->limb[b->count++] = (uint32_t)value;
}

static void multiply_add(struct big *b, uint32_t factor, uint32_t addend) {
  uint64_t carry = addend;
  for (int i = 0; i < b->count; i++) {
    carry += (uint64_t)b->limb[i] * factor;
    b->limb[i] = (uint32_t)carry;
    carry >>= 32;
  }
  if (carry != 0 && b->count < kLimbs) b->limb[b->count++] = (uint32_t)carry;
}

static void multiply_by_power_of_ten(struct big *b, int exponent) {
  for (; exponent >= 9; exponent -= 9) multiply_add(b, 1000000000, 0);
  static const uint32_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
  if (exponent > 0) multiply_add(b, powers[exponent], 0);
}

static void shift_left(struct big *b, int bits) {
  const int limbs = bits / 32, rest = bits % 32;
  if (rest != 0) multiply_add(b, (uint32_t)1 << rest, 0);
  if (b->count == 0 || limbs == 0 || b->count + limbs > kLimbs) return;
  memmove(b->limb + limbs, b->limb, (size_t)b->count * sizeof *b->limb);
  memset(b->limb, 0, (size_t)limbs * sizeof *b->limb);
  b->count += limbs;
}

static int bits_of(const struct big *b) { return b->count == 0 ? 0 : b->count * 32 - __builtin_clz(b->limb[b->count - 1]); }

static int compare(const struct big *a, const struct big *b) {
  if (a->count != b->count) return a->count < b->count ? -1 : 1;
  for (int i = a->count - 1; i >= 0; i--) {
    if (a->limb[i] != b->limb[i]) return a->limb[i] < b->limb[i] ? -1 : 1;
  }
  return 0;
}

// Compares a + b with c.
static int compare_sum(const struct big *a, const struct big *b, const struct big *c) {
  struct big sum = *a;
  uint64_t carry = 0;
  for (int i = 0; i < b->count || carry != 0; i++) {
    if (i == sum.count) {
      if (i == kLimbs) return 1;
      sum.limb[sum.count++] = 0;
    }
    carry += (uint64_t)sum.limb[i] + (i < b->count ? b->limb[i] : 0);
    sum.limb[i] = (uint32_t)carry;
    carry >>= 32;
  }
  return compare(&sum, c);
}

// a -= b, where b is not the larger one.
static void subtract(struct big *a, const struct big *b) {
  int64_t borrow = 0;
  for (int i = 0; i < a->count; i++) {
    borrow += (int64_t)a->limb[i] - (i < b->count ? (int64_t)b->limb[i] : 0);
    a->limb[i] = (uint32_t)borrow;
    borrow >>= 32;
  }
  while (a->count > 0 && a->limb[a->count - 1] == 0) a->count--;
}

// The quotient, which is a digit; the remainder stays in a.
static int divide_to_digit(struct big *a, const struct big *b) {
  int digit = 0;
  for (; compare(a, b) >= 0; digit++) subtract(a, b);
  return digit;
}

// --- Digits ---

// The float is positive and finite: mantissa times two to the power of exponent.
static uint64_t take_apart(double value, int *exponent) {
  const double fraction = frexp(value, exponent);
  *exponent -= 53;
  uint64_t mantissa = (uint64_t)ldexp(fraction, 53);
  for (; *exponent < -1074; ++*exponent) mantissa >>= 1;
  return mantissa;
}

// An estimate of how many digits stand before the point, right or one too small.
static int estimate_point(uint64_t mantissa, int exponent) {
  const int bits = 64 - __builtin_clzll(mantissa) + exponent;
  return (int)ceil((bits - 1) * 0.30102999566398114 - 1e-10);
}

static void scale(struct big *numerator, struct big *denominator, int point) {
  if (point >= 0) multiply_by_power_of_ten(denominator, point);
  else multiply_by_power_of_ten(numerator, -point);
}

// Steele and White's algorithm: digits are made until what is left can't matter.
int decimal_shortest(double value, char digits[kShortestDigits], int *point) {
  int exponent;
  const uint64_t mantissa = take_apart(value, &exponent);
  const bool even = (mantissa & 1) == 0;
  // The next smaller float is nearer when the mantissa is a power of two.
  const int narrow = mantissa == (uint64_t)1 << 52 && exponent > -1074;
  struct big r, s, above, below;
  set(&r, mantissa);
  set(&s, 1);
  set(&below, 1);
  shift_left(&r, (exponent > 0 ? exponent : 0) + 1 + narrow);
  shift_left(&s, (exponent < 0 ? -exponent : 0) + 1 + narrow);
  shift_left(&below, exponent > 0 ? exponent : 0);
  above = below;
  if (narrow) shift_left(&above, 1);

  *point = estimate_point(mantissa, exponent);
  scale(&r, &s, *point);
  if (*point < 0) {
    multiply_by_power_of_ten(&above, -*point);
    multiply_by_power_of_ten(&below, -*point);
  }
  const int edge = compare_sum(&r, &above, &s);
  if (edge > 0 || (edge == 0 && even)) {
    ++*point;
  } else {
    multiply_add(&r, 10, 0);
    multiply_add(&above, 10, 0);
    multiply_add(&below, 10, 0);
  }
  for (int count = 0;;) {
    int digit = divide_to_digit(&r, &s);
    const int low = compare(&r, &below), high = compare_sum(&r, &above, &s);
    const bool enough_below = low < 0 || (low == 0 && even), enough_above = high > 0 || (high == 0 && even);
    if (enough_below || enough_above || count == kShortestDigits - 1) {
      if (enough_above && (!enough_below || compare_sum(&r, &r, &s) >= 0)) digit++;
      digits[count++] = (char)('0' + digit);
      return count;
    }
    digits[count++] = (char)('0' + digit);
    multiply_add(&r, 10, 0);
    multiply_add(&above, 10, 0);
    multiply_add(&below, 10, 0);
  }
}

// Whether CRuby takes the float for the middle of two numbers with `count` digits. Its conversion multiplies floats first, and what is
// left within their error counts as a half: "%.2f" % 2.675 is 2.68, although the float is a bit less than that. The same operations
// in the same order find the same errors.
static bool counts_as_half(double value, int wanted, int places) {
  static const double tens[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  static const double big_tens[] = {1e16, 1e32, 1e64, 1e128, 1e256};
  int exponent, errors = 2;
  const double fraction = frexp(value, &exponent) * 2;
  const double estimate = (fraction - 1.5) * 0.289529654602168 + 0.1760912590558 + (exponent - 1) * 0.301029995663981;
  int k = (int)estimate;
  if (estimate < 0 && estimate != k) k--;
  const bool sure = k >= 0 && k <= 22;
  if (sure && value < tens[k]) k--;
  int count = wanted >= 0 ? wanted : places + 1 + k;
  if (count < 1 || count > 14) return false;
  if (k > 0) {
    double divisor = tens[k & 15];
    int rest = k >> 4;
    if (rest & 16) {
      rest &= 15;
      value /= big_tens[4];
      errors++;
    }
    for (int i = 0; rest != 0; rest >>= 1, i++) {
      if (rest & 1) errors++, divisor *= big_tens[i];
    }
    value /= divisor;
  } else if (k < 0) {
    value *= tens[-k & 15];
    for (int i = 0, rest = -k >> 4; rest != 0; rest >>= 1, i++) {
      if (rest & 1) errors++, value *= big_tens[i];
    }
  }
  if (!sure && value < 1) {
    if (wanted < 0 && --count < 1) return false;
    value *= 10;
    errors++;
  }
  const double error = ldexp(errors * value + 7, -52) * tens[count - 1];
  for (int i = 1;; i++, value *= 10) {
    value -= (int)value;
    if (value == 0) return false;
    if (i == count) return value <= 0.5 + error && value >= 0.5 - error;
  }
}

// The float rounded to `wanted` digits, or to `places` digits behind the point when `wanted` is negative; a half goes to the even digit.
// Returns how many digits there are, 0 for a zero.
static int round_to(double value, int wanted, int places, char *digits, int capacity, int *point) {
  int exponent;
  const uint64_t mantissa = take_apart(value, &exponent);
  struct big r, s;
  set(&r, mantissa);
  set(&s, 1);
  shift_left(&r, exponent > 0 ? exponent : 0);
  shift_left(&s, exponent < 0 ? -exponent : 0);
  *point = estimate_point(mantissa, exponent);
  scale(&r, &s, *point);
  if (compare(&r, &s) >= 0) {
    ++*point;
  } else {
    multiply_add(&r, 10, 0);
  }
  // The value is now 0.ddd times ten to the power of point, and r / s is d.dd.
  int count = wanted >= 0 ? wanted : *point + places;
  if (count > capacity) count = capacity;
  if (count < 0) return 0;
  if (count == 0) {
    // Less than one digit: it is that digit or nothing, by whether the value is more than five of the next.
    multiply_add(&s, 5, 0);
    if (compare(&r, &s) <= 0) return 0;
    digits[0] = '1';
    ++*point;
    return 1;
  }
  int made = 0;
  for (; made < count; made++) {
    if (made > 0) multiply_add(&r, 10, 0);
    digits[made] = (char)('0' + divide_to_digit(&r, &s));
  }
  const int half = counts_as_half(value, wanted, places) ? 0 : compare_sum(&r, &r, &s);
  if (half > 0 || (half == 0 && ((digits[made - 1] - '0') & 1))) {
    int i = made - 1;
    for (; i >= 0 && digits[i] == '9'; i--) digits[i] = '0';
    if (i >= 0) {
      digits[i]++;
    } else {
      memmove(digits + 1, digits, (size_t)made - 1);
      digits[0] = '1';
      ++*point;
      // One digit more before the point, none behind it less.
      if (wanted < 0 && made < capacity) digits[made++] = '0';
    }
  }
  return made;
}

// --- Printing ---

size_t decimal_print(double value, char buffer[kShortestText]) {
  char digits[kShortestDigits];
  char *out = buffer;
  if (signbit(value)) *out++ = '-';
  if (value == 0) return (size_t)(out - buffer) + (memcpy(out, "0.0", 3), 3);
  int point;
  const int count = decimal_shortest(fabs(value), digits, &point);
  if (point > 0 && point <= 15) {
    for (int i = 0; i < count || i < point; i++) {
      if (i == point) *out++ = '.';
      *out++ = i < count ? digits[i] : '0';
    }
    if (count <= point) *out++ = '.', *out++ = '0';
  } else if (point > -4 && point <= 0) {
    *out++ = '0', *out++ = '.';
    for (int i = point; i < 0; i++) *out++ = '0';
    memcpy(out, digits, (size_t)count);
    out += count;
  } else {
    *out++ = digits[0], *out++ = '.';
    if (count == 1) *out++ = '0';
    memcpy(out, digits + 1, (size_t)count - 1);
    out += count - 1;
    int exponent = point - 1;
    *out++ = 'e';
    *out++ = exponent < 0 ? '-' : '+';
    if (exponent < 0) exponent = -exponent;
    if (exponent >= 100) *out++ = (char)('0' + exponent / 100);
    *out++ = (char)('0' + exponent / 10 % 10);
    *out++ = (char)('0' + exponent % 10);
  }
  return (size_t)(out - buffer);
}

mrb_value ruby_float_to_s(mrb_state *mrb, mrb_float value) {
  char text[kShortestText];
  return mrb_str_new(mrb, text, decimal_print(value, text));
}

struct sink {
  char *at, *end;
};

static void put(struct sink *sink, char c) {
  if (sink->at < sink->end) *sink->at++ = c;
}

static void put_fixed(struct sink *sink, const char *digits, int count, int point, int places, bool dot) {
  if (point <= 0) put(sink, '0');
  for (int i = 0; i < point; i++) put(sink, i < count ? digits[i] : '0');
  if (places > 0 || dot) put(sink, '.');
  for (int i = point; i < point + places; i++) put(sink, i >= 0 && i < count ? digits[i] : '0');
}

static void put_exponential(struct sink *sink, const char *digits, int count, int point, int places, bool dot, char letter) {
  put(sink, count > 0 ? digits[0] : '0');
  if (places > 0 || dot) put(sink, '.');
  for (int i = 1; i <= places; i++) put(sink, i < count ? digits[i] : '0');
  int exponent = count > 0 ? point - 1 : 0;
  put(sink, letter);
  put(sink, exponent < 0 ? '-' : '+');
  if (exponent < 0) exponent = -exponent;
  if (exponent >= 100) put(sink, (char)('0' + exponent / 100));
  put(sink, (char)('0' + exponent / 10 % 10));
  put(sink, (char)('0' + exponent % 10));
}

// For sprintf: as C's, for the formats e, f and g. The bit 0x80 of the format is the flag '#'.
int mrb_format_float(mrb_float value, char *buffer, size_t size, char format, int precision, char sign) {
  static char digits[1100];  // no float has more
  if (size == 0) return 0;
  struct sink sink = {buffer, buffer + size - 1};
  const bool dot = ((uint8_t)format & 0x80) != 0;
  const char letter = (char)(format & 0x7f), lower = letter | 0x20;
  if (signbit(value)) put(&sink, '-');
  else if (sign != 0) put(&sink, sign);
  if (!isfinite(value)) {
    for (const char *name = isnan(value) ? "nan" : "inf"; *name != 0; name++) {
      put(&sink, (letter & 0x20) != 0 ? *name : (char)(*name & ~0x20));
    }
  } else {
    if (precision < 0) precision = 6;
    if (lower == 'g' && precision == 0) precision = 1;
    int point = 0, count = 0;
    if (value != 0) {
      const int wanted = lower == 'f' ? -1 : lower == 'e' ? (precision < 1100 ? precision + 1 : 1100) : precision;
      const int places = precision < 1100 ? precision : 1100;
      count = round_to(fabs(value), wanted, places, digits, (int)sizeof digits, &point);
    }
    if (lower == 'f') {
      put_fixed(&sink, digits, count, count > 0 ? point : 0, precision, dot);
    } else if (lower == 'e') {
      put_exponential(&sink, digits, count, point, precision, dot, letter);
    } else {
      const int exponent = count > 0 ? point - 1 : 0;
      int significant = precision;
      if (!dot) {
        while (count > 0 && digits[count - 1] == '0') count--;
        significant = count > 0 ? count : 1;
      }
      if (exponent < -4 || exponent >= precision) {
        put_exponential(&sink, digits, count, point, significant - 1, dot, (char)(letter - 2));
      } else {
        const int places = significant - exponent - 1;
        put_fixed(&sink, digits, count, count > 0 ? point : 0, places > 0 ? places : 0, dot);
      }
    }
  }
  *sink.at = 0;
  return (int)(sink.at - buffer);
}

// --- Reading ---

enum { kMostDigits = 800 };  // more can't change the result, except that there are some

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static double nearest(struct big *numerator, int exponent) {
  struct big denominator;
  set(&denominator, 1);
  scale(numerator, &denominator, -exponent);
  const int k = bits_of(numerator) - bits_of(&denominator);
  if (k >= 0) shift_left(&denominator, k);
  else shift_left(numerator, -k);
  // 56 bits of the quotient, whose last one is worth 2 to the power of k - 55.
  uint64_t quotient = 0;
  for (int i = 0; i < 56; i++) {
    quotient <<= 1;
    if (compare(numerator, &denominator) >= 0) {
      subtract(numerator, &denominator);
      quotient |= 1;
    }
    shift_left(numerator, 1);
  }
  const bool inexact = numerator->count != 0;
  const int weight = k - 55, bits = 64 - __builtin_clzll(quotient);
  int drop = bits - 53;
  if (weight + drop < -1074) drop = -1074 - weight;
  if (drop >= 64) return 0;
  uint64_t mantissa = quotient >> drop;
  if (drop > 0) {
    const uint64_t rest = quotient & (((uint64_t)1 << drop) - 1), half = (uint64_t)1 << (drop - 1);
    if (rest > half || (rest == half && (inexact || (mantissa & 1)))) mantissa++;
  }
  return ldexp((double)mantissa, weight + drop);
}

double decimal_read(const char *text, size_t length, int64_t exponent) {
  static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  struct big all;
  set(&all, 0);
  uint64_t small = 0;
  uint32_t chunk = 0, chunk_factor = 1;
  int64_t used = 0;
  bool behind_point = false, more = false;
  for (size_t i = 0; i < length; i++) {
    if (text[i] == '.') {
      behind_point = true;
      continue;
    }
    if (behind_point) exponent--;
    if (used == 0 && text[i] == '0') continue;
    if (used == kMostDigits) {
      more = more || text[i] != '0';
      exponent++;
      continue;
    }
    used++;
    const uint32_t digit = (uint32_t)(text[i] - '0');
    if (used <= 18) small = small * 10 + digit;
    chunk = chunk * 10 + digit;
    chunk_factor *= 10;
    if (chunk_factor == 1000000000) {
      multiply_add(&all, chunk_factor, chunk);
      chunk = 0, chunk_factor = 1;
    }
  }
  if (used == 0) return 0;
  if (used <= 15 && exponent >= -22 && exponent <= 22) {
    return exponent < 0 ? (double)small / powers[-exponent] : (double)small * powers[exponent];
  }
  if (chunk_factor > 1) multiply_add(&all, chunk_factor, chunk);
  if (more) {
    multiply_add(&all, 10, 1);
    exponent--;
    used++;
  }
  if (exponent + used > 310) return HUGE_VAL;
  if (exponent + used < -326) return 0;
  return nearest(&all, (int)exponent);
}

// The grammar is mruby's: blanks, a sign, digits with at most one point, an exponent. False when there is no number.
mrb_bool mrb_read_float(const char *text, char **end, double *value) {
  const char *at = text;
  while (*at == ' ' || (*at >= '\t' && *at <= '\r')) at++;
  const bool negative = *at == '-';
  if (*at == '-' || *at == '+') at++;
  const char *const digits = at;
  size_t count = 0;
  for (; is_digit(*at); at++) count++;
  const char *finish = at;
  if (*at == '.' && (count > 0 || is_digit(at[1]))) {
    at++;
    // A point without digits behind it isn't part of the number.
    for (; is_digit(*at); at++) count++, finish = at + 1;
  }
  const char *const digits_end = finish;
  int64_t exponent = 0;
  if (count > 0 && (*finish == 'e' || *finish == 'E')) {
    const char *after = finish + 1;
    const bool negative_exponent = *after == '-';
    if (*after == '-' || *after == '+') after++;
    const bool any = is_digit(*after);
    for (; is_digit(*after); after++) {
      if (exponent < 100000000) exponent = exponent * 10 + (*after - '0');
    }
    if (negative_exponent) exponent = -exponent;
    if (any) finish = after;
  }
  if (end != NULL) *end = (char *)(count > 0 ? finish : text);
  *value = 0;
  if (count == 0) return 0;
  const double magnitude = decimal_read(digits, (size_t)(digits_end - digits), exponent);
  *value = negative ? -magnitude : magnitude;
  return 1;
}
