// Runs a script's function for a Service that yields to it (spec/guest-abi.md, section 7.4).
#include "guest.h"

#include "abi.h"
#include "inbox.h"

static struct python_block *innermost;

void python_push_block(struct python_block *block) {
  block->outer = innermost;
  innermost = block;
}

void python_pop_block(void) { innermost = innermost->outer; }

enum { kOk = 1, kBreak = 2, kError = 4 };

// The host copies the answer before it does anything else, so one writer serves all yields.
static uint8_t reply_buffer[1024];
static struct hako_writer reply;

static void begin_reply(uint8_t tag) {
  hako_writer_dispose(&reply);
  hako_writer_init(&reply, reply_buffer, sizeof reply_buffer);
  hako_write_byte(&reply, tag);
}

// Fixed texts, which need no interpreter.
static void reply_error_text(const char *class_name, const char *message) {
  begin_reply(kError);
  hako_write_map(&reply, 3);
  hako_write_literal(&reply, "class");
  hako_write_str(&reply, class_name, strlen(class_name));
  hako_write_literal(&reply, "message");
  hako_write_str(&reply, message, strlen(message));
  hako_write_literal(&reply, "backtrace");
  hako_write_array(&reply, 0);
}

static void reply_failure(void) {
  struct python_failure failure;
  if (!python_take_failure(&failure)) {
    reply_error_text("MemoryError", "the failure of the function can't be described");
    return;
  }
  begin_reply(kError);
  hako_write_map(&reply, 3);
  hako_write_literal(&reply, "class");
  python_write_text(&reply, failure.class_name);
  hako_write_literal(&reply, "message");
  python_write_text(&reply, failure.message);
  hako_write_literal(&reply, "backtrace");
  python_write_lines(&reply, &failure);
  python_dispose_failure(&failure);
}

static void reply_value(uint8_t tag, PyObject *value) {
  struct python_refusal refusal;
  begin_reply(tag);
  if (python_write(&reply, value, HAKO_MAX_DEPTH, &refusal)) return;
  PyErr_Format(PyExc_TypeError, "%s of type %s is not a supported sandbox value type", tag == kBreak ? "break value" : "block return value",
               Py_TYPE(value)->tp_name);
  reply_failure();
}

// The function left with hako.Break: the Service is to end, with this value. Takes the exception; NULL when it is another.
static PyObject *take_break(void) {
  if (!PyErr_ExceptionMatches(guest.break_type)) return NULL;
  PyObject *exception = PyErr_GetRaisedException();
  PyObject *value = PyObject_GetAttrString(exception, "value");
  if (value != NULL) Py_DECREF(exception);
  else PyErr_SetRaisedException(exception);
  return value;
}

// How many yields may be in progress. Each takes stack in the guest and in the host, whose frames the guest can't measure, and past
// its end there is only a trap.
enum { kMaxYields = 64 };
static int yields_running;

static void answer_yield(PyObject *callable, PyObject *arguments) {
  PyObject *value = NULL;
  if (yields_running > kMaxYields) PyErr_SetString(PyExc_RecursionError, "too many functions that services called are running");
  else value = PyObject_Call(callable, arguments, NULL);
  if (value != NULL) {
    reply_value(kOk, value);
  } else if ((value = take_break()) != NULL) {
    reply_value(kBreak, value);
  } else {
    reply_failure();
  }
  Py_XDECREF(value);
}

HAKO_EXPORT("__kobako_yield_to_block")
uint64_t yield_to_block(uint8_t *request, size_t length) {
  // The function may make Service calls with functions of their own; they come and go above this one.
  struct python_block *const block = innermost;
  if (block == NULL) {
    reply_error_text("LocalJumpError", "no block given (yield)");
  } else {
    struct hako_reader reader = hako_reader_of(request, length);
    PyObject *list = python_read(&reader, HAKO_MAX_DEPTH);
    PyObject *arguments = list != NULL && PyList_Check(list) ? PyList_AsTuple(list) : NULL;
    if (arguments != NULL) {
      yields_running++;
      answer_yield(block->callable, arguments);
      yields_running--;
    } else if (PyErr_Occurred() != NULL) {
      reply_failure();
    } else if (list == NULL) {
      reply_error_text("Kobako::Transport::Error", "failed to decode the block arguments: invalid wire value");
    } else {
      reply_error_text("Kobako::Transport::Error", "block arguments must be an array");
    }
    Py_XDECREF(arguments);
    Py_XDECREF(list);
    innermost = block;
    // Not even the failure could be told: an empty answer.
    if (reply.failed) hako_writer_dispose(&reply);
  }
  hako_inbox_release(request);
  return hako_pack(reply.data, reply.length);
}
