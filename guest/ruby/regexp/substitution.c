// gsub, sub and their kin.
#include "regexp.h"

#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/error.h>
#include <mruby/hash.h>
#include <mruby/string.h>
#include <mruby/variable.h>
#include <string.h>

#include "guest.h"

struct substitution {
  mrb_value self;
  mrb_value pattern;
  mrb_value replacement;  // a String, a Hash, or undef
  mrb_value block;
  bool everywhere;
  bool in_place;
};

static void append_slice(mrb_state *mrb, mrb_value result, const struct regexp_subject *subject, mrb_int begin, mrb_int end) {
  mrb_str_cat(mrb, result, subject->text + begin, (size_t)(end - begin));
}

static void append_group(mrb_state *mrb, mrb_value result, const struct regexp_walk *walk, mrb_int group) {
  if (group < regexp_found.num_regs && regexp_found.beg[group] >= 0) {
    append_slice(mrb, result, &walk->subject, regexp_found.beg[group], regexp_found.end[group]);
  }
}

// \k<name> at `at`, behind the k: appends the group and returns where the template goes on.
static const char *append_named(mrb_state *mrb, mrb_value result, const struct regexp_walk *walk, mrb_value replacement, const char *at,
                                const char *end) {
  const char *close = at < end && *at == '<' ? memchr(at, '>', (size_t)(end - at)) : NULL;
  if (close == NULL) {
    const mrb_value message = mrb_str_new_lit(mrb, "invalid replace expression: ");
    mrb_exc_raise(mrb, mrb_exc_new_str(mrb, guest.regexp_error, mrb_str_cat_str(mrb, message, replacement)));
  }
  append_group(mrb, result, walk, regexp_group_named(mrb, walk->program, &regexp_found, at + 1, close - at - 1));
  return close + 1;
}

// The templates of a literal pattern are those of mruby's core, where \k is nothing special.
static void append_template(mrb_state *mrb, mrb_value result, const struct regexp_walk *walk, mrb_value replacement) {
  const bool literal = walk->program == NULL;
  const char *at = RSTRING_PTR(replacement), *end = at + RSTRING_LEN(replacement);
  while (at < end) {
    const char *backslash = memchr(at, '\\', (size_t)(end - at));
    if (backslash == NULL || backslash + 1 == end) break;
    mrb_str_cat(mrb, result, at, (size_t)(backslash - at));
    const char letter = backslash[1];
    at = backslash + 2;
    if (letter >= '0' && letter <= '9') {
      append_group(mrb, result, walk, letter - '0');
    } else if (letter == '\\') {
      mrb_str_cat_lit(mrb, result, "\\");
    } else if (letter == 'k' && !literal) {
      at = append_named(mrb, result, walk, replacement, at, end);
    } else if (letter == '&' && literal) {
      append_group(mrb, result, walk, 0);
    } else if (letter == '`' && literal) {
      append_slice(mrb, result, &walk->subject, 0, walk->begin);
    } else if (letter == '\'' && literal) {
      append_slice(mrb, result, &walk->subject, walk->end, walk->subject.length);
    } else {
      mrb_str_cat(mrb, result, backslash, 2);
    }
  }
  mrb_str_cat(mrb, result, at, (size_t)(end - at));
}

static void append_replacement(mrb_state *mrb, mrb_value result, const struct substitution *job, const struct regexp_walk *walk) {
  if (mrb_string_p(job->replacement)) {
    append_template(mrb, result, walk, job->replacement);
    return;
  }
  const mrb_value found = regexp_slice(mrb, walk->subject.string, walk->begin, walk->end);
  mrb_value value;
  if (mrb_hash_p(job->replacement)) {
    value = mrb_hash_get(mrb, job->replacement, found);
  } else {
    regexp_set_last_match(mrb, regexp_match_new(mrb, walk->pattern, walk->subject.string));
    value = mrb_yield(mrb, job->block, found);
  }
  mrb_str_cat_str(mrb, result, mrb_obj_as_string(mrb, value));
}

