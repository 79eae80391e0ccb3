// The class MatchData, and the globals that are views of the last match.
//
// A MatchData has the layout of an array, which the collector marks and frees: the pattern, the subject, and for each group where it
// begins and ends (-1 when it took no part).
#include "regexp.h"

#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/error.h>
#include <mruby/hash.h>
#include <mruby/range.h>
#include <mruby/string.h>
#include <mruby/variable.h>

#include "guest.h"

enum { kPattern, kSubject, kSpans };

struct match {
  mrb_value pattern;
  mrb_value subject;
  mrb_int size;  // the groups and the whole
  const mrb_value *spans;
};

static mrb_sym last_match;  // :$~

// --- Making and reading ---

static struct RArray *allocate(mrb_state *mrb, mrb_int count) {
  struct RArray *data = (struct RArray *)mrb_obj_alloc(mrb, MRB_TT_STRUCT, guest.match_data);
  data->as.heap.ptr = mrb_malloc(mrb, (size_t)count * sizeof(mrb_value));
  data->as.heap.aux.capa = (mrb_ssize)count;
  return data;
}

mrb_value regexp_match_new(mrb_state *mrb, mrb_value pattern, mrb_value subject) {
  const int size = regexp_found.num_regs;
  struct RArray *data = allocate(mrb, kSpans + 2 * size);
  mrb_value *values = data->as.heap.ptr;
  values[kPattern] = pattern;
  values[kSubject] = subject;
  for (int i = 0; i < size; i++) {
    values[kSpans + 2 * i] = mrb_fixnum_value(regexp_found.beg[i]);
    values[kSpans + 2 * i + 1] = mrb_fixnum_value(regexp_found.end[i]);
  }
  data->as.heap.len = kSpans + 2 * size;
  return mrb_obj_value(data);
}

static bool is_match(mrb_value value) { return mrb_type(value) == MRB_TT_STRUCT && RARRAY_LEN(value) > kSpans; }

static struct match match_of(mrb_state *mrb, mrb_value self) {
  if (!is_match(self)) mrb_raise(mrb, E_TYPE_ERROR, "uninitialized MatchData");
  const mrb_value *values = RARRAY_PTR(self);
  return (struct match){values[kPattern], values[kSubject], (RARRAY_LEN(self) - kSpans) / 2, values + kSpans};
}

mrb_value regexp_match_subject(mrb_value match) { return RARRAY_PTR(match)[kSubject]; }

static mrb_int begin_of(const struct match *match, mrb_int group) { return mrb_integer(match->spans[2 * group]); }
static mrb_int end_of(const struct match *match, mrb_int group) { return mrb_integer(match->spans[2 * group + 1]); }

static mrb_value text_of(mrb_state *mrb, const struct match *match, mrb_int group) {
  if (group < 0 || group >= match->size || begin_of(match, group) < 0) return mrb_nil_value();
  return regexp_slice(mrb, match->subject, begin_of(match, group), end_of(match, group));
}

mrb_value regexp_found_group(mrb_state *mrb, mrb_value subject, mrb_int group) {
  if (group < 0 || group >= regexp_found.num_regs || regexp_found.beg[group] < 0) return mrb_nil_value();
  return regexp_slice(mrb, subject, regexp_found.beg[group], regexp_found.end[group]);
}

// --- Groups by name ---

// All groups of a name, or 0.
static int groups_named(const struct regexp_program *program, const char *name, mrb_int length, int **groups) {
  const UChar *begin = (const UChar *)name;
  const int count = program != NULL ? onig_name_to_group_numbers(program->code, begin, begin + length, groups) : 0;
  return count > 0 ? count : 0;
}

static mrb_noreturn void no_such_name(mrb_state *mrb, const char *name, mrb_int length) {
  const mrb_value message = mrb_str_new_lit(mrb, "undefined group name reference: ");
  mrb_exc_raise(mrb, mrb_exc_new_str(mrb, E_INDEX_ERROR, mrb_str_cat(mrb, message, name, (size_t)length)));
}

