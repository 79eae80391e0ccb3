// The class Regexp.
#include "regexp.h"

#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/data.h>
#include <mruby/hash.h>
#include <mruby/string.h>
#include <string.h>

#include "guest.h"

static void free_regexp(mrb_state *mrb, void *data) {
  if (data != NULL) regexp_release(data);
}

static const mrb_data_type regexp_type = {"Regexp", free_regexp};

const struct regexp_program *regexp_program_of(mrb_value value) {
  return mrb_data_p(value) && DATA_TYPE(value) == &regexp_type ? DATA_PTR(value) : NULL;
}

const struct regexp_program *regexp_program_get(mrb_state *mrb, mrb_value regexp) {
  const struct regexp_program *program = regexp_program_of(regexp);
  if (program == NULL) mrb_raise(mrb, E_TYPE_ERROR, "uninitialized Regexp");
  return program;
}

// --- Construction ---

static int option_of(char letter) {
  switch (letter) {
    case 'i':
      return kIgnoreCase;
    case 'x':
      return kExtended;
    case 'm':
      return kMultiline;
    default:
      return 0;
  }
}

static int options_of(mrb_state *mrb, mrb_value value) {
  if (mrb_integer_p(value)) return (int)(mrb_integer(value) & (kIgnoreCase | kExtended | kMultiline));
  if (mrb_string_p(value)) {
    int options = 0;
    for (mrb_int i = 0; i < RSTRING_LEN(value); i++) options |= option_of(RSTRING_PTR(value)[i]);
    return options;
  }
  return mrb_test(value) ? kIgnoreCase : 0;
}

// Of the arguments of new and compile. The third one is the encoding of a literal with a flag for it, which changes nothing.
static struct regexp_program *program_of_arguments(mrb_state *mrb) {
  mrb_value source, options = mrb_nil_value(), encoding;
  mrb_get_args(mrb, "o|oo", &source, &options, &encoding);
  const struct regexp_program *other = regexp_program_of(source);
  if (other != NULL) return regexp_program_for(mrb, other->source, other->length, other->options);
  if (!mrb_string_p(source)) regexp_no_string(mrb, source);
  return regexp_program_for(mrb, RSTRING_PTR(source), RSTRING_LEN(source), options_of(mrb, options));
}

static mrb_value wrap(mrb_state *mrb, struct RClass *class, struct regexp_program *program) {
  return mrb_obj_value(mrb_data_object_alloc(mrb, class, program, &regexp_type));
}

// Literals become calls of this one.
static mrb_value regexp_compile(mrb_state *mrb, mrb_value class) {
  if (mrb_class_ptr(class) == guest.regexp) return wrap(mrb, guest.regexp, program_of_arguments(mrb));
  const mrb_value *arguments;
  mrb_int count;
  mrb_get_args(mrb, "*", &arguments, &count);
  return mrb_obj_new(mrb, mrb_class_ptr(class), count, arguments);
}

static void initialize_with(mrb_value self, struct regexp_program *program) { mrb_data_init(self, program, &regexp_type); }

static mrb_value regexp_initialize(mrb_state *mrb, mrb_value self) {
  if (regexp_program_of(self) != NULL) mrb_raise(mrb, E_TYPE_ERROR, "already initialized regexp");
  initialize_with(self, program_of_arguments(mrb));
  return self;
}

static mrb_value regexp_copy(mrb_state *mrb, mrb_value self) {
  const struct regexp_program *program = regexp_program_get(mrb, mrb_get_arg1(mrb));
  if (regexp_program_of(self) != NULL) mrb_raise(mrb, E_TYPE_ERROR, "already initialized regexp");
  initialize_with(self, regexp_program_for(mrb, program->source, program->length, program->options));
  return self;
}

mrb_value regexp_escape(mrb_state *mrb, const char *text, mrb_int length) {
  static const char from[] = "\n\r\t\f\v", to[] = "nrtfv";
  const mrb_value escaped = mrb_str_new_capa(mrb, length);
  for (mrb_int i = 0; i < length; i++) {
    const char c = text[i];
    const char *control = c != '\0' ? strchr(from, c) : NULL;
    char pair[] = {'\\', control != NULL ? to[control - from] : c};
    if (control != NULL || (c != '\0' && strchr(".\\+*?(){}[]^$|-# ", c) != NULL)) mrb_str_cat(mrb, escaped, pair, 2);
    else mrb_str_cat(mrb, escaped, &c, 1);
  }
  return escaped;
}

