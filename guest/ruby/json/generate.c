// Ruby values to JSON text.
#include "json.h"

#include <math.h>
#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/data.h>
#include <mruby/error.h>
#include <mruby/hash.h>
#include <mruby/internal.h>
#include <mruby/numeric.h>
#include <mruby/string.h>
#include <mruby/variable.h>
#include <string.h>

#include "decimal.h"
#include "utf8.h"

struct writer {
  mrb_state *mrb;
  mrb_value text;  // no script has a reference to it, so it changes here only
  char *at, *end;
  struct json_format format;
  mrb_value state;  // what a script's to_json is called with; nil until one is
  mrb_value kept;   // holds it
};

static mrb_value object_to_json(mrb_state *mrb, mrb_value self);

// --- The text ---

static void grow(struct writer *writer, size_t more) {
  const mrb_int used = writer->at - RSTRING_PTR(writer->text);
  const mrb_int size = used + (mrb_int)more > used * 2 ? used + (mrb_int)more : used * 2;
  mrb_str_resize(writer->mrb, writer->text, size);
  writer->at = RSTRING_PTR(writer->text) + used;
  writer->end = RSTRING_PTR(writer->text) + size;
}

static void put(struct writer *writer, const char *bytes, size_t length) {
  if ((size_t)(writer->end - writer->at) < length) grow(writer, length);
  memcpy(writer->at, bytes, length);
  writer->at += length;
}
#define put_literal(writer, literal) put(writer, literal, sizeof(literal) - 1)

static void put_text(struct writer *writer, mrb_value text) {
  if (mrb_string_p(text)) put(writer, RSTRING_PTR(text), (size_t)RSTRING_LEN(text));
}

static void put_line(struct writer *writer, mrb_value newline) {
  put_text(writer, newline);
  if (!mrb_string_p(newline) || !mrb_string_p(writer->format.indent)) return;
  for (int i = 0; i < writer->format.depth; i++) put_text(writer, writer->format.indent);
}

static void put_quoted(struct writer *writer, const char *text, size_t length) {
  if (!hako_is_utf8((const uint8_t *)text, length))
    mrb_raise(writer->mrb, json_errors.generator, "source sequence is illegal/malformed utf-8");
  put_literal(writer, "\"");
  const char *plain = text, *const end = text + length;
  for (const char *at = text; at < end; at++) {
    const uint8_t c = (uint8_t)*at;
    if (c >= ' ' && c != '"' && c != '\\') continue;
    put(writer, plain, (size_t)(at - plain));
    plain = at + 1;
    char escape[6] = {'\\', 0, '0', '0', 0, 0};
    const char *const found = memchr("\"\"\\\\\bb\ff\nn\rr\tt", c, 14);
    if (found != NULL) {
      escape[1] = found[1];
      put(writer, escape, 2);
    } else {
      escape[1] = 'u';
      escape[4] = (char)('0' + (c >> 4));
      escape[5] = "0123456789abcdef"[c & 15];
      put(writer, escape, 6);
    }
  }
  put(writer, plain, (size_t)(end - plain));
  put_literal(writer, "\"");
}

static void put_string(struct writer *writer, mrb_value string) { put_quoted(writer, RSTRING_PTR(string), (size_t)RSTRING_LEN(string)); }

static void put_symbol(struct writer *writer, mrb_value symbol) {
  mrb_int length;
  const char *name = mrb_sym_name_len(writer->mrb, mrb_symbol(symbol), &length);
  // Short names stand in a buffer that the next one overwrites; nothing here asks for another.
  put_quoted(writer, name, (size_t)length);
}

static void put_float(struct writer *writer, double value) {
  if (isfinite(value)) {
    char text[kShortestText];
    put(writer, text, decimal_print(value, text));
    return;
  }
  const char *name = isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  if (!writer->format.allow_nan) mrb_raisef(writer->mrb, json_errors.generator, "%s not allowed in JSON", name);
  put(writer, name, strlen(name));
}

static void put_integer(struct writer *writer, mrb_int value) {
  char digits[20], *first = digits + sizeof digits;
  uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  do {
    *--first = (char)('0' + magnitude % 10);
    magnitude /= 10;
  } while (magnitude != 0);
  if (value < 0) put_literal(writer, "-");
  put(writer, first, (size_t)(digits + sizeof digits - first));
}

// --- Containers ---

static void put_value(struct writer *writer, mrb_value value);

static void enter(struct writer *writer) {
  if (++writer->format.depth <= writer->format.max_nesting) return;
  mrb_raisef(writer->mrb, json_errors.nesting, "nesting of %d is too deep", writer->format.depth);
}

