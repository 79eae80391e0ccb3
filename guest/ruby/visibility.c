// Private methods, where a script would notice that mruby 3.3 has none.
#include "guest.h"

#include <mruby/class.h>
#include <mruby/internal.h>
#include <mruby/irep.h>
#include <mruby/opcode.h>
#include <mruby/proc.h>

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
  static const char *const names[] = {"raise", "loop", "lambda", "proc", "format", "sprintf", "block_given?", "iterator?"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    mrb_define_method(mrb, proxy, names[i], guard, MRB_ARGS_ANY());
    mrb_define_class_method(mrb, proxy, names[i], guard, MRB_ARGS_ANY());
  }
}
