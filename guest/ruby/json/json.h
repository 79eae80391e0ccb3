// What the files of JSON share.
#ifndef HAKO_RUBY_JSON_H
#define HAKO_RUBY_JSON_H

#include <mruby.h>
#include <stdbool.h>
#include <stddef.h>

// Containers inside of each other, whatever a script asks for: they are followed by recursion.
enum { kJsonDeepest = 500 };

extern struct json_errors {
  struct RClass *parser, *nesting, *generator;
} json_errors;

// --- json.c: options; a Hash or anything else for none ---

// Undefined when it isn't given.
mrb_value json_option(mrb_state *mrb, mrb_value options, const char *name);
int json_max_nesting(mrb_state *mrb, mrb_value options, int otherwise);
bool json_flag(mrb_state *mrb, mrb_value options, const char *name);

// --- parse.c ---

mrb_value json_read(mrb_state *mrb, mrb_value source, mrb_value options, int max_nesting);

// --- generate.c ---

// The texts are Strings, or nil for none.
struct json_format {
  mrb_value indent, space, space_before, object_nl, array_nl;
  int max_nesting, depth;
  bool allow_nan;
};

struct json_format json_format_default(void);
void json_format_pretty(mrb_state *mrb, struct json_format *format);
void json_format_set(mrb_state *mrb, struct json_format *format, mrb_value options);
mrb_value json_write(mrb_state *mrb, mrb_value object, const struct json_format *format);
void json_define_generator(mrb_state *mrb, struct RClass *json);

#endif
