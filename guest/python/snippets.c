// Frame 3: the code that the host has preloaded. Each snippet is a module, and each archive has some; all can be imported before the first
// runs, and each snippet is imported in the order of registration.
#include "guest.h"

struct snippet {
  struct hako_token kind, name, body;
  bool has_kind, has_name, has_body;
};

// Returns false for a frame at fault.
static bool read_snippet(struct hako_reader *reader, struct snippet *snippet) {
  struct hako_token token;
  *snippet = (struct snippet){0};
  if (!hako_read(reader, &token) || token.kind != HAKO_MAP) return false;
  for (uint32_t left = token.count; left > 0; left--) {
    struct hako_token key;
    if (!hako_read(reader, &key) || key.kind != HAKO_STR) return false;
    struct hako_token *field = NULL;
    if (hako_token_is(&key, "kind")) field = &snippet->kind, snippet->has_kind = true;
    else if (hako_token_is(&key, "name")) field = &snippet->name, snippet->has_name = true;
    else if (hako_token_is(&key, "body")) field = &snippet->body, snippet->has_body = true;
    if (field == NULL ? !hako_skip(reader, HAKO_MAX_DEPTH) : !hako_read(reader, field)) return false;
  }
  return snippet->has_kind && snippet->has_body;
}

static bool is_source(const struct snippet *snippet) {
  return hako_token_is(&snippet->kind, "source") && snippet->has_name && snippet->name.kind == HAKO_STR && snippet->body.kind == HAKO_STR;
}

static bool is_unnamed(const struct snippet *snippet, const char *kind) {
  return hako_token_is(&snippet->kind, kind) && !snippet->has_name && snippet->body.kind == HAKO_BIN;
}

// (name, source), or (None, archive); NULL with an exception.
static PyObject *make_pair(const struct snippet *snippet) {
  PyObject *name, *body;
  if (is_source(snippet)) {
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

// A list of such pairs; NULL with an exception, or without one when the frame is at fault.
static PyObject *read_snippets(const struct hako_frame *frame) {
  struct hako_reader reader = hako_reader_of(frame->data, frame->length);
  struct hako_token token;
  if (!hako_read(&reader, &token) || token.kind != HAKO_ARRAY) return NULL;
  PyObject *snippets = PyList_New(0);
  bool good = snippets != NULL, bytecode = false;
  for (uint32_t left = token.count; left > 0 && good; left--) {
    struct snippet snippet;
    good = read_snippet(&reader, &snippet);
    if (!good) break;
    if (is_unnamed(&snippet, "bytecode")) {
      bytecode = true;
      continue;
    }
    good = is_source(&snippet) || is_unnamed(&snippet, "archive");
    if (!good) break;
    PyObject *pair = make_pair(&snippet);
    good = pair != NULL && PyList_Append(snippets, pair) == 0;
    Py_XDECREF(pair);
  }
  if (good && bytecode) python_panic_text("Kobako::BytecodeError", "the Python guest takes no bytecode");
  if (!good || bytecode) Py_CLEAR(snippets);
  return snippets;
}

bool python_replay_snippets(const struct hako_frame *frame) {
  PyObject *snippets = read_snippets(frame);
  if (snippets == NULL) {
    if (PyErr_Occurred() == NULL) python_panic_text("Kobako::BootError", "failed to decode the preloaded snippets");
    return false;
  }
  PyObject *known = PyObject_CallMethod(guest.support, "know_snippets", "O", snippets);
  bool good = known != NULL;
  Py_XDECREF(known);
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(snippets) && good; i++) {
    PyObject *name = PyTuple_GET_ITEM(PyList_GET_ITEM(snippets, i), 0);
    if (name == Py_None) continue;
    PyObject *module = PyImport_Import(name);
    good = module != NULL;
    Py_XDECREF(module);
  }
  Py_DECREF(snippets);
  return good;
}
