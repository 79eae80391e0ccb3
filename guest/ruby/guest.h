// What the files of the Ruby guest share.
//
// One module instance holds one interpreter, so its state is one global record. mrb_state is passed along all the same wherever
// mruby's own conventions do.
#ifndef HAKO_RUBY_GUEST_H
#define HAKO_RUBY_GUEST_H

#include <mruby.h>
#include <stdbool.h>
#include <stddef.h>

#include "language.h"
#include "wire.h"

struct mrb_parser_state;

struct ruby_guest {
  mrb_state *mrb;

  // The genuine classes. A script may reassign or remove their constants; the collector's arena keeps the objects (boot.c).
  struct RClass *member;
  struct RClass *handle;
  struct RClass *service_error;
  struct RClass *transport_error;
  struct RClass *regexp;
  struct RClass *match_data;
  struct RClass *regexp_error;

  // Arrays of what C alone refers to later on, and of the top-level code that has run: an exception remembers places in the code for its
  // backtrace, but doesn't keep the code.
  mrb_value kept;
  mrb_value code;

  // What the last step of an invocation came to.
  mrb_value value;

  // True while snippets are replayed: a failure then is the sandbox's, whatever its class.
  bool replaying;
};

extern struct ruby_guest guest;

// --- compile.c: source text to bytecode ---

// Compiles `source`; raises SyntaxError naming `file`, the line and the column.
struct RProc *ruby_compile(mrb_state *mrb, const char *source, size_t length, const char *file);
// Its two halves. Variables of `scope` and of what is around it are known to the source; NULL for none.
struct mrb_parser_state *ruby_parse(mrb_state *mrb, const char *source, size_t length, const char *file, const struct RProc *scope);
struct RProc *ruby_generate(mrb_state *mrb, struct mrb_parser_state *parser, const char *file);
// Runs compiled code at top level.
mrb_value ruby_run_toplevel(mrb_state *mrb, struct RProc *code);

// --- bytecode.c: RITE binaries ---

// What is wrong with the binary, or NULL. Checks the header and that every length and reference stays inside.
const char *ruby_check_bytecode(const uint8_t *data, size_t length);

// --- entrypoint.c: what run() runs ---

// Remembers which top-level constants exist, so that those that snippets add can be told.
void ruby_note_constants(mrb_state *mrb);

// --- values.c: Ruby values on the wire ---

// Writes `value`. False when it or something in it has no wire form, or when more than `depth` containers enclose something; the
// message is then unfinished. Calls no Ruby method and allocates no Ruby object, so a script can't interfere.
bool ruby_write(struct hako_writer *writer, mrb_state *mrb, mrb_value value, int depth);
// Why it couldn't: `what` is what was to be sent.
mrb_value ruby_refusal(mrb_state *mrb, const char *what, mrb_value value);
// A copy of `value` in which everything without wire form is its text. May call `to_s`, which may raise.
mrb_value ruby_wireable(mrb_state *mrb, mrb_value value);
// Reads one value. False for a violation; raises only when memory is exhausted.
bool ruby_read(mrb_state *mrb, struct hako_reader *reader, int depth, mrb_value *value);

// --- handle.c: capability references ---

void ruby_define_handle(mrb_state *mrb, struct RClass *kobako, struct RClass *proxy);
mrb_value ruby_handle_new(mrb_state *mrb, uint32_t id);
// The id of a genuine Handle, 0 for anything else.
uint32_t ruby_handle_id(mrb_value value);

// --- member.c: the classes that stand for Services ---

void ruby_define_member(mrb_state *mrb, struct RClass *kobako, struct RClass *proxy);
// Defines a Member class in a namespace; raises TypeError when the name is taken by something else.
void ruby_member_new(mrb_state *mrb, struct RClass *name_space, mrb_sym name);

// --- dispatch.c: one Service call ---

// Who is called: a path, or a Handle when `path` is NULL.
struct ruby_target {
  const char *path;
  size_t path_length;
  uint32_t handle;
};

// The body of a proxy's method_missing: sends the call that the current frame was made for and returns its value.
mrb_value ruby_dispatch(mrb_state *mrb, mrb_value self, const struct ruby_target *target);
void ruby_init_dispatch(mrb_state *mrb);

// --- blocks.c: the host calls a script's block ---

struct ruby_block {
  struct hako_block base;
  mrb_value proc;
  ptrdiff_t frame;  // index of the call frame that made the Service call
};

// --- io.c: output ---

void ruby_define_io(mrb_state *mrb);

// --- regexp/: Regexp, MatchData and what String has for them; not in the minimal guest ---

void ruby_define_regexp(mrb_state *mrb);

// --- numbers.c, text.c, require.c, random.c, time.c, json.c: what mruby's gems leave out ---

void ruby_define_numbers(mrb_state *mrb);
mrb_int ruby_bit_length(mrb_state *mrb, mrb_value integer);
void ruby_define_text(mrb_state *mrb);
mrb_int ruby_put_character(mrb_state *mrb, mrb_int code, char utf8[4]);
void ruby_define_require(mrb_state *mrb);
void ruby_define_random(mrb_state *mrb);
void ruby_define_time(mrb_state *mrb);
void ruby_define_json(mrb_state *mrb);

// --- visibility.c: private methods ---

// Raises NoMethodError when the C function that is running was called with an explicit receiver. mruby has no private methods;
// those that Ruby has in Kernel say so themselves.
void ruby_private(mrb_state *mrb, mrb_value self);
void ruby_guard_proxy_privates(mrb_state *mrb, struct RClass *proxy);
// --- core.c ---
void ruby_define_core(mrb_state *mrb);
// What the object is as an array, or nil.
mrb_value ruby_implicit_array(mrb_state *mrb, mrb_value object);

// After everything else that defines methods of Kernel.
void ruby_define_visibility(mrb_state *mrb);

// --- failure.c: exceptions in C and on the wire ---

// Raises an exception of `class` that becomes a Panic under that name, although no such class exists for scripts. `details` may be
// nil.
mrb_noreturn void ruby_panic(mrb_state *mrb, const char *class_name, mrb_value message, mrb_value details);
mrb_noreturn void ruby_panic_text(mrb_state *mrb, const char *class_name, const char *message);
// The wire's view of an exception, computed without trusting its methods.
struct ruby_failure {
  mrb_value class_name;
  mrb_value message;
  mrb_value backtrace;  // an Array of Strings that are all text
  mrb_value details;
  bool service;  // a Service's failure, by the class
};
struct ruby_failure ruby_describe_failure(mrb_state *mrb, mrb_value exception);
void ruby_write_lines(struct hako_writer *writer, mrb_value backtrace);
void ruby_write_text(struct hako_writer *writer, mrb_value text);
void ruby_define_failures(mrb_state *mrb);

#endif
