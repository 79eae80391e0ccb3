// The interpreter's canonical state: what every invocation starts from before the host's preamble (B-49).
#include "guest.h"

#include "heap.h"

#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/error.h>
#include <mruby/internal.h>
#include <mruby/string.h>
#include <mruby/variable.h>

struct ruby_guest guest;

// Classes that C alone refers to: a script may remove their constants. What is protected here stays in the arena for good, because
// everything later restores the arena to what it was after boot.
static void keep(mrb_state *mrb, struct RClass *class) { mrb_gc_protect(mrb, mrb_obj_value(class)); }

// What ruby-guest.md lists, or any script expects, and mruby 3.3 does not have yet; and what it has although the list says otherwise.
static void adjust_core(mrb_state *mrb) {
  ruby_define_visibility(mrb);
  mrb_define_class(mrb, "NoMatchingPatternError", mrb->eStandardError_class);
}

// What the gems give to every object or every class, and Services may offer all the same: on a proxy these names go to the host.
static void leave_to_services(mrb_state *mrb, struct RClass *proxy) {
  static const char *const names[] = {
      "name",
      "to_json",
      "method",
      "singleton_method",
      "instance_method",
      "rand",
      "srand",
      "require",
      "require_relative",
      "catch",
      "throw",
      "fail",
      "caller",
      "Integer",
      "Float",
      "String",
      "Array",
      "Hash",
      "Rational",
      "Complex",
      "JSON",
      "enum_for",
      "module_exec",
      "class_exec",
      "subclasses",
      "attached_object",
      "singleton_class?",
      "<",
      "<=",
      ">",
      ">=",
      "private_constant",
      "public_constant",
      "deprecate_constant",
      "private_class_method",
      "public_class_method",
      "module_function",
      "__dir__",
  };
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    mrb_undef_method(mrb, proxy, names[i]);
    mrb_undef_class_method(mrb, guest.member, names[i]);
  }
}

static mrb_value define_everything(mrb_state *mrb, void *unused) {
  struct RClass *kobako = mrb_define_module(mrb, "Kobako");
  struct RClass *transport = mrb_define_module_under(mrb, kobako, "Transport");
  struct RClass *proxy = mrb_define_class_under(mrb, transport, "Proxy", mrb->object_class);
  struct RClass *runtime_error = mrb_exc_get_id(mrb, mrb_intern_lit(mrb, "RuntimeError"));
  guest.service_error = mrb_define_class_under(mrb, kobako, "ServiceError", runtime_error);
  guest.transport_error = mrb_define_class_under(mrb, transport, "Error", runtime_error);
  mrb_define_class_under(mrb, kobako, "BytecodeError", runtime_error);
  ruby_define_member(mrb, kobako, proxy);
  ruby_define_handle(mrb, kobako, proxy);
  ruby_guard_proxy_privates(mrb, proxy);
  ruby_define_io(mrb);
  ruby_define_numbers(mrb);
  ruby_define_text(mrb);
  ruby_define_require(mrb);
  ruby_define_random(mrb);
  ruby_define_time(mrb);
  ruby_define_core(mrb);
  adjust_core(mrb);
  leave_to_services(mrb, proxy);
  ruby_init_dispatch(mrb);
#ifndef HAKO_RUBY_MINIMAL
  ruby_define_json(mrb);
  ruby_define_regexp(mrb);
#endif
  return mrb_nil_value();
}

static void *allocate(mrb_state *mrb, void *block, size_t size, void *unused) {
  (void)mrb;
  (void)unused;
  return heap_reallocate(block, size);
}

static void hold_error(mrb_state *mrb, struct RObject *error, const char *message) {
  mrb_gc_protect(mrb, mrb_obj_value(error));
  mrb_exc_mesg_set(mrb, (struct RException *)error, mrb_str_new_cstr(mrb, message));
}

bool language_boot(void) {
  if (guest.mrb != NULL) return true;
  mrb_state *mrb = mrb_open_allocf(allocate, NULL);
  if (mrb == NULL || mrb->exc != NULL) return false;
  mrb_bool failed;
  ruby_define_failures(mrb);
  mrb_protect_error(mrb, define_everything, NULL, &failed);
  if (failed) return false;
  // The collector takes the message away from these two, which exist from the start, unless something else holds them. It may have
  // run already.
  hold_error(mrb, mrb->stack_err, "stack level too deep");
  hold_error(mrb, mrb->nomem_err, "Out of memory");
  guest.kept = mrb_ary_new(mrb);
  guest.code = mrb_ary_new(mrb);
  keep(mrb, guest.member);
  keep(mrb, guest.handle);
  keep(mrb, guest.service_error);
  keep(mrb, guest.transport_error);
#ifndef HAKO_RUBY_MINIMAL
  keep(mrb, guest.regexp);
  keep(mrb, guest.match_data);
  keep(mrb, guest.regexp_error);
#endif
  guest.mrb = mrb;
  language_settle();
  return true;
}

void language_settle(void) { mrb_full_gc(guest.mrb); }
