// What is searched, and walking from match to match.
// memmem needs it.
#define _GNU_SOURCE
#include "regexp.h"

#include <mruby/internal.h>
#include <mruby/string.h>
#include <string.h>

#include "utf8.h"

mrb_noreturn void regexp_no_string(mrb_state *mrb, mrb_value value) {
  if (mrb_nil_p(value)) mrb_raise(mrb, E_TYPE_ERROR, "no implicit conversion of nil into String");
  if (mrb_true_p(value)) mrb_raise(mrb, E_TYPE_ERROR, "no implicit conversion of true into String");
  if (mrb_false_p(value)) mrb_raise(mrb, E_TYPE_ERROR, "no implicit conversion of false into String");
  mrb_raisef(mrb, E_TYPE_ERROR, "no implicit conversion of %T into String", value);
}

static struct regexp_subject as_subject(mrb_value string) {
  return (struct regexp_subject){.string = string, .text = RSTRING_PTR(string), .length = RSTRING_LEN(string)};
}

static bool is_text(const struct regexp_subject *subject) { return hako_is_utf8((const uint8_t *)subject->text, (size_t)subject->length); }

struct regexp_subject regexp_subject_of(mrb_state *mrb, mrb_value value) {
  if (mrb_symbol_p(value)) value = mrb_sym_str(mrb, mrb_symbol(value));
  if (!mrb_string_p(value)) regexp_no_string(mrb, value);
  struct regexp_subject subject = as_subject(value);
  if (!is_text(&subject)) subject = as_subject(mrb_str_new_lit(mrb, ""));
  return subject;
}

void regexp_freeze_subject(mrb_state *mrb, struct regexp_subject *subject) {
  if (!mrb_frozen_p(mrb_str_ptr(subject->string)) || mrb_obj_ptr(subject->string)->c != mrb->string_class) {
    *subject = as_subject(mrb_str_dup(mrb, subject->string));
    MRB_SET_FROZEN_FLAG(mrb_basic_ptr(subject->string));
  }
}

static bool inside_character(char byte) { return ((uint8_t)byte & 0xc0) == 0x80; }

bool regexp_position(const struct regexp_subject *subject, mrb_int *position) {
  mrb_int at = *position;
  if (at < 0) at += subject->length;
  if (at < 0 || at > subject->length) return false;
  if (at < subject->length) {
    while (at > 0 && inside_character(subject->text[at])) at--;
  }
  *position = at;
  return true;
}

mrb_int regexp_after_character(const struct regexp_subject *subject, mrb_int position) {
  position++;
  while (position < subject->length && inside_character(subject->text[position])) position++;
  return position;
}

mrb_value regexp_slice(mrb_state *mrb, mrb_value string, mrb_int begin, mrb_int end) {
  return mrb_str_byte_subseq(mrb, string, begin, end - begin);
}

struct regexp_walk regexp_walk_through(mrb_state *mrb, mrb_value string, mrb_value pattern) {
  struct regexp_walk walk = {.pattern = pattern, .program = regexp_program_of(pattern)};
  if (walk.program == NULL) {
    if (!mrb_string_p(pattern)) mrb_raisef(mrb, E_TYPE_ERROR, "wrong argument type %T (expected Regexp)", pattern);
    // A literal search takes any bytes.
    walk.pattern = mrb_str_dup(mrb, pattern);
    walk.subject = as_subject(string);
  } else {
    walk.subject = regexp_subject_of(mrb, string);
  }
  regexp_freeze_subject(mrb, &walk.subject);
  return walk;
}

static bool find_literally(struct regexp_walk *walk) {
  const char *pattern = RSTRING_PTR(walk->pattern);
  const size_t length = (size_t)RSTRING_LEN(walk->pattern);
  const char *from = walk->subject.text + walk->next;
  const size_t left = (size_t)(walk->subject.length - walk->next);
  const char *hit = length == 0 ? from : memmem(from, left, pattern, length);
  if (hit == NULL) return false;
  regexp_found.num_regs = 1;
  regexp_found.beg[0] = (int)(hit - walk->subject.text);
  regexp_found.end[0] = regexp_found.beg[0] + (int)length;
  return true;
}

bool regexp_step(mrb_state *mrb, struct regexp_walk *walk) {
  if (walk->next > walk->subject.length) return false;
  if (walk->program == NULL) {
    if (!find_literally(walk)) return false;
  } else if (!regexp_search(mrb, walk->program, walk->subject.text, walk->subject.length, walk->next, kForward)) {
    return false;
  }
  walk->begin = regexp_found.beg[0];
  walk->end = regexp_found.end[0];
  walk->next = walk->end > walk->begin ? walk->end : regexp_after_character(&walk->subject, walk->end);
  return true;
}
