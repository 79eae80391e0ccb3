// Rational, of Integers of any size. mruby's own are made of 64-bit integers and raise when those overflow.
//
// The functions take the places of those of mruby-rational when the module is linked. What isn't needed by mruby's C code or often is
// in gems/hako-library.
#include "guest.h"

#include <math.h>
#include <mruby/class.h>
#include <mruby/internal.h>
#include <mruby/numeric.h>
#include <mruby/string.h>

mrb_static_assert_object_size(struct RNumberPair);

static struct RClass *rational_class;

static mrb_value zero(void) { return mrb_fixnum_value(0); }
static mrb_value one(void) { return mrb_fixnum_value(1); }

// --- Integers of both kinds ---

static bool is_integer(mrb_value value) { return mrb_integer_p(value) || mrb_bigint_p(value); }
static bool is_zero(mrb_value value) { return mrb_integer_p(value) && mrb_integer(value) == 0; }

static int sign_of(mrb_state *mrb, mrb_value value) {
  if (mrb_integer_p(value)) return (mrb_integer(value) > 0) - (mrb_integer(value) < 0);
  return (int)mrb_bint_cmp(mrb, value, zero());
}

static int compare_integers(mrb_state *mrb, mrb_value a, mrb_value b) {
  if (mrb_bigint_p(a)) return (int)mrb_bint_cmp(mrb, a, b);
  if (mrb_bigint_p(b)) return -(int)mrb_bint_cmp(mrb, b, a);
  return (mrb_integer(a) > mrb_integer(b)) - (mrb_integer(a) < mrb_integer(b));
}

static mrb_value as_big(mrb_state *mrb, mrb_value value) {
  return mrb_integer_p(value) ? mrb_bint_new_int(mrb, mrb_integer(value)) : value;
}

// Rounded down; the divisor isn't zero.
static mrb_value divide(mrb_state *mrb, mrb_value a, mrb_value b) {
  if (mrb_integer_p(a) && mrb_integer_p(b)) return mrb_div_int_value(mrb, mrb_integer(a), mrb_integer(b));
  return mrb_bint_div(mrb, as_big(mrb, a), b);
}

static mrb_value negate(mrb_state *mrb, mrb_value value) { return mrb_num_sub(mrb, zero(), value); }

// With the sign of whatever it comes to.
static mrb_value greatest_common_divisor(mrb_state *mrb, mrb_value a, mrb_value b) {
  const int arena = mrb_gc_arena_save(mrb);
  while (!is_zero(b) && !(mrb_integer_p(a) && mrb_integer_p(b))) {
    const mrb_value rest = mrb_bint_mod(mrb, as_big(mrb, a), b);
    a = b;
    b = rest;
    mrb_gc_arena_restore(mrb, arena);
    mrb_gc_protect(mrb, a);
    mrb_gc_protect(mrb, b);
  }
  if (is_zero(b)) return a;
  uint64_t x = (uint64_t)mrb_integer(a), y = (uint64_t)mrb_integer(b);
  if (mrb_integer(a) < 0) x = -x;
  if (mrb_integer(b) < 0) y = -y;
  while (y != 0) {
    const uint64_t rest = x % y;
    x = y;
    y = rest;
  }
  return x > INT64_MAX ? mrb_fixnum_value(1) : mrb_int_value(mrb, (mrb_int)x);
}

// --- Making and reading ---

static mrb_value new_pair(mrb_state *mrb, mrb_value numerator, mrb_value denominator) {
  struct RNumberPair *pair = (struct RNumberPair *)mrb_obj_alloc(mrb, MRB_TT_RATIONAL, rational_class);
  pair->first = numerator;
  pair->second = denominator;
  MRB_SET_FROZEN_FLAG(pair);
  return mrb_obj_value(pair);
}

static mrb_value reduced(mrb_state *mrb, mrb_value numerator, mrb_value denominator) {
  const int sign = sign_of(mrb, denominator);
  if (sign == 0) mrb_int_zerodiv(mrb);
  if (sign < 0) {
    numerator = negate(mrb, numerator);
    denominator = negate(mrb, denominator);
  }
  mrb_value divisor = greatest_common_divisor(mrb, numerator, denominator);
  if (sign_of(mrb, divisor) < 0) divisor = negate(mrb, divisor);
  if (!mrb_integer_p(divisor) || mrb_integer(divisor) != 1) {
    numerator = divide(mrb, numerator, divisor);
    denominator = divide(mrb, denominator, divisor);
  }
  return new_pair(mrb, numerator, denominator);
}

mrb_value mrb_rational_new(mrb_state *mrb, mrb_int numerator, mrb_int denominator) {
  return reduced(mrb, mrb_int_value(mrb, numerator), mrb_int_value(mrb, denominator));
}