static mrb_value regexp_escape_m(mrb_state *mrb, mrb_value class) {
  mrb_value text = mrb_get_arg1(mrb);
  if (mrb_symbol_p(text)) text = mrb_sym_str(mrb, mrb_symbol(text));
  if (!mrb_string_p(text)) regexp_no_string(mrb, text);
  return regexp_escape(mrb, RSTRING_PTR(text), RSTRING_LEN(text));
}

static mrb_value to_source(mrb_state *mrb, const struct regexp_program *program);

static mrb_value regexp_union(mrb_state *mrb, mrb_value class) {
  mrb_value *patterns;
  mrb_int count;
  mrb_get_args(mrb, "*", &patterns, &count);
  mrb_value list = mrb_ary_new_from_values(mrb, count, patterns);
  if (count == 1 && mrb_array_p(patterns[0])) list = patterns[0];
  if (RARRAY_LEN(list) == 1 && regexp_program_of(RARRAY_PTR(list)[0]) != NULL) return RARRAY_PTR(list)[0];
  const mrb_value source = mrb_str_new_lit(mrb, "");
  for (mrb_int i = 0; i < RARRAY_LEN(list); i++) {
    const int arena = mrb_gc_arena_save(mrb);
    mrb_value pattern = RARRAY_PTR(list)[i];
    const struct regexp_program *program = regexp_program_of(pattern);
    if (mrb_symbol_p(pattern)) pattern = mrb_sym_str(mrb, mrb_symbol(pattern));
    if (program == NULL && !mrb_string_p(pattern)) regexp_no_string(mrb, pattern);
    if (i > 0) mrb_str_cat_lit(mrb, source, "|");
    mrb_str_cat_str(mrb, source,
                    program != NULL ? to_source(mrb, program) : regexp_escape(mrb, RSTRING_PTR(pattern), RSTRING_LEN(pattern)));
    mrb_gc_arena_restore(mrb, arena);
  }
  if (RARRAY_LEN(list) == 0) mrb_str_cat_lit(mrb, source, "(?!)");
  return wrap(mrb, guest.regexp, regexp_program_for(mrb, RSTRING_PTR(source), RSTRING_LEN(source), 0));
}

// --- Matching ---

static bool search_from(mrb_state *mrb, mrb_value regexp, struct regexp_subject *subject, mrb_int position) {
  const struct regexp_program *program = regexp_program_get(mrb, regexp);
  return regexp_position(subject, &position) && regexp_search(mrb, program, subject->text, subject->length, position, kForward);
}

mrb_value regexp_match(mrb_state *mrb, mrb_value regexp, mrb_value value, mrb_int position) {
  mrb_value match = mrb_nil_value();
  regexp_program_get(mrb, regexp);
  if (!mrb_nil_p(value)) {
    struct regexp_subject subject = regexp_subject_of(mrb, value);
    if (search_from(mrb, regexp, &subject, position)) {
      regexp_freeze_subject(mrb, &subject);
      match = regexp_match_new(mrb, regexp, subject.string);
    }
  }
  regexp_set_last_match(mrb, match);
  return match;
}

bool regexp_matches(mrb_state *mrb, mrb_value regexp, mrb_value value, mrb_int position) {
  const struct regexp_program *program = regexp_program_get(mrb, regexp);
  if (mrb_nil_p(value)) return false;
  const struct regexp_subject subject = regexp_subject_of(mrb, value);
  return regexp_position(&subject, &position) && regexp_is_found(mrb, program, subject.text, subject.length, position);
}

static mrb_value regexp_match_m(mrb_state *mrb, mrb_value self) {
  mrb_value subject, block = mrb_nil_value();
  mrb_int position = 0;
  mrb_get_args(mrb, "o|i&", &subject, &position, &block);
  const mrb_value match = regexp_match(mrb, self, subject, position);
  return mrb_nil_p(match) || mrb_nil_p(block) ? match : mrb_yield(mrb, block, match);
}

static mrb_value regexp_match_p(mrb_state *mrb, mrb_value self) {
  mrb_value subject;
  mrb_int position = 0;
  mrb_get_args(mrb, "o|i", &subject, &position);
  return mrb_bool_value(regexp_matches(mrb, self, subject, position));
}

static mrb_value regexp_offset(mrb_state *mrb, mrb_value self) {
  const mrb_value match = regexp_match(mrb, self, mrb_get_arg1(mrb), 0);
  return mrb_nil_p(match) ? match : mrb_int_value(mrb, regexp_found.beg[0]);
}

static mrb_value regexp_case(mrb_state *mrb, mrb_value self) {
  const mrb_value subject = mrb_get_arg1(mrb);
  const bool searchable = mrb_string_p(subject) || mrb_symbol_p(subject);
  return mrb_bool_value(!mrb_nil_p(regexp_match(mrb, self, searchable ? subject : mrb_nil_value(), 0)));
}

