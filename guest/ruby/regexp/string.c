// The methods of String that take a Regexp, and Kernel#=~. For other arguments, those of mruby's core that had the name before.
#include "regexp.h"

#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/proc.h>
#include <mruby/string.h>
#include <string.h>

#include "guest.h"

static mrb_func_t core_aref, core_aset, core_index, core_rindex, core_split;

static bool is_regexp(mrb_value value) { return regexp_program_of(value) != NULL; }

// --- Searching ---

static mrb_value string_offset(mrb_state *mrb, mrb_value self) {
  const mrb_value pattern = mrb_get_arg1(mrb);
  if (mrb_string_p(pattern)) mrb_raise(mrb, E_TYPE_ERROR, "type mismatch: String given");
  if (!is_regexp(pattern)) return mrb_funcall_argv(mrb, pattern, mrb_intern_lit(mrb, "=~"), 1, &self);
  const mrb_value match = regexp_match(mrb, pattern, self, 0);
  return mrb_nil_p(match) ? match : mrb_int_value(mrb, regexp_found.beg[0]);
}

static mrb_value kernel_offset(mrb_state *mrb, mrb_value self) {
  mrb_get_arg1(mrb);
  return mrb_nil_value();
}

static void need_regexp(mrb_state *mrb, mrb_value pattern) {
  if (!is_regexp(pattern)) mrb_raisef(mrb, E_TYPE_ERROR, "wrong argument type %T (expected Regexp)", pattern);
}

static mrb_value string_match(mrb_state *mrb, mrb_value self) {
  mrb_value pattern, block = mrb_nil_value();
  mrb_int position = 0;
  mrb_get_args(mrb, "o|i&", &pattern, &position, &block);
  need_regexp(mrb, pattern);
  const mrb_value match = regexp_match(mrb, pattern, self, position);
  return mrb_nil_p(match) || mrb_nil_p(block) ? match : mrb_yield(mrb, block, match);
}

static mrb_value string_match_p(mrb_state *mrb, mrb_value self) {
  mrb_value pattern;
  mrb_int position = 0;
  mrb_get_args(mrb, "o|i", &pattern, &position);
  need_regexp(mrb, pattern);
  return mrb_bool_value(regexp_matches(mrb, pattern, self, position));
}

// The first argument as a method sees it that may take a Regexp; undef for none.
static mrb_value first_argument(mrb_state *mrb) { return mrb_get_argc(mrb) > 0 ? mrb_get_argv(mrb)[0] : mrb_undef_value(); }

static mrb_value string_index(mrb_state *mrb, mrb_value self) {
  if (!is_regexp(first_argument(mrb))) return core_index(mrb, self);
  mrb_value pattern;
  mrb_int position = 0;
  mrb_get_args(mrb, "o|i", &pattern, &position);
  const mrb_value match = regexp_match(mrb, pattern, self, position);
  return mrb_nil_p(match) ? match : mrb_int_value(mrb, regexp_found.beg[0]);
}

// The last match that begins at `position` or before it; sets $~.
static mrb_value match_backward(mrb_state *mrb, mrb_value pattern, mrb_value string, mrb_int position) {
  struct regexp_subject subject = regexp_subject_of(mrb, string);
  mrb_value match = mrb_nil_value();
  if (position > subject.length) position = subject.length;
  if (regexp_position(&subject, &position) &&
      regexp_search(mrb, regexp_program_of(pattern), subject.text, subject.length, position, kBackward)) {
    regexp_freeze_subject(mrb, &subject);
    match = regexp_match_new(mrb, pattern, subject.string);
  }
  regexp_set_last_match(mrb, match);
  return match;
}

static mrb_value string_rindex(mrb_state *mrb, mrb_value self) {
  if (!is_regexp(first_argument(mrb))) return core_rindex(mrb, self);
  mrb_value pattern;
  mrb_int position = RSTRING_LEN(self);
  mrb_get_args(mrb, "o|i", &pattern, &position);
  const mrb_value match = match_backward(mrb, pattern, self, position);
  return mrb_nil_p(match) ? match : mrb_int_value(mrb, regexp_found.beg[0]);
}

