// What the files of Regexp share. The behaviour is that of ruby-guest.md, section 10; offsets are bytes everywhere.
#ifndef HAKO_RUBY_REGEXP_H
#define HAKO_RUBY_REGEXP_H

#include <mruby.h>
#include <stdbool.h>
#include <stdint.h>

#include <oniguruma.h>

enum { kIgnoreCase = ONIG_OPTION_IGNORECASE, kExtended = ONIG_OPTION_EXTEND, kMultiline = ONIG_OPTION_MULTILINE };

// --- program.c: compiling and searching ---

// A compiled expression, shared by all Regexps of the same source and options.
struct regexp_program {
  regex_t *code;
  uint32_t users;
  uint32_t hash;
  int options;
  mrb_int length;
  char source[];
};

void regexp_start_engine(mrb_state *mrb);
// Compiles, or finds what was compiled before. The caller becomes a user. Raises RegexpError.
struct regexp_program *regexp_program_for(mrb_state *mrb, const char *source, mrb_int length, int options);
void regexp_release(struct regexp_program *program);
// Whether the text compiles as an expression of its own.
bool regexp_compiles(const char *source, mrb_int length, int options);

// Where the groups of the last hit are, until the next search. Whoever calls Ruby code takes a copy first.
extern OnigRegion regexp_found;

enum regexp_direction { kForward, kBackward };
// Looks for a match that begins at `from` or behind it (kBackward: or before it). Raises RegexpError beyond the limit.
bool regexp_search(mrb_state *mrb, const struct regexp_program *program, const char *text, mrb_int length, mrb_int from,
                   enum regexp_direction direction);
// As a forward search, without the places of groups.
bool regexp_is_found(mrb_state *mrb, const struct regexp_program *program, const char *text, mrb_int length, mrb_int from);
// A match that begins at the beginning.
bool regexp_begins(mrb_state *mrb, const struct regexp_program *program, const char *text, mrb_int length);

// --- subject.c: what is searched, and walking through it ---

// A String's bytes as they are searched. A text that isn't UTF-8 counts as empty.
struct regexp_subject {
  mrb_value string;
  const char *text;
  mrb_int length;
};

// Of a String or Symbol; raises TypeError for anything else.
struct regexp_subject regexp_subject_of(mrb_state *mrb, mrb_value value);
// The same text in a String that nobody changes.
void regexp_freeze_subject(mrb_state *mrb, struct regexp_subject *subject);
// Resolves a position as scripts give it: negative ones count from the end, one inside a character moves to its beginning. False
// when it is outside.
bool regexp_position(const struct regexp_subject *subject, mrb_int *position);
// The position behind the character there.
mrb_int regexp_after_character(const struct regexp_subject *subject, mrb_int position);
mrb_value regexp_slice(mrb_state *mrb, mrb_value string, mrb_int begin, mrb_int end);
// Raises what CRuby does for an argument that should be a String.
mrb_noreturn void regexp_no_string(mrb_state *mrb, mrb_value value);

// Takes one match after the other. The pattern is a Regexp or, literally, a String.
struct regexp_walk {
  mrb_value pattern;
  const struct regexp_program *program;  // NULL for a String
  struct regexp_subject subject;
  mrb_int next;        // where the next search begins
  mrb_int begin, end;  // the match
};

struct regexp_walk regexp_walk_through(mrb_state *mrb, mrb_value string, mrb_value pattern);
// False when there is no further match; else regexp_found has it too. An empty match is followed by a search one character on.
bool regexp_step(mrb_state *mrb, struct regexp_walk *walk);

// --- regexp.c: the class Regexp ---

void regexp_define_class(mrb_state *mrb);
// The program of a Regexp, or NULL for any other value.
const struct regexp_program *regexp_program_of(mrb_value value);
// The same, and raises TypeError for a Regexp without one.
const struct regexp_program *regexp_program_get(mrb_state *mrb, mrb_value regexp);
mrb_value regexp_escape(mrb_state *mrb, const char *text, mrb_int length);
// The names of the groups, as an Array of Strings in the order of the source.
mrb_value regexp_names(mrb_state *mrb, mrb_value regexp);
// Searches from a position as scripts give it and sets $~. Nil without a match.
mrb_value regexp_match(mrb_state *mrb, mrb_value regexp, mrb_value subject, mrb_int position);
// The same, and sets nothing.
bool regexp_matches(mrb_state *mrb, mrb_value regexp, mrb_value subject, mrb_int position);

// --- match_data.c: the class MatchData, and the globals ---

void regexp_define_match_data(mrb_state *mrb);
// Of regexp_found. The pattern is a Regexp or, for a literal search, a String; the subject is frozen.
mrb_value regexp_match_new(mrb_state *mrb, mrb_value pattern, mrb_value subject);
mrb_value regexp_match_subject(mrb_value match);
mrb_value regexp_last_match(mrb_state *mrb);
void regexp_set_last_match(mrb_state *mrb, mrb_value match);
// The number of the group that an Integer, String or Symbol names: of the groups with that name, the one that took part last.
// -1 for a number that is too large; counts a negative one from the end. Raises IndexError for an unknown name.
mrb_int regexp_group_number(mrb_state *mrb, const struct regexp_program *program, const OnigRegion *region, mrb_value group);
mrb_int regexp_group_named(mrb_state *mrb, const struct regexp_program *program, const OnigRegion *region, const char *name,
                           mrb_int length);
// The text of a group of regexp_found, or nil.
mrb_value regexp_found_group(mrb_state *mrb, mrb_value subject, mrb_int group);

// --- string.c, substitution.c: the methods of String ---

void regexp_define_string_methods(mrb_state *mrb);
void regexp_define_substitution(mrb_state *mrb);
void regexp_define_casing(mrb_state *mrb);

#endif