struct parts {
  mrb_value numerator, denominator;
};

static struct parts parts_of(mrb_state *mrb, mrb_value self) {
  if (mrb_type(self) != MRB_TT_RATIONAL || !is_integer(((struct RNumberPair *)mrb_ptr(self))->first)) {
    mrb_raise(mrb, E_ARGUMENT_ERROR, "uninitialized Rational");
  }
  const struct RNumberPair *pair = mrb_ptr(self);
  return (struct parts){pair->first, pair->second};
}

// False for what isn't exact.
static bool exact_parts(mrb_state *mrb, mrb_value value, struct parts *parts) {
  if (is_integer(value)) *parts = (struct parts){value, one()};
  else if (mrb_type(value) == MRB_TT_RATIONAL) *parts = parts_of(mrb, value);
  else return false;
  return true;
}

void mrb_rational_copy(mrb_state *mrb, mrb_value to, mrb_value from) {
  const struct parts parts = parts_of(mrb, from);
  struct RNumberPair *pair = mrb_ptr(to);
  pair->first = parts.numerator;
  pair->second = parts.denominator;
  mrb_write_barrier(mrb, mrb_basic_ptr(to));
}

// --- Floats ---

// The nearest Float: 64 bits of the quotient, the last of which says whether there is more.
static double quotient(mrb_state *mrb, struct parts parts) {
  static const int64_t kExact = (int64_t)1 << 53;
  if (mrb_integer_p(parts.numerator) && mrb_integer_p(parts.denominator) && mrb_integer(parts.denominator) <= kExact &&
      mrb_integer(parts.numerator) >= -kExact && mrb_integer(parts.numerator) <= kExact) {
    return (double)mrb_integer(parts.numerator) / (double)mrb_integer(parts.denominator);
  }
  const bool negative = sign_of(mrb, parts.numerator) < 0;
  mrb_value above = negative ? negate(mrb, parts.numerator) : parts.numerator, below = parts.denominator;
  // The quotient has 61 or 62 bits.
  const mrb_int shift = 61 - (ruby_bit_length(mrb, above) - ruby_bit_length(mrb, below));
  if (shift > 61 + 1200) return negative ? -0.0 : 0.0;
  if (shift > 0) above = mrb_bint_lshift(mrb, as_big(mrb, above), shift);
  else if (shift < 0) below = mrb_bint_lshift(mrb, as_big(mrb, below), -shift);
  const mrb_value whole = divide(mrb, above, below);
  uint64_t digits = mrb_integer_p(whole) ? (uint64_t)mrb_integer(whole) : 0;
  // Below the smallest normal number the Float holds fewer bits, and they have to be rounded once.
  const mrb_int exponent = -shift;
  mrb_int lost = digits == 0 ? 0 : -1074 - exponent;
  if (compare_integers(mrb, mrb_num_mul(mrb, whole, below), above) != 0) digits |= 1;
  if (lost > 62) lost = 62;
  if (lost > 9) {
    const uint64_t rest = digits & (((uint64_t)1 << lost) - 1), half = (uint64_t)1 << (lost - 1);
    digits >>= lost;
    if (rest > half || (rest == half && (digits & 1))) digits++;
    const double tiny = ldexp((double)digits, -1074);
    return negative ? -tiny : tiny;
  }
  const double value = exponent > 2000 ? HUGE_VAL : ldexp((double)digits, (int)exponent);
  return negative ? -value : value;
}

static double as_double(mrb_state *mrb, mrb_value value) {
  struct parts parts;
  return exact_parts(mrb, value, &parts) ? quotient(mrb, parts) : mrb_as_float(mrb, value);
}

mrb_value mrb_rational_to_f(mrb_state *mrb, mrb_value self) { return mrb_float_value(mrb, quotient(mrb, parts_of(mrb, self))); }

mrb_value mrb_rational_to_i(mrb_state *mrb, mrb_value self) {
  const struct parts parts = parts_of(mrb, self);
  if (sign_of(mrb, parts.numerator) >= 0) return divide(mrb, parts.numerator, parts.denominator);
  return negate(mrb, divide(mrb, negate(mrb, parts.numerator), parts.denominator));
}

static mrb_value float_to_r(mrb_state *mrb, mrb_value self) {
  const double value = mrb_float(self);
  mrb_check_num_exact(mrb, value);
  int exponent;
  int64_t mantissa = (int64_t)ldexp(frexp(value, &exponent), 53);
  if (mantissa == 0) return mrb_rational_new(mrb, 0, 1);
  exponent -= 53;
  for (; exponent < 0 && (mantissa & 1) == 0; exponent++) mantissa /= 2;
  const mrb_value whole = mrb_int_value(mrb, mantissa);
  if (exponent >= 0) return new_pair(mrb, mrb_bint_lshift(mrb, as_big(mrb, whole), exponent), one());
  return new_pair(mrb, whole, mrb_bint_lshift(mrb, mrb_bint_new_int(mrb, 1), -exponent));
}

