// Exceptions on their way to the host: what is said about them is computed without trusting their methods.
#include "guest.h"

#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/error.h>
#include <mruby/internal.h>
#include <mruby/string.h>
#include <mruby/variable.h>

#include "utf8.h"

// The Panic classes that no script can see. An exception of this class carries its Panic's name instead of its own.
static struct RClass *guest_panic;

#define NAME_VARIABLE mrb_intern_lit(mrb, "__name__")
#define DETAILS_VARIABLE mrb_intern_lit(mrb, "__details__")

void ruby_define_failures(mrb_state *mrb) {
  guest_panic = mrb_class_new(mrb, mrb->eException_class);
  mrb_gc_protect(mrb, mrb_obj_value(guest_panic));
}

mrb_noreturn void ruby_panic(mrb_state *mrb, const char *class_name, mrb_value message, mrb_value details) {
  const mrb_value exception = mrb_exc_new_str(mrb, guest_panic, message);
  mrb_iv_set(mrb, exception, NAME_VARIABLE, mrb_str_new_cstr(mrb, class_name));
  mrb_iv_set(mrb, exception, DETAILS_VARIABLE, details);
  mrb_exc_raise(mrb, exception);
}

mrb_noreturn void ruby_panic_text(mrb_state *mrb, const char *class_name, const char *message) {
  ruby_panic(mrb, class_name, mrb_str_new_cstr(mrb, message), mrb_nil_value());
}

bool language_panic(const char *class_name, const char *message) { ruby_panic_text(guest.mrb, class_name, message); }

static bool is_text(mrb_value value) {
  return mrb_string_p(value) && hako_is_utf8((const uint8_t *)RSTRING_PTR(value), (size_t)RSTRING_LEN(value));
}

static mrb_value call_message(mrb_state *mrb, void *exception) { return mrb_funcall(mrb, *(mrb_value *)exception, "message", 0); }
static mrb_value call_backtrace(mrb_state *mrb, void *exception) { return mrb_funcall(mrb, *(mrb_value *)exception, "backtrace", 0); }

// Only the lines that are text.
static mrb_value text_lines(mrb_state *mrb, mrb_value lines) {
  const mrb_value kept = mrb_ary_new(mrb);
  for (mrb_int i = 0; i < RARRAY_LEN(lines); i++) {
    if (is_text(RARRAY_PTR(lines)[i])) mrb_ary_push(mrb, kept, RARRAY_PTR(lines)[i]);
  }
  return kept;
}

struct ruby_failure ruby_describe_failure(mrb_state *mrb, mrb_value exception) {
  struct ruby_failure failure = {.details = mrb_nil_value(), .backtrace = mrb_nil_value()};
  struct RClass *const class = mrb_obj_class(mrb, exception);
  if (class == guest_panic) {
    failure.class_name = mrb_iv_get(mrb, exception, NAME_VARIABLE);
    failure.details = mrb_iv_get(mrb, exception, DETAILS_VARIABLE);
    failure.message = mrb_exc_mesg_get(mrb, mrb_exc_ptr(exception));
    return failure;
  }
  failure.service = mrb_obj_is_kind_of(mrb, exception, guest.service_error);
  failure.class_name = mrb_class_path(mrb, class);
  if (!is_text(failure.class_name)) failure.class_name = mrb_any_to_s(mrb, mrb_obj_value(class));

  mrb_bool failed;
  failure.message = mrb_protect_error(mrb, call_message, &exception, &failed);
  if (failed || !is_text(failure.message) || RSTRING_LEN(failure.message) == 0) failure.message = failure.class_name;
  const mrb_value lines = mrb_protect_error(mrb, call_backtrace, &exception, &failed);
  if (!failed && mrb_array_p(lines)) failure.backtrace = text_lines(mrb, lines);
  return failure;
}

void ruby_write_lines(struct hako_writer *writer, mrb_value backtrace) {
  const mrb_int count = mrb_array_p(backtrace) ? RARRAY_LEN(backtrace) : 0;
  hako_write_array(writer, (size_t)count);
  for (mrb_int i = 0; i < count; i++) ruby_write_text(writer, RARRAY_PTR(backtrace)[i]);
}

void ruby_write_text(struct hako_writer *writer, mrb_value text) {
  if (is_text(text)) hako_write_str(writer, RSTRING_PTR(text), (size_t)RSTRING_LEN(text));
  else hako_write_literal(writer, "?");  // a message of ours that quotes a name which is not text
}
