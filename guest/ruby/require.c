// require: everything that there is, is there already.
#include "guest.h"

#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/error.h>
#include <mruby/hash.h>
#include <mruby/string.h>
#include <mruby/variable.h>
#include <string.h>

static const char *const built_in[] = {
#ifndef HAKO_RUBY_MINIMAL
    "json",
#endif
    "set",  "time", "securerandom", "enumerator", "fiber", "rational", "complex",
};
#define kBuiltIn (sizeof built_in / sizeof built_in[0])

// Which of them have been asked for.
static bool asked[kBuiltIn];

static mrb_value require(mrb_state *mrb, mrb_value self) {
  mrb_value name;
  mrb_get_args(mrb, "S", &name);
  for (size_t i = 0; i < kBuiltIn; i++) {
    if ((size_t)RSTRING_LEN(name) != strlen(built_in[i]) || memcmp(RSTRING_PTR(name), built_in[i], strlen(built_in[i])) != 0) continue;
    const bool first = !asked[i];
    asked[i] = true;
    return mrb_bool_value(first);
  }
  const mrb_value message = mrb_format(mrb, "cannot load such file -- %v (built in:", name);
  for (size_t i = 0; i < kBuiltIn; i++) {
    mrb_str_cat_cstr(mrb, message, i == 0 ? " " : ", ");
    mrb_str_cat_cstr(mrb, message, built_in[i]);
  }
  mrb_str_cat_lit(mrb, message, ")");
  const mrb_value error = mrb_exc_new_str(mrb, mrb_exc_get_id(mrb, mrb_intern_lit(mrb, "LoadError")), message);
  mrb_iv_set(mrb, error, mrb_intern_lit(mrb, "@path"), name);
  mrb_exc_raise(mrb, error);
}

void ruby_define_require(mrb_state *mrb) {
  mrb_define_method(mrb, mrb->kernel_module, "require", require, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, mrb->kernel_module, "require_relative", require, MRB_ARGS_REQ(1));
  const mrb_value name = mrb_obj_freeze(mrb, mrb_str_new_lit(mrb, "(eval)"));
  mrb_gv_set(mrb, mrb_intern_lit(mrb, "$0"), name);
  mrb_gv_set(mrb, mrb_intern_lit(mrb, "$PROGRAM_NAME"), name);
  mrb_gv_set(mrb, mrb_intern_lit(mrb, "$/"), mrb_obj_freeze(mrb, mrb_str_new_lit(mrb, "\n")));
}