mrb_int regexp_group_named(mrb_state *mrb, const struct regexp_program *program, const OnigRegion *region, const char *name,
                           mrb_int length) {
  int *groups;
  const int count = groups_named(program, name, length, &groups);
  if (count == 0) no_such_name(mrb, name, length);
  for (int i = count - 1; i > 0; i--) {
    if (region->beg[groups[i]] >= 0) return groups[i];
  }
  return groups[0];
}

static bool take_name(mrb_state *mrb, mrb_value key, const char **name, mrb_int *length) {
  if (mrb_symbol_p(key)) {
    *name = mrb_sym_name_len(mrb, mrb_symbol(key), length);
    return true;
  }
  if (!mrb_string_p(key)) return false;
  *name = RSTRING_PTR(key);
  *length = RSTRING_LEN(key);
  return true;
}

mrb_int regexp_group_number(mrb_state *mrb, const struct regexp_program *program, const OnigRegion *region, mrb_value group) {
  const char *name;
  mrb_int length;
  if (take_name(mrb, group, &name, &length)) return regexp_group_named(mrb, program, region, name, length);
  const mrb_int number = mrb_as_int(mrb, group);
  if (number >= 0) return number < region->num_regs ? number : -1;
  return number > -region->num_regs ? number + region->num_regs : -1;
}

// As above, in a match. An Integer as it is.
static mrb_int group_of(mrb_state *mrb, const struct match *match, mrb_value key) {
  const char *name;
  mrb_int length;
  if (!take_name(mrb, key, &name, &length)) return mrb_as_int(mrb, key);
  int *groups;
  const int count = groups_named(regexp_program_of(match->pattern), name, length, &groups);
  if (count == 0) no_such_name(mrb, name, length);
  for (int i = count - 1; i > 0; i--) {
    if (begin_of(match, groups[i]) >= 0) return groups[i];
  }
  return groups[0];
}

static mrb_int existing_group_of(mrb_state *mrb, const struct match *match, mrb_value key) {
  const mrb_int group = group_of(mrb, match, key);
  if (group < 0 || group >= match->size) mrb_raisef(mrb, E_INDEX_ERROR, "index %i out of matches", group);
  return group;
}

// --- Methods ---

static mrb_value texts(mrb_state *mrb, const struct match *match, mrb_int first) {
  const mrb_value list = mrb_ary_new_capa(mrb, match->size - first);
  for (mrb_int i = first; i < match->size; i++) {
    const int arena = mrb_gc_arena_save(mrb);
    mrb_ary_push(mrb, list, text_of(mrb, match, i));
    mrb_gc_arena_restore(mrb, arena);
  }
  return list;
}

static mrb_value match_to_a(mrb_state *mrb, mrb_value self) {
  const struct match match = match_of(mrb, self);
  return texts(mrb, &match, 0);
}

static mrb_value match_captures(mrb_state *mrb, mrb_value self) {
  const struct match match = match_of(mrb, self);
  return texts(mrb, &match, 1);
}

static mrb_value match_aref(mrb_state *mrb, mrb_value self) {
  const struct match match = match_of(mrb, self);
  mrb_value key, count;
  if (mrb_get_args(mrb, "o|o", &key, &count) == 2 || mrb_range_p(key)) {
    const mrb_value arguments[] = {key, count};
    return mrb_funcall_argv(mrb, texts(mrb, &match, 0), mrb_intern_lit(mrb, "[]"), mrb_get_argc(mrb), arguments);
  }
  const mrb_int group = group_of(mrb, &match, key);
  return text_of(mrb, &match, group < 0 ? group + match.size : group);
}