// --- What it says of itself ---

static mrb_value regexp_source(mrb_state *mrb, mrb_value self) {
  const struct regexp_program *program = regexp_program_get(mrb, self);
  return mrb_str_new(mrb, program->source, program->length);
}

static mrb_value regexp_options(mrb_state *mrb, mrb_value self) { return mrb_fixnum_value(regexp_program_get(mrb, self)->options); }

static mrb_value regexp_casefold_p(mrb_state *mrb, mrb_value self) {
  return mrb_bool_value(regexp_program_get(mrb, self)->options & kIgnoreCase);
}

// Letters of the options that are set, or of those that aren't.
static void append_letters(mrb_state *mrb, mrb_value text, int options) {
  if (options & kMultiline) mrb_str_cat_lit(mrb, text, "m");
  if (options & kIgnoreCase) mrb_str_cat_lit(mrb, text, "i");
  if (options & kExtended) mrb_str_cat_lit(mrb, text, "x");
}

static mrb_value regexp_inspect(mrb_state *mrb, mrb_value self) {
  const struct regexp_program *program = regexp_program_get(mrb, self);
  const mrb_value text = mrb_str_new_lit(mrb, "/");
  for (mrb_int i = 0; i < program->length; i++) {
    const char *at = program->source + i;
    const bool space = *at >= '\t' && *at <= '\r';
    if (*at == '\\' && i + 1 < program->length) {
      mrb_str_cat(mrb, text, at, 2);
      i++;
    } else if (*at == '/') {
      mrb_str_cat_lit(mrb, text, "\\/");
    } else if (((uint8_t)*at < 0x20 && !space) || *at == 0x7f) {
      static const char digits[] = "0123456789ABCDEF";
      const char escape[] = {'\\', 'x', digits[*at >> 4], digits[*at & 15]};
      mrb_str_cat(mrb, text, escape, sizeof escape);
    } else {
      mrb_str_cat(mrb, text, at, 1);
    }
  }
  mrb_str_cat_lit(mrb, text, "/");
  append_letters(mrb, text, program->options);
  return text;
}

struct body {
  const char *source;
  mrb_int length;
  int options;
};

// The options in front of a group's colon: how many bytes they take.
static mrb_int take_letters(const char *source, mrb_int length, int *options) {
  mrb_int taken = 0;
  while (taken < length && option_of(source[taken]) != 0) *options |= option_of(source[taken++]);
  return taken;
}

// When the whole source is one group that only sets options, what is inside with those options.
static struct body body_of(const struct regexp_program *program) {
  const struct body whole = {program->source, program->length, program->options};
  const char *source = program->source, *end = source + program->length;
  if (program->length < 4 || memcmp(source, "(?", 2) != 0 || end[-1] != ')') return whole;
  source += 2;
  int on = 0, off = 0;
  source += take_letters(source, end - source, &on);
  if (*source == '-') {
    source++;
    source += take_letters(source, end - source, &off);
  }
  if (*source != ':') return whole;
  source++;
  const struct body body = {source, end - 1 - source, (program->options | on) & ~off};
  // The last bracket closes the first one only if what is between is an expression by itself.
  return regexp_compiles(body.source, body.length, body.options) ? body : whole;
}

static mrb_value to_source(mrb_state *mrb, const struct regexp_program *program) {
  const struct body body = body_of(program);
  const int off = ~body.options & (kMultiline | kIgnoreCase | kExtended);
  const mrb_value text = mrb_str_new_lit(mrb, "(?");
  append_letters(mrb, text, body.options);
  if (off != 0) mrb_str_cat_lit(mrb, text, "-");
  append_letters(mrb, text, off);
  mrb_str_cat_lit(mrb, text, ":");
  mrb_str_cat(mrb, text, body.source, (size_t)body.length);
  mrb_str_cat_lit(mrb, text, ")");
  return text;
}

static mrb_value regexp_to_s(mrb_state *mrb, mrb_value self) { return to_source(mrb, regexp_program_get(mrb, self)); }

static mrb_value regexp_equal(mrb_state *mrb, mrb_value self) {
  const struct regexp_program *a = regexp_program_get(mrb, self), *b = regexp_program_of(mrb_get_arg1(mrb));
  return mrb_bool_value(b != NULL && a->options == b->options && a->length == b->length &&
                        memcmp(a->source, b->source, (size_t)a->length) == 0);
}

static mrb_value regexp_hash(mrb_state *mrb, mrb_value self) {
  const struct regexp_program *program = regexp_program_get(mrb, self);
  return mrb_fixnum_value((mrb_int)(program->hash >> 2) ^ program->options);
}