static void put_array(struct writer *writer, mrb_value array) {
  enter(writer);
  if (RARRAY_LEN(array) == 0) {
    put_literal(writer, "[]");
  } else {
    const int arena = mrb_gc_arena_save(writer->mrb);
    put_literal(writer, "[");
    for (mrb_int i = 0; i < RARRAY_LEN(array); i++) {
      if (i > 0) put_literal(writer, ",");
      put_line(writer, writer->format.array_nl);
      put_value(writer, RARRAY_PTR(array)[i]);
      mrb_gc_arena_restore(writer->mrb, arena);
    }
    writer->format.depth--;
    put_line(writer, writer->format.array_nl);
    writer->format.depth++;
    put_literal(writer, "]");
  }
  writer->format.depth--;
}

static void put_key(struct writer *writer, mrb_value key) {
  if (mrb_symbol_p(key)) {
    put_symbol(writer, key);
    return;
  }
  if (!mrb_string_p(key)) key = mrb_obj_as_string(writer->mrb, key);
  put_string(writer, key);
}

static void put_hash(struct writer *writer, mrb_value hash) {
  mrb_state *mrb = writer->mrb;
  enter(writer);
  if (mrb_hash_size(mrb, hash) == 0) {
    put_literal(writer, "{}");
  } else {
    // Snapshots: the script's to_json and to_s may change the hash.
    const mrb_value keys = mrb_hash_keys(mrb, hash), values = mrb_hash_values(mrb, hash);
    const int arena = mrb_gc_arena_save(mrb);
    put_literal(writer, "{");
    for (mrb_int i = 0; i < RARRAY_LEN(keys) && i < RARRAY_LEN(values); i++) {
      if (i > 0) put_literal(writer, ",");
      put_line(writer, writer->format.object_nl);
      put_key(writer, RARRAY_PTR(keys)[i]);
      put_text(writer, writer->format.space_before);
      put_literal(writer, ":");
      put_text(writer, writer->format.space);
      put_value(writer, RARRAY_PTR(values)[i]);
      mrb_gc_arena_restore(mrb, arena);
    }
    writer->format.depth--;
    put_line(writer, writer->format.object_nl);
    writer->format.depth++;
    put_literal(writer, "}");
  }
  writer->format.depth--;
}

// --- State: the format on its way through a script's to_json ---

static const struct mrb_data_type state_type = {"JSON::State", mrb_free};

static struct RClass *state_class;

static void keep_text(mrb_state *mrb, mrb_value state, const char *name, mrb_value text) {
  if (mrb_string_p(text)) mrb_iv_set(mrb, state, mrb_intern_cstr(mrb, name), text);
}

static mrb_value state_of(struct writer *writer) {
  mrb_state *mrb = writer->mrb;
  if (mrb_nil_p(writer->state)) {
    struct json_format *format = mrb_malloc(mrb, sizeof *format);
    writer->state = mrb_obj_value(mrb_data_object_alloc(mrb, state_class, format, &state_type));
    *format = writer->format;
    keep_text(mrb, writer->state, "__indent__", format->indent);
    keep_text(mrb, writer->state, "__space__", format->space);
    keep_text(mrb, writer->state, "__space_before__", format->space_before);
    keep_text(mrb, writer->state, "__object_nl__", format->object_nl);
    keep_text(mrb, writer->state, "__array_nl__", format->array_nl);
    mrb_ary_push(mrb, writer->kept, writer->state);
  }
  ((struct json_format *)DATA_PTR(writer->state))->depth = writer->format.depth;
  return writer->state;
}

static void put_object(struct writer *writer, mrb_value object) {
  mrb_state *mrb = writer->mrb;
  const mrb_sym to_json = mrb_intern_lit(mrb, "to_json");
  if (mrb_func_basic_p(mrb, object, to_json, object_to_json)) {
    put_string(writer, mrb_obj_as_string(mrb, object));
    return;
  }
  const mrb_value state = state_of(writer);
  const mrb_value text = mrb_funcall_argv(mrb, object, to_json, 1, &state);
  put_text(writer, mrb_ensure_string_type(mrb, text));
}

static bool is_exactly(mrb_value value, const struct RClass *class) { return mrb_class_real(mrb_obj_ptr(value)->c) == class; }

// A value of a core class is written without asking its to_json, as in Ruby; one of a subclass is asked if it has its own.
static bool is_own(struct writer *writer, mrb_value value, const struct RClass *class) {
  return is_exactly(value, class) || mrb_func_basic_p(writer->mrb, value, mrb_intern_lit(writer->mrb, "to_json"), object_to_json);
}

