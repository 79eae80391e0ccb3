// Frame 1: namespaces are modules, and members what is in them. A script may import them or just name them.
#include "guest.h"

static void undecodable(void) {
  if (PyErr_Occurred() == NULL) python_panic_text("Kobako::BootError", "failed to decode the Sandbox setup data");
}

// The namespace's module; NULL with an exception.
static PyObject *install_namespace(const struct hako_token *name) {
  PyObject *text = python_text(name);
  PyObject *module = text != NULL ? PyObject_CallMethod(guest.support, "install_namespace", "O", text) : NULL;
  Py_XDECREF(text);
  return module;
}

// False with an exception, or without one when the frame is at fault.
static bool install_member(PyObject *module, const struct hako_token *name_space, struct hako_reader *reader) {
  struct hako_token name;
  if (!hako_read(reader, &name) || name.kind != HAKO_STR) return false;
  PyObject *path = PyUnicode_FromFormat("%.*s::%.*s", (int)name_space->bytes.length, (const char *)name_space->bytes.data,
                                        (int)name.bytes.length, (const char *)name.bytes.data);
  Py_ssize_t length = 0;
  const char *text = path != NULL ? PyUnicode_AsUTF8AndSize(path, &length) : NULL;
  PyObject *member = text != NULL ? python_member_new(text, (size_t)length) : NULL;
  PyObject *key = member != NULL ? python_text(&name) : NULL;
  const bool installed = key != NULL && PyObject_SetAttr(module, key, member) == 0;
  Py_XDECREF(key);
  Py_XDECREF(member);
  Py_XDECREF(path);
  return installed;
}

static bool install(struct hako_reader *reader) {
  struct hako_token token, name;
  if (!hako_read(reader, &token) || token.kind != HAKO_ARRAY) return false;
  for (uint32_t left = token.count; left > 0; left--) {
    if (!hako_read(reader, &token) || token.kind != HAKO_ARRAY || token.count != 2) return false;
    if (!hako_read(reader, &name) || name.kind != HAKO_STR) return false;
    if (!hako_read(reader, &token) || token.kind != HAKO_ARRAY) return false;
    PyObject *module = install_namespace(&name);
    if (module == NULL) return false;
    bool installed = true;
    for (uint32_t members = token.count; members > 0 && installed; members--) installed = install_member(module, &name, reader);
    Py_DECREF(module);
    if (!installed) return false;
  }
  return true;
}

bool python_install_preamble(const struct hako_frame *frame) {
  struct hako_reader reader = hako_reader_of(frame->data, frame->length);
  if (install(&reader)) return true;
  undecodable();
  return false;
}
