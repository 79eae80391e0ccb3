// Kobako::Member: every Service that the host has bound is a subclass of it, and a call is a call of a class method.
#include "guest.h"

#include <mruby/class.h>
#include <mruby/string.h>
#include <mruby/variable.h>

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

void ruby_define_member(mrb_state *mrb, struct RClass *kobako, struct RClass *proxy) {
  path_variable = mrb_intern_lit(mrb, "__path__");
  guest.member = mrb_define_class_under(mrb, kobako, "Member", proxy);
  mrb_define_class_method(mrb, guest.member, "new", member_refuse, MRB_ARGS_ANY());
  mrb_define_class_method(mrb, guest.member, "allocate", member_refuse, MRB_ARGS_ANY());
  mrb_define_class_method(mrb, guest.member, "method_missing", member_missing, MRB_ARGS_ANY());
  mrb_define_class_method(mrb, guest.member, "respond_to?", answer_true, MRB_ARGS_ANY());
}

void ruby_member_new(mrb_state *mrb, struct RClass *name_space, mrb_sym name) {
  struct RClass *member = mrb_define_class_under_id(mrb, name_space, name, guest.member);
  mrb_obj_iv_set(mrb, (struct RObject *)member, path_variable, mrb_class_path(mrb, member));
}