struct name_list {
  mrb_state *mrb;
  mrb_value by_group;  // a pair of name and groups at the index of the first group
};

static int list_name(const UChar *name, const UChar *end, int count, int *groups, regex_t *code, void *data) {
  struct name_list *list = data;
  mrb_state *mrb = list->mrb;
  const int arena = mrb_gc_arena_save(mrb);
  const mrb_value numbers = mrb_ary_new_capa(mrb, count);
  for (int i = 0; i < count; i++) mrb_ary_push(mrb, numbers, mrb_fixnum_value(groups[i]));
  mrb_ary_set(mrb, list->by_group, groups[0], mrb_assoc_new(mrb, mrb_str_new(mrb, (const char *)name, end - name), numbers));
  mrb_gc_arena_restore(mrb, arena);
  return 0;
}

// Name and group numbers in the order of the source; Oniguruma's own order is that of a hash table.
static mrb_value regexp_named_captures(mrb_state *mrb, mrb_value self) {
  const struct regexp_program *program = regexp_program_get(mrb, self);
  struct name_list list = {mrb, mrb_ary_new(mrb)};
  onig_foreach_name(program->code, list_name, &list);
  const mrb_value names = mrb_hash_new(mrb);
  for (mrb_int i = 0; i < RARRAY_LEN(list.by_group); i++) {
    const mrb_value pair = RARRAY_PTR(list.by_group)[i];
    if (!mrb_nil_p(pair)) mrb_hash_set(mrb, names, RARRAY_PTR(pair)[0], RARRAY_PTR(pair)[1]);
  }
  return names;
}

mrb_value regexp_names(mrb_state *mrb, mrb_value self) { return mrb_hash_keys(mrb, regexp_named_captures(mrb, self)); }

void regexp_define_class(mrb_state *mrb) {
  struct RClass *regexp = guest.regexp = mrb_define_class(mrb, "Regexp", mrb->object_class);
  MRB_SET_INSTANCE_TT(regexp, MRB_TT_CDATA);
  mrb_define_const(mrb, regexp, "IGNORECASE", mrb_fixnum_value(kIgnoreCase));
  mrb_define_const(mrb, regexp, "EXTENDED", mrb_fixnum_value(kExtended));
  mrb_define_const(mrb, regexp, "MULTILINE", mrb_fixnum_value(kMultiline));
  mrb_define_class_method(mrb, regexp, "compile", regexp_compile, MRB_ARGS_ARG(1, 2));
  mrb_define_class_method(mrb, regexp, "escape", regexp_escape_m, MRB_ARGS_REQ(1));
  mrb_define_class_method(mrb, regexp, "quote", regexp_escape_m, MRB_ARGS_REQ(1));
  mrb_define_class_method(mrb, regexp, "union", regexp_union, MRB_ARGS_ANY());
  mrb_define_method(mrb, regexp, "initialize", regexp_initialize, MRB_ARGS_ARG(1, 2));
  mrb_define_method(mrb, regexp, "initialize_copy", regexp_copy, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, regexp, "match", regexp_match_m, MRB_ARGS_ARG(1, 1) | MRB_ARGS_BLOCK());
  mrb_define_method(mrb, regexp, "match?", regexp_match_p, MRB_ARGS_ARG(1, 1));
  mrb_define_method(mrb, regexp, "=~", regexp_offset, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, regexp, "===", regexp_case, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, regexp, "source", regexp_source, MRB_ARGS_NONE());
  mrb_define_method(mrb, regexp, "options", regexp_options, MRB_ARGS_NONE());
  mrb_define_method(mrb, regexp, "casefold?", regexp_casefold_p, MRB_ARGS_NONE());
  mrb_define_method(mrb, regexp, "inspect", regexp_inspect, MRB_ARGS_NONE());
  mrb_define_method(mrb, regexp, "to_s", regexp_to_s, MRB_ARGS_NONE());
  mrb_define_method(mrb, regexp, "==", regexp_equal, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, regexp, "eql?", regexp_equal, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, regexp, "hash", regexp_hash, MRB_ARGS_NONE());
  mrb_define_method(mrb, regexp, "named_captures", regexp_named_captures, MRB_ARGS_NONE());
  mrb_define_method(mrb, regexp, "names", regexp_names, MRB_ARGS_NONE());
}

void ruby_define_regexp(mrb_state *mrb) {
  guest.regexp_error = mrb_exc_get_id(mrb, mrb_intern_lit(mrb, "RegexpError"));
  regexp_start_engine(mrb);
  regexp_define_class(mrb);
  regexp_define_match_data(mrb);
  regexp_define_string_methods(mrb);
  regexp_define_substitution(mrb);
  regexp_define_casing(mrb);
}
