// __kobako_run: from the invocation envelope to the entrypoint's value (spec/guest-abi.md, section 7.5).
#include "guest.h"

#define TRANSPORT_ERROR "Kobako::Transport::Error"

struct envelope {
  PyObject *entrypoint, *arguments, *keywords;
};

static void dispose(struct envelope *envelope) {
  Py_XDECREF(envelope->entrypoint);
  Py_XDECREF(envelope->arguments);
  Py_XDECREF(envelope->keywords);
}

static bool refuse(const char *message) {
  if (PyErr_Occurred() == NULL) language_panic(TRANSPORT_ERROR, message);
  return false;
}

// The keywords, whose keys are Symbols, as a dict of plain str. NULL with an exception.
static PyObject *plain_keywords(PyObject *keywords) {
  PyObject *plain = PyDict_New();
  Py_ssize_t position = 0;
  PyObject *key, *value;
  while (plain != NULL && PyDict_Next(keywords, &position, &key, &value)) {
    PyObject *name = PyUnicode_Check(key) ? PyUnicode_FromObject(key) : NULL;
    if (name == NULL || PyDict_SetItem(plain, name, value) != 0) {
      Py_CLEAR(plain);
      refuse("invocation keyword arguments must be a map");
    }
    Py_XDECREF(name);
  }
  return plain;
}

// False with an exception.
static bool read_envelope(const uint8_t *data, size_t length, struct envelope *envelope) {
  struct hako_reader reader = hako_reader_of(data, length);
  struct hako_reader whole = reader;
  struct hako_token token;
  if (!hako_skip(&whole, HAKO_MAX_DEPTH)) return refuse("failed to decode the invocation request");
  if (!hako_read(&reader, &token) || token.kind != HAKO_MAP) return refuse("malformed invocation request");
  for (uint32_t left = token.count; left > 0; left--) {
    struct hako_token key;
    if (!hako_read(&reader, &key)) return refuse("failed to decode the invocation request");
    PyObject **field = hako_token_is(&key, "entrypoint") ? &envelope->entrypoint
                       : hako_token_is(&key, "args")     ? &envelope->arguments
                       : hako_token_is(&key, "kwargs")   ? &envelope->keywords
                                                         : NULL;
    if (field == NULL) {
      if (key.kind != HAKO_STR || !hako_skip(&reader, HAKO_MAX_DEPTH)) return refuse("malformed invocation request");
    } else {
      Py_XSETREF(*field, python_read(&reader, HAKO_MAX_DEPTH));
      if (*field == NULL) return refuse("failed to decode the invocation request");
    }
  }
  if (envelope->entrypoint == NULL || !Py_IS_TYPE(envelope->entrypoint, (PyTypeObject *)guest.symbol_type)) {
    return refuse("invocation request is missing an entrypoint");
  }
  if (envelope->arguments != NULL && !PyList_Check(envelope->arguments)) return refuse("invocation arguments must be an array");
  if (envelope->keywords == NULL) return true;
  if (!PyDict_Check(envelope->keywords)) return refuse("invocation keyword arguments must be a map");
  Py_SETREF(envelope->keywords, plain_keywords(envelope->keywords));
  return envelope->keywords != NULL;
}

bool language_run_entrypoint(const uint8_t *data, size_t length) {
  struct envelope envelope = {0};
  Py_CLEAR(guest.value);
  if (read_envelope(data, length, &envelope)) {
    PyObject *function = PyObject_CallMethod(guest.support, "find_entrypoint", "O", envelope.entrypoint);
    PyObject *arguments = envelope.arguments != NULL ? PyList_AsTuple(envelope.arguments) : PyTuple_New(0);
    if (function != NULL && arguments != NULL) guest.value = python_await(PyObject_Call(function, arguments, envelope.keywords));
    Py_XDECREF(arguments);
    Py_XDECREF(function);
  }
  dispose(&envelope);
  return guest.value != NULL;
}
