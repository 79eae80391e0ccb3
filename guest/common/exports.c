// The entry points (spec/guest-abi.md, section 4): which steps an invocation has, and in which order.
#include "abi.h"
#include "inbox.h"
#include "language.h"
#include "outcome.h"

#define BOOT_ERROR "Kobako::BootError"

// Called by hand: a linker that finds no call wraps every export in one.
void __wasm_call_ctors(void);

static bool start(void) {
  static bool constructed;
  if (!constructed) {
    constructed = true;
    __wasm_call_ctors();
  }
  return language_boot();
}

static bool conclude(bool (*step)(const void *data), const void *data) {
  if (start()) return language_conclude(step, data);
  hako_write_bare_panic(BOOT_ERROR, "failed to start the Sandbox interpreter");
  return false;
}

static bool install_preamble(void) {
  struct hako_frame frame;
  if (!hako_read_frame(&frame)) return language_panic(BOOT_ERROR, "failed to read the Sandbox setup data");
  const bool installed = language_install_preamble(&frame);
  hako_free_frame(&frame);
  return installed;
}

static bool replay_snippets(void) {
  struct hako_frame frame;
  if (!hako_read_frame(&frame)) return language_panic(BOOT_ERROR, "failed to read the preloaded snippets");
  const bool replayed = language_replay_snippets(&frame);
  hako_free_frame(&frame);
  return replayed;
}

// Whether the preamble and the snippets are in place, so that their frames are not on stdin.
static bool primed;

static bool prime(const void *unused) { return install_preamble() && replay_snippets(); }

static bool read_source(struct hako_frame *source) {
  return hako_read_frame(source) || language_panic(BOOT_ERROR, "failed to read the script");
}

static bool evaluate(const void *unused) {
  struct hako_frame source;
  if (!primed && !install_preamble()) return false;
  if (!read_source(&source)) return false;
  const bool evaluated = (primed || replay_snippets()) && language_evaluate(&source);
  hako_free_frame(&source);
  return evaluated;
}

static bool evaluate_in_session(const void *unused) {
  struct hako_frame source;
  if (!primed) return language_panic(BOOT_ERROR, "a session needs a primed Sandbox");
  if (!read_source(&source)) return false;
  const bool evaluated = language_evaluate_in_session(&source);
  hako_free_frame(&source);
  return evaluated;
}

struct message {
  const uint8_t *data;
  size_t length;
};

static bool run(const void *data) {
  const struct message *envelope = data;
  return (primed || prime(NULL)) && language_run_entrypoint(envelope->data, envelope->length);
}

// The input is one array: file name, source.
static bool check_source(const void *data) {
  const struct message *message = data;
  struct hako_reader reader = hako_reader_of(message->data, message->length);
  struct hako_token array, file, source;
  if (!hako_read(&reader, &array) || array.kind != HAKO_ARRAY || array.count != 2 || !hako_read(&reader, &file) || file.kind != HAKO_STR ||
      !hako_read(&reader, &source) || (source.kind != HAKO_STR && source.kind != HAKO_BIN)) {
    return language_panic("Kobako::Transport::Error", "failed to decode the source to check");
  }
  return language_check_source(&file, &source);
}

HAKO_EXPORT("__kobako_abi_version")
int32_t abi_version(void) { return HAKO_ABI_VERSION; }

HAKO_EXPORT("__kobako_alloc")
uint8_t *allocate(size_t size) { return hako_inbox_alloc(size); }

HAKO_EXPORT("__kobako_eval")
void eval(void) { conclude(evaluate, NULL); }

HAKO_EXPORT("__kobako_run")
void run_entrypoint(uint8_t *data, size_t length) {
  const struct message envelope = {.data = data, .length = length};
  conclude(run, &envelope);
  hako_inbox_release(data);
}

// The rest are extensions; docs/guest-abi.md has them.

HAKO_EXPORT("__hako_session_eval")
void session_eval(void) { conclude(evaluate_in_session, NULL); }

HAKO_EXPORT("__hako_compile_check")
int32_t compile_check(uint8_t *data, size_t length) {
  const struct message message = {.data = data, .length = length};
  const bool compiles = conclude(check_source, &message);
  hako_inbox_release(data);
  return compiles ? 0 : 1;
}

HAKO_EXPORT("__hako_boot")
int32_t boot(void) {
  if (!start()) return 1;
  language_settle();
  return 0;
}

HAKO_EXPORT("__hako_prime")
int32_t prime_once(void) {
  primed = conclude(prime, NULL);
  if (!primed) return 1;
  language_settle();
  return 0;
}