// --- Arithmetic ---

static mrb_value exact_arithmetic(mrb_state *mrb, struct parts a, char op, struct parts b) {
  switch (op) {
    case '*':
      return reduced(mrb, mrb_num_mul(mrb, a.numerator, b.numerator), mrb_num_mul(mrb, a.denominator, b.denominator));
    case '/':
      if (is_zero(b.numerator)) mrb_int_zerodiv(mrb);
      return reduced(mrb, mrb_num_mul(mrb, a.numerator, b.denominator), mrb_num_mul(mrb, a.denominator, b.numerator));
    default: {
      const mrb_value left = mrb_num_mul(mrb, a.numerator, b.denominator), right = mrb_num_mul(mrb, b.numerator, a.denominator);
      const mrb_value sum = op == '+' ? mrb_num_add(mrb, left, right) : mrb_num_sub(mrb, left, right);
      return reduced(mrb, sum, mrb_num_mul(mrb, a.denominator, b.denominator));
    }
  }
}

// At least one is a Rational.
static mrb_value arithmetic(mrb_state *mrb, mrb_value x, char op, mrb_value y) {
  struct parts a, b;
  if (exact_parts(mrb, x, &a) && exact_parts(mrb, y, &b)) return exact_arithmetic(mrb, a, op, b);
  if (mrb_type(y) == MRB_TT_COMPLEX) return ruby_mixed_arithmetic(mrb, x, op, y);
  if (!mrb_float_p(y)) return ruby_coerced(mrb, x, y, mrb_intern(mrb, &op, 1));
  const double left = as_double(mrb, x), right = mrb_float(y);
  switch (op) {
    case '+':
      return mrb_float_value(mrb, left + right);
    case '-':
      return mrb_float_value(mrb, left - right);
    case '*':
      return mrb_float_value(mrb, left * right);
    default:
      return mrb_float_value(mrb, mrb_div_float(left, right));
  }
}

mrb_value ruby_mixed_arithmetic(mrb_state *mrb, mrb_value x, char op, mrb_value y) {
  if (mrb_type(y) != MRB_TT_COMPLEX) return arithmetic(mrb, x, op, y);
  const mrb_value complex = ruby_complex_of(mrb, x, zero());
  switch (op) {
    case '+':
      return mrb_complex_add(mrb, complex, y);
    case '-':
      return mrb_complex_sub(mrb, complex, y);
    case '*':
      return mrb_complex_mul(mrb, complex, y);
    default:
      return mrb_complex_div(mrb, complex, y);
  }
}

mrb_value mrb_rational_add(mrb_state *mrb, mrb_value x, mrb_value y) { return arithmetic(mrb, x, '+', y); }
mrb_value mrb_rational_sub(mrb_state *mrb, mrb_value x, mrb_value y) { return arithmetic(mrb, x, '-', y); }
mrb_value mrb_rational_mul(mrb_state *mrb, mrb_value x, mrb_value y) { return arithmetic(mrb, x, '*', y); }
mrb_value mrb_rational_div(mrb_state *mrb, mrb_value x, mrb_value y) { return arithmetic(mrb, x, '/', y); }

mrb_int ruby_rational_compare(mrb_state *mrb, mrb_value x, mrb_value y) {
  struct parts a, b;
  if (exact_parts(mrb, x, &a) && exact_parts(mrb, y, &b)) {
    return compare_integers(mrb, mrb_num_mul(mrb, a.numerator, b.denominator), mrb_num_mul(mrb, b.numerator, a.denominator));
  }
  if (!(mrb_float_p(x) || exact_parts(mrb, x, &a)) || !(mrb_float_p(y) || exact_parts(mrb, y, &b))) return -2;
  const double left = as_double(mrb, x), right = as_double(mrb, y);
  return left > right ? 1 : left < right ? -1 : left == right ? 0 : -2;
}

// --- Methods ---

static mrb_value rational_numerator(mrb_state *mrb, mrb_value self) { return parts_of(mrb, self).numerator; }
static mrb_value rational_denominator(mrb_state *mrb, mrb_value self) { return parts_of(mrb, self).denominator; }
static mrb_value rational_add(mrb_state *mrb, mrb_value self) { return arithmetic(mrb, self, '+', mrb_get_arg1(mrb)); }
static mrb_value rational_sub(mrb_state *mrb, mrb_value self) { return arithmetic(mrb, self, '-', mrb_get_arg1(mrb)); }
static mrb_value rational_mul(mrb_state *mrb, mrb_value self) { return arithmetic(mrb, self, '*', mrb_get_arg1(mrb)); }
static mrb_value rational_div(mrb_state *mrb, mrb_value self) { return arithmetic(mrb, self, '/', mrb_get_arg1(mrb)); }
static mrb_value rational_to_r(mrb_state *mrb, mrb_value self) { return self; }

