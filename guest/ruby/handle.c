// Kobako::Handle: a script's reference to an object of the host.
//
// The id is the data pointer of a C data object, which no reflection reaches: it can't be read, written or forged. Whatever claims to
// be a Handle is asked for its data type first, so a subclass, or an instance that a script made by getting around `new`, is inert.
#include "guest.h"

#include <mruby/class.h>
#include <mruby/data.h>

static const struct mrb_data_type handle_type = {"Kobako::Handle", NULL};

mrb_value ruby_handle_new(mrb_state *mrb, uint32_t id) {
  return mrb_obj_value(mrb_data_object_alloc(mrb, guest.handle, (void *)(uintptr_t)id, &handle_type));
}

uint32_t ruby_handle_id(mrb_value value) {
  if (!mrb_data_p(value) || DATA_TYPE(value) != &handle_type) return 0;
  return (uint32_t)(uintptr_t)DATA_PTR(value);
}

static mrb_value handle_missing(mrb_state *mrb, mrb_value self) {
  const struct ruby_target target = {.handle = ruby_handle_id(self)};
  return ruby_dispatch(mrb, self, &target);
}

// For dup and clone. Only an object without an id takes one.
static mrb_value handle_copy(mrb_state *mrb, mrb_value self) {
  const mrb_value original = mrb_get_arg1(mrb);
  const uint32_t id = ruby_handle_id(original);
  if (id != 0 && ruby_handle_id(self) == 0 && mrb_data_p(self) && DATA_TYPE(self) == NULL) {
    mrb_data_init(self, (void *)(uintptr_t)id, &handle_type);
  }
  return self;
}

static mrb_value handle_refuse(mrb_state *mrb, mrb_value self) {
  mrb_raise(mrb, E_NOMETHOD_ERROR, "Kobako::Handle is a host-issued capability reference, not a constructible class");
}

static mrb_value answer_true(mrb_state *mrb, mrb_value self) { return mrb_true_value(); }

void ruby_define_handle(mrb_state *mrb, struct RClass *kobako, struct RClass *proxy) {
  guest.handle = mrb_define_class_under(mrb, kobako, "Handle", proxy);
  MRB_SET_INSTANCE_TT(guest.handle, MRB_TT_CDATA);
  mrb_define_class_method(mrb, guest.handle, "new", handle_refuse, MRB_ARGS_ANY());
  mrb_define_class_method(mrb, guest.handle, "allocate", handle_refuse, MRB_ARGS_ANY());
  mrb_define_method(mrb, guest.handle, "method_missing", handle_missing, MRB_ARGS_ANY());
  mrb_define_method(mrb, guest.handle, "respond_to?", answer_true, MRB_ARGS_ANY());
  mrb_define_method(mrb, guest.handle, "initialize_copy", handle_copy, MRB_ARGS_REQ(1));
}
