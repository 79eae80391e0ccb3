// Source text to bytecode.
#include "guest.h"

#include <mruby/array.h>
#include <mruby/compile.h>
#include <mruby/error.h>
#include <mruby/proc.h>
#include <mruby/string.h>
#include <string.h>

// Raises SyntaxError. Its message and its backtrace name the place, which mruby itself leaves out of both.
static mrb_noreturn void raise_syntax_error(mrb_state *mrb, const char *file, mrb_int line, mrb_int column, mrb_value text) {
  const bool named = strncmp(RSTRING_PTR(text), "syntax error", 12) == 0;
  const mrb_value place = mrb_format(mrb, "%s:%i", file, line);
  const mrb_value message = column < 0 ? mrb_format(mrb, "%v: %s%v", place, named ? "" : "syntax error, ", text)
                                       : mrb_format(mrb, "%v:%i: %s%v", place, column, named ? "" : "syntax error, ", text);
  const mrb_value exception = mrb_exc_new_str(mrb, mrb_exc_get_id(mrb, mrb_intern_lit(mrb, "SyntaxError")), message);
  const mrb_value lines[] = {place};
  mrb_funcall(mrb, exception, "set_backtrace", 1, mrb_ary_new_from_values(mrb, 1, lines));
  mrb_exc_raise(mrb, exception);
}

struct mrb_parser_state *ruby_parse(mrb_state *mrb, const char *source, size_t length, const char *file, const struct RProc *scope) {
  mrb_ccontext *context = mrb_ccontext_new(mrb);
  mrb_ccontext_filename(mrb, context, file);
  context->capture_errors = TRUE;
  context->lineno = 1;
  context->upper = scope;
  struct mrb_parser_state *parser = mrb_parse_nstring(mrb, source, length, context);
  mrb_ccontext_free(mrb, context);
  if (parser == NULL) mrb_exc_raise(mrb, mrb_obj_value(mrb->nomem_err));
  if (parser->tree != NULL && parser->nerr == 0) return parser;

  const mrb_value thrown = mrb->exc != NULL ? mrb_obj_value(mrb->exc) : mrb_nil_value();
  mrb->exc = NULL;
  mrb_value text = mrb_str_new_lit(mrb, "syntax error");
  mrb_int line = 1, column = -1;
  if (parser->nerr > 0 && parser->error_buffer[0].message != NULL) {
    line = parser->error_buffer[0].lineno;
    column = parser->error_buffer[0].column;
    text = mrb_str_new_cstr(mrb, parser->error_buffer[0].message);
  }
  mrb_parser_free(parser);
  if (!mrb_nil_p(thrown)) mrb_exc_raise(mrb, thrown);
  raise_syntax_error(mrb, file, line, column, text);
}

struct RProc *ruby_generate(mrb_state *mrb, struct mrb_parser_state *parser, const char *file) {
  const mrb_int line = parser->lineno;
  struct RProc *code = mrb_generate_code(mrb, parser);
  mrb_parser_free(parser);
  if (code != NULL) return code;
  if (mrb->exc != NULL) {
    const mrb_value thrown = mrb_obj_value(mrb->exc);
    mrb->exc = NULL;
    mrb_exc_raise(mrb, thrown);
  }
  // The generator says nothing but that something was too large or too deep for it.
  raise_syntax_error(mrb, file, line, -1, mrb_str_new_lit(mrb, "syntax error, the program is too complex"));
}

struct RProc *ruby_compile(mrb_state *mrb, const char *source, size_t length, const char *file) {
  return ruby_generate(mrb, ruby_parse(mrb, source, length, file, NULL), file);
}

static mrb_value run_in_frame(mrb_state *mrb, mrb_value self) {
  const mrb_value value = mrb_top_run(mrb, mrb_proc_ptr(mrb_get_arg1(mrb)), self, 0);
  if (mrb->exc != NULL) {
    const mrb_value thrown = mrb_obj_value(mrb->exc);
    mrb->exc = NULL;
    mrb_exc_raise(mrb, thrown);
  }
  return value;
}

// The code gets a frame of its own above a native one. In the outermost frame mruby takes a `return` inside a block for one whose
// method has ended.
mrb_value ruby_run_toplevel(mrb_state *mrb, struct RProc *code) {
  MRB_PROC_SET_TARGET_CLASS(code, mrb->object_class);
  const mrb_value argument = mrb_obj_value(code);
  mrb_ary_push(mrb, guest.code, argument);
  const mrb_value frame = mrb_obj_value(mrb_proc_new_cfunc(mrb, run_in_frame));
  return mrb_yield_with_class(mrb, frame, 1, &argument, mrb_top_self(mrb), mrb->object_class);
}

bool language_evaluate(struct hako_frame *source) {
  mrb_state *mrb = guest.mrb;
  struct RProc *code = ruby_compile(mrb, (const char *)source->data, source->length, "(eval)");
  hako_free_frame(source);
  guest.value = ruby_run_toplevel(mrb, code);
  return true;
}

bool language_check_source(const struct hako_token *file, const struct hako_token *source) {
  mrb_state *mrb = guest.mrb;
  const mrb_value name = mrb_str_new(mrb, (const char *)file->bytes.data, file->bytes.length);
  ruby_compile(mrb, (const char *)source->bytes.data, source->bytes.length, mrb_str_to_cstr(mrb, name));
  return true;
}
