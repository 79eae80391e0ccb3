// Frame 1: the namespaces and members that the host has declared.
#include "guest.h"

#include <mruby/class.h>
#include <mruby/error.h>
#include <mruby/internal.h>
#include <mruby/string.h>
#include <mruby/variable.h>
#include <string.h>

#include "setup.h"

#define BOOT_ERROR "Kobako::BootError"

static mrb_noreturn void rejected(mrb_state *mrb, mrb_value reason) {
  ruby_panic(mrb, BOOT_ERROR, mrb_format(mrb, "namespace registration rejected: %v", reason), mrb_nil_value());
}

static mrb_sym symbol_of(mrb_state *mrb, const struct hako_token *name, const char *nul_inside) {
  if (memchr(name->bytes.data, 0, name->bytes.length) != NULL) ruby_panic_text(mrb, BOOT_ERROR, nul_inside);
  return mrb_intern(mrb, (const char *)name->bytes.data, name->bytes.length);
}

// The module of that name, made unless it exists. A name that is anything else already can't be a namespace.
static struct RClass *name_space_of(mrb_state *mrb, mrb_sym name) {
  const mrb_value object = mrb_obj_value(mrb->object_class);
  if (!mrb_const_defined_at(mrb, object, name)) return mrb_define_module_id(mrb, name);
  const mrb_value existing = mrb_const_get(mrb, object, name);
  if (!mrb_module_p(existing)) rejected(mrb, mrb_format(mrb, "wrong argument type %T (expected Module)", existing));
  return mrb_class_ptr(existing);
}

struct member {
  struct RClass *name_space;
  mrb_sym name;
};

static mrb_value define_member(mrb_state *mrb, void *data) {
  const struct member *member = data;
  ruby_member_new(mrb, member->name_space, member->name);
  return mrb_nil_value();
}

bool language_install_preamble(const struct hako_frame *frame) {
  mrb_state *mrb = guest.mrb;
  struct hako_preamble preamble = hako_open_preamble(frame);
  struct member member = {0};
  struct hako_token name;
  for (;;) {
    switch (hako_next_declaration(&preamble, &name)) {
      case HAKO_END:
        return true;
      case HAKO_DAMAGED:
        ruby_panic_text(mrb, BOOT_ERROR, "failed to decode the Sandbox setup data");
      case HAKO_NAMESPACE:
        member.name_space = name_space_of(mrb, symbol_of(mrb, &name, "namespace name contains an invalid character"));
        break;
      case HAKO_MEMBER: {
        member.name = symbol_of(mrb, &name, "member name contains an invalid character");
        mrb_bool failed;
        const mrb_value result = mrb_protect_error(mrb, define_member, &member, &failed);
        if (failed) rejected(mrb, mrb_exc_mesg_get(mrb, mrb_exc_ptr(result)));
        break;
      }
    }
  }
}
