// Kobako::Member: every Service that the host has bound is a subclass of it, and a call is a call of a class method.
#include "guest.h"

#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/string.h>
#include <mruby/variable.h>
#include <mruby/internal.h>  // declares what belongs to the headers before it

// Where a Member keeps the path that the host knows it by. The name has no @, so no reflection lists or reads it; and it is looked
// for in the class itself only, so a subclass goes by its own name.
static mrb_sym path_variable;

static mrb_value member_missing(mrb_state *mrb, mrb_value self) {
  mrb_value path = mrb_nil_value();
  if (mrb_class_p(self)) path = mrb_iv_get(mrb, self, path_variable);
  if (!mrb_string_p(path)) path = mrb_class_p(self) ? mrb_class_path(mrb, mrb_class_ptr(self)) : mrb_nil_value();
  // Only a class without a name has none; the host finds no such member.
  if (!mrb_string_p(path)) path = mrb_any_to_s(mrb, self);
  const struct ruby_target target = {.path = RSTRING_PTR(path), .path_length = (size_t)RSTRING_LEN(path)};
  return ruby_dispatch(mrb, self, &target);
}

static mrb_value member_refuse(mrb_state *mrb, mrb_value self) {
  mrb_raisef(mrb, E_NOMETHOD_ERROR, "%v is a Kobako Member (a dispatch target), not a constructible class", self);
}

static mrb_value answer_true(mrb_state *mrb, mrb_value self) { return mrb_true_value(); }

static bool is_member(mrb_value value) { return mrb_class_p(value) && mrb_class_ptr(value)->super == guest.member; }

// Puts a name where it belongs in the alphabetical order.
static void insert(mrb_state *mrb, mrb_value names, mrb_sym name) {
  const mrb_value text = mrb_sym_str(mrb, name);
  mrb_ary_push(mrb, names, text);
  mrb_value *const at = RARRAY_PTR(names);
  mrb_int i = RARRAY_LEN(names) - 1;
  for (; i > 0 && mrb_str_cmp(mrb, at[i - 1], text) > 0; i--) at[i] = at[i - 1];
  at[i] = text;
}

static int collect_member(mrb_state *mrb, mrb_sym name, mrb_value value, void *names) {
  if (is_member(value)) insert(mrb, *(mrb_value *)names, name);
  return 0;
}

static int count_member(mrb_state *mrb, mrb_sym name, mrb_value value, void *count) {
  *(int *)count += is_member(value);
  return 0;
}

static int collect_namespace(mrb_state *mrb, mrb_sym name, mrb_value value, void *names) {
  int members = 0;
  if (mrb_module_p(value)) mrb_iv_foreach(mrb, value, count_member, &members);
  if (members > 0) insert(mrb, *(mrb_value *)names, name);
  return 0;
}

// "Price, Stock", for a message.
static mrb_value listed(mrb_state *mrb, mrb_value names) {
  enum { kMost = 20 };
  const mrb_value text = mrb_str_new_lit(mrb, "");
  for (mrb_int i = 0; i < RARRAY_LEN(names) && i < kMost; i++) {
    if (i > 0) mrb_str_cat_lit(mrb, text, ", ");
    mrb_str_concat(mrb, text, RARRAY_PTR(names)[i]);
  }
  if (RARRAY_LEN(names) > kMost) mrb_str_cat_lit(mrb, text, ", ...");
  return text;
}

// Module#const_missing: where a Service may have been meant, the message says which there are.
static mrb_value constant_missing(mrb_state *mrb, mrb_value module) {
  mrb_sym name;
  mrb_get_args(mrb, "n", &name);
  mrb->c->ci->mid = 0;  // the backtrace begins with whoever named the constant
  const bool at_top = mrb_class_ptr(module) == mrb->object_class;
  mrb_value names = mrb_ary_new(mrb);
  mrb_iv_foreach(mrb, module, at_top ? collect_namespace : collect_member, &names);
  if (RARRAY_LEN(names) == 0) return mrb_const_missing(mrb, module, name);
  if (at_top) mrb_name_error(mrb, name, "uninitialized constant %n (services are bound in %v)", name, listed(mrb, names));
  mrb_name_error(mrb, name, "uninitialized constant %v::%n (the services bound in %v are %v)", module, name, module, listed(mrb, names));
}

void ruby_define_member(mrb_state *mrb, struct RClass *kobako, struct RClass *proxy) {
  path_variable = mrb_intern_lit(mrb, "__path__");
  guest.member = mrb_define_class_under(mrb, kobako, "Member", proxy);
  mrb_define_class_method(mrb, guest.member, "new", member_refuse, MRB_ARGS_ANY());
  mrb_define_class_method(mrb, guest.member, "allocate", member_refuse, MRB_ARGS_ANY());
  mrb_define_class_method(mrb, guest.member, "method_missing", member_missing, MRB_ARGS_ANY());
  mrb_define_class_method(mrb, guest.member, "respond_to?", answer_true, MRB_ARGS_ANY());
  mrb_define_method(mrb, mrb->module_class, "const_missing", constant_missing, MRB_ARGS_REQ(1));
}

void ruby_member_new(mrb_state *mrb, struct RClass *name_space, mrb_sym name) {
  struct RClass *member = mrb_define_class_under_id(mrb, name_space, name, guest.member);
  mrb_obj_iv_set(mrb, (struct RObject *)member, path_variable, mrb_class_path(mrb, member));
}
