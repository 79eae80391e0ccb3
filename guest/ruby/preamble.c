// Frame 1: the namespaces and members that the host has declared.
#include "guest.h"

#include <mruby/class.h>
#include <mruby/error.h>
#include <mruby/internal.h>
#include <mruby/string.h>
#include <mruby/variable.h>
#include <string.h>

#define BOOT_ERROR "Kobako::BootError"

static mrb_noreturn void undecodable(mrb_state *mrb) { ruby_panic_text(mrb, BOOT_ERROR, "failed to decode the Sandbox setup data"); }

static mrb_noreturn void rejected(mrb_state *mrb, mrb_value reason) {
  ruby_panic(mrb, BOOT_ERROR, mrb_format(mrb, "namespace registration rejected: %v", reason), mrb_nil_value());
}

static mrb_sym read_name(mrb_state *mrb, struct hako_reader *reader, const char *nul_inside) {
  struct hako_token token;
  if (!hako_read(reader, &token) || token.kind != HAKO_STR) undecodable(mrb);
  if (memchr(token.bytes.data, 0, token.bytes.length) != NULL) ruby_panic_text(mrb, BOOT_ERROR, nul_inside);
  return mrb_intern(mrb, (const char *)token.bytes.data, token.bytes.length);
}

static uint32_t read_array(mrb_state *mrb, struct hako_reader *reader) {
  struct hako_token token;
  if (!hako_read(reader, &token) || token.kind != HAKO_ARRAY) undecodable(mrb);
  return token.count;
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

void ruby_install_preamble(mrb_state *mrb, const struct hako_frame *frame) {
  struct hako_reader reader = hako_reader_of(frame->data, frame->length);
  for (uint32_t spaces = read_array(mrb, &reader); spaces > 0; spaces--) {
    if (read_array(mrb, &reader) != 2) undecodable(mrb);
    const mrb_sym name = read_name(mrb, &reader, "namespace name contains an invalid character");
    struct member member = {.name_space = name_space_of(mrb, name)};
    for (uint32_t members = read_array(mrb, &reader); members > 0; members--) {
      member.name = read_name(mrb, &reader, "member name contains an invalid character");
      mrb_bool failed;
      const mrb_value result = mrb_protect_error(mrb, define_member, &member, &failed);
      if (failed) rejected(mrb, mrb_exc_mesg_get(mrb, mrb_exc_ptr(result)));
    }
  }
}
