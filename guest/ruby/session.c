// Sessions: code after code in one interpreter, where local variables of the top level stay.
//
// Code that runs at top level has its variables on the stack, and they end with it. In a session they are kept in a scope instead: a
// procedure that never runs and whose variables live on the heap. To the code, they are those of a block's surroundings.
#include "guest.h"

#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/compile.h>
#include <mruby/error.h>
#include <mruby/gc.h>
#include <mruby/irep.h>
#include <mruby/opcode.h>
#include <mruby/proc.h>
#include <mruby/string.h>
#include <mruby/internal.h>  // declares what belongs to the headers before it

// From the compiler; it has no header.
typedef mrb_bool visit_variable(mrb_state *mrb, mrb_sym name, void *data);
void mrb_parser_foreach_top_variable(mrb_state *mrb, struct mrb_parser_state *parser, visit_variable *visit, void *data);

enum {
  kVariablesInScope = 50,  // the most that mruby takes
  kScopes = 100,           // it counts those around a piece of code in 8 bits, blocks included
  kCodeKept = 64,
};

static struct scope {
  struct RProc *proc;  // its environment is that of the scope around it
  struct REnv *environment;
} scope;
static int scopes;

static void open_scope(mrb_state *mrb) {
  static const mrb_code no_code[] = {OP_RETURN, 0};
  if (scopes == kScopes) mrb_raise(mrb, E_RUNTIME_ERROR, "too many local variables");

  struct REnv *environment = MRB_OBJ_ALLOC(mrb, MRB_TT_ENV, mrb->object_class);
  environment->flags = MRB_ENV_CLOSED;
  mrb_ary_push(mrb, guest.kept, mrb_obj_value(environment));
  environment->stack = mrb_malloc(mrb, sizeof(mrb_value));
  environment->stack[0] = mrb_top_self(mrb);
  environment->cxt = mrb->c;
  MRB_ENV_SET_LEN(environment, 1);

  mrb_irep *names = mrb_add_irep(mrb);
  names->flags = MRB_ISEQ_NO_FREE;
  names->iseq = no_code;
  names->ilen = 1;
  names->nlocals = 1;
  names->nregs = 1;
  struct RProc *proc = mrb_proc_new(mrb, names);
  mrb_irep_decref(mrb, names);
  mrb_ary_push(mrb, guest.kept, mrb_obj_value(proc));
  proc->upper = scope.proc;
  if (scope.environment != NULL) {
    proc->e.env = scope.environment;
    proc->flags |= MRB_PROC_ENVSET;
    mrb_field_write_barrier(mrb, (struct RBasic *)proc, (struct RBasic *)scope.environment);
  }
  scope = (struct scope){proc, environment};
  scopes++;
}

static mrb_bool declare(mrb_state *mrb, mrb_sym name, void *declared) {
  const char *text = mrb_sym_name(mrb, name);
  if (text[0] == '*' || text[0] == '&') return TRUE;  // parameters without a name
  if (scopes == 0 || scope.proc->body.irep->nlocals >= kVariablesInScope) open_scope(mrb);
  mrb_proc_merge_lvar(mrb, (mrb_irep *)scope.proc->body.irep, scope.environment, 1, &name, NULL);
  *(bool *)declared = true;
  return TRUE;
}

struct declaration {
  struct mrb_parser_state *parser;
  bool any;
};

static mrb_value declare_all(mrb_state *mrb, void *data) {
  struct declaration *declaration = data;
  mrb_parser_foreach_top_variable(mrb, declaration->parser, declare, &declaration->any);
  return mrb_nil_value();
}

static struct RProc *compile_in_scope(mrb_state *mrb, const char *source, size_t length) {
  static const char file[] = "(eval)";
  struct declaration declaration = {.parser = ruby_parse(mrb, source, length, file, scope.proc)};
  mrb_bool failed;
  const mrb_value thrown = mrb_protect_error(mrb, declare_all, &declaration, &failed);
  if (failed || declaration.any) mrb_parser_free(declaration.parser);
  if (failed) mrb_exc_raise(mrb, thrown);
  // What it declares is known now, and no longer its own.
  if (declaration.any) declaration.parser = ruby_parse(mrb, source, length, file, scope.proc);
  struct RProc *code = ruby_generate(mrb, declaration.parser, file);
  if (scope.proc != NULL) {
    code->upper = scope.proc;
    code->e.env = scope.environment;
    code->flags |= MRB_PROC_ENVSET;
    mrb_field_write_barrier(mrb, (struct RBasic *)code, (struct RBasic *)scope.environment);
  }
  return code;
}

static int spell_out_backtrace(mrb_state *mrb, struct RBasic *object, void *unused) {
  (void)unused;
  if (object->tt == MRB_TT_EXCEPTION) mrb_exc_backtrace(mrb, mrb_obj_value(object));
  return MRB_EACH_OBJ_OK;
}

// Code that has run is kept for the backtraces of exceptions; it may go when they are text.
static void forget_code(mrb_state *mrb) {
  mrb_objspace_each_objects(mrb, spell_out_backtrace, NULL);
  mrb_ary_clear(mrb, guest.code);
}

bool language_evaluate_in_session(struct hako_frame *source) {
  mrb_state *mrb = guest.mrb;
  // Not freed when the script raises or doesn't compile: the collector has it.
  const mrb_value text = mrb_str_new(mrb, (const char *)source->data, source->length);
  hako_free_frame(source);
  if (RARRAY_LEN(guest.code) >= kCodeKept) forget_code(mrb);
  guest.value = ruby_run_toplevel(mrb, compile_in_scope(mrb, RSTRING_PTR(text), (size_t)RSTRING_LEN(text)));
  return true;
}