static mrb_value match_values_at(mrb_state *mrb, mrb_value self) {
  const mrb_value *keys;
  mrb_int count;
  mrb_get_args(mrb, "*", &keys, &count);
  const struct match match = match_of(mrb, self);
  const mrb_value list = mrb_ary_new_capa(mrb, count);
  for (mrb_int i = 0; i < count; i++) {
    const mrb_int group = group_of(mrb, &match, keys[i]);
    mrb_ary_push(mrb, list, text_of(mrb, &match, group < 0 ? group + match.size : group));
  }
  return list;
}

static mrb_value position_or_nil(mrb_state *mrb, mrb_int position) { return position < 0 ? mrb_nil_value() : mrb_int_value(mrb, position); }

static mrb_value match_begin(mrb_state *mrb, mrb_value self) {
  const struct match match = match_of(mrb, self);
  return position_or_nil(mrb, begin_of(&match, existing_group_of(mrb, &match, mrb_get_arg1(mrb))));
}

static mrb_value match_end(mrb_state *mrb, mrb_value self) {
  const struct match match = match_of(mrb, self);
  return position_or_nil(mrb, end_of(&match, existing_group_of(mrb, &match, mrb_get_arg1(mrb))));
}

static mrb_value match_offset(mrb_state *mrb, mrb_value self) {
  const struct match match = match_of(mrb, self);
  const mrb_int group = existing_group_of(mrb, &match, mrb_get_arg1(mrb));
  return mrb_assoc_new(mrb, position_or_nil(mrb, begin_of(&match, group)), position_or_nil(mrb, end_of(&match, group)));
}

static mrb_value match_size(mrb_state *mrb, mrb_value self) { return mrb_int_value(mrb, match_of(mrb, self).size); }
static mrb_value match_string(mrb_state *mrb, mrb_value self) { return match_of(mrb, self).subject; }

static mrb_value match_to_s(mrb_state *mrb, mrb_value self) {
  const struct match match = match_of(mrb, self);
  return text_of(mrb, &match, 0);
}

static mrb_value match_pre(mrb_state *mrb, mrb_value self) {
  const struct match match = match_of(mrb, self);
  return regexp_slice(mrb, match.subject, 0, begin_of(&match, 0));
}

static mrb_value match_post(mrb_state *mrb, mrb_value self) {
  const struct match match = match_of(mrb, self);
  return regexp_slice(mrb, match.subject, end_of(&match, 0), RSTRING_LEN(match.subject));
}

// A literal search has a String for a pattern, which becomes a Regexp when somebody asks.
static mrb_value match_regexp(mrb_state *mrb, mrb_value self) {
  const mrb_value pattern = match_of(mrb, self).pattern;
  if (!mrb_string_p(pattern)) return pattern;
  const mrb_value source = regexp_escape(mrb, RSTRING_PTR(pattern), RSTRING_LEN(pattern));
  return mrb_obj_new(mrb, guest.regexp, 1, &source);
}

static mrb_value names_of(mrb_state *mrb, const struct match *match) {
  if (regexp_program_of(match->pattern) == NULL) return mrb_ary_new(mrb);
  return regexp_names(mrb, match->pattern);
}

static mrb_value match_names(mrb_state *mrb, mrb_value self) {
  const struct match match = match_of(mrb, self);
  return names_of(mrb, &match);
}

static mrb_value match_named_captures(mrb_state *mrb, mrb_value self) {
  const mrb_sym keyword = mrb_intern_lit(mrb, "symbolize_names");
  mrb_value symbolize = mrb_undef_value();
  const mrb_kwargs keywords = {.num = 1, .table = &keyword, .values = &symbolize};
  mrb_get_args(mrb, ":", &keywords);
  const bool symbols = !mrb_undef_p(symbolize) && mrb_test(symbolize);
  const struct match match = match_of(mrb, self);
  const mrb_value names = names_of(mrb, &match), captures = mrb_hash_new(mrb);
  for (mrb_int i = 0; i < RARRAY_LEN(names); i++) {
    const int arena = mrb_gc_arena_save(mrb);
    const mrb_value name = RARRAY_PTR(names)[i];
    const mrb_value text = text_of(mrb, &match, group_of(mrb, &match, name));
    mrb_hash_set(mrb, captures, symbols ? mrb_symbol_value(mrb_intern_str(mrb, name)) : name, text);
    mrb_gc_arena_restore(mrb, arena);
  }
  return captures;
}

