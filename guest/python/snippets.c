// Frame 3: the code that the host has preloaded. Each snippet is a module, and each archive has some; all can be imported before the first
// runs, and each snippet is imported in the order of registration.
#include "guest.h"
#include "setup.h"

// (name, source), or (None, archive); NULL with an exception.
static PyObject *make_pair(const struct hako_snippet *snippet) {
  PyObject *name, *body;
  if (snippet->kind == HAKO_SOURCE) {
    name = python_text(&snippet->name);
    body = python_text(&snippet->body);
  } else {
    name = Py_NewRef(Py_None);
    body = PyBytes_FromStringAndSize((const char *)snippet->body.bytes.data, (Py_ssize_t)snippet->body.bytes.length);
  }
  PyObject *pair = name != NULL && body != NULL ? PyTuple_Pack(2, name, body) : NULL;
  Py_XDECREF(body);
  Py_XDECREF(name);
  return pair;
}

// A list of such pairs; NULL with an exception.
static PyObject *read_snippets(const struct hako_frame *frame) {
  struct hako_snippets snippets;
  struct hako_snippet snippet;
  if (!hako_open_snippets(&snippets, frame)) {
    language_panic("Kobako::BootError", "failed to decode the preloaded snippets");
    return NULL;
  }
  PyObject *pairs = PyList_New(0);
  while (pairs != NULL && hako_next_snippet(&snippets, &snippet)) {
    if (snippet.kind == HAKO_BYTECODE) {
      language_panic("Kobako::BytecodeError", "the Python guest takes no bytecode");
      Py_CLEAR(pairs);
      break;
    }
    PyObject *pair = make_pair(&snippet);
    if (pair == NULL || PyList_Append(pairs, pair) != 0) Py_CLEAR(pairs);
    Py_XDECREF(pair);
  }
  return pairs;
}

static bool replay(const struct hako_frame *frame) {
  PyObject *pairs = read_snippets(frame);
  if (pairs == NULL) return false;
  PyObject *known = PyObject_CallMethod(guest.support, "know_snippets", "O", pairs);
  bool good = known != NULL;
  Py_XDECREF(known);
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(pairs) && good; i++) {
    PyObject *name = PyTuple_GET_ITEM(PyList_GET_ITEM(pairs, i), 0);
    if (name == Py_None) continue;
    PyObject *module = PyImport_Import(name);
    good = module != NULL;
    Py_XDECREF(module);
  }
  Py_DECREF(pairs);
  return good;
}

bool language_replay_snippets(const struct hako_frame *frame) {
  guest.replaying = true;
  const bool replayed = replay(frame);
  // On failure the flag stays: the failure is the snippets'.
  guest.replaying = !replayed;
  return replayed;
}
