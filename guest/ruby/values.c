// Ruby values to wire values and back.
#include "guest.h"

#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/hash.h>
#include <mruby/internal.h>
#include <mruby/string.h>

#include "utf8.h"

// The exact class decides, so an instance of a subclass of String has no wire form, but a String with singleton methods has.
static bool is_exactly(mrb_value value, const struct RClass *class) { return mrb_class_real(mrb_obj_ptr(value)->c) == class; }

// --- Writing ---

struct pair_writer {
  struct hako_writer *writer;
  int depth;
  bool refused;
};

static int write_pair(mrb_state *mrb, mrb_value key, mrb_value value, void *data) {
  struct pair_writer *pair = data;
  pair->refused = !ruby_write(pair->writer, mrb, key, pair->depth) || !ruby_write(pair->writer, mrb, value, pair->depth);
  return pair->refused;
}

bool ruby_write(struct hako_writer *writer, mrb_state *mrb, mrb_value value, int depth) {
  switch (mrb_type(value)) {
    case MRB_TT_FALSE:
      if (mrb_nil_p(value)) hako_write_nil(writer);
      else hako_write_bool(writer, false);
      return true;
    case MRB_TT_TRUE:
      hako_write_bool(writer, true);
      return true;
    case MRB_TT_INTEGER:
      hako_write_int(writer, mrb_integer(value));
      return true;
    case MRB_TT_FLOAT:
      hako_write_float(writer, mrb_float(value));
      return true;
    case MRB_TT_SYMBOL: {
      mrb_int length;
      const char *name = mrb_sym_name_len(mrb, mrb_symbol(value), &length);
      if (!hako_is_utf8((const uint8_t *)name, (size_t)length)) return false;
      hako_write_symbol(writer, name, (size_t)length);
      return true;
    }
    case MRB_TT_STRING:
      if (!is_exactly(value, mrb->string_class)) return false;
      hako_write_bytes(writer, RSTRING_PTR(value), (size_t)RSTRING_LEN(value));
      return true;
    case MRB_TT_ARRAY: {
      if (depth == 0 || !is_exactly(value, mrb->array_class)) return false;
      const mrb_int count = RARRAY_LEN(value);
      hako_write_array(writer, (size_t)count);
      for (mrb_int i = 0; i < count; i++) {
        if (!ruby_write(writer, mrb, RARRAY_PTR(value)[i], depth - 1)) return false;
      }
      return true;
    }
    case MRB_TT_HASH: {
      if (depth == 0 || !is_exactly(value, mrb->hash_class)) return false;
      hako_write_map(writer, (size_t)mrb_hash_size(mrb, value));
      struct pair_writer pair = {.writer = writer, .depth = depth - 1};
      mrb_hash_foreach(mrb, mrb_hash_ptr(value), write_pair, &pair);
      return !pair.refused;
    }
    case MRB_TT_CDATA: {
      const uint32_t id = ruby_handle_id(value);
      if (id == 0) return false;
      hako_write_handle(writer, id);
      return true;
    }
    default:
      return false;
  }
}

// The integer's digits, or the first few of them.
static mrb_value shortened(mrb_state *mrb, mrb_value integer) {
  enum { kShown = 40 };
  // Writing many digits takes long.
  if (mrb_bint_memsize(integer) > 256) return mrb_str_new_lit(mrb, "of many digits");
  const mrb_value digits = mrb_bint_to_s(mrb, integer, 10);
  if (RSTRING_LEN(digits) <= kShown) return digits;
  return mrb_str_cat_lit(mrb, mrb_str_new(mrb, RSTRING_PTR(digits), kShown), "...");
}