static mrb_value match_inspect(mrb_state *mrb, mrb_value self) {
  const struct match match = match_of(mrb, self);
  const mrb_value list = texts(mrb, &match, 0), text = mrb_str_new_lit(mrb, "#<MatchData "), names = mrb_ary_new(mrb);
  const mrb_value all = names_of(mrb, &match);
  for (mrb_int i = 0; i < RARRAY_LEN(all); i++) {
    const mrb_value name = RARRAY_PTR(all)[i];
    int *groups;
    const int count = groups_named(regexp_program_of(match.pattern), RSTRING_PTR(name), RSTRING_LEN(name), &groups);
    for (int k = 0; k < count; k++) mrb_ary_set(mrb, names, groups[k], name);
  }
  for (mrb_int i = 0; i < RARRAY_LEN(list); i++) {
    const int arena = mrb_gc_arena_save(mrb);
    const mrb_value name = mrb_ary_ref(mrb, names, i);
    if (i > 0) {
      mrb_str_cat_lit(mrb, text, " ");
      mrb_str_concat(mrb, text, mrb_nil_p(name) ? mrb_int_value(mrb, i) : name);
      mrb_str_cat_lit(mrb, text, ":");
    }
    const mrb_value group = RARRAY_PTR(list)[i];
    mrb_str_cat_str(mrb, text, mrb_nil_p(group) ? mrb_str_new_lit(mrb, "nil") : mrb_inspect(mrb, group));
    mrb_gc_arena_restore(mrb, arena);
  }
  return mrb_str_cat_lit(mrb, text, ">");
}

// mruby's own message for an undefined class method names the class of the class.
static mrb_value match_refuse(mrb_state *mrb, mrb_value class) {
  mrb_raisef(mrb, E_NOMETHOD_ERROR, "undefined method '%n' for %v", mrb->c->ci->mid, class);
}

static mrb_value match_copy(mrb_state *mrb, mrb_value self) {
  const mrb_value other = mrb_get_arg1(mrb);
  match_of(mrb, other);
  if (is_match(self) || mrb_type(self) != MRB_TT_STRUCT) mrb_raise(mrb, E_TYPE_ERROR, "already initialized MatchData");
  const mrb_int count = RARRAY_LEN(other);
  struct RArray *data = RARRAY(self);
  data->as.heap.ptr = mrb_malloc(mrb, (size_t)count * sizeof(mrb_value));
  data->as.heap.aux.capa = data->as.heap.len = (mrb_ssize)count;
  for (mrb_int i = 0; i < count; i++) data->as.heap.ptr[i] = RARRAY_PTR(other)[i];
  mrb_write_barrier(mrb, mrb_basic_ptr(self));
  return self;
}

// --- The globals ---

mrb_value regexp_last_match(mrb_state *mrb) {
  const mrb_value match = mrb_gv_get(mrb, last_match);
  return is_match(match) ? match : mrb_nil_value();
}

void regexp_set_last_match(mrb_state *mrb, mrb_value match) { mrb_gv_set(mrb, last_match, match); }

static mrb_value last_participating(mrb_state *mrb, const struct match *match) {
  mrb_int group = match->size - 1;
  while (group > 0 && begin_of(match, group) < 0) group--;
  return group > 0 ? text_of(mrb, match, group) : mrb_nil_value();
}

