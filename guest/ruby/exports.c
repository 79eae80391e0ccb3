// The entry points (spec/guest-abi.md, section 4): which steps an invocation has, and in which order.
#include "guest.h"

#include <mruby/error.h>
#include <mruby/string.h>

#include "abi.h"
#include "inbox.h"

// Called by hand: a linker that finds no call wraps every export in one.
void __wasm_call_ctors(void);

static bool start(void) {
  static bool constructed;
  if (!constructed) {
    constructed = true;
    __wasm_call_ctors();
  }
  return ruby_boot();
}

static void read_frame(mrb_state *mrb, struct hako_frame *frame, const char *unreadable) {
  if (!hako_read_frame(frame)) ruby_panic_text(mrb, "Kobako::BootError", unreadable);
}

static void install_preamble(mrb_state *mrb) {
  struct hako_frame frame;
  read_frame(mrb, &frame, "failed to read the Sandbox setup data");
  ruby_install_preamble(mrb, &frame);
  hako_free_frame(&frame);
}

static void replay_snippets(mrb_state *mrb) {
  struct hako_frame frame;
  read_frame(mrb, &frame, "failed to read the preloaded snippets");
  guest.replaying = true;
  ruby_replay_snippets(mrb, &frame);
  guest.replaying = false;
  hako_free_frame(&frame);
}

// Whether the preamble and the snippets are in place, so that their frames are not on stdin.
static bool primed;

static mrb_value prime(mrb_state *mrb, void *unused) {
  install_preamble(mrb);
  ruby_note_constants(mrb);
  replay_snippets(mrb);
  return mrb_nil_value();
}

static mrb_value evaluate(mrb_state *mrb, void *unused) {
  struct hako_frame source;
  if (!primed) install_preamble(mrb);
  read_frame(mrb, &source, "failed to read the script");
  if (!primed) replay_snippets(mrb);
  struct RProc *code = ruby_compile(mrb, (const char *)source.data, source.length, "(eval)");
  hako_free_frame(&source);
  return ruby_run_toplevel(mrb, code);
}

// The preamble and the snippets were there from the start.
static mrb_value evaluate_in_session(mrb_state *mrb, void *unused) {
  struct hako_frame source;
  if (!primed) ruby_panic_text(mrb, "Kobako::BootError", "a session needs a primed Sandbox");
  read_frame(mrb, &source, "failed to read the script");
  // Not freed when the script raises or doesn't compile: the collector has it.
  const mrb_value text = mrb_str_new(mrb, (const char *)source.data, source.length);
  hako_free_frame(&source);
  return ruby_run_in_session(mrb, RSTRING_PTR(text), (size_t)RSTRING_LEN(text));
}

struct envelope {
  const uint8_t *data;
  size_t length;
};

static mrb_value run(mrb_state *mrb, void *data) {
  const struct envelope *envelope = data;
  if (!primed) prime(mrb, NULL);
  return ruby_run_entrypoint(mrb, envelope->data, envelope->length);
}

struct candidate {
  const uint8_t *data;
  size_t length;
};

// Compiles and forgets. The input is one array: file name, source.
static mrb_value check_source(mrb_state *mrb, void *data) {
  const struct candidate *candidate = data;
  struct hako_reader reader = hako_reader_of(candidate->data, candidate->length);
  struct hako_token array, file, source;
  if (!hako_read(&reader, &array) || array.kind != HAKO_ARRAY || array.count != 2 || !hako_read(&reader, &file) || file.kind != HAKO_STR ||
      !hako_read(&reader, &source) || (source.kind != HAKO_STR && source.kind != HAKO_BIN)) {
    ruby_panic_text(mrb, "Kobako::Transport::Error", "failed to decode the source to check");
  }
  const mrb_value name = mrb_str_new(mrb, (const char *)file.bytes.data, file.bytes.length);
  ruby_compile(mrb, (const char *)source.bytes.data, source.bytes.length, mrb_str_to_cstr(mrb, name));
  return mrb_nil_value();
}

HAKO_EXPORT("__kobako_abi_version")
int32_t abi_version(void) { return HAKO_ABI_VERSION; }

HAKO_EXPORT("__kobako_eval")
void eval(void) {
  if (start()) ruby_conclude(evaluate, NULL);
  else ruby_conclude_without_interpreter();
}

// An extension: as eval, on a primed guest whose memory is kept from one call to the next. Top-level local variables stay.
HAKO_EXPORT("__hako_session_eval")
void session_eval(void) {
  if (start()) ruby_conclude(evaluate_in_session, NULL);
  else ruby_conclude_without_interpreter();
}

HAKO_EXPORT("__kobako_run")
void run_entrypoint(uint8_t *data, size_t length) {
  struct envelope envelope = {.data = data, .length = length};
  if (start()) ruby_conclude(run, &envelope);
  else ruby_conclude_without_interpreter();
  hako_inbox_release(data);
}

HAKO_EXPORT("__kobako_alloc")
uint8_t *allocate(size_t size) { return hako_inbox_alloc(size); }

HAKO_EXPORT("__kobako_take_outcome")
uint64_t take_outcome(void) { return ruby_take_outcome(); }

// An extension: whether a source compiles, without running it. 0 when it does; 1 when not, and the Outcome is the Panic.
HAKO_EXPORT("__hako_compile_check")
int32_t compile_check(uint8_t *data, size_t length) {
  struct candidate candidate = {.data = data, .length = length};
  bool compiles = false;
  if (start()) compiles = ruby_conclude(check_source, &candidate);
  else ruby_conclude_without_interpreter();
  hako_inbox_release(data);
  return compiles ? 0 : 1;
}

// An extension: takes the steps of an invocation that are the same every time. 0 when they are taken; 1 when one failed, and the Outcome
// is the Panic.
HAKO_EXPORT("__hako_prime")
int32_t prime_once(void) {
  if (!start()) ruby_conclude_without_interpreter();
  else primed = ruby_conclude(prime, NULL);
  if (!primed) return 1;
  ruby_rest();
  return 0;
}