static mrb_value string_start_with_p(mrb_state *mrb, mrb_value self) {
  const mrb_value *prefixes;
  mrb_int count;
  mrb_get_args(mrb, "*", &prefixes, &count);
  for (mrb_int i = 0; i < count; i++) {
    const mrb_value prefix = prefixes[i];
    if (is_regexp(prefix)) {
      struct regexp_subject subject = regexp_subject_of(mrb, self);
      const bool begins = regexp_begins(mrb, regexp_program_of(prefix), subject.text, subject.length);
      if (begins) regexp_freeze_subject(mrb, &subject);
      regexp_set_last_match(mrb, begins ? regexp_match_new(mrb, prefix, subject.string) : mrb_nil_value());
      if (begins) return mrb_true_value();
    } else {
      if (!mrb_string_p(prefix)) regexp_no_string(mrb, prefix);
      const mrb_int length = RSTRING_LEN(prefix);
      if (length <= RSTRING_LEN(self) && memcmp(RSTRING_PTR(self), RSTRING_PTR(prefix), (size_t)length) == 0) return mrb_true_value();
    }
  }
  return mrb_false_value();
}

// --- Parts ---

// Searches, sets $~ and finds the group; `match` is nil when there is none.
static mrb_int find_group(mrb_state *mrb, mrb_value self, mrb_value pattern, mrb_value group, mrb_value *match) {
  *match = regexp_match(mrb, pattern, self, 0);
  if (mrb_nil_p(*match) || mrb_undef_p(group)) return 0;
  return regexp_group_number(mrb, regexp_program_of(pattern), &regexp_found, group);
}

static mrb_value string_aref(mrb_state *mrb, mrb_value self) {
  if (!is_regexp(first_argument(mrb))) return core_aref(mrb, self);
  mrb_value pattern, group = mrb_undef_value(), match;
  mrb_get_args(mrb, "o|o", &pattern, &group);
  const mrb_int number = find_group(mrb, self, pattern, group, &match);
  return mrb_nil_p(match) ? match : regexp_found_group(mrb, regexp_match_subject(match), number);
}

// Puts `added` in the place of some bytes.
static void splice(mrb_state *mrb, mrb_value string, mrb_int begin, mrb_int end, mrb_value added) {
  const mrb_value copy = mrb_str_dup(mrb, added);
  const mrb_int length = RSTRING_LEN(string), more = RSTRING_LEN(copy) - (end - begin);
  mrb_str_modify(mrb, mrb_str_ptr(string));
  if (more > 0) mrb_str_resize(mrb, string, length + more);
  char *text = RSTRING_PTR(string);
  memmove(text + end + more, text + end, (size_t)(length - end));
  memcpy(text + begin, RSTRING_PTR(copy), (size_t)RSTRING_LEN(copy));
  if (more < 0) mrb_str_resize(mrb, string, length + more);
}

static mrb_value string_aset(mrb_state *mrb, mrb_value self) {
  const mrb_int count = mrb_get_argc(mrb);
  if (count < 2 || count > 3) mrb_raisef(mrb, E_ARGUMENT_ERROR, "wrong number of arguments (%i for 2..3)", count);
  if (!is_regexp(first_argument(mrb))) return core_aset(mrb, self);
  const mrb_value *arguments = mrb_get_argv(mrb);
  const mrb_value group = count == 3 ? arguments[1] : mrb_undef_value(), added = arguments[count - 1];
  if (!mrb_string_p(added)) regexp_no_string(mrb, added);
  mrb_check_frozen(mrb, mrb_basic_ptr(self));
  mrb_value match;
  const mrb_int number = find_group(mrb, self, arguments[0], group, &match);
  if (mrb_nil_p(match)) mrb_raise(mrb, E_INDEX_ERROR, "regexp not matched");
  if (number < 0) mrb_raisef(mrb, E_INDEX_ERROR, "index %v out of regexp", group);
  if (regexp_found.beg[number] < 0) mrb_raisef(mrb, E_INDEX_ERROR, "regexp group %i not matched", number);
  splice(mrb, self, regexp_found.beg[number], regexp_found.end[number], added);
  return added;
}

