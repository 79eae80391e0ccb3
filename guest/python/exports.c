// The entry points (spec/guest-abi.md, section 4): which steps an invocation has, and in which order.
#include "abi.h"
#include "guest.h"
#include "inbox.h"

// Called by hand: a linker that finds no call wraps every export in one.
void __wasm_call_ctors(void);

static bool start(void) {
  static bool constructed;
  if (!constructed) {
    constructed = true;
    __wasm_call_ctors();
  }
  return python_boot();
}

// False with an exception.
static bool read_frame(struct hako_frame *frame, const char *unreadable) {
  if (hako_read_frame(frame)) return true;
  python_panic_text("Kobako::BootError", unreadable);
  return false;
}

static bool install_preamble(void) {
  struct hako_frame frame;
  if (!read_frame(&frame, "failed to read the Sandbox setup data")) return false;
  const bool installed = python_install_preamble(&frame);
  hako_free_frame(&frame);
  return installed;
}

static bool replay_snippets(void) {
  struct hako_frame frame;
  if (!read_frame(&frame, "failed to read the preloaded snippets")) return false;
  guest.replaying = true;
  const bool replayed = python_replay_snippets(&frame);
  // On failure the flag stays: the failure is the snippets'.
  guest.replaying = !replayed;
  hako_free_frame(&frame);
  return replayed;
}

// Whether the preamble and the snippets are in place, so that their frames are not on stdin.
static bool primed;

static PyObject *prime(void *unused) {
  if (!install_preamble() || !replay_snippets()) return NULL;
  Py_RETURN_NONE;
}

static PyObject *evaluate(void *unused) {
  struct hako_frame source;
  if (!primed && !install_preamble()) return NULL;
  if (!read_frame(&source, "failed to read the script")) return NULL;
  PyObject *value = NULL;
  if (primed || replay_snippets()) value = python_evaluate(&source);
  hako_free_frame(&source);
  return value;
}

// A script after another one, whose lines may be in the cache.
static PyObject *evaluate_anew(void *unused) {
  PyObject *done = PyObject_CallMethod(guest.support, "new_script", NULL);
  if (done == NULL) return NULL;
  Py_DECREF(done);
  return evaluate(NULL);
}

struct message {
  const uint8_t *data;
  size_t length;
};

static PyObject *run(void *data) {
  const struct message *envelope = data;
  if (!primed && (!install_preamble() || !replay_snippets())) return NULL;
  return python_run_entrypoint(envelope->data, envelope->length);
}

// Compiles and forgets. The input is one array: file name, source.
static PyObject *check_source(void *data) {
  const struct message *message = data;
  struct hako_reader reader = hako_reader_of(message->data, message->length);
  struct hako_token array, file, source;
  if (!hako_read(&reader, &array) || array.kind != HAKO_ARRAY || array.count != 2 || !hako_read(&reader, &file) || file.kind != HAKO_STR ||
      !hako_read(&reader, &source) || (source.kind != HAKO_STR && source.kind != HAKO_BIN)) {
    python_panic_text("Kobako::Transport::Error", "failed to decode the source to check");
    return NULL;
  }
  PyObject *name = python_text(&file), *text = python_text(&source);
  PyObject *done = name != NULL && text != NULL ? PyObject_CallMethod(guest.support, "compile_snippet", "OO", text, name) : NULL;
  Py_XDECREF(text);
  Py_XDECREF(name);
  if (done == NULL) return NULL;
  Py_DECREF(done);
  Py_RETURN_NONE;
}

HAKO_EXPORT("__kobako_abi_version")
int32_t abi_version(void) { return HAKO_ABI_VERSION; }

HAKO_EXPORT("__kobako_eval")
void eval(void) {
  if (start()) python_conclude(evaluate, NULL);
  else python_conclude_without_interpreter();
}

// An extension: as eval, on a primed guest whose memory is kept from one call to the next.
HAKO_EXPORT("__hako_session_eval")
void session_eval(void) {
  if (start()) python_conclude(evaluate_anew, NULL);
  else python_conclude_without_interpreter();
}

HAKO_EXPORT("__kobako_run")
void run_entrypoint(uint8_t *data, size_t length) {
  struct message envelope = {.data = data, .length = length};
  if (start()) python_conclude(run, &envelope);
  else python_conclude_without_interpreter();
  hako_inbox_release(data);
}

HAKO_EXPORT("__kobako_alloc")
uint8_t *allocate(size_t size) { return hako_inbox_alloc(size); }

HAKO_EXPORT("__kobako_take_outcome")
uint64_t take_outcome(void) { return python_take_outcome(); }

// An extension: whether a source compiles, without running it. 0 when it does; 1 when not, and the Outcome is the Panic.
HAKO_EXPORT("__hako_compile_check")
int32_t compile_check(uint8_t *data, size_t length) {
  struct message message = {.data = data, .length = length};
  bool compiles = false;
  if (start()) compiles = python_conclude(check_source, &message);
  else python_conclude_without_interpreter();
  hako_inbox_release(data);
  return compiles ? 0 : 1;
}

// An extension: makes the interpreter ready. 0 when it is. The host keeps the state after that, and starts everything else from there.
HAKO_EXPORT("__hako_boot")
int32_t boot(void) {
  if (!start()) return 1;
  python_settle();
  return 0;
}

// An extension: takes the steps of an invocation that are the same every time. 0 when they are taken; 1 when one failed, and the Outcome
// is the Panic.
HAKO_EXPORT("__hako_prime")
int32_t prime_once(void) {
  if (!start()) python_conclude_without_interpreter();
  else primed = python_conclude(prime, NULL);
  if (!primed) return 1;
  python_settle();
  return 0;
}
