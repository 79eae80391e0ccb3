// Complex, of any two real numbers. mruby's own are made of Floats, so that Complex(1, 2) prints as 1.0+2.0i.
//
// The functions take the places of those of mruby-complex when the module is linked; what isn't here is in gems/hako-library.
#include "guest.h"

#include <mruby/class.h>
#include <mruby/internal.h>
#include <mruby/numeric.h>

static struct RClass *complex_class;

static mrb_value zero(void) { return mrb_fixnum_value(0); }

static bool is_real(mrb_value value) {
  return mrb_integer_p(value) || mrb_float_p(value) || mrb_bigint_p(value) || mrb_type(value) == MRB_TT_RATIONAL;
}

mrb_value ruby_complex_of(mrb_state *mrb, mrb_value real, mrb_value imaginary) {
  if (!is_real(real) || !is_real(imaginary)) mrb_raise(mrb, E_TYPE_ERROR, "not a real");
  struct RNumberPair *pair = (struct RNumberPair *)mrb_obj_alloc(mrb, MRB_TT_COMPLEX, complex_class);
  pair->first = real;
  pair->second = imaginary;
  MRB_SET_FROZEN_FLAG(pair);
  return mrb_obj_value(pair);
}

mrb_value mrb_complex_new(mrb_state *mrb, mrb_float real, mrb_float imaginary) {
  return ruby_complex_of(mrb, mrb_float_value(mrb, real), mrb_float_value(mrb, imaginary));
}

struct parts {
  mrb_value real, imaginary;
};

static struct parts parts_of(mrb_state *mrb, mrb_value value) {
  if (is_real(value)) return (struct parts){value, zero()};
  if (mrb_type(value) != MRB_TT_COMPLEX) mrb_raisef(mrb, E_TYPE_ERROR, "%Y can't be coerced into Complex", value);
  const struct RNumberPair *pair = mrb_ptr(value);
  if (!is_real(pair->first)) mrb_raise(mrb, E_ARGUMENT_ERROR, "uninitialized Complex");
  return (struct parts){pair->first, pair->second};
}

void mrb_complex_copy(mrb_state *mrb, mrb_value to, mrb_value from) {
  const struct parts parts = parts_of(mrb, from);
  struct RNumberPair *pair = mrb_ptr(to);
  pair->first = parts.real;
  pair->second = parts.imaginary;
  mrb_write_barrier(mrb, mrb_basic_ptr(to));
}

// As CRuby's: an exact zero leaves the other number as it is, -0.0 too.
static bool is_exactly(mrb_value value, mrb_int number) { return mrb_integer_p(value) && mrb_integer(value) == number; }

static mrb_value add(mrb_state *mrb, mrb_value a, mrb_value b) {
  if (is_exactly(a, 0)) return b;
  return is_exactly(b, 0) ? a : mrb_num_add(mrb, a, b);
}

static mrb_value subtract(mrb_state *mrb, mrb_value a, mrb_value b) { return is_exactly(b, 0) ? a : mrb_num_sub(mrb, a, b); }

static mrb_value multiply(mrb_state *mrb, mrb_value a, mrb_value b) {
  if (is_exactly(a, 1)) return b;
  return is_exactly(b, 1) ? a : mrb_num_mul(mrb, a, b);
}

mrb_value mrb_complex_add(mrb_state *mrb, mrb_value x, mrb_value y) {
  const struct parts a = parts_of(mrb, x), b = parts_of(mrb, y);
  return ruby_complex_of(mrb, add(mrb, a.real, b.real), add(mrb, a.imaginary, b.imaginary));
}

mrb_value mrb_complex_sub(mrb_state *mrb, mrb_value x, mrb_value y) {
  const struct parts a = parts_of(mrb, x), b = parts_of(mrb, y);
  return ruby_complex_of(mrb, subtract(mrb, a.real, b.real), subtract(mrb, a.imaginary, b.imaginary));
}

mrb_value mrb_complex_mul(mrb_state *mrb, mrb_value x, mrb_value y) {
  const struct parts a = parts_of(mrb, x), b = parts_of(mrb, y);
  if (is_real(y)) return ruby_complex_of(mrb, multiply(mrb, a.real, y), multiply(mrb, a.imaginary, y));
  const mrb_value real = subtract(mrb, multiply(mrb, a.real, b.real), multiply(mrb, a.imaginary, b.imaginary));
  return ruby_complex_of(mrb, real, add(mrb, multiply(mrb, a.real, b.imaginary), multiply(mrb, a.imaginary, b.real)));
}

mrb_value mrb_complex_div(mrb_state *mrb, mrb_value x, mrb_value y) { return mrb_funcall_argv(mrb, x, mrb_intern_lit(mrb, "/"), 1, &y); }

mrb_bool mrb_complex_eq(mrb_state *mrb, mrb_value x, mrb_value y) {
  if (!is_real(y) && mrb_type(y) != MRB_TT_COMPLEX) return 0;
  const struct parts a = parts_of(mrb, x), b = parts_of(mrb, y);
  return mrb_equal(mrb, a.real, b.real) && mrb_equal(mrb, a.imaginary, b.imaginary);
}