// What a global without a value of its own is (patch 09-missing-globals): $& and its like are computed when they are read.
static mrb_value view(mrb_state *mrb, mrb_sym global) {
  mrb_int length;
  const char *name = mrb_sym_name_len(mrb, global, &length);
  if (length < 2 || name[0] != '$') return mrb_nil_value();
  mrb_int group = 0;
  for (mrb_int i = 1; i < length && group >= 0; i++) {
    group = name[i] >= '0' && name[i] <= '9' && group < 1000000 ? 10 * group + (name[i] - '0') : -1;
  }
  if (group < 0 && (length != 2 || name[1] > '`')) return mrb_nil_value();
  const mrb_value value = regexp_last_match(mrb);
  if (mrb_nil_p(value)) return value;
  const struct match match = match_of(mrb, value);
  if (group > 0) return text_of(mrb, &match, group);
  switch (name[1]) {
    case '&':
      return text_of(mrb, &match, 0);
    case '`':
      return match_pre(mrb, value);
    case '\'':
      return match_post(mrb, value);
    case '+':
      return last_participating(mrb, &match);
    default:
      return mrb_nil_value();
  }
}

static mrb_value regexp_last_match_m(mrb_state *mrb, mrb_value class) {
  mrb_value key;
  const mrb_int count = mrb_get_args(mrb, "|o", &key);
  const mrb_value value = regexp_last_match(mrb);
  if (count == 0 || mrb_nil_p(value)) return value;
  const struct match match = match_of(mrb, value);
  const mrb_int group = group_of(mrb, &match, key);
  return text_of(mrb, &match, group < 0 ? group + match.size : group);
}

static mrb_value regexp_set_last_match_m(mrb_state *mrb, mrb_value class) {
  const mrb_value match = mrb_get_arg1(mrb);
  if (!mrb_nil_p(match) && !is_match(match)) mrb_raisef(mrb, E_TYPE_ERROR, "wrong argument type %T (expected MatchData)", match);
  regexp_set_last_match(mrb, match);
  return match;
}

void regexp_define_match_data(mrb_state *mrb) {
  struct RClass *data = guest.match_data = mrb_define_class(mrb, "MatchData", mrb->object_class);
  MRB_SET_INSTANCE_TT(data, MRB_TT_STRUCT);
  mrb_define_class_method(mrb, data, "new", match_refuse, MRB_ARGS_ANY());
  mrb_define_class_method(mrb, data, "allocate", match_refuse, MRB_ARGS_ANY());
  mrb_define_method(mrb, data, "initialize_copy", match_copy, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, data, "[]", match_aref, MRB_ARGS_ARG(1, 1));
  mrb_define_method(mrb, data, "begin", match_begin, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, data, "end", match_end, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, data, "offset", match_offset, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, data, "captures", match_captures, MRB_ARGS_NONE());
  mrb_define_method(mrb, data, "named_captures", match_named_captures, MRB_ARGS_KEY(1, 0));
  mrb_define_method(mrb, data, "names", match_names, MRB_ARGS_NONE());
  mrb_define_method(mrb, data, "size", match_size, MRB_ARGS_NONE());
  mrb_define_method(mrb, data, "length", match_size, MRB_ARGS_NONE());
  mrb_define_method(mrb, data, "pre_match", match_pre, MRB_ARGS_NONE());
  mrb_define_method(mrb, data, "post_match", match_post, MRB_ARGS_NONE());
  mrb_define_method(mrb, data, "string", match_string, MRB_ARGS_NONE());
  mrb_define_method(mrb, data, "regexp", match_regexp, MRB_ARGS_NONE());
  mrb_define_method(mrb, data, "to_a", match_to_a, MRB_ARGS_NONE());
  mrb_define_method(mrb, data, "to_s", match_to_s, MRB_ARGS_NONE());
  mrb_define_method(mrb, data, "inspect", match_inspect, MRB_ARGS_NONE());
  mrb_define_method(mrb, data, "values_at", match_values_at, MRB_ARGS_ANY());
  mrb_define_class_method(mrb, guest.regexp, "last_match", regexp_last_match_m, MRB_ARGS_OPT(1));
  mrb_define_class_method(mrb, guest.regexp, "last_match=", regexp_set_last_match_m, MRB_ARGS_REQ(1));
  last_match = mrb_intern_lit(mrb, "$~");
  mrb_missing_global = view;
}