static mrb_value string_slice_in_place(mrb_state *mrb, mrb_value self) {
  const mrb_int count = mrb_get_argc(mrb);
  if (count < 1 || count > 2) mrb_argnum_error(mrb, count, 1, 2);
  mrb_check_frozen(mrb, mrb_basic_ptr(self));
  const mrb_value *given = mrb_get_argv(mrb);
  mrb_value arguments[3] = {given[0], count == 2 ? given[1] : mrb_undef_value()};
  if (!is_regexp(arguments[0])) {
    const mrb_value removed = core_aref(mrb, self);
    if (mrb_nil_p(removed)) return removed;
    arguments[count] = mrb_str_new_lit(mrb, "");
    mrb_funcall_argv(mrb, self, mrb_intern_lit(mrb, "[]="), count + 1, arguments);
    return removed;
  }
  mrb_value match;
  const mrb_int number = find_group(mrb, self, arguments[0], arguments[1], &match);
  if (mrb_nil_p(match) || number < 0 || regexp_found.beg[number] < 0) return mrb_nil_value();
  const mrb_value removed = regexp_slice(mrb, self, regexp_found.beg[number], regexp_found.end[number]);
  splice(mrb, self, regexp_found.beg[number], regexp_found.end[number], mrb_str_new_lit(mrb, ""));
  return removed;
}

static mrb_value three(mrb_state *mrb, mrb_value a, mrb_value b, mrb_value c) {
  const mrb_value values[] = {a, b, c};
  return mrb_ary_new_from_values(mrb, 3, values);
}

static mrb_value around(mrb_state *mrb, mrb_value string, mrb_int begin, mrb_int end) {
  const mrb_value before = regexp_slice(mrb, string, 0, begin), found = regexp_slice(mrb, string, begin, end);
  return three(mrb, before, found, regexp_slice(mrb, string, end, RSTRING_LEN(string)));
}

static void need_pattern(mrb_state *mrb, mrb_value pattern) {
  if (!mrb_string_p(pattern) && !is_regexp(pattern)) mrb_raisef(mrb, E_TYPE_ERROR, "type mismatch: %T given", pattern);
}

static mrb_value string_partition(mrb_state *mrb, mrb_value self) {
  const mrb_value pattern = mrb_get_arg1(mrb);
  need_pattern(mrb, pattern);
  struct regexp_walk walk = regexp_walk_through(mrb, self, pattern);
  const bool any = regexp_step(mrb, &walk);
  if (walk.program != NULL) {
    regexp_set_last_match(mrb, any ? regexp_match_new(mrb, pattern, walk.subject.string) : mrb_nil_value());
  }
  if (any) return around(mrb, walk.subject.string, walk.begin, walk.end);
  return three(mrb, mrb_str_dup(mrb, self), mrb_str_new_lit(mrb, ""), mrb_str_new_lit(mrb, ""));
}

static mrb_value string_rpartition(mrb_state *mrb, mrb_value self) {
  const mrb_value pattern = mrb_get_arg1(mrb);
  need_pattern(mrb, pattern);
  if (is_regexp(pattern)) {
    const mrb_value match = match_backward(mrb, pattern, self, RSTRING_LEN(self));
    if (!mrb_nil_p(match)) return around(mrb, regexp_match_subject(match), regexp_found.beg[0], regexp_found.end[0]);
  } else {
    const mrb_int length = RSTRING_LEN(pattern);
    for (mrb_int at = RSTRING_LEN(self) - length; at >= 0; at--) {
      if (memcmp(RSTRING_PTR(self) + at, RSTRING_PTR(pattern), (size_t)length) == 0) return around(mrb, self, at, at + length);
    }
  }
  return three(mrb, mrb_str_new_lit(mrb, ""), mrb_str_new_lit(mrb, ""), mrb_str_dup(mrb, self));
}

// --- All matches ---

static mrb_value groups_of_walk(mrb_state *mrb, const struct regexp_walk *walk) {
  if (regexp_found.num_regs == 1) return regexp_slice(mrb, walk->subject.string, walk->begin, walk->end);
  const mrb_value groups = mrb_ary_new_capa(mrb, regexp_found.num_regs - 1);
  for (int i = 1; i < regexp_found.num_regs; i++) {
    const int arena = mrb_gc_arena_save(mrb);
    mrb_ary_push(mrb, groups, regexp_found_group(mrb, walk->subject.string, i));
    mrb_gc_arena_restore(mrb, arena);
  }
  return groups;
}