static struct parts without_imaginary(mrb_state *mrb, mrb_value self, const char *target) {
  const struct parts parts = parts_of(mrb, self);
  if (!mrb_integer_p(parts.imaginary) || mrb_integer(parts.imaginary) != 0) {
    mrb_raisef(mrb, E_RANGE_ERROR, "can't convert %v into %s", self, target);
  }
  return parts;
}

mrb_value mrb_complex_to_f(mrb_state *mrb, mrb_value self) {
  return mrb_float_value(mrb, mrb_as_float(mrb, without_imaginary(mrb, self, "Float").real));
}

mrb_value mrb_complex_to_i(mrb_state *mrb, mrb_value self) {
  const mrb_value real = without_imaginary(mrb, self, "Integer").real;
  if (mrb_float_p(real)) return mrb_float_to_integer(mrb, real);
  return mrb_type(real) == MRB_TT_RATIONAL ? mrb_rational_to_i(mrb, real) : real;
}

static mrb_value complex_real(mrb_state *mrb, mrb_value self) { return parts_of(mrb, self).real; }
static mrb_value complex_imaginary(mrb_state *mrb, mrb_value self) { return parts_of(mrb, self).imaginary; }

static mrb_value operate(mrb_state *mrb, mrb_value self, mrb_value (*operation)(mrb_state *, mrb_value, mrb_value), char name) {
  const mrb_value other = mrb_get_arg1(mrb);
  if (is_real(other) || mrb_type(other) == MRB_TT_COMPLEX) return operation(mrb, self, other);
  return ruby_coerced(mrb, self, other, mrb_intern(mrb, &name, 1));
}

static mrb_value complex_add(mrb_state *mrb, mrb_value self) { return operate(mrb, self, mrb_complex_add, '+'); }
static mrb_value complex_sub(mrb_state *mrb, mrb_value self) { return operate(mrb, self, mrb_complex_sub, '-'); }
static mrb_value complex_mul(mrb_state *mrb, mrb_value self) { return operate(mrb, self, mrb_complex_mul, '*'); }
static mrb_value complex_equal(mrb_state *mrb, mrb_value self) { return mrb_bool_value(mrb_complex_eq(mrb, self, mrb_get_arg1(mrb))); }
static mrb_value complex_to_c(mrb_state *mrb, mrb_value self) { return self; }

static mrb_value complex_rect(mrb_state *mrb, mrb_value self) {
  mrb_value real, imaginary = zero();
  mrb_get_args(mrb, "o|o", &real, &imaginary);
  if (is_real(real) && is_real(imaginary)) return ruby_complex_of(mrb, real, imaginary);
  if (mrb_nil_p(real) || mrb_nil_p(imaginary)) mrb_raise(mrb, E_TYPE_ERROR, "can't convert nil into Complex");
  const struct parts a = parts_of(mrb, real), b = parts_of(mrb, imaginary);
  return ruby_complex_of(mrb, subtract(mrb, a.real, b.imaginary), add(mrb, a.imaginary, b.real));
}

static mrb_value nil_to_c(mrb_state *mrb, mrb_value self) { return ruby_complex_of(mrb, zero(), zero()); }

void mrb_mruby_complex_gem_init(mrb_state *mrb) {
  complex_class = mrb_define_class(mrb, "Complex", mrb_class_get(mrb, "Numeric"));
  mrb_gc_register(mrb, mrb_obj_value(complex_class));
  MRB_SET_INSTANCE_TT(complex_class, MRB_TT_COMPLEX);
  MRB_UNDEF_ALLOCATOR(complex_class);
  mrb_undef_class_method(mrb, complex_class, "new");
  mrb_define_class_method(mrb, complex_class, "rectangular", complex_rect, MRB_ARGS_ARG(1, 1));
  mrb_define_class_method(mrb, complex_class, "rect", complex_rect, MRB_ARGS_ARG(1, 1));
  mrb_define_method(mrb, mrb->kernel_module, "Complex", complex_rect, MRB_ARGS_ARG(1, 1));
  mrb_define_method(mrb, complex_class, "real", complex_real, MRB_ARGS_NONE());
  mrb_define_method(mrb, complex_class, "imaginary", complex_imaginary, MRB_ARGS_NONE());
  mrb_define_method(mrb, complex_class, "to_f", mrb_complex_to_f, MRB_ARGS_NONE());
  mrb_define_method(mrb, complex_class, "to_i", mrb_complex_to_i, MRB_ARGS_NONE());
  mrb_define_method(mrb, complex_class, "to_c", complex_to_c, MRB_ARGS_NONE());
  mrb_define_method(mrb, complex_class, "+", complex_add, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, complex_class, "-", complex_sub, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, complex_class, "*", complex_mul, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, complex_class, "==", complex_equal, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, mrb->nil_class, "to_c", nil_to_c, MRB_ARGS_NONE());
}

void mrb_mruby_complex_gem_final(mrb_state *mrb) { (void)mrb; }