static mrb_value rational_minus(mrb_state *mrb, mrb_value self) {
  const struct parts parts = parts_of(mrb, self);
  return new_pair(mrb, negate(mrb, parts.numerator), parts.denominator);
}

static mrb_value rational_compare(mrb_state *mrb, mrb_value self) {
  const mrb_value other = mrb_get_arg1(mrb);
  struct parts parts;
  if (!mrb_float_p(other) && !exact_parts(mrb, other, &parts) && mrb_respond_to(mrb, other, mrb_intern_lit(mrb, "coerce"))) {
    return ruby_coerced(mrb, self, other, mrb_intern_lit(mrb, "<=>"));
  }
  const mrb_int order = ruby_rational_compare(mrb, self, other);
  return order == -2 ? mrb_nil_value() : mrb_fixnum_value(order);
}

static mrb_value rational_equal(mrb_state *mrb, mrb_value self) {
  const mrb_value other = mrb_get_arg1(mrb);
  struct parts parts;
  if (mrb_type(other) == MRB_TT_COMPLEX) return mrb_bool_value(mrb_complex_eq(mrb, other, self));
  if (!mrb_float_p(other) && !exact_parts(mrb, other, &parts)) return mrb_bool_value(mrb_equal(mrb, other, self));
  return mrb_bool_value(ruby_rational_compare(mrb, self, other) == 0);
}

static mrb_value to_exact(mrb_state *mrb, mrb_value value) {
  if (mrb_float_p(value)) return float_to_r(mrb, value);
  struct parts parts;
  if (!exact_parts(mrb, value, &parts)) mrb_raisef(mrb, E_TYPE_ERROR, "can't convert %T into Rational", value);
  return value;
}

static mrb_value kernel_rational(mrb_state *mrb, mrb_value self) {
  mrb_value a, b = one();
  mrb_get_args(mrb, "o|o", &a, &b);
  struct parts above, below;
  exact_parts(mrb, to_exact(mrb, a), &above);
  exact_parts(mrb, to_exact(mrb, b), &below);
  return exact_arithmetic(mrb, above, '/', below);
}

static mrb_value integer_to_r(mrb_state *mrb, mrb_value self) { return new_pair(mrb, self, one()); }
static mrb_value nil_to_r(mrb_state *mrb, mrb_value self) { return mrb_rational_new(mrb, 0, 1); }

void mrb_mruby_rational_gem_init(mrb_state *mrb) {
  rational_class = mrb_define_class(mrb, "Rational", mrb_class_get(mrb, "Numeric"));
  mrb_gc_register(mrb, mrb_obj_value(rational_class));
  MRB_SET_INSTANCE_TT(rational_class, MRB_TT_RATIONAL);
  MRB_UNDEF_ALLOCATOR(rational_class);
  mrb_undef_class_method(mrb, rational_class, "new");
  mrb_define_method(mrb, rational_class, "numerator", rational_numerator, MRB_ARGS_NONE());
  mrb_define_method(mrb, rational_class, "denominator", rational_denominator, MRB_ARGS_NONE());
  mrb_define_method(mrb, rational_class, "to_f", mrb_rational_to_f, MRB_ARGS_NONE());
  mrb_define_method(mrb, rational_class, "to_i", mrb_rational_to_i, MRB_ARGS_NONE());
  mrb_define_method(mrb, rational_class, "to_r", rational_to_r, MRB_ARGS_NONE());
  mrb_define_method(mrb, rational_class, "==", rational_equal, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, rational_class, "<=>", rational_compare, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, rational_class, "-@", rational_minus, MRB_ARGS_NONE());
  mrb_define_method(mrb, rational_class, "+", rational_add, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, rational_class, "-", rational_sub, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, rational_class, "*", rational_mul, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, rational_class, "/", rational_div, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, rational_class, "quo", rational_div, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, mrb->float_class, "to_r", float_to_r, MRB_ARGS_NONE());
  mrb_define_method(mrb, mrb->integer_class, "to_r", integer_to_r, MRB_ARGS_NONE());
  mrb_define_method(mrb, mrb->nil_class, "to_r", nil_to_r, MRB_ARGS_NONE());
  mrb_define_method(mrb, mrb->kernel_module, "Rational", kernel_rational, MRB_ARGS_ARG(1, 1));
}

void mrb_mruby_rational_gem_final(mrb_state *mrb) { (void)mrb; }