static mrb_value string_scan(mrb_state *mrb, mrb_value self) {
  mrb_value pattern, block = mrb_nil_value();
  mrb_get_args(mrb, "o&", &pattern, &block);
  struct regexp_walk walk = regexp_walk_through(mrb, self, pattern);
  const mrb_value all = mrb_nil_p(block) ? mrb_ary_new(mrb) : self;
  mrb_value match = mrb_nil_value();
  while (regexp_step(mrb, &walk)) {
    const int arena = mrb_gc_arena_save(mrb);
    const mrb_value found = groups_of_walk(mrb, &walk);
    if (mrb_nil_p(block)) {
      mrb_ary_push(mrb, all, found);
    } else {
      match = regexp_match_new(mrb, walk.pattern, walk.subject.string);
      regexp_set_last_match(mrb, match);
      mrb_yield(mrb, block, found);
    }
    mrb_gc_arena_restore(mrb, arena);
  }
  if (!mrb_nil_p(block) && mrb_nil_p(match)) regexp_set_last_match(mrb, match);
  return all;
}

static mrb_value string_split(mrb_state *mrb, mrb_value self) {
  if (!is_regexp(first_argument(mrb))) return core_split(mrb, self);
  mrb_value pattern;
  mrb_int limit = 0;
  mrb_get_args(mrb, "o|i", &pattern, &limit);
  struct regexp_walk walk = regexp_walk_through(mrb, self, pattern);
  const mrb_value fields = mrb_ary_new(mrb), string = walk.subject.string;
  const mrb_int length = walk.subject.length;
  if (length == 0) return fields;
  mrb_int begin = 0, splits = 0;
  while ((limit <= 0 || splits + 1 < limit) && regexp_step(mrb, &walk)) {
    if (walk.end == walk.begin && walk.begin == begin) continue;
    const int arena = mrb_gc_arena_save(mrb);
    mrb_ary_push(mrb, fields, regexp_slice(mrb, string, begin, walk.begin));
    for (int i = 1; i < regexp_found.num_regs; i++) {
      const mrb_value group = regexp_found_group(mrb, string, i);
      if (!mrb_nil_p(group)) mrb_ary_push(mrb, fields, group);
    }
    mrb_gc_arena_restore(mrb, arena);
    begin = walk.next = walk.end;
    splits++;
  }
  mrb_ary_push(mrb, fields, regexp_slice(mrb, string, begin, length));
  if (limit == 0) {
    while (RARRAY_LEN(fields) > 0 && RSTRING_LEN(RARRAY_PTR(fields)[RARRAY_LEN(fields) - 1]) == 0) mrb_ary_pop(mrb, fields);
  }
  return fields;
}

static mrb_func_t core_method(mrb_state *mrb, const char *name) {
  struct RClass *string = mrb->string_class;
  return MRB_METHOD_CFUNC(mrb_method_search_vm(mrb, &string, mrb_intern_cstr(mrb, name)));
}

void regexp_define_string_methods(mrb_state *mrb) {
  struct RClass *string = mrb->string_class;
  core_aref = core_method(mrb, "[]");
  core_aset = core_method(mrb, "[]=");
  core_index = core_method(mrb, "index");
  core_rindex = core_method(mrb, "rindex");
  core_split = core_method(mrb, "split");
  mrb_define_method(mrb, string, "=~", string_offset, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, string, "match", string_match, MRB_ARGS_ARG(1, 1) | MRB_ARGS_BLOCK());
  mrb_define_method(mrb, string, "match?", string_match_p, MRB_ARGS_ARG(1, 1));
  mrb_define_method(mrb, string, "index", string_index, MRB_ARGS_ARG(1, 1));
  mrb_define_method(mrb, string, "rindex", string_rindex, MRB_ARGS_ARG(1, 1));
  mrb_define_method(mrb, string, "start_with?", string_start_with_p, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "[]", string_aref, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "slice", string_aref, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "[]=", string_aset, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "slice!", string_slice_in_place, MRB_ARGS_ANY());
  mrb_define_method(mrb, string, "partition", string_partition, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, string, "rpartition", string_rpartition, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, string, "scan", string_scan, MRB_ARGS_REQ(1) | MRB_ARGS_BLOCK());
  mrb_define_method(mrb, string, "split", string_split, MRB_ARGS_ANY());
  mrb_define_method(mrb, mrb->kernel_module, "=~", kernel_offset, MRB_ARGS_REQ(1));
}