// Undef when nothing was found.
static mrb_value substitute(mrb_state *mrb, const struct substitution *job, const mrb_value string) {
  struct regexp_walk walk = regexp_walk_through(mrb, string, job->pattern);
  const mrb_value result = mrb_str_new_capa(mrb, walk.subject.length);
  mrb_int copied = 0;
  bool any = false;
  while ((job->everywhere || !any) && regexp_step(mrb, &walk)) {
    const int arena = mrb_gc_arena_save(mrb);
    any = true;
    append_slice(mrb, result, &walk.subject, copied, walk.begin);
    copied = walk.end;
    append_replacement(mrb, result, job, &walk);
    mrb_gc_arena_restore(mrb, arena);
  }
  const bool by_block = mrb_undef_p(job->replacement);
  if (!any) {
    if (by_block) regexp_set_last_match(mrb, mrb_nil_value());
    return job->in_place ? mrb_undef_value() : mrb_str_dup(mrb, walk.subject.string);
  }
  append_slice(mrb, result, &walk.subject, copied, walk.subject.length);
  return result;
}

static void check_replacement(mrb_state *mrb, mrb_value replacement) {
  if (!mrb_string_p(replacement) && !mrb_hash_p(replacement)) regexp_no_string(mrb, replacement);
}

static mrb_value run(mrb_state *mrb, struct substitution *job) {
  const mrb_value self = job->self;
  mrb_value *arguments, block;
  mrb_int count;
  if (job->in_place) mrb_check_frozen(mrb, mrb_basic_ptr(self));
  mrb_get_args(mrb, "*&", &arguments, &count, &block);
  const mrb_int least = job->everywhere ? 1 : 2;
  if (count < 1 || count > 2) mrb_argnum_error(mrb, count, (int)least, 2);
  if (count == 1 && mrb_nil_p(block)) {
    if (!job->everywhere) mrb_argnum_error(mrb, count, (int)least, 2);
    const mrb_value enumerated[] = {mrb_symbol_value(mrb->c->ci->mid), arguments[0]};
    return mrb_funcall_argv(mrb, self, mrb_intern_lit(mrb, "to_enum"), 2, enumerated);
  }
  job->pattern = arguments[0];
  job->replacement = mrb_undef_value();
  job->block = block;
  if (count == 2) {
    check_replacement(mrb, arguments[1]);
    job->replacement = arguments[1];
  }
  const mrb_value result = substitute(mrb, job, self);
  if (!job->in_place) return result;
  if (mrb_undef_p(result)) return mrb_nil_value();
  // The block may have frozen or shortened it.
  mrb_str_modify(mrb, mrb_str_ptr(self));
  mrb_str_resize(mrb, self, RSTRING_LEN(result));
  memcpy(RSTRING_PTR(self), RSTRING_PTR(result), (size_t)RSTRING_LEN(result));
  return self;
}

static mrb_value string_gsub(mrb_state *mrb, mrb_value self) { return run(mrb, &(struct substitution){.self = self, .everywhere = true}); }
static mrb_value string_sub(mrb_state *mrb, mrb_value self) { return run(mrb, &(struct substitution){.self = self}); }
static mrb_value string_gsub_in_place(mrb_state *mrb, mrb_value self) {
  return run(mrb, &(struct substitution){.self = self, .everywhere = true, .in_place = true});
}
static mrb_value string_sub_in_place(mrb_state *mrb, mrb_value self) {
  return run(mrb, &(struct substitution){.self = self, .in_place = true});
}

void regexp_define_substitution(mrb_state *mrb) {
  struct RClass *string = mrb->string_class;
  mrb_define_method(mrb, string, "gsub", string_gsub, MRB_ARGS_ARG(1, 1) | MRB_ARGS_BLOCK());
  mrb_define_method(mrb, string, "sub", string_sub, MRB_ARGS_ARG(1, 1) | MRB_ARGS_BLOCK());
  mrb_define_method(mrb, string, "gsub!", string_gsub_in_place, MRB_ARGS_ARG(1, 1) | MRB_ARGS_BLOCK());
  mrb_define_method(mrb, string, "sub!", string_sub_in_place, MRB_ARGS_ARG(1, 1) | MRB_ARGS_BLOCK());
}
