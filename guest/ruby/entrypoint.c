// __kobako_run: from the invocation envelope to the entrypoint's value (spec/ruby-guest.md, section 7).
#include "guest.h"

#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/error.h>
#include <mruby/hash.h>
#include <mruby/proc.h>
#include <mruby/string.h>
#include <mruby/variable.h>

#define TRANSPORT_ERROR "Kobako::Transport::Error"
#define SANDBOX_ERROR "Kobako::SandboxError"

// The top-level constants before the snippets: an Array of Symbols.
static mrb_value known_constants;

static int collect_constant(mrb_state *mrb, mrb_sym name, mrb_value value, void *data) {
  mrb_int length;
  const char *text = mrb_sym_name_len(mrb, name, &length);
  if (length > 0 && text[0] >= 'A' && text[0] <= 'Z') mrb_ary_push(mrb, *(mrb_value *)data, mrb_symbol_value(name));
  return 0;
}

static mrb_value top_level_constants(mrb_state *mrb) {
  mrb_value names = mrb_ary_new(mrb);
  mrb_iv_foreach(mrb, mrb_obj_value(mrb->object_class), collect_constant, &names);
  return names;
}

void ruby_note_constants(mrb_state *mrb) {
  known_constants = top_level_constants(mrb);
  mrb_ary_push(mrb, guest.kept, known_constants);
}

static bool contains(mrb_value symbols, mrb_value symbol) {
  for (mrb_int i = 0; i < RARRAY_LEN(symbols); i++) {
    if (mrb_symbol(RARRAY_PTR(symbols)[i]) == mrb_symbol(symbol)) return true;
  }
  return false;
}

static mrb_noreturn void raise_undefined(mrb_state *mrb, mrb_sym name) {
  const mrb_value now = top_level_constants(mrb);
  const mrb_value available = mrb_ary_new(mrb);
  for (mrb_int i = 0; i < RARRAY_LEN(now); i++) {
    if (!contains(known_constants, RARRAY_PTR(now)[i])) mrb_ary_push(mrb, available, RARRAY_PTR(now)[i]);
  }
  const mrb_value details = mrb_hash_new(mrb);
  mrb_hash_set(mrb, details, mrb_str_new_lit(mrb, "available"), available);
  ruby_panic(mrb, SANDBOX_ERROR, mrb_format(mrb, "undefined entrypoint: %n", name), details);
}

bool language_run_entrypoint(const uint8_t *envelope, size_t length) {
  mrb_state *mrb = guest.mrb;
  struct hako_reader reader = hako_reader_of(envelope, length);
  mrb_value request;
  if (!ruby_read(mrb, &reader, HAKO_MAX_DEPTH, &request)) {
    ruby_panic_text(mrb, TRANSPORT_ERROR, "failed to decode the invocation request");
  }
  if (!mrb_hash_p(request)) ruby_panic_text(mrb, TRANSPORT_ERROR, "malformed invocation request");
  const mrb_value name = mrb_hash_get(mrb, request, mrb_str_new_lit(mrb, "entrypoint"));
  if (!mrb_symbol_p(name)) ruby_panic_text(mrb, TRANSPORT_ERROR, "invocation request is missing an entrypoint");
  mrb_value arguments = mrb_hash_fetch(mrb, request, mrb_str_new_lit(mrb, "args"), mrb_undef_value());
  if (mrb_undef_p(arguments)) arguments = mrb_ary_new(mrb);
  if (!mrb_array_p(arguments)) ruby_panic_text(mrb, TRANSPORT_ERROR, "invocation arguments must be an array");
  mrb_value keywords = mrb_hash_fetch(mrb, request, mrb_str_new_lit(mrb, "kwargs"), mrb_undef_value());
  if (mrb_undef_p(keywords)) keywords = mrb_hash_new(mrb);
  if (!mrb_hash_p(keywords)) ruby_panic_text(mrb, TRANSPORT_ERROR, "invocation keyword arguments must be a map");
  const mrb_value keys = mrb_hash_keys(mrb, keywords);
  for (mrb_int i = 0; i < RARRAY_LEN(keys); i++) {
    if (!mrb_symbol_p(RARRAY_PTR(keys)[i])) ruby_panic_text(mrb, TRANSPORT_ERROR, "failed to decode the invocation request");
  }

  const mrb_value object = mrb_obj_value(mrb->object_class);
  if (!mrb_const_defined_at(mrb, object, mrb_symbol(name))) raise_undefined(mrb, mrb_symbol(name));
  const mrb_value entrypoint = mrb_const_get(mrb, object, mrb_symbol(name));
  // Ordinary lookup: neither method_missing nor respond_to? is asked.
  const mrb_sym call = mrb_intern_lit(mrb, "call");
  struct RClass *class = mrb_class(mrb, entrypoint);
  if (MRB_METHOD_UNDEF_P(mrb_method_search_vm(mrb, &class, call))) {
    ruby_panic(mrb, SANDBOX_ERROR, mrb_format(mrb, "entrypoint %n does not respond to :call", mrb_symbol(name)), mrb_nil_value());
  }
  if (RARRAY_LEN(keys) > 0) mrb_ary_push(mrb, arguments, keywords);
  guest.value = mrb_funcall_argv(mrb, entrypoint, call, RARRAY_LEN(arguments), RARRAY_PTR(arguments));
  return true;
}
