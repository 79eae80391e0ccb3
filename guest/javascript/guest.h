// What the files of the JavaScript guest share. Functions that return a JSValue or a success throw in the context when they fail.
#ifndef HAKO_JAVASCRIPT_GUEST_H
#define HAKO_JAVASCRIPT_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "inside.h"
#include "language.h"
#include "quickjs.h"
#include "wire.h"

// What is there once the interpreter runs; all of it lives as long as the instance.
struct javascript_guest {
  JSRuntime *runtime;
  JSContext *context;
  JSValue global;
  JSValue service_error;    // the prototype of ServiceError
  JSValue transport_error;  // the prototype of hako.TransportError
  JSValue break_type;       // the prototype of hako.Break
  JSValue format;           // of console: the text of some arguments
  JSValue value;            // what the last step of an invocation came to
  bool replaying;           // snippets are being run
  bool has_snippets;        // they have been
};
extern struct javascript_guest guest;

// --- boot.c ---

// Installs C functions as properties of an object.
#define javascript_install(object, list) \
  JS_SetPropertyFunctionList(guest.context, (object), (list), (int)(sizeof(list) / sizeof((list)[0])))

// --- compile.c: a script and its value; library.S: the part of the guest that is written in JavaScript ---

// Compiles a script, which may await and import only if that is needed.
JSValue javascript_compile(const char *source, size_t length, const char *file, bool *awaits);
// A line of the script or of a snippet, for reports. False when there is none.
bool javascript_source_line(const char *file, size_t file_length, int line, const char **text, size_t *length);
// Whether nothing but blanks follows that place of the script.
bool javascript_is_end_of_script(const char *file, size_t file_length, int line, int column);

// --- jobs.c: promises, microtasks, timers ---

bool javascript_define_jobs(void);
// Drives a promise until it is settled; passes on every other value. Takes the value over.
JSValue javascript_await(JSValue value);
// Runs everything that still waits. False with an exception, also for a promise that was rejected and nobody cared.
bool javascript_finish_jobs(void);

// --- values.c: JavaScript values on the wire ---

// Why something could not be written.
struct javascript_refusal {
  char type[64];       // what it is
  const char *advice;  // what could be done instead, or NULL
  bool too_deep;
  bool inner;  // it is inside what was to be written
};

// Writes `value`. False when it or something in it has no wire form, or when more than `depth` containers enclose something; the message
// is then unfinished. Accessors and proxies of a script's may run; what they throw is left pending, and the refusal's type is empty then.
bool javascript_write(struct hako_writer *writer, JSValueConst value, int depth, struct javascript_refusal *refusal);
// JS_EXCEPTION with an exception for want of memory, and without one for a violation.
JSValue javascript_read(struct hako_reader *reader, int depth);
JSValue javascript_text(const struct hako_token *token);
// Writes a string; U+FFFD for each lone surrogate, which has no encoding.
void javascript_write_text(struct hako_writer *writer, JSValueConst string);
// What kind of value it is, in a script's words: "number", "Map", "Order".
void javascript_describe_type(JSValueConst value, char *into, size_t capacity);

// --- proxies.c: what stands for Services and their objects ---

bool javascript_define_proxies(void);
// For the library: what a proxy is called.
bool javascript_define_proxy_functions(JSValueConst object);
JSValue javascript_member_new(const char *path, size_t length);
JSValue javascript_handle_new(uint32_t id);
// The id of a genuine Handle, 0 for anything else.
uint32_t javascript_handle_id(JSValueConst value);
// The path of a Member, NULL for anything else.
const char *javascript_member_path(JSValueConst value);

// --- dispatch.c: one Service call ---

JSValue javascript_dispatch(JSValueConst target, JSAtom method, int count, JSValueConst *arguments);

// --- blocks.c: the host calls a script's function ---

struct javascript_block {
  struct hako_block base;
  JSValueConst callable;
};

// --- snippets.c ---

// Modules and scripts that the host has preloaded.
bool javascript_define_snippets(void);
// The export of a snippet; the last that has it when `module` is empty. JS_UNDEFINED when there is none.
JSValue javascript_find_export(const char *module, size_t module_length, JSAtom name);
// Until a visit says false, or there is an exception.
bool javascript_visit_exports(bool (*visit)(JSAtom name, JSValueConst value, void *data), void *data);
bool javascript_snippet_source(const char *file, size_t file_length, const char **source, size_t *length);

// --- entrypoint.c ---

// Whatever scripts define from now on can be an entrypoint.
void javascript_note_globals(void);

// --- failure.c: exceptions in C and on the wire ---

// Sets a failure that becomes a Panic of that class, and is not an exception. Takes the details over.
bool javascript_panic(const char *class_name, JSValue details, const char *format, ...) __attribute__((format(printf, 3, 4)));
// Whether there is one.
bool javascript_is_panicking(void);
// Throws an error with that prototype.
JSValue javascript_throw(JSValueConst prototype, const char *message, size_t length);

struct javascript_frame {
  const char *file, *function;
  size_t file_length, function_length;
  int line, column;
};
enum { kMostFrames = 64 };

// The wire's view of a failure.
struct javascript_failure {
  JSValue class_name, message;  // strings
  const char *stack;            // what `frames` point into
  struct javascript_frame frames[kMostFrames];
  int frame_count;
  JSValue details;  // JS_UNDEFINED for none
  char *report;     // NULL for none
  size_t report_length;
  bool service;
};
// Takes the present failure and describes it.
void javascript_take_failure(struct javascript_failure *failure);
void javascript_dispose_failure(struct javascript_failure *failure);
void javascript_write_lines(struct hako_writer *writer, const struct javascript_failure *failure);
void javascript_write_frames(struct hako_writer *writer, const struct javascript_failure *failure);

// --- clock.c, random.c, host.c: what the library in lib/ is built on ---

// Milliseconds since 1970; and moves all clocks on.
double javascript_now(void);
void javascript_skip(double milliseconds);
void javascript_fill_random(uint8_t *bytes, size_t length);
bool javascript_define_host_functions(JSValueConst object);

#endif