// An integer without wire form in the value, or undefined.
static mrb_value large_integer_in(mrb_state *mrb, mrb_value value, int depth) {
  if (mrb_bigint_p(value)) return value;
  mrb_value found = mrb_undef_value();
  if (depth == 0) return found;
  if (mrb_array_p(value)) {
    for (mrb_int i = 0; i < RARRAY_LEN(value) && mrb_undef_p(found); i++) found = large_integer_in(mrb, RARRAY_PTR(value)[i], depth - 1);
  } else if (mrb_hash_p(value)) {
    found = large_integer_in(mrb, mrb_hash_keys(mrb, value), depth - 1);
    if (mrb_undef_p(found)) found = large_integer_in(mrb, mrb_hash_values(mrb, value), depth - 1);
  }
  return found;
}

mrb_value ruby_refusal(mrb_state *mrb, const char *what, mrb_value value) {
  // Not looked for far inside: an array that holds itself twice has more elements at every level.
  enum { kLookedInto = 4 };
  const mrb_value large = large_integer_in(mrb, value, kLookedInto);
  if (mrb_undef_p(large)) return mrb_format(mrb, "%s of type %T is not a supported sandbox value type", what, value);
  return mrb_format(mrb, "%s has an integer beyond 64 bits, %v; send it as a String (to_s)", what, shortened(mrb, large));
}

// --- The lenient copy ---

struct copier {
  // Set when something lies deeper than the limit. The rest is then left out: the host refuses the message for its depth anyway, and
  // going on could take for ever (an array that holds itself twice doubles the work at every level).
  bool too_deep;
};

static mrb_value text_of(mrb_state *mrb, mrb_value value) {
  const mrb_value text = mrb_funcall(mrb, value, "to_s", 0);
  if (!mrb_string_p(text)) return mrb_str_new(mrb, NULL, 0);
  return is_exactly(text, mrb->string_class) ? text : mrb_str_new(mrb, RSTRING_PTR(text), RSTRING_LEN(text));
}

static mrb_value copy_wireable(mrb_state *mrb, struct copier *copier, mrb_value value, int depth);

// Replaces the elements of an array that no script has a reference to.
static void make_elements_wireable(mrb_state *mrb, struct copier *copier, mrb_value array, int depth) {
  const int arena = mrb_gc_arena_save(mrb);
  for (mrb_int i = 0; i < RARRAY_LEN(array); i++) {
    mrb_ary_set(mrb, array, i, copy_wireable(mrb, copier, RARRAY_PTR(array)[i], depth));
    mrb_gc_arena_restore(mrb, arena);
  }
}

static mrb_value copy_wireable(mrb_state *mrb, struct copier *copier, mrb_value value, int depth) {
  if (copier->too_deep) return mrb_nil_value();
  switch (mrb_type(value)) {
    case MRB_TT_FALSE:
    case MRB_TT_TRUE:
    case MRB_TT_INTEGER:
    case MRB_TT_FLOAT:
      return value;
    case MRB_TT_ARRAY: {
      if (!is_exactly(value, mrb->array_class)) break;
      if (depth == 0) {
        copier->too_deep = true;
        return mrb_ary_new(mrb);
      }
      const mrb_value copy = mrb_ary_new_from_values(mrb, RARRAY_LEN(value), RARRAY_PTR(value));
      make_elements_wireable(mrb, copier, copy, depth - 1);
      return copy;
    }
    case MRB_TT_HASH: {
      if (!is_exactly(value, mrb->hash_class)) break;
      if (depth == 0) {
        copier->too_deep = true;
        return mrb_ary_new(mrb);
      }
      // Snapshots: a `to_s` may change the hash that it is an element of.
      const mrb_value keys = mrb_hash_keys(mrb, value);
      const mrb_value values = mrb_hash_values(mrb, value);
      make_elements_wireable(mrb, copier, keys, depth - 1);
      make_elements_wireable(mrb, copier, values, depth - 1);
      const mrb_value copy = mrb_hash_new_capa(mrb, RARRAY_LEN(keys));
      for (mrb_int i = 0; i < RARRAY_LEN(keys) && i < RARRAY_LEN(values); i++) {
        mrb_hash_set(mrb, copy, RARRAY_PTR(keys)[i], RARRAY_PTR(values)[i]);
      }
      return copy;
    }
    case MRB_TT_STRING:
      if (is_exactly(value, mrb->string_class)) return value;
      break;
    case MRB_TT_SYMBOL: {
      mrb_int length;
      const char *name = mrb_sym_name_len(mrb, mrb_symbol(value), &length);
      if (hako_is_utf8((const uint8_t *)name, (size_t)length)) return value;
      break;
    }
    case MRB_TT_CDATA:
      if (ruby_handle_id(value) != 0) return value;
      break;
    case MRB_TT_BIGINT:
      // As text it would arrive as something else than it is, and nobody would know.
      mrb_raisef(mrb, E_RANGE_ERROR, "integer %v is beyond 64 bits; send it as a String (to_s)", shortened(mrb, value));
    default:
      break;
  }
  return text_of(mrb, value);
}

