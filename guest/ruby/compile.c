// Source text to bytecode.
#include "guest.h"

#include <mruby/array.h>
#include <mruby/compile.h>
#include <mruby/error.h>
#include <mruby/proc.h>
#include <mruby/string.h>
#include <string.h>

#include "utf8.h"

// A place in a source, and the line that it is in.
struct place {
  const char *line;
  size_t length;  // of the line
  size_t offset;  // in the line
  mrb_int number;
};

static struct place find_place(const char *source, size_t source_length, size_t offset) {
  struct place place = {.line = source, .number = 1};
  const char *const at = source + (offset < source_length ? offset : source_length), *const end = source + source_length;
  const char *newline;
  while (place.line < at && (newline = memchr(place.line, '\n', (size_t)(at - place.line))) != NULL) {
    place.line = newline + 1;
    place.number++;
  }
  newline = place.line < end ? memchr(place.line, '\n', (size_t)(end - place.line)) : NULL;
  place.length = (size_t)((newline != NULL ? newline : end) - place.line);
  place.offset = (size_t)(at - place.line);
  return place;
}

// What people count: bytes that continue a character are left out.
static mrb_int characters(const char *text, size_t length) {
  mrb_int count = 0;
  for (size_t i = 0; i < length; i++) count += ((unsigned char)text[i] & 0xC0) != 0x80;
  return count;
}

// The line, and a caret below the place; nothing for a line that can't be shown.
static mrb_value excerpt_of(mrb_state *mrb, const struct place *place) {
  enum { kLongest = 200 };
  if (place->length == 0 || place->length > kLongest || !hako_is_utf8((const uint8_t *)place->line, place->length) ||
      memchr(place->line, 0, place->length) != NULL) {
    return mrb_str_new_lit(mrb, "");
  }
  char caret[kLongest + 1];
  size_t length = 0;
  for (size_t i = 0; i < place->offset; i++) {
    if (((unsigned char)place->line[i] & 0xC0) != 0x80) caret[length++] = place->line[i] == '\t' ? '\t' : ' ';
  }
  return mrb_format(mrb, "\n%l\n%l^", place->line, place->length, caret, length);
}

// Raises SyntaxError. Its message and its backtrace name the place, which mruby itself leaves out of both.
static mrb_noreturn void raise_syntax_error(mrb_state *mrb, const char *file, const struct place *place, mrb_value text) {
  const bool named = strncmp(RSTRING_PTR(text), "syntax error", 12) == 0;
  const mrb_value line = mrb_format(mrb, "%s:%i", file, place->number);
  const mrb_value message = mrb_format(mrb, "%v:%i: %s%v%v", line, characters(place->line, place->offset) + 1,
                                       named ? "" : "syntax error, ", text, excerpt_of(mrb, place));
  const mrb_value exception = mrb_exc_new_str(mrb, mrb_exc_get_id(mrb, mrb_intern_lit(mrb, "SyntaxError")), message);
  mrb_funcall(mrb, exception, "set_backtrace", 1, mrb_ary_new_from_values(mrb, 1, &line));
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
  size_t offset = 0;
  if (parser->nerr > 0 && parser->error_buffer[0].message != NULL) {
    offset = parser->error_buffer[0].offset;
    text = mrb_str_new_cstr(mrb, parser->error_buffer[0].message);
  }
  mrb_parser_free(parser);
  if (!mrb_nil_p(thrown)) mrb_exc_raise(mrb, thrown);
  const struct place place = find_place(source, length, offset);
  raise_syntax_error(mrb, file, &place, text);
}

struct RProc *ruby_generate(mrb_state *mrb, struct mrb_parser_state *parser, const char *file) {
  const struct place last_line = {.line = "", .number = parser->lineno};
  struct RProc *code = mrb_generate_code(mrb, parser);
  mrb_parser_free(parser);
  if (code != NULL) return code;
  if (mrb->exc != NULL) {
    const mrb_value thrown = mrb_obj_value(mrb->exc);
    mrb->exc = NULL;
    mrb_exc_raise(mrb, thrown);
  }
  // The generator says nothing but that something was too large or too deep for it.
  raise_syntax_error(mrb, file, &last_line, mrb_str_new_lit(mrb, "syntax error, the program is too complex"));
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