static void put_value(struct writer *writer, mrb_value value) {
  mrb_state *mrb = writer->mrb;
  switch (mrb_type(value)) {
    case MRB_TT_FALSE:
      if (mrb_nil_p(value)) put_literal(writer, "null");
      else put_literal(writer, "false");
      return;
    case MRB_TT_TRUE:
      put_literal(writer, "true");
      return;
    case MRB_TT_INTEGER:
      put_integer(writer, mrb_integer(value));
      return;
    case MRB_TT_BIGINT:
      put_text(writer, mrb_bint_to_s(mrb, value, 10));
      return;
    case MRB_TT_FLOAT:
      put_float(writer, mrb_float(value));
      return;
    case MRB_TT_SYMBOL:
      put_symbol(writer, value);
      return;
    case MRB_TT_STRING:
      if (is_own(writer, value, mrb->string_class)) put_string(writer, value);
      else put_object(writer, value);
      return;
    case MRB_TT_ARRAY:
      if (is_own(writer, value, mrb->array_class)) put_array(writer, value);
      else put_object(writer, value);
      return;
    case MRB_TT_HASH:
      if (is_own(writer, value, mrb->hash_class)) put_hash(writer, value);
      else put_object(writer, value);
      return;
    default:
      put_object(writer, value);
      return;
  }
}

mrb_value json_write(mrb_state *mrb, mrb_value object, const struct json_format *format) {
  struct writer writer = {.mrb = mrb, .text = mrb_str_new(mrb, NULL, 256), .format = *format, .state = mrb_nil_value()};
  writer.kept = mrb_ary_new(mrb);
  writer.at = RSTRING_PTR(writer.text);
  writer.end = writer.at + 256;
  put_value(&writer, object);
  return mrb_str_resize(mrb, writer.text, writer.at - RSTRING_PTR(writer.text));
}

// --- Formats ---

struct json_format json_format_default(void) {
  const mrb_value none = mrb_nil_value();
  return (struct json_format){.indent = none, .space = none, .space_before = none, .object_nl = none, .array_nl = none, .max_nesting = 100};
}

void json_format_pretty(mrb_state *mrb, struct json_format *format) {
  format->indent = mrb_str_new_lit(mrb, "  ");
  format->space = mrb_str_new_lit(mrb, " ");
  format->object_nl = format->array_nl = mrb_str_new_lit(mrb, "\n");
}

static void set_text(mrb_state *mrb, mrb_value *text, mrb_value options, const char *name) {
  const mrb_value value = json_option(mrb, options, name);
  // A copy, which no script changes on the way.
  if (!mrb_undef_p(value)) *text = mrb_nil_p(value) ? value : mrb_str_dup(mrb, mrb_ensure_string_type(mrb, value));
}

void json_format_set(mrb_state *mrb, struct json_format *format, mrb_value options) {
  if (mrb_data_p(options) && DATA_TYPE(options) == &state_type && DATA_PTR(options) != NULL) {
    *format = *(const struct json_format *)DATA_PTR(options);
    return;
  }
  set_text(mrb, &format->indent, options, "indent");
  set_text(mrb, &format->space, options, "space");
  set_text(mrb, &format->space_before, options, "space_before");
  set_text(mrb, &format->object_nl, options, "object_nl");
  set_text(mrb, &format->array_nl, options, "array_nl");
  format->max_nesting = json_max_nesting(mrb, options, format->max_nesting);
  if (!mrb_undef_p(json_option(mrb, options, "allow_nan"))) format->allow_nan = json_flag(mrb, options, "allow_nan");
}

// Of every object: core values as JSON has them, anything else by its to_s.
static mrb_value object_to_json(mrb_state *mrb, mrb_value self) {
  const mrb_value *arguments;
  mrb_int count;
  mrb_get_args(mrb, "*", &arguments, &count);
  struct json_format format = json_format_default();
  if (count > 0) json_format_set(mrb, &format, arguments[0]);
  return json_write(mrb, self, &format);
}

void json_define_generator(mrb_state *mrb, struct RClass *json) {
  state_class = mrb_define_class_under(mrb, json, "State", mrb->object_class);
  MRB_SET_INSTANCE_TT(state_class, MRB_TT_CDATA);
  mrb_undef_class_method(mrb, state_class, "new");
  mrb_gc_protect(mrb, mrb_obj_value(state_class));
  mrb_define_method(mrb, mrb->kernel_module, "to_json", object_to_json, MRB_ARGS_OPT(1));
}