mrb_value ruby_wireable(mrb_state *mrb, mrb_value value) {
  struct copier copier = {0};
  return copy_wireable(mrb, &copier, value, HAKO_MAX_DEPTH);
}

// --- Reading ---

// Containers grow as their elements arrive; only the first few are reserved, because a message of a few bytes may claim millions.
static mrb_int first_capacity(uint32_t count) { return count < 1024 ? (mrb_int)count : 1024; }

static bool read_array(mrb_state *mrb, struct hako_reader *reader, uint32_t count, int depth, mrb_value *value) {
  *value = mrb_ary_new_capa(mrb, first_capacity(count));
  const int arena = mrb_gc_arena_save(mrb);
  while (count-- > 0) {
    mrb_value element;
    if (!ruby_read(mrb, reader, depth, &element)) return false;
    mrb_ary_push(mrb, *value, element);
    mrb_gc_arena_restore(mrb, arena);
  }
  return true;
}

static bool read_hash(mrb_state *mrb, struct hako_reader *reader, uint32_t count, int depth, mrb_value *value) {
  *value = mrb_hash_new_capa(mrb, first_capacity(count));
  const int arena = mrb_gc_arena_save(mrb);
  while (count-- > 0) {
    mrb_value key, element;
    if (!ruby_read(mrb, reader, depth, &key) || !ruby_read(mrb, reader, depth, &element)) return false;
    mrb_hash_set(mrb, *value, key, element);
    mrb_gc_arena_restore(mrb, arena);
  }
  return true;
}

bool ruby_read(mrb_state *mrb, struct hako_reader *reader, int depth, mrb_value *value) {
  struct hako_token token;
  if (!hako_read(reader, &token)) return false;
  switch (token.kind) {
    case HAKO_NIL:
      *value = mrb_nil_value();
      return true;
    case HAKO_BOOL:
      *value = mrb_bool_value(token.boolean);
      return true;
    case HAKO_INT:
      *value = mrb_int_value(mrb, token.integer);
      return true;
    case HAKO_UINT:
      // Beyond the largest 64-bit integer with a sign.
      *value = mrb_bint_new_uint64(mrb, token.natural);
      return true;
    case HAKO_FLOAT:
      *value = mrb_float_value(mrb, token.number);
      return true;
    case HAKO_STR:
    case HAKO_BIN:
      *value = mrb_str_new(mrb, (const char *)token.bytes.data, token.bytes.length);
      return true;
    case HAKO_SYMBOL:
      *value = mrb_symbol_value(mrb_intern(mrb, (const char *)token.bytes.data, token.bytes.length));
      return true;
    case HAKO_HANDLE:
      *value = ruby_handle_new(mrb, token.handle);
      return true;
    case HAKO_ARRAY:
      return depth > 0 && read_array(mrb, reader, token.count, depth - 1, value);
    case HAKO_MAP:
      return depth > 0 && read_hash(mrb, reader, token.count, depth - 1, value);
    case HAKO_FAULT:
      return false;
  }
  return false;
}
