// Runs a script's function for a Service that yields to it.
#include "guest.h"

static void reply_failure(void) {
  struct python_failure failure;
  if (!python_take_failure(&failure)) {
    hako_reply_error("MemoryError", "the failure of the function can't be described");
    return;
  }
  struct hako_writer *reply = hako_begin_reply(HAKO_REPLY_ERROR);
  hako_write_map(reply, 3);
  hako_write_literal(reply, "class");
  python_write_text(reply, failure.class_name);
  hako_write_literal(reply, "message");
  python_write_text(reply, failure.message);
  hako_write_literal(reply, "backtrace");
  python_write_lines(reply, &failure);
  python_dispose_failure(&failure);
}

static void reply_value(enum hako_reply tag, PyObject *value) {
  struct python_refusal refusal;
  if (python_write(hako_begin_reply(tag), value, HAKO_MAX_DEPTH, &refusal)) return;
  PyErr_Format(PyExc_TypeError, "%s of type %s is not a supported sandbox value type",
               tag == HAKO_REPLY_BREAK ? "break value" : "block return value", Py_TYPE(value)->tp_name);
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

const int language_most_yields = 64;

static void answer_yield(PyObject *callable, PyObject *arguments) {
  PyObject *value = NULL;
  if (hako_too_many_yields()) PyErr_SetString(PyExc_RecursionError, "too many functions that services called are running");
  else value = PyObject_Call(callable, arguments, NULL);
  if (value != NULL) {
    reply_value(HAKO_REPLY_VALUE, value);
  } else if ((value = take_break()) != NULL) {
    reply_value(HAKO_REPLY_BREAK, value);
  } else {
    reply_failure();
  }
  Py_XDECREF(value);
}

void language_yield(struct hako_block *block, const uint8_t *request, size_t length) {
  struct hako_reader reader = hako_reader_of(request, length);
  PyObject *list = python_read(&reader, HAKO_MAX_DEPTH);
  PyObject *arguments = list != NULL && PyList_Check(list) ? PyList_AsTuple(list) : NULL;
  if (arguments != NULL) answer_yield(((struct python_block *)block)->callable, arguments);
  else if (PyErr_Occurred() != NULL) reply_failure();
  else if (list == NULL) hako_reply_undecodable();
  else hako_reply_not_an_array();
  Py_XDECREF(arguments);
  Py_XDECREF(list);
}
