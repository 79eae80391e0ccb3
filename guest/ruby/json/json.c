// JSON: what scripts call; reading is in parse.c, writing in generate.c.
#include "json.h"

#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/error.h>
#include <mruby/hash.h>
#include <mruby/string.h>

#include "guest.h"

struct json_errors json_errors;

mrb_value json_option(mrb_state *mrb, mrb_value options, const char *name) {
  if (!mrb_hash_p(options)) return mrb_undef_value();
  return mrb_hash_fetch(mrb, options, mrb_symbol_value(mrb_intern_cstr(mrb, name)), mrb_undef_value());
}

int json_max_nesting(mrb_state *mrb, mrb_value options, int otherwise) {
  const mrb_value value = json_option(mrb, options, "max_nesting");
  if (mrb_undef_p(value)) return otherwise;
  if (!mrb_test(value)) return kJsonDeepest;
  const mrb_int depth = mrb_as_int(mrb, value);
  return depth <= 0 || depth > kJsonDeepest ? kJsonDeepest : (int)depth;
}

bool json_flag(mrb_state *mrb, mrb_value options, const char *name) {
  const mrb_value value = json_option(mrb, options, name);
  return !mrb_undef_p(value) && mrb_test(value);
}

static mrb_value source_text(mrb_state *mrb, mrb_value source) {
  if (mrb_string_p(source)) return source;
  const mrb_sym to_str = mrb_intern_lit(mrb, "to_str");
  if (mrb_respond_to(mrb, source, to_str)) source = mrb_funcall_argv(mrb, source, to_str, 0, NULL);
  return mrb_ensure_string_type(mrb, source);
}

static mrb_value json_parse(mrb_state *mrb, mrb_value self) {
  mrb_value source, options = mrb_nil_value();
  mrb_get_args(mrb, "o|o", &source, &options);
  return json_read(mrb, source_text(mrb, source), options, 100);
}

static mrb_value json_parse_bang(mrb_state *mrb, mrb_value self) {
  mrb_value source, options = mrb_nil_value();
  mrb_get_args(mrb, "o|o", &source, &options);
  options = mrb_hash_p(options) ? mrb_hash_dup(mrb, options) : mrb_hash_new(mrb);
  const mrb_value allow_nan = mrb_symbol_value(mrb_intern_lit(mrb, "allow_nan"));
  if (!mrb_hash_key_p(mrb, options, allow_nan)) mrb_hash_set(mrb, options, allow_nan, mrb_true_value());
  return json_read(mrb, source_text(mrb, source), options, kJsonDeepest);
}

// nil and an empty text are nil, and NaN is a number.
static mrb_value json_load(mrb_state *mrb, mrb_value self) {
  mrb_value source, filter = mrb_nil_value(), options = mrb_nil_value();
  mrb_get_args(mrb, "o|oo", &source, &filter, &options);
  if (mrb_hash_p(filter)) options = filter;
  else if (!mrb_nil_p(filter)) mrb_raise(mrb, E_NOTIMP_ERROR, "JSON.load with a filter");
  if (mrb_nil_p(source)) return source;
  source = source_text(mrb, source);
  if (RSTRING_LEN(source) == 0) return mrb_nil_value();
  options = mrb_hash_p(options) ? mrb_hash_dup(mrb, options) : mrb_hash_new(mrb);
  const mrb_value allow_nan = mrb_symbol_value(mrb_intern_lit(mrb, "allow_nan"));
  if (!mrb_hash_key_p(mrb, options, allow_nan)) mrb_hash_set(mrb, options, allow_nan, mrb_true_value());
  return json_read(mrb, source, options, kJsonDeepest);
}

static mrb_value generate(mrb_state *mrb, bool pretty) {
  mrb_value object, options = mrb_nil_value();
  mrb_get_args(mrb, "o|o", &object, &options);
  struct json_format format = json_format_default();
  if (pretty) json_format_pretty(mrb, &format);
  json_format_set(mrb, &format, options);
  return json_write(mrb, object, &format);
}

static mrb_value json_generate(mrb_state *mrb, mrb_value self) { return generate(mrb, false); }
static mrb_value json_pretty_generate(mrb_state *mrb, mrb_value self) { return generate(mrb, true); }

static mrb_value json_dump(mrb_state *mrb, mrb_value self) {
  mrb_value object, io = mrb_nil_value(), limit = mrb_nil_value();
  mrb_get_args(mrb, "o|oo", &object, &io, &limit);
  if (mrb_integer_p(io)) {
    limit = io;
    io = mrb_nil_value();
  }
  struct json_format format = json_format_default();
  format.allow_nan = true;
  format.max_nesting = kJsonDeepest;
  if (mrb_integer_p(limit) && mrb_integer(limit) > 0 && mrb_integer(limit) < kJsonDeepest) format.max_nesting = (int)mrb_integer(limit);
  const mrb_value text = json_write(mrb, object, &format);
  if (mrb_nil_p(io) || mrb_hash_p(io)) return text;
  mrb_funcall(mrb, io, "write", 1, text);
  return io;
}

// JSON[text] parses, JSON[anything else] generates.
static mrb_value json_either(mrb_state *mrb, mrb_value self) {
  mrb_value object, options = mrb_nil_value();
  mrb_get_args(mrb, "o|o", &object, &options);
  if (mrb_string_p(object)) return json_read(mrb, object, options, 100);
  struct json_format format = json_format_default();
  json_format_set(mrb, &format, options);
  return json_write(mrb, object, &format);
}

void ruby_define_json(mrb_state *mrb) {
  struct RClass *json = mrb_define_module(mrb, "JSON");
  struct RClass *error = mrb_define_class_under(mrb, json, "JSONError", mrb->eStandardError_class);
  json_errors.parser = mrb_define_class_under(mrb, json, "ParserError", error);
  json_errors.nesting = mrb_define_class_under(mrb, json, "NestingError", json_errors.parser);
  json_errors.generator = mrb_define_class_under(mrb, json, "GeneratorError", error);
  mrb_gc_protect(mrb, mrb_obj_value(json_errors.parser));
  mrb_gc_protect(mrb, mrb_obj_value(json_errors.nesting));
  mrb_gc_protect(mrb, mrb_obj_value(json_errors.generator));
  mrb_define_const(mrb, json, "NaN", mrb_float_value(mrb, __builtin_nan("")));
  mrb_define_const(mrb, json, "Infinity", mrb_float_value(mrb, __builtin_inf()));
  mrb_define_const(mrb, json, "MinusInfinity", mrb_float_value(mrb, -__builtin_inf()));
  mrb_define_module_function(mrb, json, "parse", json_parse, MRB_ARGS_ARG(1, 1));
  mrb_define_module_function(mrb, json, "parse!", json_parse_bang, MRB_ARGS_ARG(1, 1));
  mrb_define_module_function(mrb, json, "load", json_load, MRB_ARGS_ARG(1, 2));
  mrb_define_module_function(mrb, json, "generate", json_generate, MRB_ARGS_ARG(1, 1));
  mrb_define_module_function(mrb, json, "fast_generate", json_generate, MRB_ARGS_ARG(1, 1));
  mrb_define_module_function(mrb, json, "pretty_generate", json_pretty_generate, MRB_ARGS_ARG(1, 1));
  mrb_define_module_function(mrb, json, "dump", json_dump, MRB_ARGS_ARG(1, 2));
  mrb_define_module_function(mrb, json, "[]", json_either, MRB_ARGS_ARG(1, 1));
  mrb_define_method(mrb, mrb->kernel_module, "JSON", json_either, MRB_ARGS_ARG(1, 1));
  json_define_generator(mrb, json);
}
