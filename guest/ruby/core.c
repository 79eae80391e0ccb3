// What the core leaves out: clone without freezing, defined?, and conversions that objects declare themselves. A script can't ask for
// those in the way that mruby does: a proxy answers to everything.
#include "guest.h"

#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/error.h>
#include <mruby/proc.h>
#include <mruby/string.h>
#include <mruby/variable.h>

static mrb_value converted(mrb_state *mrb, mrb_value object, const char *method) {
  const mrb_sym name = mrb_intern_cstr(mrb, method);
  if (mrb_immediate_p(object) || !mrb_respond_to(mrb, object, name)) return mrb_nil_value();
  return mrb_funcall_argv(mrb, object, name, 0, NULL);
}

mrb_value ruby_implicit_array(mrb_state *mrb, mrb_value object) {
  if (mrb_array_p(object)) return object;
  const mrb_value array = converted(mrb, object, "to_ary");
  if (!mrb_nil_p(array) && !mrb_array_p(array)) {
    mrb_raisef(mrb, E_TYPE_ERROR, "can't convert %T to Array (%T#to_ary gives %T)", object, object, array);
  }
  return array;
}

static mrb_value array_try_convert(mrb_state *mrb, mrb_value class) {
  (void)class;
  return ruby_implicit_array(mrb, mrb_get_arg1(mrb));
}

static mrb_value string_try_convert(mrb_state *mrb, mrb_value class) {
  (void)class;
  const mrb_value object = mrb_get_arg1(mrb);
  if (mrb_string_p(object)) return object;
  const mrb_value text = converted(mrb, object, "to_str");
  return mrb_nil_p(text) ? text : mrb_ensure_string_type(mrb, text);
}

static mrb_value kernel_clone(mrb_state *mrb, mrb_value self) {
  const mrb_sym names[] = {mrb_intern_lit(mrb, "freeze")};
  mrb_value freeze;
  const mrb_kwargs keywords = {.num = 1, .required = 0, .table = names, .values = &freeze, .rest = NULL};
  mrb_get_args(mrb, ":", &keywords);
  if (mrb_undef_p(freeze)) freeze = mrb_nil_value();
  if (mrb_immediate_p(self) || mrb_integer_p(self) || mrb_float_p(self)) return self;
  const bool frozen = mrb_nil_p(freeze) ? mrb_frozen_p(mrb_basic_ptr(self)) : mrb_bool(freeze);
  const mrb_value copy = mrb_obj_clone(mrb, self);
  if (mrb_immediate_p(copy) || mrb_basic_ptr(copy) == mrb_basic_ptr(self)) return copy;
  if (frozen) {
    mrb_obj_freeze(mrb, copy);
  } else {
    MRB_UNSET_FROZEN_FLAG(mrb_basic_ptr(copy));
  }
  return copy;
}

// --- defined? (patches/26-defined) ---

static mrb_value is_global_defined(mrb_state *mrb, mrb_value kernel) {
  const mrb_sym name = mrb_obj_to_sym(mrb, mrb_get_arg1(mrb));
  mrb_int length;
  const char *const text = mrb_sym_name_len(mrb, name, &length);
  if (length == 2 && !ISALPHA(text[1]) && text[1] != '_') return mrb_true_value();  // $~ and the like are always there
  const mrb_value names = mrb_funcall(mrb, kernel, "global_variables", 0);
  for (mrb_int i = 0; i < RARRAY_LEN(names); i++) {
    if (mrb_symbol(RARRAY_PTR(names)[i]) == name) return mrb_true_value();
  }
  return mrb_false_value();
}

// Is there something that `super` would call in the method that asks?
static mrb_value is_super_defined(mrb_state *mrb, mrb_value kernel) {
  (void)kernel;
  const mrb_callinfo *caller = mrb->c->ci - 1;
  struct RClass *class = mrb_vm_ci_target_class(caller);
  if (caller->mid == 0 || class == NULL || class->super == NULL) return mrb_false_value();
  class = class->super;
  return mrb_bool_value(!MRB_METHOD_UNDEF_P(mrb_method_search_vm(mrb, &class, caller->mid)));
}

void ruby_define_core(mrb_state *mrb) {
  mrb_define_class_method(mrb, mrb->kernel_module, "__global_defined?", is_global_defined, MRB_ARGS_REQ(1));
  mrb_define_class_method(mrb, mrb->kernel_module, "__super_defined?", is_super_defined, MRB_ARGS_NONE());
  mrb_define_method(mrb, mrb->kernel_module, "clone", kernel_clone, MRB_ARGS_KEY(1, 0));
  mrb_define_class_method(mrb, mrb->array_class, "try_convert", array_try_convert, MRB_ARGS_REQ(1));
  mrb_define_class_method(mrb, mrb->string_class, "try_convert", string_try_convert, MRB_ARGS_REQ(1));
}
