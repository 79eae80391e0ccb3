// Private methods of C's, and what asks for public ones.
#include "guest.h"

#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/error.h>
#include <mruby/internal.h>
#include <mruby/irep.h>
#include <mruby/opcode.h>
#include <mruby/proc.h>
#include <string.h>

// True when the script wrote `receiver.name(...)` with a receiver other than self. Read off the instruction that made the call: the
// program counter of the calling frame is just behind it. A call through `send`, or from C, has another instruction there.
static bool called_explicitly(mrb_state *mrb, mrb_value self) {
  enum { kSendLength = 4 };
  const mrb_callinfo *ci = mrb->c->ci;
  if (ci == mrb->c->cibase || ci->cci != 0) return false;
  const mrb_callinfo *caller = ci - 1;
  if (caller->proc == NULL || MRB_PROC_CFUNC_P(caller->proc) || caller->pc == NULL) return false;
  const mrb_irep *irep = caller->proc->body.irep;
  if (irep == NULL || caller->pc - irep->iseq < kSendLength) return false;
  const mrb_code *send = caller->pc - kSendLength;
  if (send[0] != OP_SEND && send[0] != OP_SENDB) return false;
  if (send[2] >= irep->slen || irep->syms[send[2]] != ci->mid) return false;
  return !mrb_obj_eq(mrb, self, caller->stack[0]);
}

void ruby_private(mrb_state *mrb, mrb_value self) {
  if (!called_explicitly(mrb, self)) return;
  mrb_raisef(mrb, E_NOMETHOD_ERROR, "private method '%n' called for %T", mrb->c->ci->mid, self);
}

// Stands before a method of Kernel's on the proxies: a call of it on a proxy is neither answered nor forwarded, but code inside a
// reopened Member may use it. The original runs in this very frame.
static mrb_value guard(mrb_state *mrb, mrb_value self) {
  ruby_private(mrb, self);
  struct RClass *kernel = mrb->kernel_module;
  const mrb_method_t method = mrb_method_search_vm(mrb, &kernel, mrb->c->ci->mid);
  if (MRB_METHOD_UNDEF_P(method)) mrb_raisef(mrb, E_NOMETHOD_ERROR, "undefined method '%n' for %T", mrb->c->ci->mid, self);
  if (MRB_METHOD_CFUNC_P(method)) return MRB_METHOD_CFUNC(method)(mrb, self);
  return mrb_exec_irep(mrb, self, (struct RProc *)MRB_METHOD_PROC(method));
}

void ruby_guard_proxy_privates(mrb_state *mrb, struct RClass *proxy) {
  static const char *const names[] = {"raise",     "loop", "lambda", "proc", "format", "sprintf", "block_given?",
                                      "iterator?", "puts", "print",  "p",    "putc",   "printf",  "warn"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    mrb_define_method(mrb, proxy, names[i], guard, MRB_ARGS_ANY());
    mrb_define_class_method(mrb, proxy, names[i], guard, MRB_ARGS_ANY());
  }
}

// From mruby's vm.c; it has no header.
mrb_value mrb_f_send(mrb_state *mrb, mrb_value self);

static mrb_value public_send(mrb_state *mrb, mrb_value self) {
  const mrb_callinfo *ci = mrb->c->ci;
  // The arguments stay as they came, with their keywords, for what is called in this very frame.
  mrb_value first = mrb_nil_value(), rest = mrb_nil_value();
  if (ci->n == 15 && RARRAY_LEN(ci->stack[1]) > 0) {
    first = RARRAY_PTR(ci->stack[1])[0];
    rest = mrb_ary_new_from_values(mrb, RARRAY_LEN(ci->stack[1]) - 1, RARRAY_PTR(ci->stack[1]) + 1);
  } else if (ci->n > 0 && ci->n < 15) {
    first = ci->stack[1];
    rest = mrb_ary_new_from_values(mrb, ci->n - 1, ci->stack + 2);
  }
  if (mrb_symbol_p(first) || mrb_string_p(first)) {
    const mrb_sym name = mrb_obj_to_sym(mrb, first);
    struct RClass *class = mrb_class(mrb, self);
    const mrb_method_t method = mrb_method_search_vm(mrb, &class, name);
    if (!MRB_METHOD_UNDEF_P(method) && MRB_METHOD_VISIBILITY(method) != 0) {
      const char *what = MRB_METHOD_VISIBILITY(method) & MRB_PROC_PRIVATE ? "private" : "protected";
      mrb_no_method_error(mrb, name, rest, "%s method '%n' called for %T", what, name, self);
    }
  }
  return mrb_f_send(mrb, self);
}

void ruby_define_visibility(mrb_state *mrb) {
  static const char *const functions[] = {
      "Array",     "Complex",          "Float",   "Hash",  "Integer", "Rational", "String", "block_given?", "caller", "fail",  "format",
      "iterator?", "lambda",           "loop",    "p",     "print",   "printf",   "proc",   "putc",         "puts",   "raise", "rand",
      "require",   "require_relative", "sprintf", "srand", "throw",   "warn",
  };
  mrb_define_method(mrb, mrb->kernel_module, "public_send", public_send, MRB_ARGS_ANY());
  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
    const mrb_sym name = mrb_intern_static(mrb, functions[i], strlen(functions[i]));
    struct RClass *class = mrb->kernel_module;
    if (MRB_METHOD_UNDEF_P(mrb_method_search_vm(mrb, &class, name))) continue;
    mrb_set_visibility(mrb, mrb->kernel_module, name, MRB_PROC_PRIVATE);
  }
}
