// What mruby leaves out of Integer and Float; the rest of it is in gems/hako-library.
#include "guest.h"

#include <math.h>
#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/internal.h>
#include <mruby/numeric.h>
#include <mruby/string.h>

static mrb_value one(void) { return mrb_fixnum_value(1); }

static bool is_odd(mrb_state *mrb, mrb_value integer) {
  if (mrb_integer_p(integer)) return mrb_integer(integer) & 1;
  const mrb_value low = mrb_bint_and(mrb, integer, one());
  return mrb_integer_p(low) && mrb_integer(low) == 1;
}

static mrb_value integer_is_odd(mrb_state *mrb, mrb_value self) { return mrb_bool_value(is_odd(mrb, self)); }
static mrb_value integer_is_even(mrb_state *mrb, mrb_value self) { return mrb_bool_value(!is_odd(mrb, self)); }

static mrb_int bits_of(uint64_t value) { return value == 0 ? 0 : 64 - __builtin_clzll(value); }

mrb_int ruby_bit_length(mrb_state *mrb, mrb_value integer) {
  if (mrb_integer_p(integer)) {
    const mrb_int value = mrb_integer(integer);
    return bits_of((uint64_t)(value < 0 ? ~value : value));
  }
  // The digits of the number, or of its complement when it is negative, base 16: all but the first stand for four bits.
  const bool negative = mrb_bint_cmp(mrb, integer, mrb_fixnum_value(0)) < 0;
  const mrb_value text = mrb_integer_to_str(mrb, negative ? mrb_bint_rev(mrb, integer) : integer, 16);
  const char first = RSTRING_PTR(text)[0];
  return (RSTRING_LEN(text) - 1) * 4 + bits_of((uint64_t)(first <= '9' ? first - '0' : first - 'a' + 10));
}

static mrb_value integer_bit_length(mrb_state *mrb, mrb_value self) { return mrb_int_value(mrb, ruby_bit_length(mrb, self)); }

static mrb_value integer_size(mrb_state *mrb, mrb_value self) {
  if (mrb_integer_p(self)) return mrb_fixnum_value(8);
  return mrb_int_value(mrb, (ruby_bit_length(mrb, self) + 7) / 8);
}

static mrb_value integer_bit(mrb_state *mrb, mrb_value self) {
  const mrb_int place = mrb_as_int(mrb, mrb_get_arg1(mrb));
  if (place < 0) return mrb_fixnum_value(0);
  if (mrb_integer_p(self)) {
    const mrb_int value = mrb_integer(self);
    return mrb_fixnum_value(place > 62 ? value < 0 : (value >> place) & 1);
  }
  return mrb_fixnum_value(is_odd(mrb, mrb_bint_rshift(mrb, self, place)));
}

static mrb_value integer_minus(mrb_state *mrb, mrb_value self) { return mrb_num_sub(mrb, mrb_fixnum_value(0), self); }
static mrb_value float_minus(mrb_state *mrb, mrb_value self) { return mrb_float_value(mrb, -mrb_float(self)); }

static mrb_value float_next(mrb_state *mrb, mrb_value self) { return mrb_float_value(mrb, nextafter(mrb_float(self), INFINITY)); }
static mrb_value float_previous(mrb_state *mrb, mrb_value self) { return mrb_float_value(mrb, nextafter(mrb_float(self), -INFINITY)); }

// To 1 to 14 digits behind the point, as in Ruby: 2.675 becomes 2.68, although the float is a bit less than that.
static mrb_value float_round_half_up(mrb_state *mrb, mrb_value self) {
  const mrb_int digits = mrb_as_int(mrb, mrb_get_arg1(mrb));
  const double value = mrb_float(self);
  int exponent;
  frexp(value, &exponent);
  if (digits >= 17 - (exponent > 0 ? exponent / 4 : exponent / 3 - 1)) return self;
  if (digits < -(exponent > 0 ? exponent / 3 + 1 : exponent / 4)) return mrb_float_value(mrb, 0);
  const double unit = pow(10, (double)digits);
  double rounded = round(value * unit);
  if (!isfinite(rounded)) return self;
  if (value > 0 && (rounded + 0.5) / unit <= value) rounded += 1;
  if (value < 0 && (rounded - 0.5) / unit >= value) rounded -= 1;
  return mrb_float_value(mrb, rounded / unit);
}

static mrb_value math_gamma(mrb_state *mrb, mrb_value self) {
  mrb_float value;
  mrb_get_args(mrb, "f", &value);
  return mrb_float_value(mrb, tgamma(value));
}

static mrb_value math_lgamma(mrb_state *mrb, mrb_value self) {
  mrb_float value;
  mrb_get_args(mrb, "f", &value);
  int sign = 1;
  const double result = lgamma_r(value, &sign);
  return mrb_assoc_new(mrb, mrb_float_value(mrb, result), mrb_fixnum_value(sign));
}

void ruby_define_numbers(mrb_state *mrb) {
  struct RClass *integer = mrb->integer_class;
  mrb_define_method(mrb, integer, "even?", integer_is_even, MRB_ARGS_NONE());
  mrb_define_method(mrb, integer, "odd?", integer_is_odd, MRB_ARGS_NONE());
  mrb_define_method(mrb, integer, "bit_length", integer_bit_length, MRB_ARGS_NONE());
  mrb_define_method(mrb, integer, "size", integer_size, MRB_ARGS_NONE());
  mrb_define_method(mrb, integer, "[]", integer_bit, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, integer, "-@", integer_minus, MRB_ARGS_NONE());
  // mruby's is 0 - self, which isn't -0.0 for 0.0.
  mrb_define_method(mrb, mrb->float_class, "-@", float_minus, MRB_ARGS_NONE());
  mrb_define_method(mrb, mrb->float_class, "next_float", float_next, MRB_ARGS_NONE());
  mrb_define_method(mrb, mrb->float_class, "prev_float", float_previous, MRB_ARGS_NONE());
  mrb_define_method(mrb, mrb->float_class, "__round_half_up", float_round_half_up, MRB_ARGS_REQ(1));
  struct RClass *math = mrb_module_get(mrb, "Math");
  mrb_define_module_function(mrb, math, "gamma", math_gamma, MRB_ARGS_REQ(1));
  mrb_define_module_function(mrb, math, "lgamma", math_lgamma, MRB_ARGS_REQ(1));
}
